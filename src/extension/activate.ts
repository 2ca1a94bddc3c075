// Puts the extension together. Nothing is started here: the language server waits for a YAML document, the cluster for a command or for its view.
import { commands, env, type ExtensionContext, type LogOutputChannel, Uri, window, workspace } from 'vscode';
import { DisposableStore } from '../base/disposable.ts';
import type { Clock } from '../base/clock.ts';
import { systemClock } from '../base/system-clock.ts';
import type { EndpointCall } from '../client/port/session-protocol.ts';
import { ApplyDiagnostics } from './apply/apply-diagnostics.ts';
import { ClusterTime } from './cluster-view/cluster-time.ts';
import { ClusterTree } from './cluster-view/cluster-tree.ts';
import { ClusterWatch } from './cluster-view/cluster-watch.ts';
import { registerCommands } from './commands/commands.ts';
import { registerPasteAsManifest } from './convert/paste-as-manifest.ts';
import { DiffDocuments } from './diff/diff-documents.ts';
import { describeDocuments, LiveDocuments, yamlDocuments } from './documents/live-documents.ts';
import { registerTargetLinks } from './documents/target-links.ts';
import { errorText } from './error-text.ts';
import { PortForwards } from './forwarding/port-forwards.ts';
import { HistoryDocuments } from './history/history-documents.ts';
import { DescribedImages } from './images/described-images.ts';
import { EditDocuments } from './kubectl/edit-documents.ts';
import type { KubectlHost } from './kubectl/kubectl-host.ts';
import { workspaceFiles } from './kubectl/workspace-files.ts';
import { isKept, keptAs } from './kept-as.ts';
import { LanguageSupport } from './language/language-support.ts';
import type { Lesson } from './lessons/lesson.ts';
import { LessonProgress } from './lessons/lesson-progress.ts';
import { LessonTree } from './lessons/lesson-tree.ts';
import { lessons } from './lessons/lessons.ts';
import { LiveObjects } from './live/live-objects.ts';
import { YamlFiles } from './live/yaml-files.ts';
import { PodTests } from './pod-tests/pod-tests.ts';
import { podWayDocuments } from './pod-way/pod-way-documents.ts';
import type { ClusterConfig, ClusterPort, Platform } from './platform.ts';
import type { Podlab } from './podlab.ts';
import { withProgress } from './progress.ts';
import { ExplanationDocuments } from './scheduling/explanation-documents.ts';
import { SchedulingLenses } from './scheduling/scheduling-lenses.ts';
import { ClusterEndpoint } from './session/cluster-endpoint.ts';
import { ClusterHost } from './session/cluster-host.ts';
import { createStatusBar } from './status-bar.ts';
import { timelineDocuments } from './timeline/timeline-documents.ts';
import { Terminals } from './terminals/terminals.ts';
import { printable } from './text/printable.ts';

/** How long the view says that the cluster was restarted. */
const crashNoteMs = 60_000;
/** A process takes its settings as one argument, which systems bound. */
const maxConfigBytes = 64 * 1024;

/** What other code in the extension host may ask: how the cluster is, for tests and tools. */
export interface PodlabApi {
  readonly cluster: Pick<ClusterHost, 'state' | 'pid' | 'onDidChangeState' | 'kill' | 'stop'>;
}

export function activateExtension(context: ExtensionContext, platform: Platform): PodlabApi {
  const owned = new DisposableStore();
  context.subscriptions.push(owned);
  const clock = systemClock;
  const log = owned.add(window.createOutputChannel('Podlab', { log: true }));
  const cluster = owned.add(new ClusterHost({ clock, launch: () => launchCluster(context, platform, log) }));
  const endpoint = platform.programs === undefined ? undefined : owned.add(new ClusterEndpoint({ cluster, programs: platform.programs, call: endpointCall(context), onError: (error) => { log.error(errorText(error)); } }));
  void commands.executeCommand('setContext', 'podlab.hasNoEndpoint', endpoint === undefined);
  const time = new ClusterTime(clock);
  const watch = owned.add(new ClusterWatch(clock));
  const tree = owned.add(new ClusterTree({ watch, clock, time }));
  const treeView = owned.add(window.createTreeView('podlab.cluster', { treeDataProvider: tree, canSelectMany: true, showCollapseAll: true }));
  owned.add(cluster.onDidChangeSession((session) => { watch.follow(session); }));
  const live = owned.add(new LiveObjects({ cluster, watch, clock }));
  const files = owned.add(new YamlFiles());
  const language = owned.add(new LanguageSupport({ context, platform, log, onCreate: (client) => {
    live.attach(client);
    files.attach(client);
  } }));
  const lessonProgress = owned.add(new LessonProgress({ lessons, memento: context.globalState, watch, clock }));
  const lessonTree = owned.add(new LessonTree(lessons, lessonProgress));
  const edits = owned.add(new EditDocuments());
  const kubectlHost: KubectlHost = {
    get files() { return workspaceFiles(workspace.workspaceFolders?.[0]?.uri); },
    editText: (name, text) => edits.edit(name, text),
    ...(platform.listen && { listen: platform.listen }),
  };
  const podlab: Podlab = {
    lessonProgress, lessonTree, lessonView: owned.add(window.createTreeView('podlab.lessons', { treeDataProvider: lessonTree, showCollapseAll: true })),
    context, log, clock, language, cluster, endpoint, time, watch, tree, treeView,
    describeDocuments: owned.add(new LiveDocuments(describeDocuments, { cluster, clock })),
    yamlDocuments: owned.add(new LiveDocuments(yamlDocuments, { cluster, clock })),
    podWayDocuments: owned.add(new LiveDocuments(podWayDocuments, { cluster, clock })),
    timelineDocuments: owned.add(new LiveDocuments(timelineDocuments, { cluster, clock })),
    historyDocuments: owned.add(new HistoryDocuments(cluster)),
    diffDocuments: owned.add(new DiffDocuments()),
    explanationDocuments: owned.add(new ExplanationDocuments({ cluster, watch, clock })),
    applyDiagnostics: owned.add(new ApplyDiagnostics(language)),
    terminals: owned.add(new Terminals()),
    kubectlHost,
    portForwards: owned.add(new PortForwards({ cluster, host: kubectlHost })),
    describedImages: owned.add(new DescribedImages({ cluster, clock, onProblems: (problems) => { for (const problem of problems) log.warn(printable(problem)); } })),
  };
  owned.add(lessonProgress.onDidChange((lesson) => { if (lessonProgress.isDone(lesson)) void sayDone(lesson); }));
  owned.add(new PodTests({ language, clock, launch: () => platform.startCluster({ context, config: { latencies: 'realistic', isForTests: true }, onOutput: onOutput(log) }) }));
  owned.add(registerPasteAsManifest(cluster));
  owned.add(registerTargetLinks([podWayDocuments.scheme, timelineDocuments.scheme]));
  owned.add(new SchedulingLenses({ cluster, watch, clock }));
  owned.add(createStatusBar(cluster, time));
  for (const command of registerCommands(podlab)) owned.add(command);
  followCluster(podlab, owned, clock);
  owned.add(cluster.onDidFallSilent(() => { void saySilence(podlab); }));
  followView(podlab, owned);
  return { cluster };
}

/** Says that a lesson is done, and offers the next. */
async function sayDone(lesson: Lesson): Promise<void> {
  const next = lessons[lessons.indexOf(lesson) + 1];
  const answer = await window.showInformationMessage(`Lesson done: ${lesson.title}.`, ...(next === undefined ? [] : [`Next: ${next.title}`]));
  if (answer !== undefined) await commands.executeCommand('podlab.openLesson', next?.id);
}

/** A folder keeps its port and token; a window without one has them while it lasts. */
function endpointCall({ storageUri, globalStorageUri }: ExtensionContext): EndpointCall {
  if (storageUri !== undefined) return { folder: Uri.joinPath(storageUri, 'endpoint').fsPath, isTemporary: false };
  return { folder: Uri.joinPath(globalStorageUri, 'endpoints', env.sessionId).fsPath, isTemporary: true };
}

async function launchCluster(context: ExtensionContext, platform: Platform, log: LogOutputChannel): Promise<ClusterPort> {
  return platform.startCluster({ context, config: await clusterConfig(), ...(isKept() && { keptAs: keptAs() }), onOutput: onOutput(log) });
}

function onOutput(log: LogOutputChannel): (text: string) => void {
  return (text) => { log.info(printable(text.trimEnd())); };
}

/** The settings that a cluster is started with, and the podlab.yaml of the first folder as it is saved. */
async function clusterConfig(): Promise<ClusterConfig> {
  const settings = workspace.getConfiguration('podlab');
  const latencies = settings.get('cluster.latencies') === 'none' ? 'none' : 'realistic';
  const folder = workspace.workspaceFolders?.[0];
  if (folder === undefined) return { latencies };
  const bytes = await workspace.fs.readFile(Uri.joinPath(folder.uri, 'podlab.yaml')).then(undefined, () => undefined);
  if (bytes === undefined) return { latencies };
  if (bytes.length > maxConfigBytes) throw new Error(`podlab.yaml is larger than ${maxConfigBytes / 1024} KiB`);
  return { latencies, file: new TextDecoder().decode(bytes) };
}

/** Keeps the model, the time and the context keys in step with the cluster. */
function followCluster({ cluster, log, time, treeView }: Podlab, owned: DisposableStore, clock: Clock): void {
  const crashNote = owned.add(new DisposableStore());
  let hasCrashed = false;
  const setState = (): void => {
    void commands.executeCommand('setContext', 'podlab.clusterState', cluster.state);
    if (cluster.state === 'stopped') treeView.message = undefined;
    if (cluster.state === 'failed') treeView.message = 'The cluster is down. See the Podlab output for why.';
    if (cluster.state === 'running' && hasCrashed) {
      treeView.message = 'The cluster’s process ended unexpectedly and was restarted.';
      crashNote.clear();
      crashNote.add(clock.setTimeout(() => { treeView.message = undefined; }, crashNoteMs));
    }
    if (cluster.state === 'running') hasCrashed = false;
    log.debug(`cluster ${cluster.state}`);
  };
  setState();
  owned.add(cluster.onDidChangeState(setState));
  owned.add(time.onDidChange(() => { void commands.executeCommand('setContext', 'podlab.isClockPaused', time.info?.isPaused === true); }));
  owned.add(cluster.onDidChangeSession((session) => {
    if (session === undefined) time.set(undefined);
    else void session.control({ action: 'info' }).then((info) => {
      time.set(info);
      if (info.configProblem !== undefined) void window.showWarningMessage(`The cluster has the usual nodes, because of mistakes in podlab.yaml: ${printable(info.configProblem)}`);
      if (info.stateNotice !== undefined) void window.showWarningMessage(printable(info.stateNotice));
    }, (error: unknown) => { log.debug(errorText(error)); });
  }));
  owned.add(cluster.onDidCrash(({ isRestarting }) => {
    const words = isRestarting
      ? 'The cluster’s process ended unexpectedly and is being restarted. Objects that it had not saved are gone.'
      : 'The cluster’s process ended unexpectedly too often. It stays stopped until you start it.';
    log.error(words);
    treeView.message = words;
    hasCrashed = isRestarting;
    void window.showWarningMessage(words, 'Show Output').then((answer) => { if (answer !== undefined) log.show(); });
  }));
}

/** The cluster answers nothing: a person may know that it is busy, or have it ended. */
async function saySilence({ cluster, log }: Podlab): Promise<void> {
  const { session } = cluster;
  const words = 'The cluster has not answered for 10 seconds. A command may hold it up.';
  log.warn(words);
  const answer = await window.showWarningMessage(`${words} ${isKept() ? 'Its objects are kept when it is restarted; containers start anew.' : 'Restarted, it is empty.'}`, 'Restart Cluster', 'Wait');
  if (cluster.session !== session) return;
  if (answer !== 'Restart Cluster') cluster.waitOn();
  else if (cluster.isSilent) await withProgress('Restarting the cluster', () => cluster.restart());
  else void window.showInformationMessage('The cluster answers again. It was not restarted.');
}

/** Starts the cluster when its view is first seen, unless it was stopped on purpose. */
function followView({ cluster, log, tree, treeView }: Podlab, owned: DisposableStore): void {
  let hasStarted = false;
  const onVisible = (isVisible: boolean): void => {
    tree.setVisible(isVisible);
    if (!isVisible || hasStarted || workspace.getConfiguration('podlab').get('cluster.startWithView') === false) return;
    hasStarted = true;
    cluster.start().catch((error: unknown) => { log.error(errorText(error)); });
  };
  owned.add(treeView.onDidChangeVisibility(({ visible }) => { onVisible(visible); }));
  onVisible(treeView.visible);
}

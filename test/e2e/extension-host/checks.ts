// The checks, in order: each may rely on what the ones before it left behind.
import { type CompletionList, type Diagnostic, commands, EndOfLine, type Extension, extensions, type Hover, languages, MarkdownString, Position, type TextDocument, window, workspace } from 'vscode';
import type { PodlabApi } from '../../../src/extension/activate.ts';
import { slowness } from '../../support/yardstick.ts';
import { equal, eventually } from './expect.ts';

/** Resolves with a figure worth printing. */
type Check = () => Promise<string | undefined> | string | undefined;

/** Of the whole host, at rest before. */
const maxActivationMs = 50;
const pod = `apiVersion: v1
kind: Pod
metadata:
  name: in-host
spec:
  restartPolicy: Never
  containers:
    - name: main
      imgae: busybox
      image: busybox
      command: [sleep, infinity]
`;

function extension(): Extension<PodlabApi> {
  const found = extensions.getExtension<PodlabApi>('podlab.podlab');
  if (found === undefined) throw new Error('the extension is not installed');
  return found;
}

let document: TextDocument;
const cpu = (): NodeJS.CpuUsage | undefined => (typeof process === 'object' && typeof process.cpuUsage === 'function' ? process.cpuUsage() : undefined);

const msOf = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;

export const checks: Readonly<Record<string, Check>> = {
  'activation takes less than 50 ms of CPU, as fast machines count them': async () => {
    equal('active before anything needs it', extension().isActive, false);
    await settled();
    const before = cpu();
    const started = performance.now();
    await extension().activate();
    const wallMs = performance.now() - started;
    if (before === undefined) return `${wallMs.toFixed(0)} ms by the clock`;
    const usedMs = msOf(process.cpuUsage(before));
    const slow = slowness(() => msOf(process.cpuUsage()));
    const figures = `${usedMs.toFixed(1)} ms of CPU, ${wallMs.toFixed(0)} ms by the clock, on a machine ${slow.toFixed(1)} times slower than the baseline's`;
    if (usedMs >= maxActivationMs * slow) throw new Error(`took ${figures}`);
    return figures;
  },

  'nothing is started before it is needed': () => {
    equal('state', extension().exports.cluster.state, 'stopped');
    equal('pid', extension().exports.cluster.pid, undefined);
    equal('children', childProcesses(), []);
    return undefined;
  },

  'commands registered are the commands contributed': async () => {
    const { contributes } = extension().packageJSON as { contributes: { commands: { command: string }[] } };
    const all = await commands.getCommands(true);
    // `podlab.cluster.focus` and its like belong to the view.
    const registered = all.filter((id) => /^podlab\.[^.]+$/.test(id) && !id.startsWith('podlab.language'));
    equal('commands', registered.sort(), contributes.commands.map(({ command }) => command).sort());
    return `${registered.length} commands`;
  },

  'a mistyped field is an error at its range': async () => {
    const started = performance.now();
    document = await workspace.openTextDocument({ language: 'yaml', content: pod });
    await window.showTextDocument(document);
    const [found] = await eventually('the diagnostic', () => errors(), (all) => all.length > 0);
    equal('message', found?.message, 'unknown field "spec.containers[0].imgae"');
    equal('text', document.getText(found?.range), 'imgae');
    equal('cluster for it', extension().exports.cluster.state, 'stopped');
    return `${(performance.now() - started).toFixed(0)} ms after the first document was asked for`;
  },

  'hover tells a field’s type and meaning': async () => {
    const hovers = await commands.executeCommand<Hover[]>('vscode.executeHoverProvider', document.uri, new Position(5, 5));
    const text = hovers.flatMap(({ contents }) => contents).map((content) => (content instanceof MarkdownString || typeof content === 'object' ? content.value : content)).join('\n');
    if (!/restartPolicy/.test(text) || !/Never/.test(text)) throw new Error(`hover says ${JSON.stringify(text)}`);
    return undefined;
  },

  'completion offers the values of a field': async () => {
    const line = pod.split('\n').findIndex((text) => text.includes('restartPolicy'));
    const { items } = await commands.executeCommand<CompletionList>('vscode.executeCompletionItemProvider', document.uri, new Position(line, '  restartPolicy: '.length));
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    for (const value of ['Always', 'Never', 'OnFailure']) if (!labels.includes(value)) throw new Error(`${value} is not among ${JSON.stringify(labels)}`);
    return undefined;
  },

  'an edit takes the error away': async () => {
    const editor = await window.showTextDocument(document);
    await editor.edit((edit) => { edit.delete(document.lineAt(8).rangeIncludingLineBreak); }, { undoStopBefore: true, undoStopAfter: true });
    equal('line ends', document.eol, EndOfLine.LF);
    await eventually('the end of the diagnostic', () => errors(), (all) => all.length === 0);
    return undefined;
  },

  'apply starts the cluster and makes the Pod': async () => {
    const started = performance.now();
    await commands.executeCommand('podlab.apply');
    const ms = performance.now() - started;
    equal('state', extension().exports.cluster.state, 'running');
    equal('pid is a process of its own', typeof extension().exports.cluster.pid, cpu() === undefined ? 'undefined' : 'number');
    await commands.executeCommand('podlab.describe', { kind: 'Pod', name: 'in-host' });
    await eventually('the description', () => window.activeTextEditor?.document.getText() ?? '', (text) => /^Name: +in-host/m.test(text));
    await eventually('Running', () => window.activeTextEditor?.document.getText() ?? '', (text) => /^Status: +Running/m.test(text));
    return `${ms.toFixed(0)} ms with the start of the cluster`;
  },

  'a cluster that dies is started again': async () => {
    const { cluster } = extension().exports;
    const before = cluster.pid;
    const states: string[] = [];
    const listener = cluster.onDidChangeState((state) => { states.push(state); });
    const started = performance.now();
    cluster.kill();
    await eventually('running again', () => cluster.state, (state) => state === 'running' && states.length > 0);
    listener.dispose();
    equal('states', states, ['restarting', 'running']);
    if (before !== undefined && before === cluster.pid) throw new Error('it is the same process');
    return `${(performance.now() - started).toFixed(0)} ms`;
  },

  'stopped, it leaves nothing behind': async () => {
    // The command would ask first: the Pod was kept.
    extension().exports.cluster.stop();
    equal('state', extension().exports.cluster.state, 'stopped');
    await eventually('the end of its process', () => childProcesses().filter((text) => text.includes('cluster-process')), (left) => left.length === 0);
    return undefined;
  },
};

/** Waits until the host has done what it does at its own start, so that a figure is about us. */
async function settled(): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const before = cpu();
    await new Promise((resolve) => { setTimeout(resolve, 300); });
    if (before === undefined) return;
    const { user, system } = process.cpuUsage(before);
    if (user + system < 6000) return;
  }
}

function errors(): Diagnostic[] {
  return languages.getDiagnostics(document.uri).filter(({ severity }) => severity === 0);
}

/** Command lines of Podlab's processes under this extension host; none where there are no processes. */
function childProcesses(): string[] {
  if (cpu() === undefined || process.platform !== 'linux') return [];
  const { readdirSync, readFileSync } = process.getBuiltinModule('node:fs');
  const texts: string[] = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const parent = /^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
      const text = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      if (Number(parent) === process.pid && /dist\/(?:cluster-process|language-server)/.test(text)) texts.push(text);
    } catch {
      // It ended while we looked.
    }
  }
  return texts;
}

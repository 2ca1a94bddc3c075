// Tests of manifests in VS Code's Test Explorer: found in the workspace's `*.podlab-test.yaml`, run each in a simulated cluster of its own.
import { type CancellationToken, Location, Position, Range, type TestController, type TestItem, TestMessage, type TestRun, type TestRunRequest, TestRunProfileKind, tests, type TextDocument, Uri, workspace } from 'vscode';
import { isTestFile } from '../../api/podlab/file-names.ts';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { PodTestsItem, TestResult } from '../../client/port/test-protocol.ts';
import { errorText } from '../error-text.ts';
import { workspaceFiles } from '../kubectl/workspace-files.ts';
import type { LanguageSupport } from '../language/language-support.ts';
import type { ClusterPort } from '../platform.ts';
import { printable } from '../text/printable.ts';
import { foundFiles, watchFiles } from '../watched-files.ts';
import { TestProcess } from './test-process.ts';

const pattern = '**/*.podlab-test.{yaml,yml}';
const excluded = '**/{node_modules,.git}/**';
const maxFiles = 1000;
const maxBytes = 1_000_000;
/** Typing settles before a file's tests are read again. */
const settleMs = 300;

export interface PodTestsOptions {
  readonly language: LanguageSupport;
  readonly clock: Clock;
  readonly launch: () => ClusterPort;
}

export class PodTests implements Disposable {
  readonly #options: PodTestsOptions;
  readonly #owned = new DisposableStore();
  readonly #watchers = this.#owned.add(new DisposableStore());
  readonly #settling = new Map<string, Disposable>();
  readonly #controller: TestController;

  constructor(options: PodTestsOptions) {
    this.#options = options;
    this.#controller = this.#owned.add(tests.createTestController('podlab.tests', 'Podlab'));
    this.#controller.resolveHandler = async (item) => { await (item === undefined ? this.#find() : this.#read(item)); };
    this.#controller.refreshHandler = () => this.#find();
    this.#controller.createRunProfile('Run', TestRunProfileKind.Run, (request, token) => this.#run(request, token), true);
    const onDocument = (document: TextDocument): void => { if (isTest(document)) this.#settle(this.#fileItem(document.uri)); };
    workspace.textDocuments.forEach(onDocument);
    this.#owned.add(workspace.onDidOpenTextDocument(onDocument));
    this.#owned.add(workspace.onDidChangeTextDocument(({ document }) => { onDocument(document); }));
    this.#owned.add(workspace.onDidChangeWorkspaceFolders(() => { void this.#find(); }));
  }

  dispose(): void {
    for (const timer of this.#settling.values()) timer.dispose();
    this.#owned.dispose();
  }

  #fileItem(uri: Uri): TestItem {
    const id = uri.toString();
    const known = this.#controller.items.get(id);
    if (known !== undefined) return known;
    const item = this.#controller.createTestItem(id, workspace.asRelativePath(uri), uri);
    item.canResolveChildren = true;
    this.#controller.items.add(item);
    return item;
  }

  /** The workspace's test files, now and as they come and go; besides them those that were opened. */
  async #find(): Promise<void> {
    this.#watchers.clear();
    this.#watchers.add(watchFiles(pattern, {
      changed: (uri) => { this.#settle(this.#fileItem(uri)); },
      deleted: (uri) => { this.#controller.items.delete(uri.toString()); },
    }));
    for (const uri of await foundFiles(pattern, excluded, maxFiles)) this.#fileItem(uri);
    // Those known before may be gone.
    this.#controller.items.forEach((item) => { this.#settle(item); });
  }

  #settle(item: TestItem): void {
    this.#settling.get(item.id)?.dispose();
    this.#settling.set(item.id, this.#options.clock.setTimeout(() => {
      this.#settling.delete(item.id);
      void this.#read(item);
    }, settleMs));
  }

  async #read(item: TestItem): Promise<void> {
    if (item.uri === undefined) return;
    try {
      const found = await this.#options.language.testsIn(await textOf(item.uri));
      item.error = undefined;
      item.children.replace(found.map(({ name, range: { start, end } }) => {
        const child = this.#controller.createTestItem(name, name, item.uri);
        child.range = new Range(start.line, start.character, end.line, end.character);
        return child;
      }));
    } catch (error) {
      if (await exists(item.uri)) item.error = errorText(error);
      else this.#controller.items.delete(item.id);
    }
  }

  async #run(request: TestRunRequest, token: CancellationToken): Promise<void> {
    const run = this.#controller.createTestRun(request);
    const cancel = new AbortController();
    const listener = token.onCancellationRequested(() => { cancel.abort(); });
    const process = new TestProcess(this.#options.launch());
    try {
      for (const [file, chosen] of await this.#chosen(request)) if (!cancel.signal.aborted) await this.#runFile(run, process, file, chosen, cancel.signal);
    } finally {
      process.dispose();
      listener.dispose();
      run.end();
    }
  }

  /** The files to run, with their tests; what is left out is. */
  async #chosen({ include, exclude = [] }: TestRunRequest): Promise<Map<TestItem, readonly TestItem[]>> {
    const chosen = new Map<TestItem, TestItem[]>();
    if (include === undefined && this.#controller.items.size === 0) await this.#find();
    const roots = include ?? [...this.#controller.items].map(([, item]) => item);
    for (const item of roots) {
      const file = item.parent ?? item;
      if (item === file && file.children.size === 0) await this.#read(file);
      const children = item === file ? [...file.children].map(([, child]) => child) : [item];
      chosen.set(file, [...(chosen.get(file) ?? []), ...children.filter((child) => !exclude.includes(child) && !exclude.includes(file))]);
    }
    return chosen;
  }

  async #runFile(run: TestRun, process: TestProcess, file: TestItem, chosen: readonly TestItem[], signal: AbortSignal): Promise<void> {
    const { uri } = file;
    if (uri === undefined || chosen.length === 0) return;
    for (const item of chosen) run.enqueued(item);
    const open = new Set(chosen);
    const itemOf = (name: string): TestItem | undefined => chosen.find(({ id }) => id === name);
    let startMs = this.#options.clock.now();
    const onItem = (heard: PodTestsItem): void => {
      const item = itemOf('started' in heard ? heard.started : heard.result.name);
      if (item === undefined) return;
      if ('started' in heard) {
        startMs = this.#options.clock.now();
        run.started(item);
      } else if (!signal.aborted) {
        open.delete(item);
        tell(run, item, uri, heard.result, this.#options.clock.now() - startMs);
      }
    };
    try {
      await process.run({ call: { text: await textOf(uri), source: workspace.asRelativePath(uri), names: chosen.map(({ id }) => id) }, files: workspaceFiles(Uri.joinPath(uri, '..')), signal, onItem });
      for (const item of open) run.skipped(item);
    } catch (error) {
      for (const item of open) if (signal.aborted) run.skipped(item); else run.errored(item, new TestMessage(printable(errorText(error))));
    }
  }
}

/** The other side of a comparison is no file to run. */
function isTest({ uri }: TextDocument): boolean {
  return isTestFile(uri.path) && (uri.scheme === 'file' || workspace.getWorkspaceFolder(uri) !== undefined);
}

function tell(run: TestRun, item: TestItem, uri: Uri, { failure, transcript }: TestResult, tookMs: number): void {
  run.appendOutput(printable(transcript).replaceAll('\n', '\r\n'), undefined, item);
  if (failure === undefined) {
    run.passed(item, tookMs);
    return;
  }
  const text = printable(failure.message);
  const message = failure.expected === undefined ? new TestMessage(text) : TestMessage.diff(text, printable(failure.expected), printable(failure.actual ?? ''));
  message.location = new Location(uri, new Position(failure.line - 1, 0));
  run.failed(item, message, tookMs);
}

function exists(uri: Uri): Thenable<boolean> {
  return workspace.fs.stat(uri).then(() => true, () => false);
}

/** What the editor shows of it, or what is saved. */
async function textOf(uri: Uri): Promise<string> {
  const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open !== undefined) return open.getText();
  const { size } = await workspace.fs.stat(uri);
  if (size > maxBytes) throw new Error(`${workspace.asRelativePath(uri)} is larger than ${maxBytes / 1_000_000} MB`);
  return new TextDecoder().decode(await workspace.fs.readFile(uri));
}

// Starts the language client with the first YAML document and asks the server what only it knows: where a field is written.
import { type ExtensionContext, type LogOutputChannel, Range, type TextDocument, Uri, window, workspace } from 'vscode';
import { sleep } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { systemClock } from '../../base/system-clock.ts';
import { type DocumentObject, type DocumentsParams, documentsRequest, type LocateParams, locateRequest, type NamedTest, pingRequest, type RunCommandParams, runCommandRequest, type ServerOptions, testsRequest, type TestsParams } from '../../language/protocol.ts';
import type { LanguageClientHandle, LanguageTraffic, Platform } from '../platform.ts';
import { LanguageStatus } from './language-status.ts';
import { LanguageWatchdog } from './language-watchdog.ts';

/** A server that ends more often than this within the time below is not started again. */
const mostRestarts = 5;
const restartWindowMs = 180_000;
/** A busy server is not waited for longer than this. */
const patienceMs = 2000;

export interface LanguageSupportOptions {
  readonly context: ExtensionContext;
  readonly platform: Platform;
  readonly log: LogOutputChannel;
  /** Connects the client to what else the server asks for. */
  readonly onCreate: (client: LanguageClientHandle) => void;
}

export class LanguageSupport implements Disposable {
  readonly #options: LanguageSupportOptions;
  readonly #owned = new DisposableStore();
  readonly #status = this.#owned.add(new LanguageStatus());
  readonly #watchdog: LanguageWatchdog;
  #restarts: number[] = [];
  #client: Promise<LanguageClientHandle | undefined> | undefined;
  #handle: LanguageClientHandle | undefined;

  constructor(options: LanguageSupportOptions) {
    this.#options = options;
    this.#watchdog = this.#owned.add(new LanguageWatchdog({
      clock: systemClock,
      ping: async () => { await this.#handle?.sendRequest(pingRequest, undefined); },
      kill: () => { this.#handle?.kill(); },
      onQuarantine: (uri) => { this.#onQuarantine(uri); },
    }));
    const startFor = (document: TextDocument): void => { if (document.languageId === 'yaml') void this.#start(); };
    this.#owned.add(workspace.onDidOpenTextDocument(startFor));
    workspace.textDocuments.forEach(startFor);
  }

  /** Where the server says that `field` of a document is written; undefined when it does not know. */
  async locate({ uri }: TextDocument, documentIndex: number, field: string): Promise<Range | undefined> {
    const client = await this.#client;
    if (client === undefined) return undefined;
    try {
      const patience = new AbortController();
      const late = sleep(systemClock, patienceMs, patience.signal).then(() => undefined);
      const answer = client.sendRequest(locateRequest, { uri: uri.toString(), documentIndex, field } satisfies LocateParams);
      const range = toRange(await Promise.race([answer, late]));
      patience.abort();
      return range;
    } catch (error) {
      this.#options.log.debug(locateRequest, String(error));
      return undefined;
    }
  }

  /** The kubectl command that makes the object at a place of an open file; undefined where there is none. */
  async runCommand(params: RunCommandParams): Promise<string | undefined> {
    const answer = await (await this.#client)?.sendRequest(runCommandRequest, params);
    return typeof answer === 'string' ? answer : undefined;
  }

  /** The Kubernetes objects of an open file. Starts the server when it does not run. */
  async documents({ uri }: TextDocument): Promise<readonly DocumentObject[]> {
    const answer = await (await this.#start())?.sendRequest(documentsRequest, { uri: uri.toString() } satisfies DocumentsParams);
    return Array.isArray(answer) ? answer as DocumentObject[] : [];
  }

  /** The tests that are written in the text of a `*.podlab-test.yaml`. Starts the server when it does not run. */
  async testsIn(text: string): Promise<readonly NamedTest[]> {
    const answer = await (await this.#start())?.sendRequest(testsRequest, { text } satisfies TestsParams);
    return Array.isArray(answer) ? answer as NamedTest[] : [];
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #traffic(): LanguageTraffic {
    const watchdog = this.#watchdog;
    return {
      admit: (uri, version) => watchdog.admit(uri, version),
      ask: (uri) => { watchdog.ask(uri); },
      forget: (uri) => { watchdog.forget(uri); },
      onServerGone: () => {
        watchdog.onServerGone();
        const now = systemClock.now();
        this.#restarts = [...this.#restarts.filter((at) => now - at < restartWindowMs), now];
        if (this.#restarts.length <= mostRestarts) return true;
        this.#options.log.error('The language server ended too often; it stays off until the window is reloaded');
        return false;
      },
    };
  }

  #onQuarantine(uri: string): void {
    const name = workspace.asRelativePath(Uri.parse(uri));
    this.#status.quarantine(uri);
    this.#options.log.error(`The language server did not answer on ${name} and is started again; this version of the file is left alone`);
    void window.showWarningMessage(`Podlab’s help stopped answering on ${name} and was started again. That file is left alone until you edit it.`);
  }

  /** One start per session; the client itself restarts a server that dies. */
  #start(): Promise<LanguageClientHandle | undefined> {
    const { context, platform, log, onCreate } = this.#options;
    this.#client ??= platform.startLanguageClient({ context, log, initializationOptions: { hasCluster: true, hasFiles: true, lintsPage: Uri.joinPath(context.extensionUri, 'docs', 'lints.md').toString() } satisfies ServerOptions, traffic: this.#traffic(), onCreate: (client) => {
      this.#handle = client;
      this.#status.attach(client);
      onCreate(client);
    } }).then(
      (client) => this.#owned.add(client),
      (error: unknown) => {
        log.error('The language server did not start', error instanceof Error ? error.message : String(error));
        return undefined;
      },
    );
    return this.#client;
  }
}

function toRange(value: unknown): Range | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { start, end } = value as { start?: { line: number; character: number }; end?: { line: number; character: number } };
  return start === undefined || end === undefined ? undefined : new Range(start.line, start.character, end.line, end.character);
}

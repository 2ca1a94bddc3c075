// Binds the language service to a connection of the Language Server Protocol, the same in a process and in a web worker.
import { type CancellationToken, CodeActionKind, CodeLensRefreshRequest, CompletionTriggerKind, type Connection, ErrorCodes, type InitializeResult, LSPErrorCodes, ResponseError, TextDocumentSyncKind } from 'vscode-languageserver';
import { tokenModifiers, tokenTypes } from './semantic-tokens.ts';
import { createLanguageService, type LanguageService, type Work } from './language-service.ts';
import type { ClusterChanges } from './cluster/live-object.ts';
import { clusterChanged, documentsRequest, fileStatusChanged, type FilesChanged, filesChanged, followCluster, followFiles, type DocumentsParams, locateRequest, type LocateParams, pingRequest, readFile, type ReadFileParams, type RunCommandParams, runCommandRequest, type ServerOptions, testsRequest, type TestsParams } from './protocol.ts';
import { testsIn } from './podlab-files/tests-in.ts';
import { WorkspaceReader } from './workspace/workspace-reader.ts';

export interface ServerAbilities {
  /** Lets other messages be read before it goes on, e.g. `setImmediate`. */
  readonly pause: () => Promise<void>;
}

const capabilities: InitializeResult['capabilities'] = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  completionProvider: { triggerCharacters: [' ', '-', ':', '"', '/'], resolveProvider: false },
  hoverProvider: true,
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.Refactor] },
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  renameProvider: { prepareProvider: true },
  inlayHintProvider: true,
  codeLensProvider: {},
  documentLinkProvider: {},
  semanticTokensProvider: { legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] }, full: true, range: true },
};

/** Documents that are read before others are let in: some 3 ms of work. */
const documentsPerTurn = 4;
/** After so many, what is found so far is shown: in a large file the first documents are those that are seen. */
const documentsFirst = 64;

/** Serves until the connection ends. The caller starts it with `connection.listen()`. */
export function serveLanguage(connection: Connection, abilities: ServerAbilities): void {
  const service = createLanguageService();
  const diagnoser = new Diagnoser(connection, service, abilities);
  let options: ServerOptions = {};
  let refreshesCodeLens = false;
  connection.onInitialize(({ initializationOptions, capabilities: { workspace } }) => {
    options = (initializationOptions as ServerOptions | undefined) ?? {};
    service.lintsPage = options.lintsPage;
    refreshesCodeLens = workspace?.codeLens?.refreshSupport === true;
    return { capabilities, serverInfo: { name: 'podlab' } };
  });
  connection.onInitialized(() => {
    if (options.hasCluster === true) void connection.sendNotification(followCluster);
    if (options.hasFiles === true) void connection.sendNotification(followFiles);
  });
  const checkAll = (): void => { for (const uri of service.openUris()) diagnoser.check(uri); };
  const reader = new WorkspaceReader({
    index: service.workspace, pause: abilities.pause, onDidChange: checkAll,
    read: (uri) => connection.sendRequest<string | null>(readFile, { uri } satisfies ReadFileParams).then((text) => text ?? undefined, () => undefined),
    onError: (error) => { connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error)); },
  });
  connection.onNotification(filesChanged, (changes: FilesChanged) => { reader.change(changes); });
  connection.onNotification(clusterChanged, (changes: ClusterChanges) => {
    const before = service.liveStates();
    service.applyCluster(changes);
    checkAll();
    if (refreshesCodeLens && service.liveStates() !== before) connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
  });

  connection.onDidChangeConfiguration(({ settings }) => {
    service.configure((settings as { podlab?: unknown } | null)?.podlab);
    checkAll();
  });
  connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) => {
    service.open(uri, version, text);
    diagnoser.check(uri);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    service.change(uri, version, contentChanges);
    diagnoser.check(uri);
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    service.close(uri);
    diagnoser.clear(uri);
  });

  const { onRequest, onFileRequest } = requestsOf({ connection, service, diagnoser, abilities });
  connection.onCompletion(onRequest(function* ({ textDocument, position, context }) { return { isIncomplete: false, items: yield* service.completion(textDocument.uri, position, context?.triggerKind !== CompletionTriggerKind.TriggerCharacter) }; }));
  connection.onHover(onRequest(({ textDocument, position }) => service.hover(textDocument.uri, position)));
  connection.onCodeAction(onRequest(({ textDocument, range }) => service.codeActions(textDocument.uri, range)));
  connection.onDocumentFormatting(onRequest(({ textDocument }) => service.format(textDocument.uri)));
  connection.onDocumentRangeFormatting(onRequest(({ textDocument, range }) => service.format(textDocument.uri, range)));
  connection.onDocumentSymbol(onFileRequest(({ textDocument }) => service.documentSymbols(textDocument.uri)));
  connection.onFoldingRanges(onFileRequest(({ textDocument }) => service.foldingRanges(textDocument.uri)));
  connection.onSelectionRanges(onRequest(({ textDocument, positions }) => service.selectionRanges(textDocument.uri, positions)));
  connection.onDefinition(onRequest(({ textDocument, position }) => service.definition(textDocument.uri, position)));
  connection.onReferences(onRequest(({ textDocument, position, context }) => service.references(textDocument.uri, position, { includesDefinition: context.includeDeclaration })));
  connection.onPrepareRename(onRequest(({ textDocument, position }) => service.prepareRename(textDocument.uri, position)));
  connection.onRenameRequest(onRequest(function* ({ textDocument, position, newName }) {
    const renamed = yield* service.rename(textDocument.uri, position, newName);
    return renamed?.refused === undefined ? renamed : new ResponseError(LSPErrorCodes.RequestFailed, renamed.refused);
  }));
  connection.languages.inlayHint.on(onRequest(({ textDocument, range }) => service.inlayHints(textDocument.uri, range)));
  connection.languages.semanticTokens.on(onFileRequest(function* ({ textDocument }) { return { data: yield* service.semanticTokens(textDocument.uri) }; }));
  connection.languages.semanticTokens.onRange(onRequest(function* ({ textDocument, range }) { return { data: yield* service.semanticTokens(textDocument.uri, range) }; }));
  connection.onDocumentLinks(onRequest(({ textDocument }) => service.documentLinks(textDocument.uri)));
  connection.onCodeLens(onFileRequest(({ textDocument }) => service.codeLenses(textDocument.uri)));
  connection.onRequest(documentsRequest, onRequest(({ uri }: DocumentsParams) => service.kubernetesDocuments(uri)));
  connection.onRequest(locateRequest, onRequest(({ uri, documentIndex, field }: LocateParams) => service.locate(uri, documentIndex, field)));
  connection.onRequest(runCommandRequest, onRequest((params: RunCommandParams) => service.runCommand(params)));
  connection.onRequest(testsRequest, ({ text }: TestsParams) => testsIn(text));
  connection.onRequest(pingRequest, () => 'pong');
}

type AboutFile = { readonly textDocument: { readonly uri: string } } | { readonly uri: string };

interface RequestsContext {
  readonly connection: Connection;
  readonly service: LanguageService;
  readonly diagnoser: Diagnoser;
  readonly abilities: ServerAbilities;
}

/**
 * The door where bugs stop: a feature that throws is logged and answers nothing, and typing goes on. Long work lets others in every few documents, and stops when it is cancelled or the file has changed.
 * What an editor asks about a whole file (`onFileRequest`) waits for the file's findings, which are what one waits for.
 */
function requestsOf({ connection, service, diagnoser, abilities: { pause } }: RequestsContext) {
  const requests = ({ waitsForFindings }: { waitsForFindings: boolean }) => <P extends AboutFile, R>(answer: (params: P) => R | Work<R>) => async (params: P, token: CancellationToken): Promise<R | ResponseError | null> => {
    const uri = 'uri' in params ? params.uri : params.textDocument.uri;
    const version = service.version(uri);
    const isOver = (): boolean => token.isCancellationRequested || service.version(uri) !== version;
    try {
      if (waitsForFindings && !isOver()) await Promise.race([diagnoser.whenChecked(uri), new Promise<void>((resolve) => { token.onCancellationRequested(() => { resolve(); }); })]);
      if (isOver()) return cancelled();
      const begun = answer(params);
      if (!isWork(begun)) return begun ?? null;
      for (let count = 1; ; count++) {
        const step = begun.next();
        if (step.done === true) return step.value ?? null;
        if (count % documentsPerTurn !== 0) continue;
        await pause();
        if (isOver()) return cancelled();
      }
    } catch (error) {
      connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return new ResponseError(ErrorCodes.InternalError, 'Podlab could not answer; see its log');
    }
  };
  return { onRequest: requests({ waitsForFindings: false }), onFileRequest: requests({ waitsForFindings: true }) };
}

function cancelled(): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
}

function isWork<R>(answer: R | Work<R>): answer is Work<R> {
  return typeof answer === 'object' && answer !== null && Symbol.iterator in answer && 'next' in answer;
}

interface CheckRun {
  /** It must be done once more. */
  isStale: boolean;
  done: Promise<void>;
}

/** Publishes findings as soon as a change is read: touched documents first in this turn, a large file's others between messages. */
class Diagnoser {
  readonly #connection: Connection;
  readonly #service: LanguageService;
  readonly #abilities: ServerAbilities;
  /** What was last said of each file, as JSON. */
  readonly #statuses = new Map<string, string>();
  /** By uri. */
  readonly #running = new Map<string, CheckRun>();

  constructor(connection: Connection, service: LanguageService, abilities: ServerAbilities) {
    this.#connection = connection;
    this.#service = service;
    this.#abilities = abilities;
  }

  check(uri: string): void {
    const running = this.#running.get(uri);
    if (running !== undefined) {
      running.isStale = true;
      return;
    }
    const run: CheckRun = { isStale: false, done: Promise.resolve() };
    this.#running.set(uri, run);
    const { influence } = this.#service;
    run.done = this.#run(uri, run).catch((error: unknown) => { this.#connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error)); }).finally(() => {
      this.#running.delete(uri);
      // A definition was written: other files may hold objects of its kind.
      if (this.#service.influence !== influence) for (const other of this.#service.openUris()) if (other !== uri) this.check(other);
    });
  }

  /** When what is found in a file as it is has been told. */
  async whenChecked(uri: string): Promise<void> {
    await this.#running.get(uri)?.done;
  }

  #tell(uri: string): void {
    const status = this.#service.status(uri);
    const text = JSON.stringify(status);
    if (status === undefined || this.#statuses.get(uri) === text) return;
    this.#statuses.set(uri, text);
    void this.#connection.sendNotification(fileStatusChanged, status);
  }

  clear(uri: string): void {
    this.#statuses.delete(uri);
    this.#publish(uri, undefined, []);
  }

  async #run(uri: string, run: CheckRun): Promise<void> {
    do run.isStale = false;
    while (!(await this.#checkOnce(uri, run)));
  }

  /** False when the file changed on the way, so that what was found is of no use. */
  async #checkOnce(uri: string, run: CheckRun): Promise<boolean> {
    const version = this.#service.version(uri);
    if (version === undefined) return true;
    const checking = this.#service.diagnostics(uri);
    for (let count = 1; ; count++) {
      const step = checking.next();
      if (step.done === true) {
        this.#publish(uri, version, step.value);
        this.#tell(uri);
        return true;
      }
      if (count % documentsPerTurn === 0) {
        await this.#abilities.pause();
        if (run.isStale) return false;
        if (count === documentsFirst) this.#publish(uri, version, this.#service.knownDiagnostics(uri));
      }
    }
  }

  #publish(uri: string, version: number | undefined, diagnostics: Parameters<Connection['sendDiagnostics']>[0]['diagnostics']): void {
    this.#connection.sendDiagnostics({ uri, diagnostics, ...(version !== undefined && { version }) }).catch(() => undefined);
  }
}

// What the language clients of both hosts have in common.
import type { TextDocument } from 'vscode';
import { type BaseLanguageClient, CloseAction, DidOpenTextDocumentNotification, ErrorAction, type LanguageClientOptions as ClientOptions, type Middleware, RevealOutputChannelOn } from 'vscode-languageclient';
import { diffScheme } from '../extension/diff/diff-documents.ts';
import { historyScheme } from '../extension/history/history-documents.ts';
import type { LanguageClientHandle, LanguageClientOptions, LanguageTraffic } from '../extension/platform.ts';

/** A server's connection to its end as a process or worker. */
export interface ServerEnd {
  kill(): void;
}

/** YAML wherever it is: which documents are manifests the server finds out by their content. */
export function clientOptions({ log, initializationOptions, traffic }: LanguageClientOptions, client: () => BaseLanguageClient): ClientOptions {
  return {
    documentSelector: [{ language: 'yaml' }],
    initializationOptions,
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    diagnosticCollectionName: 'podlab',
    synchronize: { configurationSection: 'podlab' },
    middleware: middlewareOf(traffic, client),
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => ({ action: traffic.onServerGone() ? CloseAction.Restart : CloseAction.DoNotRestart, handled: true }),
    },
  };
}

const comparedSchemes: readonly string[] = [diffScheme, historyScheme];

function middlewareOf(traffic: LanguageTraffic, client: () => BaseLanguageClient): Middleware {
  const open = (document: TextDocument): Promise<void> => client().sendNotification(DidOpenTextDocumentNotification.type, client().code2ProtocolConverter.asOpenTextDocumentParams(document));
  return {
    didOpen: async (document, next) => {
      if (traffic.admit(document.uri.toString(), document.version) !== 'skip') await next(document);
    },
    didChange: async (event, next) => {
      const { document } = event;
      const passage = traffic.admit(document.uri.toString(), document.version);
      if (passage === 'pass') await next(event);
      else if (passage === 'open') await open(document);
    },
    didClose: async (document, next) => {
      traffic.forget(document.uri.toString());
      await next(document);
    },
    // What only shows an object of the past, or two beside each other, is not to be mended there.
    handleDiagnostics: (uri, diagnostics, next) => { next(uri, comparedSchemes.includes(uri.scheme) ? [] : diagnostics); },
    sendRequest: (type, param, token, next) => {
      const uri = (param as { textDocument?: { uri?: unknown } } | undefined)?.textDocument?.uri;
      if (typeof uri === 'string') traffic.ask(uri);
      return next(type, param, token);
    },
  };
}

/** `server` answers the one that runs now. */
export function asHandle(client: BaseLanguageClient, server: () => ServerEnd | undefined): LanguageClientHandle {
  return {
    sendRequest: (method, params) => client.sendRequest(method, params),
    sendNotification: (method, params) => { client.sendNotification(method, params).catch(() => undefined); },
    onNotification: (method, hear) => client.onNotification(method, hear),
    onRequest: (method, answer) => client.onRequest(method, answer),
    kill: () => { server()?.kill(); },
    // A server that is starting or gone cannot be stopped; one that hangs ends all the same.
    dispose: () => { client.stop().catch(() => undefined).finally(() => server()?.kill()); },
  };
}

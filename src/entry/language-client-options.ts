// What the language clients of both hosts have in common.
import { type BaseLanguageClient, type LanguageClientOptions as ClientOptions, RevealOutputChannelOn } from 'vscode-languageclient';
import type { LanguageClientHandle, LanguageClientOptions } from '../extension/platform.ts';

/** YAML wherever it is: which documents are manifests the server finds out by their content. */
export function clientOptions({ log, initializationOptions }: LanguageClientOptions): ClientOptions {
  return {
    documentSelector: [{ language: 'yaml' }],
    initializationOptions,
    outputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    diagnosticCollectionName: 'podlab',
    synchronize: { configurationSection: 'podlab' },
  };
}

export function asHandle(client: BaseLanguageClient): LanguageClientHandle {
  return {
    sendRequest: (method, params) => client.sendRequest(method, params),
    sendNotification: (method, params) => { client.sendNotification(method, params).catch(() => undefined); },
    onNotification: (method, hear) => client.onNotification(method, hear),
    onRequest: (method, answer) => client.onRequest(method, answer),
    // A server that is starting or gone cannot be stopped; there is nothing left to give back then.
    dispose: () => { client.stop().catch(() => undefined); },
  };
}

// The language client of a Node extension host: the server is a child process spoken to over IPC. A bundle of its own, loaded with the first YAML document.
import { join } from 'node:path';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import type { LanguageClientHandle, LanguageClientOptions } from '../extension/platform.ts';
import { asHandle, clientOptions } from './language-client-options.ts';

export async function startLanguageClient(options: LanguageClientOptions): Promise<LanguageClientHandle> {
  const run = { module: join(options.context.extensionPath, 'dist', 'language-server.js'), transport: TransportKind.ipc };
  const client = new LanguageClient('podlab', 'Podlab', { run, debug: run }, clientOptions(options));
  const handle = asHandle(client);
  options.onCreate(handle);
  await client.start();
  return handle;
}

// The language client of a web extension host: the server is a worker.
import { Uri } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import type { LanguageClientHandle, LanguageClientOptions } from '../extension/platform.ts';
import { asHandle, clientOptions } from './language-client-options.ts';

export async function startWorkerClient(options: LanguageClientOptions): Promise<LanguageClientHandle> {
  const worker = new Worker(Uri.joinPath(options.context.extensionUri, 'dist', 'language-worker.js').toString(true), { name: 'podlab language server' });
  const client = new LanguageClient('podlab', 'Podlab', worker, clientOptions(options));
  const handle = asHandle(client);
  options.onCreate(handle);
  await client.start();
  return handle;
}

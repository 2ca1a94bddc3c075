// The language client of a web extension host: the server is a worker.
import { Uri } from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient, type MessageTransports } from 'vscode-languageclient/browser';
import type { LanguageClientHandle, LanguageClientOptions } from '../extension/platform.ts';
import { asHandle, clientOptions, type ServerEnd } from './language-client-options.ts';

/** A worker says nothing when it ends: whoever ends it says so. */
class WorkerReader extends BrowserMessageReader {
  end(): void {
    this.fireClose();
  }
}

export async function startWorkerClient(options: LanguageClientOptions): Promise<LanguageClientHandle> {
  let end: ServerEnd | undefined;
  /** Called again when the server is to be started again. */
  const start = (): Promise<MessageTransports> => {
    const worker = new Worker(Uri.joinPath(options.context.extensionUri, 'dist', 'language-worker.js').toString(true), { name: 'podlab language server' });
    const reader = new WorkerReader(worker);
    end = {
      kill: () => {
        worker.terminate();
        reader.end();
      },
    };
    return Promise.resolve({ reader, writer: new BrowserMessageWriter(worker) });
  };
  const client: LanguageClient = new LanguageClient('podlab', 'Podlab', start, clientOptions(options, () => client));
  const handle = asHandle(client, () => end);
  options.onCreate(handle);
  await client.start();
  return handle;
}

// The language client of a Node extension host: the server is a child process spoken to over IPC. A bundle of its own, loaded with the first YAML document.
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { IPCMessageReader, IPCMessageWriter, LanguageClient, type MessageTransports } from 'vscode-languageclient/node';
import type { LanguageClientHandle, LanguageClientOptions } from '../extension/platform.ts';
import { asHandle, clientOptions } from './language-client-options.ts';

export async function startLanguageClient(options: LanguageClientOptions): Promise<LanguageClientHandle> {
  let child: ChildProcess | undefined;
  /** Called again when the server is to be started again. */
  const start = (): Promise<MessageTransports> => {
    child = fork(join(options.context.extensionPath, 'dist', 'language-server.js'), ['--node-ipc', `--clientProcessId=${process.pid}`], {
      execArgv: [], env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const output of [child.stdout, child.stderr]) output?.on('data', (data: Buffer) => { options.log.info(data.toString().trimEnd()); });
    return Promise.resolve({ reader: new IPCMessageReader(child), writer: new IPCMessageWriter(child) });
  };
  const client: LanguageClient = new LanguageClient('podlab', 'Podlab', start, clientOptions(options, () => client));
  const handle = asHandle(client, () => child && { kill: () => { child?.kill('SIGKILL'); } });
  options.onCreate(handle);
  await client.start();
  return handle;
}

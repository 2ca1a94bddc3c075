// The extension in a Node extension host: the language server and the cluster are child processes.
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ExtensionContext } from 'vscode';
import { activateExtension, type PodlabApi } from '../extension/activate.ts';
import type { ClusterOptions, ClusterPort, LanguageClientHandle, LanguageClientOptions } from '../extension/platform.ts';
import { childPort } from './child-port.ts';
import { findProgram } from './find-program.ts';
import { listen } from './local-port.ts';
import type { StartSettings } from './start-cluster.ts';
import type * as languageClient from './language-client.ts';

export function activate(context: ExtensionContext): PodlabApi {
  return activateExtension(context, { startLanguageClient, startCluster, listen, programs: { find: findProgram } });
}

/** The client is a bundle of its own, so that activation does not read it. */
function startLanguageClient(options: LanguageClientOptions): Promise<LanguageClientHandle> {
  const bundle = createRequire(__filename)('./language-client.js') as typeof languageClient;
  return bundle.startLanguageClient(options);
}

/** Its settings are its one argument, as JSON. */
function startCluster({ context, config, keptAs, onOutput }: ClusterOptions): ClusterPort {
  // Not below storageUri: VS Code gives a second window of a folder another one, silently.
  const settings: StartSettings = keptAs === undefined ? config : { ...config, state: join(context.globalStorageUri.fsPath, 'clusters', createHash('sha256').update(keptAs).digest('hex').slice(0, 32)) };
  const child = fork(join(context.extensionPath, 'dist', 'cluster-process.js'), [JSON.stringify(settings)], {
    serialization: 'advanced',
    execArgv: [],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  child.stdout?.on('data', (data: Buffer) => { onOutput(data.toString()); });
  child.stderr?.on('data', (data: Buffer) => { onOutput(data.toString()); });
  return childPort(child);
}

// The extension in a web extension host: the language server and the cluster are workers.
import { type ExtensionContext, Uri } from 'vscode';
import { toDisposable } from '../base/disposable.ts';
import { activateExtension, type PodlabApi } from '../extension/activate.ts';
import type { StartSettings } from './start-cluster.ts';
import type { ClusterOptions, ClusterPort, LanguageClientHandle, LanguageClientOptions } from '../extension/platform.ts';

export function activate(context: ExtensionContext): PodlabApi {
  return activateExtension(context, { startLanguageClient, startCluster });
}

async function startLanguageClient(options: LanguageClientOptions): Promise<LanguageClientHandle> {
  const { startWorkerClient } = await import('./language-client.web.ts');
  return startWorkerClient(options);
}

/** Its settings are the worker's name, as JSON. */
function startCluster({ context, config, keptAs, onOutput }: ClusterOptions): ClusterPort {
  const settings: StartSettings = keptAs === undefined ? config : { ...config, state: `podlab ${keptAs}` };
  const url = Uri.joinPath(context.extensionUri, 'dist', 'cluster-worker.js').toString(true);
  return workerPort(new Worker(url, { name: JSON.stringify(settings) }), onOutput);
}

/** The port closes when the worker fails; `dispose` ends it. */
function workerPort(worker: Worker, onOutput: (text: string) => void): ClusterPort {
  const closeListeners = new Set<() => void>();
  const close = (): void => {
    worker.terminate();
    for (const listener of closeListeners) listener();
    closeListeners.clear();
  };
  worker.addEventListener('error', (event) => {
    onOutput(event.message);
    close();
  });
  return {
    post: (message) => { worker.postMessage(message); },
    onMessage(listener) {
      const hear = (event: MessageEvent): void => { listener(event.data); };
      worker.addEventListener('message', hear);
      return toDisposable(() => { worker.removeEventListener('message', hear); });
    },
    onClose(listener) {
      closeListeners.add(listener);
      return toDisposable(() => { closeListeners.delete(listener); });
    },
    ended: Promise.resolve(),
    kill: close,
    dispose: () => {
      closeListeners.clear();
      worker.terminate();
    },
  };
}

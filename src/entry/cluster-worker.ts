// The cluster as a web worker, for VS Code for the Web. Its settings are in the worker's name, as JSON.
import { toDisposable } from '../base/disposable.ts';
import type { MessagePortLike } from '../client/port/connection.ts';
import { serveClusterSession } from './cluster-session.ts';
import { systemClock } from '../base/system-clock.ts';
import { ClusterState } from './persistence/cluster-state.ts';
import { indexedDbPlace } from './persistence/indexed-db-persistence.ts';
import { readSettings, startCluster } from './start-cluster.ts';
import { serveTestSession } from './test-session.ts';
import { reportWorkerErrors } from './worker-errors.ts';

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => { waiting.shift()?.(); };

/** Lets messages and timers in: a message to ourselves comes after those that are already there. */
function yieldToHost(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(undefined);
  });
}

const port: MessagePortLike = {
  post: (message) => { scope.postMessage(message); },
  onMessage(listener) {
    const hear = (event: MessageEvent): void => { listener(event.data); };
    scope.addEventListener('message', hear);
    return toDisposable(() => { scope.removeEventListener('message', hear); });
  },
  // A worker is terminated, never told.
  onClose: () => toDisposable(() => undefined),
};

/** Bugs are told and the cluster goes on: a person's Pods are worth more than a clean end. */
function report(error: unknown): void {
  console.error(error);
}
reportWorkerErrors(scope, report);

// VS Code puts words of its own before the name.
const { config, problem, state, isForTests } = readSettings(scope.name.slice(scope.name.indexOf('{')));
// Absent on pages that are not secure, whatever their types say.
const { indexedDB, navigator: { locks } } = scope as { indexedDB?: IDBFactory; navigator: { locks?: LockManager } };
if (isForTests) serveTestSession(port, { hostTurn: yieldToHost, onError: report });
else serveClusterSession(port, {
  ...(problem !== undefined && { problem }),
  state: new ClusterState({ clock: systemClock, onError: report, ...(state !== undefined && { place: indexedDbPlace(state, { indexedDB, locks, nowMs: () => systemClock.now() }) }) }),
  start: (clock, persistence) => startCluster({ clock, config, persistence, yieldToHost, onError: report }),
});

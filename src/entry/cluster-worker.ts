// The cluster as a web worker, for VS Code for the Web. Its settings are in the worker's name, as JSON.
import { toDisposable } from '../base/disposable.ts';
import type { MessagePortLike } from '../client/port/connection.ts';
import { serveClusterSession } from './cluster-session.ts';
import { readSettings, startCluster } from './start-cluster.ts';

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
scope.addEventListener('error', (event) => {
  report(event.error);
  event.preventDefault();
});
scope.addEventListener('unhandledrejection', (event) => {
  report(event.reason);
  event.preventDefault();
});

// VS Code puts words of its own before the name.
const { config, problem } = readSettings(scope.name.slice(scope.name.indexOf('{')));
serveClusterSession(port, { ...(problem !== undefined && { problem }), start: (clock) => startCluster({ clock, config, yieldToHost, onError: report }) });

// The cluster as a child process of the desktop's extension host. Its settings are its one argument, as JSON.
import { toDisposable } from '../base/disposable.ts';
import type { MessagePortLike } from '../client/port/connection.ts';
import { serveClusterSession } from './cluster-session.ts';
import { readSettings, startCluster } from './start-cluster.ts';

const port: MessagePortLike = {
  post: (message) => { process.send?.(message); },
  onMessage(listener) {
    process.on('message', listener);
    return toDisposable(() => { process.off('message', listener); });
  },
  onClose(listener) {
    process.once('disconnect', listener);
    return toDisposable(() => { process.off('disconnect', listener); });
  },
};

/** Bugs are told and the cluster goes on: a person's Pods are worth more than a clean end. */
function report(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
process.on('uncaughtException', report);
process.on('unhandledRejection', report);

// The extension host is gone: so is the reason to be here.
process.once('disconnect', () => { process.exit(0); });
// Told to end, it takes its temporary files along.
process.once('SIGTERM', () => { process.exit(0); });
const { config, problem } = readSettings(process.argv[2] ?? '');
serveClusterSession(port, {
  // Read when it is asked for: certificates and HTTP are no part of a cluster's start.
  openEndpoint: async (call, cluster) => (await import('./endpoint/session-endpoint.ts')).openSessionEndpoint(call, { cluster, onBug: report }),
  ...(problem !== undefined && { problem }),
  start: (clock) =>
    startCluster({
      clock,
      config,
      yieldToHost: () => new Promise((resolve) => { setImmediate(resolve); }),
      onError: report,
    }),
});

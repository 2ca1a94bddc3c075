// The cluster as a child process of the desktop's extension host. Its settings are its one argument, as JSON.
import { toDisposable } from '../base/disposable.ts';
import type { MessagePortLike } from '../client/port/connection.ts';
import { serveClusterSession } from './cluster-session.ts';
import { systemClock } from '../base/system-clock.ts';
import { ClusterState } from './persistence/cluster-state.ts';
import type { StatePlace } from './persistence/open-persistence.ts';
import { keepNurserySize } from './small-heap.ts';
import { readSettings, startCluster } from './start-cluster.ts';
import { serveTestSession } from './test-session.ts';

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
const { config, problem, state, isForTests } = readSettings(process.argv[2] ?? '');
const yieldToHost = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

/** Loaded when it is wanted: not every host has SQLite. */
async function sqlite(dir: string): Promise<StatePlace> {
  const { sqlitePlace } = await import('./persistence/sqlite-persistence.ts');
  return sqlitePlace(dir, () => systemClock.now());
}

/** The folder as a place for the cluster's state. */
function folderPlace(dir: string): StatePlace {
  return { open: async () => (await sqlite(dir)).open(), setAside: async () => (await sqlite(dir)).setAside() };
}

if (isForTests) serveTestSession(port, { hostTurn: yieldToHost, onError: report });
else serveClusterSession(port, {
  // Read when it is asked for: certificates and HTTP are no part of a cluster's start.
  openEndpoint: async (call, cluster) => (await import('./endpoint/session-endpoint.ts')).openSessionEndpoint(call, { cluster, onBug: report }),
  ...(problem !== undefined && { problem }),
  state: new ClusterState({ clock: systemClock, onError: report, ...(state !== undefined && { place: folderPlace(state) }) }),
  start: (clock, persistence) => {
    const cluster = startCluster({
      clock,
      config,
      persistence,
      yieldToHost,
      onError: report,
    });
    void cluster.ready.then(keepNurserySize);
    return cluster;
  },
});

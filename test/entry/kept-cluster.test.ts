// A cluster that is kept: after its process ended, Pods are there again with the same UIDs, their containers start anew, and resourceVersions go on.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/base/system-clock.ts';
import type { Pod } from '../../src/api/generated/core-v1.ts';
import * as resources from '../../src/client/resources.ts';
import { defaultClusterConfig, noLatencies } from '../../src/cluster/config.ts';
import { serveClusterSession } from '../../src/entry/cluster-session.ts';
import { ClusterState } from '../../src/entry/persistence/cluster-state.ts';
import { sqlitePlace } from '../../src/entry/persistence/sqlite-persistence.ts';
import { startCluster } from '../../src/entry/start-cluster.ts';
import { type ClusterSession, connectSession } from '../../src/extension/session/cluster-session.ts';
import { portPair } from '../extension/fake-cluster.ts';

let dir = '';
beforeEach(() => { dir = mkdtempSync(path.join(tmpdir(), 'podlab-kept-')); });
afterEach(() => { rmSync(dir, { recursive: true, force: true }); });

interface Window {
  readonly session: ClusterSession;
  readonly errors: unknown[];
  end(): Promise<void>;
}

function openWindow(): Window {
  const errors: unknown[] = [];
  const onError = (error: unknown): void => { errors.push(error); };
  const { left, right } = portPair();
  const state = new ClusterState({ clock: systemClock, onError, place: sqlitePlace(dir, () => systemClock.now()) });
  serveClusterSession(right, {
    state,
    start: (clock, persistence) => startCluster({ clock, config: { ...defaultClusterConfig, latencies: noLatencies }, persistence, yieldToHost: () => new Promise((resolve) => { setImmediate(resolve); }), onError }),
  });
  const session = connectSession(left);
  // The state first, as when a process is killed: nothing of its end is saved.
  return {
    session,
    errors,
    end: async () => {
      await state.close();
      session.dispose();
    },
  };
}

async function pod(session: ClusterSession, name: string): Promise<Pod> {
  return session.client.get<Pod>(resources.pods, name, 'default');
}

test('Pods come back and their containers start anew', { timeout: 30_000 }, async () => {
  const first = openWindow();
  const manifest = (name: string, extra: string, command: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  ${extra}containers:\n  - {name: main, image: busybox, command: [sh, -c, '${command}']}\n---\n`;
  await first.session.apply({ text: manifest('stays', '', 'sleep 100000') + manifest('done', 'restartPolicy: Never\n  ', 'exit 0'), onOutcome: ({ message, outcome }) => { expect(outcome, message).toBe('created'); } }).done;
  await expect.poll(async () => Promise.all(['stays', 'done'].map(async (name) => (await pod(first.session, name)).status?.phase)), { timeout: 10_000 }).toEqual(['Running', 'Succeeded']);
  await first.session.control({ action: 'speed', speed: 1000 });
  const before = await pod(first.session, 'stays');
  const doneBefore = await pod(first.session, 'done');
  await expect.poll(async () => (await first.session.control({ action: 'info' })).nowMs - systemClock.now(), { timeout: 10_000 }).toBeGreaterThan(100_000);
  const { nowMs } = await first.session.control({ action: 'speed', speed: 1 });
  await first.session.apply({ text: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: last}\n', onOutcome: () => undefined }).done;
  // Before the end: what still runs then fails to save.
  expect(first.errors).toEqual([]);
  await first.end();

  const second = openWindow();
  const info = await second.session.control({ action: 'info' });
  expect(info.stateNotice).toBeUndefined();
  expect(info.nowMs, 'the cluster’s time does not go back').toBeGreaterThanOrEqual(nowMs);
  await expect.poll(async () => {
    const { metadata, status } = await pod(second.session, 'stays');
    return metadata.resourceVersion !== before.metadata.resourceVersion && status?.containerStatuses?.[0]?.ready;
  }, { timeout: 10_000 }).toBe(true);
  const after = await pod(second.session, 'stays');
  expect(after.status?.containerStatuses?.[0]).toMatchObject({ restartCount: 1, lastState: { terminated: { exitCode: 255, reason: 'Unknown', containerID: before.status?.containerStatuses?.[0]?.containerID } } });
  expect(after.status?.containerStatuses?.[0]?.containerID).not.toBe(before.status?.containerStatuses?.[0]?.containerID);
  expect(after.metadata.uid).toBe(before.metadata.uid);
  expect(Number(after.metadata.resourceVersion)).toBeGreaterThan(Number(before.metadata.resourceVersion));
  expect(await pod(second.session, 'done'), 'what has ended is not touched').toEqual(doneBefore);
  expect(second.errors).toEqual([]);
  await second.end();
});

// What a real kubelet 1.36.3 shows in cases that are easily got wrong, in virtual time.
import { afterEach, describe, expect, it } from 'vitest';
import type { Pod } from '../../../src/api/generated/core-v1.ts';
import type { New } from '../../../src/api/meta/object.ts';
import * as resources from '../../../src/client/resources.ts';
import type { ContainerConfig } from '../../../src/cluster/kubelet/runtime-service.ts';
import { defaultClusterConfig, noLatencies, realisticLatencies, type LatencySettings } from '../../../src/cluster/config.ts';
import { createFakeRuntime, type ContainerScript, type FakeRuntimeOptions } from '../../support/cluster-fakes/fake-runtime.ts';
import { startVirtualCluster, type VirtualCluster } from '../../support/cluster-fakes/virtual-cluster.ts';

let virtual: VirtualCluster | undefined;

async function start(script?: (config: ContainerConfig) => ContainerScript, { latencies = noLatencies, exec = () => ({ exitCode: 0, output: '' }) }: { latencies?: LatencySettings; exec?: FakeRuntimeOptions['exec'] } = {}): Promise<VirtualCluster> {
  virtual = await startVirtualCluster({ config: { ...defaultClusterConfig, latencies }, createRuntime: (_node, { clock }) => createFakeRuntime({ clock, exec, ...(script && { script }) }) });
  return virtual;
}

afterEach(() => {
  virtual?.dispose();
  virtual = undefined;
});

const main = { name: 'main', image: 'busybox:1.36' };

async function create({ client }: VirtualCluster, spec: New<Pod['spec']>, name = 'p'): Promise<void> {
  const made: New<Pod> = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec };
  await client.create(resources.pods, made, 'default');
}

describe('a kubelet', () => {
  it('does not set up volumes that nothing mounts, and waits for those that something does', async () => {
    const cluster = await start();
    const volumes = [{ name: 'unused', configMap: { name: 'absent' } }, { name: 'used', secret: { secretName: 'absent' } }];
    await create(cluster, { volumes, containers: [{ ...main, volumeMounts: [{ name: 'used', mountPath: '/v' }] }] });
    const failed = await cluster.until(async () => (await cluster.eventsOf('p')).find((e) => e.reason === 'FailedMount'));
    expect(failed.message).toBe('MountVolume.SetUp failed for volume "used" : secret "absent" not found');
    expect((await cluster.eventsOf('p')).filter((e) => e.message?.includes('unused'))).toEqual([]);
    expect((await cluster.pod('p'))?.status.containerStatuses?.[0]?.volumeMounts?.[0]).toEqual({ name: 'used', mountPath: '/v' });
  });

  it('shows the statuses of containers by name and those of init containers in their order', async () => {
    const cluster = await start((config) => (config.name === 'z' || config.name === 'y' ? { exitAfterMs: 10, exitCode: 0 } : {}));
    await create(cluster, { initContainers: [{ ...main, name: 'z' }, { ...main, name: 'y' }], containers: [{ ...main, name: 'b' }, { ...main, name: 'a' }] });
    const running = await cluster.until(async () => { const p = await cluster.pod('p'); return p?.status.phase === 'Running' && p; });
    expect(running.status.containerStatuses?.map((s) => s.name)).toEqual(['a', 'b']);
    expect(running.status.initContainerStatuses?.map((s) => s.name)).toEqual(['z', 'y']);
  });

  it('holds the phase of an ended Pod until its containers have ended', async () => {
    const cluster = await start(() => ({ stopAfterMs: 4000, stopExitCode: 0 }));
    await create(cluster, { activeDeadlineSeconds: 5, terminationGracePeriodSeconds: 20, containers: [main] });
    const ending = await cluster.until(async () => { const p = await cluster.pod('p'); return p?.status.conditions?.some((c) => c.type === 'Ready' && c.reason === 'PodFailed') === true && p; });
    expect(ending.status).toMatchObject({ phase: 'Running', containerStatuses: [{ state: { running: {} } }] });
    expect(ending.status.reason).toBeUndefined();
    const ended = await cluster.until(async () => { const p = await cluster.pod('p'); return p?.status.phase === 'Failed' && p; });
    expect(ended.status).toMatchObject({ reason: 'DeadlineExceeded', containerStatuses: [{ state: { terminated: { exitCode: 0 } } }] });
  });

  it('starts all containers anew in place, init containers and sidecars with them, and the Pod goes on', async () => {
    const ends = [88];
    const cluster = await start((config) => (config.name === 'main' && ends.length > 0 ? { exitAfterMs: 2000, exitCode: ends.pop() ?? 0 } : config.name === 'i' ? { exitAfterMs: 10, exitCode: 0 } : {}));
    const asks = { ...main, restartPolicy: 'Never' as const, restartPolicyRules: [{ action: 'RestartAllContainers' as const, exitCodes: { operator: 'In' as const, values: [88] } }] };
    await create(cluster, { restartPolicy: 'Never', terminationGracePeriodSeconds: 1, initContainers: [{ ...main, name: 's', restartPolicy: 'Always' }, { ...main, name: 'i' }], containers: [asks] });
    const again = await cluster.until(async () => { const p = await cluster.pod('p'); const [status] = p?.status.containerStatuses ?? []; return status?.restartCount === 1 && status.state.running !== undefined && p; });
    expect(again.status.phase).toBe('Running');
    expect(again.status.initContainerStatuses?.map((s) => s.restartCount)).toEqual([1, 1]);
    expect(again.status.conditions?.find((c) => c.type === 'AllContainersRestarting')).not.toHaveProperty('observedGeneration');
  });

  it('probes readiness again whenever it looks at a Pod that is not ready, and goes by the status when a container has ended', async () => {
    const cluster = await start((config) => (config.name === 'short' ? { exitAfterMs: 2000, exitCode: 1 } : {}), { latencies: realisticLatencies, exec: () => ({ exitCode: 1, output: '' }) });
    const refused = { exec: { command: ['false'] }, failureThreshold: 3 };
    await create(cluster, { containers: [{ ...main, readinessProbe: { ...refused, periodSeconds: 100 } }, { ...main, name: 'short', livenessProbe: { ...refused, periodSeconds: 1, failureThreshold: 100 } }] });
    const trouble = (container: string): Promise<number> => cluster.eventsOf('p').then((events) => events.filter((e) => e.reason === 'Unhealthy' && e.involvedObject.fieldPath === `spec.containers{${container}}`).reduce((sum, e) => sum + (e.count ?? 1), 0));
    await cluster.until(async () => { const p = await cluster.pod('p'); return p?.status.containerStatuses?.some(({ name, restartCount }) => name === 'short' && restartCount > 1); });
    // One for each look: by its own period there would have been one at the most.
    expect(await trouble('main')).toBeGreaterThan(2);
    expect(await trouble('short')).toBeGreaterThan(3);
  });

  it('sees what became of a step of its own without waiting for the next relist', async () => {
    const cluster = await start(() => ({}), { latencies: realisticLatencies });
    await create(cluster, { initContainers: [{ ...main, name: 's', restartPolicy: 'Always' }], containers: [main] });
    const started = await cluster.until(async () => { const p = await cluster.pod('p'); return p?.status.phase === 'Running' && p; });
    // Two steps: with looks a second apart it would be two seconds.
    expect(cluster.clock.now() - Date.parse(started.metadata.creationTimestamp)).toBeLessThan(1500);
  });

  it('tells of a back-off once for what it noticed in one look', async () => {
    const cluster = await start(() => ({ exitAfterMs: 1, exitCode: 1 }));
    await create(cluster, { containers: [main] });
    await cluster.until(async () => (await cluster.eventsOf('p')).some((e) => e.reason === 'BackOff'));
    const seenMs = cluster.clock.now();
    await cluster.until(async () => { await cluster.client.list(resources.pods, 'default'); return cluster.clock.now() - seenMs > 5000; });
    expect((await cluster.eventsOf('p')).find((e) => e.reason === 'BackOff')?.count).toBe(1);
  });

  it('goes on with the grace period that it began with when a later deletion is shorter', async () => {
    const cluster = await start(() => ({ stopAfterMs: 15_000, stopExitCode: 0 }));
    await create(cluster, { terminationGracePeriodSeconds: 20, containers: [main] });
    await cluster.until(async () => (await cluster.pod('p'))?.status.phase === 'Running');
    await cluster.client.delete(resources.pods, 'p', 'default');
    await cluster.until(async () => (await cluster.eventsOf('p')).some((e) => e.reason === 'Killing'));
    const beganMs = cluster.clock.now();
    await cluster.client.delete(resources.pods, 'p', 'default', { gracePeriodSeconds: 2 });
    await cluster.until(async () => (await cluster.pod('p')) === undefined);
    expect(cluster.clock.now() - beganMs).toBeGreaterThan(13_000);
  });

  it('tells of pull secrets that do not exist and of the conditions of a refused Pod nothing', async () => {
    const cluster = await start();
    await create(cluster, { imagePullSecrets: [{ name: 'absent' }], containers: [main] });
    const missing = await cluster.until(async () => (await cluster.eventsOf('p')).find((e) => e.reason === 'FailedToRetrieveImagePullSecret'));
    expect(missing.message).toBe('Unable to retrieve some image pull secrets (absent); attempting to pull the image may not succeed.');
    await create(cluster, { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] }, containers: [main] }, 'q');
    const refused = await cluster.until(async () => { const p = await cluster.pod('q'); return p?.status.phase === 'Failed' && p; });
    expect(refused.status).toMatchObject({ reason: 'SysctlForbidden' });
    expect(refused.status.conditions ?? []).toEqual([]);
  });

  it('pulls the image of a volume first, and starts nothing that mounts what is not there', async () => {
    const cluster = await start();
    const volumes = (reference: string, pullPolicy: 'Never' | 'IfNotPresent') => ({ volumes: [{ name: 'v', image: { reference, pullPolicy } }], containers: [{ ...main, volumeMounts: [{ name: 'v', mountPath: '/v' }] }] });
    await create(cluster, volumes('absent:1', 'Never'), 'never');
    const waiting = await cluster.until(async () => (await cluster.pod('never'))?.status.containerStatuses?.[0]?.state.waiting?.message !== undefined && cluster.pod('never'));
    expect(waiting?.status.containerStatuses?.[0]?.state.waiting).toEqual({ reason: 'ErrImageNeverPull', message: 'Container image "absent:1" is not present with pull policy of Never' });
    const told = (await cluster.eventsOf('never')).map((e) => `${e.involvedObject.fieldPath ?? ''} ${e.reason ?? ''}`);
    expect(told).toEqual(expect.arrayContaining([' ErrImageNeverPull', 'spec.containers{main} Failed']));
    expect(told.filter((line) => line.includes('Pulled'))).toEqual([]);
    await create(cluster, volumes('busybox:1.36', 'IfNotPresent'));
    await cluster.until(async () => (await cluster.pod('p'))?.status.phase === 'Running');
  });

  it('refuses a profile of AppArmor, which its node does not have', async () => {
    const cluster = await start();
    await create(cluster, { containers: [{ ...main, securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: 'own' } } }] });
    const failed = await cluster.until(async () => (await cluster.pod('p'))?.status.phase === 'Failed' && cluster.pod('p'));
    expect(failed?.status).toMatchObject({ reason: 'AppArmor', message: 'Pod was rejected: Cannot enforce AppArmor: AppArmor is not enabled on the host' });
  });

  it('counts a container in back-off as lost when the deadline ends its Pod', async () => {
    const cluster = await start(() => ({ exitAfterMs: 1, exitCode: 1 }));
    await create(cluster, { activeDeadlineSeconds: 8, containers: [main] });
    const failed = await cluster.until(async () => { const p = await cluster.pod('p'); return p?.status.phase === 'Failed' && p; });
    expect(failed.status.containerStatuses).toMatchObject([{ restartCount: 1, state: { terminated: { exitCode: 137, reason: 'ContainerStatusUnknown' } }, lastState: { terminated: { exitCode: 1 } } }]);
  });

  it('does not notice a deadline while it waits for a volume', async () => {
    const cluster = await start();
    await create(cluster, { activeDeadlineSeconds: 4, volumes: [{ name: 'v', configMap: { name: 'absent' } }], containers: [{ ...main, volumeMounts: [{ name: 'v', mountPath: '/v' }] }] });
    const beganMs = cluster.clock.now();
    await cluster.until(async () => (await cluster.pod('p'))?.status.phase === 'Failed');
    expect(cluster.clock.now() - beganMs).toBeGreaterThan(120_000);
  });

  it('runs postStart to its end before it ends a Pod that was deleted meanwhile', async () => {
    const cluster = await start(() => ({ stopAfterMs: 100, stopExitCode: 0 }));
    await create(cluster, { terminationGracePeriodSeconds: 30, containers: [{ ...main, lifecycle: { postStart: { sleep: { seconds: 20 } } } }] });
    await cluster.until(async () => (await cluster.eventsOf('p')).some((e) => e.reason === 'Started'));
    const beganMs = cluster.clock.now();
    await cluster.client.delete(resources.pods, 'p', 'default', { gracePeriodSeconds: 2 });
    await cluster.until(async () => (await cluster.pod('p')) === undefined);
    expect(cluster.clock.now() - beganMs).toBeGreaterThan(18_000);
  });
});

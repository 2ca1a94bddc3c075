// A container runtime without processes: containers follow a script. A test double for the kubelet.
import type { Clock } from '../../../src/base/clock.ts';
import type { Disposable } from '../../../src/base/disposable.ts';
import { Emitter } from '../../../src/base/emitter.ts';
import type { ContainerConfig, ContainerStatusReport, ImageReport, RuntimeService, VolumeFile, VolumeRef } from '../../../src/cluster/kubelet/runtime-service.ts';
import { RuntimeError } from '../../../src/cluster/kubelet/runtime-service.ts';

/** What a container does: ends after a time, or runs until it is stopped. */
export interface ContainerScript {
  readonly exitAfterMs?: number;
  readonly exitCode?: number;
  /** How long after the stop signal it ends; never by itself when absent. */
  readonly stopAfterMs?: number;
  readonly stopExitCode?: number;
  readonly startError?: string;
}

export interface FakeContainer {
  readonly config: ContainerConfig;
  report: ContainerStatusReport;
  end?: (exitCode: number, reason?: string) => void;
}

export interface FakeRuntimeOptions {
  readonly clock: Clock;
  readonly images?: readonly string[];
  readonly script?: (config: ContainerConfig) => ContainerScript;
  readonly exec?: (command: readonly string[]) => { exitCode: number; output: string };
}

export interface FakeRuntime extends RuntimeService {
  readonly containers: Map<string, FakeContainer>;
  readonly volumes: Map<string, readonly VolumeFile[]>;
}

function keyOf(volume: VolumeRef): string {
  return volume.kind === 'pod' ? `${volume.podUid}/${volume.name}` : volume.kind === 'host' ? volume.path : volume.kind === 'image' ? volume.image : volume.id;
}

const nothing: Disposable = { dispose: () => undefined };

export function createFakeRuntime({ clock, images = ['busybox:1.36'], script, exec }: FakeRuntimeOptions): FakeRuntime {
  let counter = 0;
  const present = new Map<string, ImageReport>();
  const containers = new Map<string, FakeContainer>();
  const volumes = new Map<string, readonly VolumeFile[]>();
  const changed = new Emitter<{ containerId: string; sandboxId: string }>();
  const id = (): string => (++counter).toString(16).padStart(64, '0');
  const set = (container: FakeContainer, change: Partial<ContainerStatusReport>): void => {
    container.report = { ...container.report, ...change };
    changed.fire({ containerId: container.report.id, sandboxId: container.report.sandboxId });
  };
  const endLater = (container: FakeContainer, delayMs: number, exitCode: number): void => {
    clock.setTimeout(() => { container.end?.(exitCode); }, delayMs);
  };
  return {
    containers,
    volumes,
    onDidChange: changed.event,
    runSandbox: () => Promise.resolve({ id: id(), ip: `10.244.1.${++counter % 250}` }),
    stopSandbox(sandboxId) {
      for (const c of containers.values()) if (c.report.sandboxId === sandboxId) c.end?.(137);
      return Promise.resolve();
    },
    imageStatus: (image) => present.get(image),
    listImages: () => [...present.values()],
    pullImage(image) {
      if (!images.includes(image)) return Promise.reject(new RuntimeError('NotFound', `failed to pull and unpack image "docker.io/library/${image}": failed to resolve image: docker.io/library/${image}: not found`));
      const report: ImageReport = { image: `docker.io/library/${image}`, digest: `docker.io/library/${image.split(':')[0]}@sha256:${'a'.repeat(64)}`, sizeBytes: 4_000_000 };
      present.set(image, report);
      return Promise.resolve(report);
    },
    createContainer(sandboxId, config) {
      const report: ContainerStatusReport = { id: id(), name: config.name, sandboxId, state: 'created', createdAtMs: clock.now(), imageRef: `sha256:${'b'.repeat(64)}` };
      containers.set(report.id, { config, report });
      return Promise.resolve(report.id);
    },
    startContainer(containerId) {
      const container = containers.get(containerId);
      if (container === undefined) return Promise.reject(new Error('no such container'));
      const plan = script?.(container.config) ?? {};
      if (plan.startError !== undefined) {
        set(container, { state: 'exited', exitCode: 128, reason: 'StartError', message: plan.startError, startedAtMs: 0, finishedAtMs: clock.now() });
        return Promise.reject(new RuntimeError('Unknown', plan.startError));
      }
      container.end = (exitCode, reason) => {
        delete container.end;
        set(container, { state: 'exited', exitCode, reason: reason ?? (exitCode === 0 ? 'Completed' : 'Error'), finishedAtMs: clock.now() });
      };
      set(container, { state: 'running', startedAtMs: clock.now() });
      if (plan.exitAfterMs !== undefined) endLater(container, plan.exitAfterMs, plan.exitCode ?? 0);
      return Promise.resolve();
    },
    stopContainer(containerId, graceSeconds) {
      const container = containers.get(containerId);
      if (container?.end === undefined) return Promise.resolve();
      const plan = script?.(container.config) ?? {};
      if (plan.stopAfterMs !== undefined) endLater(container, plan.stopAfterMs, plan.stopExitCode ?? 0);
      endLater(container, graceSeconds * 1000, 137);
      return new Promise((resolve) => {
        const subscription = changed.event(() => {
          if (containers.get(containerId)?.report.state !== 'exited') return;
          subscription.dispose();
          resolve();
        });
      });
    },
    removeContainer(containerId) {
      containers.delete(containerId);
      return Promise.resolve();
    },
    containerStatus: (containerId) => containers.get(containerId)?.report,
    updateContainerResources: () => Promise.resolve(),
    containerStats: () => undefined,
    crashContainer: () => undefined,
    nodeUsage: () => ({ memoryBytes: 0, diskBytes: 0 }),
    volumeUsedBytes: () => undefined,
    exec(_containerId, command, _options, io) {
      const { exitCode, output } = exec?.(command) ?? { exitCode: 0, output: '' };
      queueMicrotask(() => {
        io.onStdout(new TextEncoder().encode(output));
        io.onExit(exitCode);
      });
      return { ...nothing, writeStdin: () => undefined, endStdin: () => undefined, resize: () => undefined };
    },
    attach: () => ({ ...nothing, writeStdin: () => undefined, endStdin: () => undefined, resize: () => undefined }),
    logs(containerId, _options, sink) {
      queueMicrotask(() => {
        sink.onData(new TextEncoder().encode(`log of ${containers.get(containerId)?.config.name}\n`));
        sink.onEnd();
      });
      return nothing;
    },
    ensureVolume(volume) {
      if (!volumes.has(keyOf(volume))) volumes.set(keyOf(volume), []);
      return Promise.resolve();
    },
    writeVolume(volume, files) {
      volumes.set(keyOf(volume), files);
      return Promise.resolve();
    },
    removeVolume(volume) {
      volumes.delete(keyOf(volume));
      return Promise.resolve();
    },
    statHost: () => undefined,
    dialSandbox: () => Promise.reject(new RuntimeError('Unavailable', 'nothing listens')),
    httpGet: () => Promise.resolve({ status: 200, body: 'ok', headers: {} }),
    httpRequest: () => Promise.resolve({ status: 200, body: 'ok', headers: {} }),
    tcpDial: () => Promise.resolve(),
    grpcHealth: () => Promise.resolve('SERVING'),
    dispose: () => { for (const container of containers.values()) delete container.end; },
  };
}

// A runtime with one node for tests: runs containers and collects what they print.
import { SimulatedClock } from '../../../src/base/simulated-clock.ts';
import { systemClock } from '../../../src/base/system-clock.ts';
import { seededRandom } from '../../../src/base/random.ts';
import { createNetwork } from '../../../src/cluster/network/network.ts';
import type { NetworkOptions } from '../../../src/cluster/network/network.ts';
import { createRuntime, createRuntimeShared, noLatencies } from '../../../src/cluster/runtime/runtime.ts';
import type { RuntimeOptions } from '../../../src/cluster/runtime/runtime.ts';
import type { ContainerConfig, RuntimeService, SandboxConfig } from '../../../src/cluster/kubelet/runtime-service.ts';

export interface Ended {
  readonly output: string;
  readonly exitCode: number;
  readonly reason: string;
}

export interface Harness {
  readonly runtime: RuntimeService;
  readonly clock: SimulatedClock;
  readonly bugs: unknown[];
  sandbox(config?: Partial<SandboxConfig>): Promise<{ id: string; ip: string }>;
  /** Creates and starts; answers the container's id. */
  start(sandboxId: string, config: Partial<ContainerConfig> & { image: string }): Promise<string>;
  /** Runs a shell script in a new busybox container to its end. */
  script(text: string, config?: Partial<ContainerConfig>): Promise<Ended>;
  exec(containerId: string, command: readonly string[], stdin?: string): Promise<{ stdout: string; stderr: string; exitCode: number }>;
  log(containerId: string): Promise<string>;
  ended(containerId: string): Promise<Ended>;
  /** Lets work in progress run, without letting time pass. */
  settle(): Promise<void>;
  dispose(): void;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

export function newHarness(options: Partial<RuntimeOptions> & { network_?: NetworkOptions; speed?: number; isPaused?: boolean } = {}): Harness {
  const clock = new SimulatedClock(systemClock, { startMs: Date.UTC(2026, 0, 2, 3, 4, 5), speed: options.speed ?? 50, isPaused: options.isPaused ?? false });
  const bugs: unknown[] = [];
  const runtime = createRuntime({
    nodeName: 'worker-1', podCidr: '10.244.1.0/24', clock, random: seededRandom(1), network: createNetwork(options.network_), latencies: noLatencies, shared: createRuntimeShared(), onBug: (error) => { bugs.push(error); }, ...options,
  });
  let count = 0;
  const harness: Harness = {
    runtime, clock, bugs,
    sandbox: (config) => {
      count++;
      return runtime.runSandbox({
        podUid: `uid-${String(count)}`, podName: `pod-${String(count)}`, podNamespace: 'default', hostname: `pod-${String(count)}`, hostNetwork: false, shareProcessNamespace: false, hostAliases: [],
        dns: { nameservers: ['10.96.0.10'], searches: ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local'], options: ['ndots:5'] }, ...config,
      });
    },
    start: async (sandboxId, config) => {
      await runtime.pullImage(config.image, { username: 'user', password: 'secret' });
      const id = await runtime.createContainer(sandboxId, { name: 'main', attempt: 0, env: [], mounts: [], stdin: false, stdinOnce: false, tty: false, readOnlyRootFilesystem: false, terminationMessagePath: '/dev/termination-log', ...config });
      await runtime.startContainer(id);
      return id;
    },
    script: async (text, config) => {
      const sandbox = await harness.sandbox();
      const id = await harness.start(sandbox.id, { image: 'busybox:1.36', command: ['sh', '-c', text], ...config });
      const ended = await harness.ended(id);
      await runtime.stopSandbox(sandbox.id);
      return ended;
    },
    exec: (containerId, command, stdin) => new Promise((resolve) => {
      let stdout = '';
      let stderr = '';
      const handle = runtime.exec(containerId, command, { stdin: stdin !== undefined, tty: false }, {
        onStdout: (bytes) => { stdout += decoder.decode(bytes); },
        onStderr: (bytes) => { stderr += decoder.decode(bytes); },
        onExit: (exitCode) => { resolve({ stdout, stderr, exitCode }); },
      });
      if (stdin !== undefined) handle.writeStdin(encoder.encode(stdin));
      handle.endStdin();
    }),
    log: (containerId) => new Promise((resolve) => {
      let text = '';
      runtime.logs(containerId, {}, { onData: (bytes) => { text += decoder.decode(bytes); }, onEnd: () => { resolve(text); } });
    }),
    ended: async (containerId) => {
      await new Promise<void>((resolve) => {
        const look = (): void => {
          if (runtime.containerStatus(containerId)?.state !== 'exited') return;
          subscription.dispose();
          resolve();
        };
        const subscription = runtime.onDidChange(look);
        look();
      });
      const status = runtime.containerStatus(containerId);
      return { output: await harness.log(containerId), exitCode: status?.exitCode ?? -1, reason: status?.reason ?? '' };
    },
    settle: async () => { for (let i = 0; i < 20; i++) await new Promise((resolve) => { setImmediate(resolve); }); },
    dispose: () => {
      runtime.dispose();
      clock.dispose();
    },
  };
  return harness;
}

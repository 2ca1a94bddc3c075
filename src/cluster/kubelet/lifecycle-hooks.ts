// postStart and preStop: kubelet's lifecycle handler runner.
import { type Clock, sleep } from '../../base/clock.ts';
import type { Container, LifecycleHandler } from '../../api/generated/core-v1.ts';
import { execSync } from './exec-sync.ts';
import { httpRequestOf } from './probes/prober.ts';
import type { RuntimeService } from './runtime-service.ts';

export interface HookTarget {
  readonly containerId: string;
  readonly podIp: string;
  readonly container: Container;
}

const hookHttpTimeoutMs = 30_000;

/** Runs the hook to its end; the text of what went wrong, or undefined. */
export async function runHook(handler: LifecycleHandler, target: HookTarget, runtime: RuntimeService, clock: Clock, signal?: AbortSignal): Promise<string | undefined> {
  try {
    if (handler.exec !== undefined) {
      const command = handler.exec.command ?? [];
      const { exitCode, output } = await execSync(runtime, clock, target.containerId, command);
      if (exitCode === 0) return undefined;
      return `Exec lifecycle hook ([${command.join(' ')}]) for Container "${target.container.name}" in Pod failed - error: command '${command.join(' ')}' exited with ${exitCode}: ${output}, message: ${JSON.stringify(output)}`;
    }
    if (handler.httpGet !== undefined) {
      const request = httpRequestOf(handler.httpGet, { ...target, env: new Map() });
      if (request === undefined) return `Http lifecycle hook for Container "${target.container.name}" in Pod failed - error: couldn't find port`;
      await runtime.httpGet({ ...request, headers: [...request.headers, { name: 'User-Agent', value: 'kube-lifecycle/1.36' }] }, hookHttpTimeoutMs);
      return undefined;
    }
    if (handler.sleep !== undefined) await sleep(clock, handler.sleep.seconds * 1000, signal);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

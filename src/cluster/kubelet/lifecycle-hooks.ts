// postStart and preStop: kubelet's lifecycle handler runner.
import { type Clock, sleep } from '../../base/clock.ts';
import type { Container, HTTPGetAction, LifecycleHandler, Pod } from '../../api/generated/core-v1.ts';
import { execSync } from './exec-sync.ts';
import { grpcText } from './image-puller.ts';
import { podTitle } from './kubelet-context.ts';
import { httpRequestOf } from './probes/prober.ts';
import type { RuntimeService } from './runtime-service.ts';

export interface HookTarget {
  readonly pod: Pod;
  readonly containerId: string;
  readonly podIp: string;
  readonly container: Container;
}

const hookHttpTimeoutMs = 30_000;

/** Runs the hook to its end; the text of what went wrong, or undefined. */
export async function runHook(handler: LifecycleHandler, target: HookTarget, runtime: RuntimeService, clock: Clock, signal?: AbortSignal): Promise<string | undefined> {
  const where = `for Container "${target.container.name}" in Pod "${podTitle(target.pod)}" failed - error:`;
  const { exec, httpGet, sleep: pause } = handler;
  if (exec !== undefined) {
    const failure = await runExec(exec.command ?? [], target, runtime, clock);
    return failure === undefined ? undefined : `Exec lifecycle hook ([${(exec.command ?? []).join(' ')}]) ${where} ${failure.error}, message: ${JSON.stringify(failure.output)}`;
  }
  if (httpGet !== undefined) {
    const error = await runHttpGet(httpGet, target, runtime);
    return error === undefined ? undefined : `HTTP lifecycle hook (${httpGet.path ?? '/'}) ${where} ${error}`;
  }
  if (pause !== undefined) await sleep(clock, pause.seconds * 1000, signal);
  return undefined;
}

async function runExec(command: readonly string[], target: HookTarget, runtime: RuntimeService, clock: Clock): Promise<{ readonly error: string; readonly output: string } | undefined> {
  try {
    const { exitCode, output, stderr } = await execSync(runtime, clock, target.containerId, command);
    return exitCode === 0 ? undefined : { error: `command '${command.join(' ')}' exited with ${exitCode}: ${stderr}`, output };
  } catch (error) {
    return { error: `rpc error: code = Unknown desc = ${grpcText(error)}`, output: '' };
  }
}

/** Any answer will do; an HTTPS hook that meets a plain server is tried again without TLS. */
async function runHttpGet(action: HTTPGetAction, target: HookTarget, runtime: RuntimeService): Promise<string | undefined> {
  const request = httpRequestOf(action, target, 'lifecycle');
  if (request === undefined) return `couldn't find port: ${action.port}`;
  try {
    await runtime.httpGet(request, hookHttpTimeoutMs);
    return undefined;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (request.scheme !== 'https' || !text.includes('server gave HTTP response to HTTPS client')) return text;
    return runtime.httpGet({ ...request, scheme: 'http' }, hookHttpTimeoutMs).then(() => undefined, () => text);
  }
}

// Starts one container: image, configuration, create, start, postStart. kuberuntime's startContainer with its Events.
import type { Container, Pod } from '../../api/generated/core-v1.ts';
import type { StartFailure } from './container-status.ts';
import { containerConfig } from './container-config.ts';
import { ConfigError } from './env.ts';
import type { FieldContext } from './field-ref.ts';
import { grpcText } from './image-puller.ts';
import { killContainer } from './kill-container.ts';
import { type KubeletContext, recordPodEvent } from './kubelet-context.ts';
import { runHook } from './lifecycle-hooks.ts';
import { containerFieldPath, containerHash, type PodRuntime } from './pod-runtime.ts';
import type { ImageVolumeFailures } from './volumes/image-volumes.ts';
import type { PodVolumes } from './volumes/pod-volumes.ts';

/** Undefined: it runs. `retryMs`: when to try again. */
export type StartResult = { readonly failure: StartFailure; readonly retryMs: number } | undefined;

export interface StartOptions {
  readonly context: KubeletContext;
  readonly pod: Pod;
  readonly container: Container;
  readonly podRuntime: PodRuntime;
  readonly volumes: PodVolumes;
  readonly fields: FieldContext;
  readonly imageVolumes: ImageVolumeFailures;
  readonly restartCount: number;
  readonly graceSeconds: number;
  /** Aborted when the Pod is to end; nothing further is started then. */
  readonly signal: AbortSignal;
}

/** Kept between the runtime's retries of what may get better by itself. */
const errorRetryMs = 10_000;

export class AbortedError extends Error {
  constructor() {
    super('the Pod is being terminated');
    this.name = 'AbortedError';
  }
}

/** Resolves as `work`, or rejects with AbortedError as soon as the signal is aborted. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => { reject(new AbortedError()); };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => { signal.removeEventListener('abort', abort); });
  });
}

export async function startContainer(options: StartOptions): Promise<StartResult> {
  const { context, pod, container, podRuntime, signal } = options;
  const fieldPath = containerFieldPath(pod, container.name);
  const record = (type: 'Normal' | 'Warning', reason: string, message: string): void => { recordPodEvent(context, pod, type, reason, message, fieldPath); };
  const fail = (reason: string, message: string, shown = message, retryMs = errorRetryMs): StartResult => {
    record('Warning', 'Failed', `Error: ${shown}`);
    return { failure: { reason, message }, retryMs };
  };
  for (const mount of container.volumeMounts ?? []) {
    const missing = options.imageVolumes.get(mount.name);
    if (missing !== undefined) return fail(missing.failure.reason, missing.failure.message, missing.failure.reason, missing.retryMs);
  }
  const ensured = await unlessAborted(context.puller.ensureImage(pod, container, context.pullSecrets(pod).found, record), signal);
  if ('failure' in ensured) return fail(ensured.failure.reason, ensured.failure.message, ensured.failure.reason, ensured.retryMs);
  let config;
  try {
    config = containerConfig({ pod, container, attempt: options.restartCount, image: ensured.image, resources: context.resources, fields: options.fields, volumes: options.volumes, podRuntime });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return fail('CreateContainerConfigError', error.message);
  }
  const { sandbox } = podRuntime;
  if (sandbox === undefined || signal.aborted) throw new AbortedError();
  let id: string;
  try {
    id = await context.runtime.createContainer(sandbox.id, config);
  } catch (error) {
    return fail('CreateContainerError', grpcText(error));
  }
  podRuntime.add({ name: container.name, id, restartCount: options.restartCount, hash: containerHash(container), createdAtMs: context.clock.now() });
  record('Normal', 'Created', 'Container created');
  if (signal.aborted) throw new AbortedError();
  try {
    await context.runtime.startContainer(id);
  } catch (error) {
    // So that the Event is the same at each attempt.
    return fail('RunContainerError', grpcText(error), grpcText(error).replaceAll(id, container.name));
  }
  record('Normal', 'Started', 'Container started');
  return runPostStart(options, id, record);
}

/** The hook runs to its end, also when the Pod is deleted meanwhile. */
async function runPostStart({ context, pod, container, podRuntime, graceSeconds }: StartOptions, containerId: string, record: (type: 'Normal' | 'Warning', reason: string, message: string) => void): Promise<StartResult> {
  const handler = container.lifecycle?.postStart;
  if (handler === undefined) return undefined;
  const failure = await runHook(handler, { pod, containerId, podIp: podRuntime.sandbox?.ip ?? '', container }, context.runtime, context.clock);
  if (failure === undefined) return undefined;
  record('Warning', 'FailedPostStartHook', 'PostStartHook failed');
  const view = podRuntime.latest(container.name);
  if (view !== undefined) await killContainer(context, pod, podRuntime, view, container, { graceSeconds, message: 'FailedPostStartHook' });
  return { failure: { reason: 'PostStartHookError', message: failure }, retryMs: errorRetryMs };
}

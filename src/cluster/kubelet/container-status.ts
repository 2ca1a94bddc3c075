// Container statuses as the API shows them: kubelet's convertToAPIContainerStatuses.
import type { Container, ContainerState, ContainerStatus, Pod, ResourceRequirements } from '../../api/generated/core-v1.ts';
import { formatTime } from '../../base/clock.ts';
import { isRestartableInit } from '../component-helpers/pods.ts';
import type { ContainerKind, ContainerView, PodRuntime } from './pod-runtime.ts';
import type { LostContainer } from './lost-containers.ts';
import { willRestart } from './restart-policy.ts';

/** Why a container could not be started at the last attempt: `reason` is what `kubectl get pods` shows. */
export interface StartFailure {
  readonly reason: string;
  readonly message: string;
}

export interface ContainerStatusContext {
  readonly runtime: PodRuntime;
  /** What stands for a termination message that an instance did not leave. */
  readonly lastOutput: (containerId: string) => string | undefined;
  /** The restart count of a container whose instance was removed to be restarted with all others. */
  readonly restartedInPlace: (name: string) => number | undefined;
  /** Whether an init container has been started. */
  readonly isInitializing: () => boolean;
  /** An instance that ended with its machine. */
  readonly lost: (name: string) => LostContainer | undefined;
  readonly startFailure: (name: string) => StartFailure | undefined;
  /** The full image name and id under which the node knows the image of a running or ended instance. */
  readonly imageOf: (view: ContainerView) => { readonly image: string; readonly imageId: string };
  readonly isStarted: (name: string, view: ContainerView | undefined) => boolean;
  readonly isReady: (name: string, view: ContainerView | undefined) => boolean;
  /** What the running instance was given. */
  readonly resourcesOf: (view: ContainerView, container: Container) => ResourceRequirements | undefined;
}

/** What the termination messages of a Pod's containers may take together: kubecontainer.MaxPodTerminationMessageLogLength. */
const maxPodMessages = 12 * 1024;

function time(epochMs: number | undefined): string {
  return formatTime(epochMs ?? 0);
}

function stateOf(view: ContainerView, message: string | undefined): ContainerState {
  const { report, id } = view;
  const containerID = `containerd://${id}`;
  if (report.state === 'running') return { running: { startedAt: time(report.startedAtMs) } };
  if (report.state === 'created') return { waiting: {} };
  return {
    terminated: {
      exitCode: report.exitCode ?? 0,
      reason: report.reason ?? (report.exitCode === 0 ? 'Completed' : 'Error'),
      ...(message !== undefined && message !== '' && { message }),
      startedAt: time(report.startedAtMs),
      finishedAt: time(report.finishedAtMs),
      containerID,
    },
  };
}

function terminationMessage(view: ContainerView, context: ContainerStatusContext, maxLength: number): string | undefined {
  const { terminationMessage: left = '', message = '' } = view.report;
  const own = left === '' ? (context.lastOutput(view.id) ?? '') : left;
  return (message === '' || own === '' ? message + own : `${message}: ${own}`).slice(0, maxLength);
}

/** What waits for, and what was ended for, a restart of all containers. */
export const restartingAll = 'RestartingAllContainers';
const restartMessage = 'The container is removed because RestartAllContainers in place';
/** Nothing is known of the removed instance but that it was. */
const restartedState = { terminated: { exitCode: 137, reason: restartingAll, message: restartMessage, startedAt: null, finishedAt: null } } as unknown as ContainerState;

interface Defaults {
  readonly hasInitContainers: boolean;
  readonly old: readonly ContainerStatus[] | undefined;
}

/** One status per container of the kind, in the spec's order. */
export function containerStatuses(pod: Pod, kind: ContainerKind, containers: readonly Container[], context: ContainerStatusContext, { hasInitContainers, old }: Defaults): ContainerStatus[] {
  const count = pod.spec.containers.length + (pod.spec.initContainers ?? []).length + (pod.spec.ephemeralContainers ?? []).length;
  const maxMessage = Math.floor(maxPodMessages / count);
  return containers.map((container) => {
    const [latest, previous] = context.runtime.instances(container.name);
    const status = latest === undefined ? withoutInstance(container, hasInitContainers, old?.find((s) => s.name === container.name), context) : withInstance(container, latest, previous, context, maxMessage);
    applyStartFailure(pod, kind, container, latest, status, context);
    if ((container.volumeMounts ?? []).length > 0) status.volumeMounts = volumeMountStatuses(container);
    if (kind !== 'ephemeral') {
      status.started = kind === 'init' && !isRestartableInit(container) ? status.state.running !== undefined : context.isStarted(container.name, latest);
      status.ready = kind === 'init' && !isRestartableInit(container) ? status.state.terminated?.exitCode === 0 : status.state.running !== undefined && context.isReady(container.name, latest);
    }
    return status;
  });
}

function withoutInstance(container: Container, hasInitContainers: boolean, old: ContainerStatus | undefined, context: ContainerStatusContext): ContainerStatus {
  const restartCount = context.restartedInPlace(container.name);
  if (restartCount !== undefined) {
    const isInitializing = hasInitContainers && context.isInitializing();
    return { name: container.name, state: { waiting: isInitializing ? { reason: 'PodInitializing' } : { reason: restartingAll, message: restartMessage } }, lastState: restartedState, ready: false, restartCount, image: container.image ?? '', imageID: '' };
  }
  if (old?.state.terminated !== undefined) return { ...old };
  const lost = context.lost(container.name);
  return {
    name: container.name,
    state: { waiting: { reason: hasInitContainers ? 'PodInitializing' : 'ContainerCreating' } },
    lastState: lost === undefined ? (old?.lastState ?? {}) : { terminated: lost.terminated },
    ready: false,
    restartCount: old?.restartCount ?? 0,
    image: container.image ?? '',
    imageID: '',
  };
}

function withInstance(container: Container, latest: ContainerView, previous: ContainerView | undefined, context: ContainerStatusContext, maxMessage: number): ContainerStatus {
  const { image, imageId } = context.imageOf(latest);
  const resources = context.resourcesOf(latest, container);
  const user = latest.report.state === 'created' ? undefined : userOf(latest);
  const before = stateBefore(container.name, latest, context);
  return {
    name: container.name,
    state: stateOf(latest, terminationMessage(latest, context, maxMessage)),
    lastState: previous === undefined ? before : stateOf(previous, terminationMessage(previous, context, maxMessage)),
    ready: false,
    restartCount: latest.restartCount,
    image,
    imageID: imageId,
    containerID: `containerd://${latest.id}`,
    ...(resources !== undefined && { resources }),
    ...(resources?.requests !== undefined && { allocatedResources: container.resources.requests ?? {} }),
    ...(user !== undefined && { user }),
  };
}

/** Of an instance that the runtime knows no more. */
function stateBefore(name: string, latest: ContainerView, context: ContainerStatusContext): ContainerState {
  if (context.restartedInPlace(name) === latest.restartCount) return restartedState;
  const lost = context.lost(name);
  return lost !== undefined && latest.restartCount === lost.restartCount + 1 ? { terminated: lost.terminated } : {};
}

function volumeMountStatuses(container: Container): NonNullable<ContainerStatus['volumeMounts']> {
  return (container.volumeMounts ?? []).map(({ name, mountPath, readOnly, recursiveReadOnly }) =>
    ({ name, mountPath, ...(readOnly === true && { readOnly: true, recursiveReadOnly: (recursiveReadOnly ?? 'Disabled') === 'Disabled' ? 'Disabled' as const : 'Enabled' as const }) }));
}

/** A container that should be running and could not be started waits, and its last end becomes lastState. */
function applyStartFailure(pod: Pod, kind: ContainerKind, container: Container, latest: ContainerView | undefined, status: ContainerStatus, context: ContainerStatusContext): void {
  const failure = context.startFailure(container.name);
  if (failure === undefined || pod.metadata.deletionTimestamp !== undefined) return;
  if (latest?.report.state === 'running') return;
  // As upstream: of an init container, sidecars included, a good end stays shown as such.
  if (kind === 'init' && latest?.report.state === 'exited' && latest.report.exitCode === 0) return;
  if (latest?.report.state === 'exited' && !willRestart(pod, container, latest.report.exitCode ?? 0)) return;
  if (status.state.terminated !== undefined) status.lastState = status.state;
  status.state = { waiting: { reason: failure.reason, ...(failure.message !== '' && { message: failure.message }) } };
}

function userOf({ report: { user } }: ContainerView): ContainerStatus['user'] {
  if (user === undefined) return undefined;
  return { linux: { uid: user.uid, gid: user.gid, supplementalGroups: [...user.groups].sort((a, b) => a - b) } };
}

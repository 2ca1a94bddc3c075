// Containers that ran when their machine went down: after the reboot the runtime knows them as ended, nobody knows how.
import type { ContainerStateTerminated, Pod } from '../../api/generated/core-v1.ts';
import { formatTime } from '../../base/clock.ts';

export interface LostContainer {
  readonly restartCount: number;
  /** As containerd reports a container whose end it has not seen. */
  readonly terminated: ContainerStateTerminated;
}

/** What the API says to run, for a kubelet whose runtime may know nothing of it. */
export function lostContainers(pod: Pod, nowMs: number): ReadonlyMap<string, LostContainer> | undefined {
  const { containerStatuses = [], initContainerStatuses = [] } = pod.status;
  let lost: Map<string, LostContainer> | undefined;
  for (const { name, restartCount, state, containerID } of [...initContainerStatuses, ...containerStatuses]) {
    if (state.running === undefined) continue;
    lost ??= new Map();
    lost.set(name, { restartCount, terminated: { exitCode: 255, reason: 'Unknown', ...(state.running.startedAt !== undefined && { startedAt: state.running.startedAt }), finishedAt: formatTime(nowMs), ...(containerID !== undefined && { containerID }) } });
  }
  return lost;
}

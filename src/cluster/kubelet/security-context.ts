// The user of a container and the refusal to run as root: kubelet's securitycontext and verifyRunAsNonRoot.
import type { Container, Pod } from '../../api/generated/core-v1.ts';
import { ConfigError } from './env.ts';
import { podTitle } from './kubelet-context.ts';
import type { ImageReport } from './runtime-service.ts';

export interface EffectiveUser {
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly supplementalGroups: readonly number[];
}

/** Container settings before the Pod's. Throws ConfigError when the container would be root and may not. */
export function effectiveUser(pod: Pod, container: Container, image: ImageReport): EffectiveUser {
  const own = container.securityContext ?? {};
  const shared = pod.spec.securityContext ?? {};
  const runAsUser = own.runAsUser ?? shared.runAsUser;
  const runAsGroup = own.runAsGroup ?? shared.runAsGroup;
  if ((own.runAsNonRoot ?? shared.runAsNonRoot) === true) verifyNonRoot(pod, container, image, runAsUser);
  const supplementalGroups = [...(shared.fsGroup === undefined ? [] : [shared.fsGroup]), ...(shared.supplementalGroups ?? [])];
  return { ...(runAsUser !== undefined && { runAsUser }), ...(runAsGroup !== undefined && { runAsGroup }), supplementalGroups };
}

function verifyNonRoot(pod: Pod, container: Container, image: ImageReport, runAsUser: number | undefined): void {
  const where = `(pod: "${podTitle(pod)}", container: ${container.name})`;
  if (runAsUser !== undefined) {
    if (runAsUser === 0) throw new ConfigError(`container's runAsUser breaks non-root policy ${where}`);
    return;
  }
  const [user = ''] = (image.user ?? '').split(':');
  if (user === '' || user === '0') throw new ConfigError(`container has runAsNonRoot and image will run as root ${where}`);
  if (!/^\d+$/.test(user)) throw new ConfigError(`container has runAsNonRoot and image has non-numeric user (${user}), cannot verify user is non-root ${where}`);
}

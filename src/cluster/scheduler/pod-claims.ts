// The claims that a Pod's volumes name.
import type { Pod } from '../../api/generated/core-v1.ts';

export interface PodClaim {
  readonly key: string;
  readonly name: string;
  /** Made for the Pod by the ephemeral volume controller. */
  readonly isEphemeral: boolean;
}

export function podClaims(pod: Pod): PodClaim[] {
  const claims: PodClaim[] = [];
  for (const { name: volume, persistentVolumeClaim, ephemeral } of pod.spec.volumes ?? []) {
    const name = persistentVolumeClaim?.claimName ?? (ephemeral === undefined ? undefined : `${pod.metadata.name}-${volume}`);
    if (name !== undefined) claims.push({ key: `${pod.metadata.namespace}/${name}`, name, isEphemeral: ephemeral !== undefined });
  }
  return claims;
}

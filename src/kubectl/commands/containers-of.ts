// The containers of a Pod as logs, exec and attach name and choose them.
import type { Pod } from '../../api/generated/core-v1.ts';

export interface ContainerName {
  readonly name: string;
  /** `prep (init)`. */
  readonly label: string;
}

/** Containers, then init and ephemeral ones, as kubectl lists them. */
export function containerNames(pod: Pod): ContainerName[] {
  return [
    ...pod.spec.containers.map(({ name }) => ({ name, label: name })),
    ...(pod.spec.initContainers ?? []).map(({ name }) => ({ name, label: `${name} (init)` })),
    ...(pod.spec.ephemeralContainers ?? []).map(({ name }) => ({ name, label: `${name} (ephem)` })),
  ];
}

/** The annotated default container, or the first one. */
export function defaultContainer(pod: Pod): { readonly name: string; readonly isGuessed: boolean } {
  const annotated = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'];
  if (annotated && containerNames(pod).some(({ name }) => name === annotated)) return { name: annotated, isGuessed: false };
  return { name: pod.spec.containers[0]?.name ?? '', isGuessed: true };
}

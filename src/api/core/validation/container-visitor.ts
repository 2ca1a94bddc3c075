// All containers of a Pod with their paths: pkg/apis/core/pods' VisitContainersWithPath.
import type { FieldPath } from '../../field/path.ts';
import type { Container, EphemeralContainer, PodSpec } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';

/** What every kind of container has; an ephemeral one has no field more that matters here. */
export type AnyContainer = New<Container> | New<EphemeralContainer>;

/** Init containers first, then containers, then ephemeral containers. */
export function visitContainersWithPath(spec: New<PodSpec>, specPath: FieldPath, visit: (container: AnyContainer, path: FieldPath) => void): void {
  visitList(spec.initContainers, specPath, 'initContainers', visit);
  visitList(spec.containers, specPath, 'containers', visit);
  visitList(spec.ephemeralContainers, specPath, 'ephemeralContainers', visit);
}

function visitList(containers: readonly AnyContainer[] | undefined, specPath: FieldPath, name: string, visit: (container: AnyContainer, path: FieldPath) => void): void {
  if (containers === undefined || containers.length === 0) return;
  const listPath = specPath.child(name);
  containers.forEach((container, i) => {
    visit(container, listPath.index(i));
  });
}

/** In the same order, without paths. */
export function allContainers(spec: New<PodSpec>): AnyContainer[] {
  return [...(spec.initContainers ?? []), ...(spec.containers ?? []), ...(spec.ephemeralContainers ?? [])];
}

export function isRestartableInitContainer(container: New<Container>): boolean {
  return container.restartPolicy === 'Always';
}

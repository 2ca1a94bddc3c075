// Fields whose feature gate is off in 1.36 are dropped when a Pod or a template is created: pkg/api/pod's DropDisabledPodFields.
import type { Container, EphemeralContainer, PodSpec } from '../generated/core-v1.ts';

/** Changes `spec` in place. */
export function dropDisabledPodFields(spec: PodSpec): void {
  if ('schedulingGroup' in spec) delete spec.schedulingGroup;
  for (const containers of [spec.containers, spec.initContainers, spec.ephemeralContainers]) for (const container of containers ?? []) dropStopSignal(container);
  for (const { projected } of spec.volumes ?? []) {
    for (const source of projected?.sources ?? []) {
      if ('clusterTrustBundle' in source) delete source.clusterTrustBundle;
      if ('podCertificate' in source) delete source.podCertificate;
    }
  }
}

function dropStopSignal(container: Container | EphemeralContainer): void {
  const { lifecycle } = container;
  if (lifecycle?.stopSignal === undefined) return;
  if (lifecycle.postStart === undefined && lifecycle.preStop === undefined) delete container.lifecycle;
  else delete lifecycle.stopSignal;
}

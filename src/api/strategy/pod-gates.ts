// Fields whose feature gate is off in 1.36 are dropped when a Pod or a template is created: pkg/api/pod's DropDisabledPodFields.
import type { Container, EphemeralContainer, PodSpec } from '../generated/core-v1.ts';

/** Changes `spec` in place. */
export function dropDisabledPodFields(spec: PodSpec): void {
  delete spec.schedulingGroup;
  for (const container of [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])]) dropStopSignal(container);
  for (const source of (spec.volumes ?? []).flatMap((volume) => volume.projected?.sources ?? [])) {
    delete source.clusterTrustBundle;
    delete source.podCertificate;
  }
}

function dropStopSignal(container: Container | EphemeralContainer): void {
  const { lifecycle } = container;
  if (lifecycle?.stopSignal === undefined) return;
  if (lifecycle.postStart === undefined && lifecycle.preStop === undefined) delete container.lifecycle;
  else delete lifecycle.stopSignal;
}

// Strategies of kinds that need little: pkg/registry/*/*/strategy.go, their PrepareForCreate.
import type { DaemonSet } from '../generated/apps-v1.ts';
import type { Namespace, PersistentVolume, PersistentVolumeClaim, PersistentVolumeClaimSpec, ReplicationController, Service } from '../generated/core-v1.ts';

export function prepareNamespace(namespace: Namespace): void {
  namespace.status = { phase: 'Active' };
  const finalizers = namespace.spec.finalizers ?? [];
  if (!finalizers.includes('kubernetes')) namespace.spec.finalizers = [...finalizers, 'kubernetes'];
}

/** Keeps the old and the new field of the address the same, and gives a Service the families of an IPv4 cluster. */
export function prepareService({ spec }: Service): void {
  if ((spec.clusterIP ?? '') !== '' && (spec.clusterIPs ?? []).length === 0) spec.clusterIPs = [spec.clusterIP ?? ''];
  if (spec.type === 'ExternalName') return;
  const isSelectorless = spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0;
  if ((spec.ipFamilies ?? []).length === 0) spec.ipFamilies = isSelectorless && spec.ipFamilyPolicy !== 'SingleStack' ? ['IPv4', 'IPv6'] : ['IPv4'];
  spec.ipFamilyPolicy ??= spec.ipFamilies?.length === 2 ? 'RequireDualStack' : 'SingleStack';
}

export function prepareVolume(volume: PersistentVolume): void {
  volume.status = { phase: 'Pending', lastPhaseTransitionTime: volume.metadata.creationTimestamp };
}

/** Fills whichever of `dataSource` and `dataSourceRef` is missing, as the server keeps both. */
function normalizeDataSources(spec: PersistentVolumeClaimSpec): void {
  if (spec.dataSourceRef?.namespace !== undefined) delete spec.dataSourceRef.namespace;
  if (spec.dataSource !== undefined && !isKnownSource(spec.dataSource)) delete spec.dataSource;
  if (spec.dataSource !== undefined && spec.dataSourceRef === undefined) spec.dataSourceRef = { ...spec.dataSource };
  else if (spec.dataSourceRef !== undefined && spec.dataSource === undefined && isKnownSource(spec.dataSourceRef)) spec.dataSource = { ...spec.dataSourceRef };
}
function isKnownSource(source: { readonly kind: string; readonly apiGroup?: string }): boolean {
  return (source.kind === 'PersistentVolumeClaim' && (source.apiGroup ?? '') === '') || (source.kind === 'VolumeSnapshot' && source.apiGroup === 'snapshot.storage.k8s.io');
}

export function prepareClaim(claim: PersistentVolumeClaim): void {
  claim.status = { phase: 'Pending' };
  normalizeDataSources(claim.spec);
}

export function prepareReplicationController(controller: ReplicationController): void {
  if (controller.spec.template?.metadata !== undefined) delete controller.spec.template.metadata.generation;
}

export function prepareDaemonSet(daemonSet: DaemonSet): void {
  daemonSet.metadata.annotations = { ...daemonSet.metadata.annotations, 'deprecated.daemonset.template.generation': '1' };
}

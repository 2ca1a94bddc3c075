// Strategies of kinds that need little: pkg/registry/*/*/strategy.go, their PrepareForCreate.
import type { CustomResourceDefinition } from '../generated/apiextensions-v1.ts';
import type { DaemonSet, StatefulSet } from '../generated/apps-v1.ts';
import type { Lease } from '../generated/coordination-v1.ts';
import type { EndpointSlice } from '../generated/discovery-v1.ts';
import type { Namespace, Node, PersistentVolume, PersistentVolumeClaim, PersistentVolumeClaimSpec, ReplicationController, Service, ServiceAccount } from '../generated/core-v1.ts';

export function prepareNamespace(namespace: Namespace): void {
  namespace.status = { phase: 'Active' };
  const finalizers = namespace.spec.finalizers ?? [];
  if (!finalizers.includes('kubernetes')) namespace.spec.finalizers = [...finalizers, 'kubernetes'];
}

/** Nothing is accepted yet; what it stores is known. */
export function prepareDefinition(definition: CustomResourceDefinition): void {
  definition.status = { conditions: [], acceptedNames: { plural: '', kind: '' }, storedVersions: (definition.spec.versions ?? []).filter(({ storage }) => storage).slice(0, 1).map(({ name }) => name) };
}

/** Keeps the old and the new field of the address the same, and gives a Service the families of an IPv4 cluster. */
export function prepareService({ spec }: Service): void {
  if ((spec.clusterIP ?? '') !== '' && (spec.clusterIPs ?? []).length === 0) spec.clusterIPs = [spec.clusterIP ?? ''];
  if (spec.type === 'ExternalName') return;
  const isSelectorless = spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0;
  if (isSelectorless && spec.ipFamilyPolicy === undefined && spec.ipFamilies?.length === 1) spec.ipFamilies = [...spec.ipFamilies, spec.ipFamilies[0] === 'IPv6' ? 'IPv4' : 'IPv6'];
  if ((spec.ipFamilies ?? []).length === 0) spec.ipFamilies = isSelectorless && spec.ipFamilyPolicy !== 'SingleStack' ? ['IPv4', 'IPv6'] : ['IPv4'];
  spec.ipFamilyPolicy ??= isSelectorless && spec.ipFamilies?.length === 2 ? 'RequireDualStack' : 'SingleStack';
}

export function prepareVolume(volume: PersistentVolume): void {
  volume.status = { phase: 'Pending', lastPhaseTransitionTime: volume.metadata.creationTimestamp };
}

/** Fills whichever of `dataSource` and `dataSourceRef` is missing, as the server keeps both. */
function normalizeDataSources(spec: PersistentVolumeClaimSpec): void {
  // The gate for sources in other namespaces is off.
  if ((spec.dataSourceRef?.namespace ?? '') !== '') delete spec.dataSourceRef;
  if (spec.dataSource !== undefined && spec.dataSourceRef === undefined && !isKnownSource(spec.dataSource)) delete spec.dataSource;
  if (spec.dataSource !== undefined && spec.dataSourceRef === undefined) spec.dataSourceRef = { ...spec.dataSource };
  else if (spec.dataSourceRef !== undefined && spec.dataSource === undefined) spec.dataSource = { ...spec.dataSourceRef };
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

/** The gate for rolling out several at a time is off. */
export function prepareStatefulSet({ spec: { updateStrategy } }: StatefulSet): void {
  delete updateStrategy.rollingUpdate?.maxUnavailable;
}

/** The gate for coordinated leader election is off. */
export function prepareLease({ spec }: Lease): void {
  delete spec.strategy;
  delete spec.preferredHolder;
}

/** Of a Secret's reference only the name counts. */
export function prepareServiceAccount(account: ServiceAccount): void {
  if (account.secrets !== undefined) account.secrets = account.secrets.map(({ name }) => (name === undefined ? {} : { name }));
}

/** Kubelets no longer read their configuration from ConfigMaps. */
export function prepareNode({ spec }: Node): void {
  delete spec.configSource;
}

/** The topology of discovery.k8s.io/v1beta1 is not kept. */
export function prepareEndpointSlice({ endpoints }: EndpointSlice): void {
  for (const endpoint of endpoints ?? []) delete endpoint.deprecatedTopology;
}

/** A count of templates that is already there goes on. */
export function prepareDaemonSet({ metadata }: DaemonSet): void {
  const count = Number(metadata.annotations?.[templateGeneration] ?? 0);
  metadata.annotations = { ...metadata.annotations, [templateGeneration]: String(count >= 1 ? count : 1) };
}

/** The annotation that says how often a DaemonSet's template has changed. */
export const templateGeneration = 'deprecated.daemonset.template.generation';

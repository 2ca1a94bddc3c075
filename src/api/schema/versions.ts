// Since which Kubernetes a field or value exists, as data: for the editor's hovers and for manifests that are meant for an older cluster.
// Differs from Kubernetes: rules and defaults are always those of 1.36; of other versions, fields and values are known.

/** The versions that a manifest can be held against, the newest last. */
export const kubernetesVersions = ['1.34', '1.35', '1.36'] as const;
export type KubernetesVersion = (typeof kubernetesVersions)[number];

type Since = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** By Go type and field. What is older than the oldest named version is left out where nobody would ask. */
const fieldsSince: Since = {
  'core/v1.PodSpec': { schedulingGroup: '1.36', hostnameOverride: '1.34', resources: '1.32', schedulingGates: '1.26', resourceClaims: '1.26', hostUsers: '1.25', os: '1.23' },
  'core/v1.Container': { restartPolicyRules: '1.34', restartPolicy: '1.28', resizePolicy: '1.27' },
  'core/v1.EnvVarSource': { fileKeyRef: '1.34' },
  'core/v1.VolumeProjection': { podCertificate: '1.34', clusterTrustBundle: '1.27' },
  'core/v1.PodCertificateProjection': { userAnnotations: '1.35' },
  'core/v1.Volume': { image: '1.31' },
  'core/v1.VolumeMount': { recursiveReadOnly: '1.30' },
  'core/v1.Lifecycle': { stopSignal: '1.33' },
  'core/v1.LifecycleHandler': { sleep: '1.29' },
  'core/v1.PodSecurityContext': { seLinuxChangePolicy: '1.32', supplementalGroupsPolicy: '1.31', appArmorProfile: '1.30' },
  'core/v1.SecurityContext': { appArmorProfile: '1.30' },
  'core/v1.PodAffinityTerm': { matchLabelKeys: '1.29', mismatchLabelKeys: '1.29' },
  'core/v1.TopologySpreadConstraint': { matchLabelKeys: '1.25', nodeAffinityPolicy: '1.25', nodeTaintsPolicy: '1.25', minDomains: '1.24' },
  'core/v1.ServiceSpec': { trafficDistribution: '1.30' },
  'core/v1.PersistentVolumeClaimSpec': { volumeAttributesClassName: '1.29', dataSourceRef: '1.22' },
  'core/v1.PersistentVolumeSpec': { volumeAttributesClassName: '1.29' },
  'core/v1.PodStatus': { nodeAllocatableResourceClaimStatuses: '1.36', allocatedResources: '1.35', resources: '1.35' },
  'core/v1.NodeStatus': { declaredFeatures: '1.35' },
  'core/v1.VolumeMountStatus': { volumeStatus: '1.35' },
  'core/v1.ResourceHealth': { message: '1.36' },
  'meta/v1.ListMeta': { shardInfo: '1.36' },
  'batch/v1.JobSpec': { successPolicy: '1.30', managedBy: '1.30', podReplacementPolicy: '1.28', backoffLimitPerIndex: '1.28', maxFailedIndexes: '1.28', podFailurePolicy: '1.25' },
  'apps/v1.StatefulSetSpec': { ordinals: '1.26', persistentVolumeClaimRetentionPolicy: '1.23' },
  'policy/v1.PodDisruptionBudgetSpec': { unhealthyPodEvictionPolicy: '1.26' },
  'autoscaling/v2.HPAScalingRules': { tolerance: '1.33' },
  'storage/v1.CSIDriverSpec': { preventPodSchedulingIfMissing: '1.36', serviceAccountTokenInSecrets: '1.35', nodeAllocatableUpdatePeriodSeconds: '1.33' },
};

/** By the Go type of a value and the value. */
const valuesSince: Since = { 'core/v1.TolerationOperator': { Lt: '1.35', Gt: '1.35' } };

/** Fields that some version had and 1.36 has not, with the versions that had them. */
const fieldsGone: Readonly<Record<string, Readonly<Record<string, readonly KubernetesVersion[]>>>> = { 'core/v1.PodSpec': { workloadRef: ['1.35'] } };

interface FieldGate {
  readonly name: string;
  /** The first version in which it is on without being asked for; absent where 1.36 has it off too. */
  readonly onSince?: string;
}

/** By Go type and field: what an API server drops while the field's feature gate is off, of the gates that are or were off in a named version. */
const fieldGates: Readonly<Record<string, Readonly<Record<string, FieldGate>>>> = {
  'core/v1.PodSpec': { schedulingGroup: { name: 'GenericWorkload' }, workloadRef: { name: 'GenericWorkload' }, hostnameOverride: { name: 'HostnameOverride', onSince: '1.35' } },
  'core/v1.Container': { restartPolicyRules: { name: 'ContainerRestartRules', onSince: '1.35' } },
  'core/v1.EnvVarSource': { fileKeyRef: { name: 'EnvFiles', onSince: '1.35' } },
  'core/v1.VolumeProjection': { podCertificate: { name: 'PodCertificateRequest' }, clusterTrustBundle: { name: 'ClusterTrustBundleProjection' } },
  'core/v1.Volume': { image: { name: 'ImageVolume', onSince: '1.35' } },
  'core/v1.Lifecycle': { stopSignal: { name: 'ContainerStopSignals' } },
  'autoscaling/v2.HPAScalingRules': { tolerance: { name: 'HPAConfigurableTolerance', onSince: '1.35' } },
};

/** Every field that waits for a gate in some version. */
export function gatedFieldNames(): string[] {
  return Object.values(fieldGates).flatMap((fields) => Object.keys(fields));
}

/** The feature gate that a field waits for, and whether a version has it off unless it is turned on. */
export function fieldGate(goType: string, name: string, version: KubernetesVersion): { readonly name: string; readonly isOff: boolean } | undefined {
  const gate = fieldGates[goType]?.[name];
  return gate && { name: gate.name, isOff: gate.onSince === undefined || isNewerThan(gate.onSince, version) };
}

/** Of a field of a struct, given by the struct's type and, where it is inlined, the type that declares it. */
export function fieldSince(goType: string, name: string, owner = goType): string | undefined {
  return fieldsSince[goType]?.[name] ?? fieldsSince[owner]?.[name];
}

export function valueSince(goType: string, value: string): string | undefined {
  return valuesSince[goType]?.[value];
}

export function wasFieldOf(goType: string, name: string, version: KubernetesVersion): boolean {
  return fieldsGone[goType]?.[name]?.includes(version) === true;
}

/** What a version does not have yet. */
export function isNewerThan(since: string | undefined, version: KubernetesVersion): boolean {
  return since !== undefined && Number(since.slice(2)) > Number(version.slice(2));
}

/** Every field and value with a version, for a test that they exist. */
export function versionFacts(): { readonly fields: Since; readonly values: Since } {
  return { fields: fieldsSince, values: valuesSince };
}

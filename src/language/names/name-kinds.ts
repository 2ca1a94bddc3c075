// Which fields define a name and which use one: the cross-references of the API, as data.

/** What a name is a name of. Objects are named by their kind; the others stand inside one object, but for a label's value, which is the same wherever a namespace has it, a Service's targetPort, which is a port of the Pods that the Service selects, a Service's port, which Ingresses name, and a custom kind, which its definition names. */
export type NameKind = 'volume' | 'container' | 'port' | 'targetPort' | 'servicePort' | 'claimTemplate' | 'key' | 'label' | 'kind' | ObjectKind;
export type ObjectKind = 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim' | 'ServiceAccount' | 'PriorityClass' | 'StorageClass' | 'Service' | 'Namespace' | 'RuntimeClass' | 'PersistentVolume' | 'Role' | 'ClusterRole' | 'IngressClass' | 'Deployment' | 'ReplicaSet' | 'StatefulSet';

/** By the struct's type and its field: a field that uses the name of an object. */
export const objectUses: Readonly<Record<string, Readonly<Record<string, ObjectKind>>>> = {
  'core/v1.ConfigMapKeySelector': { name: 'ConfigMap' },
  'core/v1.ConfigMapEnvSource': { name: 'ConfigMap' },
  'core/v1.ConfigMapVolumeSource': { name: 'ConfigMap' },
  'core/v1.ConfigMapProjection': { name: 'ConfigMap' },
  'core/v1.SecretKeySelector': { name: 'Secret' },
  'core/v1.SecretEnvSource': { name: 'Secret' },
  'core/v1.SecretVolumeSource': { secretName: 'Secret' },
  'core/v1.SecretProjection': { name: 'Secret' },
  'core/v1.PersistentVolumeClaimVolumeSource': { claimName: 'PersistentVolumeClaim' },
  'core/v1.PodSpec': { serviceAccountName: 'ServiceAccount', priorityClassName: 'PriorityClass', runtimeClassName: 'RuntimeClass' },
  'core/v1.PersistentVolumeClaimSpec': { storageClassName: 'StorageClass', volumeName: 'PersistentVolume' },
  'core/v1.PersistentVolumeSpec': { storageClassName: 'StorageClass' },
  'apps/v1.StatefulSetSpec': { serviceName: 'Service' },
  'meta/v1.ObjectMeta': { namespace: 'Namespace' },
  'networking/v1.IngressServiceBackend': { name: 'Service' },
  'networking/v1.IngressSpec': { ingressClassName: 'IngressClass' },
};

/** Lists whose items use the name of an object. */
export const objectListUses: Readonly<Record<string, Readonly<Record<string, ObjectKind>>>> = {
  'core/v1.PodSpec': { imagePullSecrets: 'Secret' },
  'core/v1.ServiceAccount': { imagePullSecrets: 'Secret', secrets: 'Secret' },
};

/** Structs that use a key of the ConfigMap or Secret that they (or the list's owner) name. */
export const keyUses: Readonly<Record<string, 'ConfigMap' | 'Secret'>> = {
  'core/v1.ConfigMapKeySelector': 'ConfigMap', 'core/v1.SecretKeySelector': 'Secret',
};
export const keyListUses: Readonly<Record<string, 'ConfigMap' | 'Secret'>> = {
  'core/v1.ConfigMapVolumeSource': 'ConfigMap', 'core/v1.ConfigMapProjection': 'ConfigMap', 'core/v1.SecretVolumeSource': 'Secret', 'core/v1.SecretProjection': 'Secret',
};

export const objectKinds: ReadonlySet<string> = new Set<ObjectKind>(['ConfigMap', 'Secret', 'PersistentVolumeClaim', 'ServiceAccount', 'PriorityClass', 'StorageClass', 'Service', 'Namespace', 'RuntimeClass', 'PersistentVolume', 'Role', 'ClusterRole', 'IngressClass', 'Deployment', 'ReplicaSet', 'StatefulSet']);
const clusterScoped: ReadonlySet<string> = new Set<ObjectKind>(['PriorityClass', 'StorageClass', 'Namespace', 'RuntimeClass', 'PersistentVolume', 'ClusterRole', 'IngressClass']);

/** Structs whose `name` is that of an object of the kind that their `kind` says, in their `namespace` or the object's own. */
export const kindedUses: ReadonlySet<string> = new Set(['rbac/v1.RoleRef', 'rbac/v1.Subject', 'autoscaling/v2.CrossVersionObjectReference', 'autoscaling/v1.CrossVersionObjectReference']);

/** Names that one document defines and another uses by kind, scope and name alone. */
export function isOutward(kind: NameKind): boolean {
  return kind === 'key' || kind === 'servicePort' || objectKinds.has(kind);
}

/** Objects of a name are the same within a namespace; of cluster-wide kinds, everywhere. */
export function objectScope(kind: NameKind, namespace: string): string {
  return clusterScoped.has(kind) ? '' : namespace === '' ? 'default' : namespace;
}

/** Objects that a cluster has without anybody writing them. */
export const builtIn: Readonly<Partial<Record<ObjectKind, readonly string[]>>> = {
  ServiceAccount: ['default'],
  Namespace: ['default', 'kube-system', 'kube-public', 'kube-node-lease'],
  PriorityClass: ['system-cluster-critical', 'system-node-critical'],
  ConfigMap: ['kube-root-ca.crt'],
  ClusterRole: ['cluster-admin', 'admin', 'edit', 'view'],
};

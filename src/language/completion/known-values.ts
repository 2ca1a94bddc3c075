// Values that the API leaves open but everybody writes: facts by field. None of them is the only one that is allowed.

export const knownValues: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'core/v1.ObjectFieldSelector': { fieldPath: ['metadata.name', 'metadata.namespace', 'metadata.uid', "metadata.labels['app']", "metadata.annotations['key']", 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'] },
  'core/v1.ResourceFieldSelector': { resource: ['limits.cpu', 'limits.memory', 'limits.ephemeral-storage', 'requests.cpu', 'requests.memory', 'requests.ephemeral-storage'], divisor: ['"1"', '1m', '1Mi', '1Gi'] },
  'batch/v1.CronJobSpec': { schedule: ['"*/5 * * * *"', '"0 * * * *"', '"0 0 * * *"', '"0 0 * * 1"', '"0 0 1 * *"', '"@hourly"', '"@daily"', '"@weekly"', '"@monthly"'], timeZone: ['Etc/UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo'] },
  'core/v1.TopologySpreadConstraint': { topologyKey: ['kubernetes.io/hostname', 'topology.kubernetes.io/zone', 'topology.kubernetes.io/region'] },
  'core/v1.PodAffinityTerm': { topologyKey: ['kubernetes.io/hostname', 'topology.kubernetes.io/zone', 'topology.kubernetes.io/region'] },
  'core/v1.NodeSelectorRequirement': { key: ['kubernetes.io/hostname', 'kubernetes.io/os', 'kubernetes.io/arch', 'topology.kubernetes.io/zone', 'topology.kubernetes.io/region', 'node.kubernetes.io/instance-type'] },
  'core/v1.Toleration': { key: ['node-role.kubernetes.io/control-plane', 'node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable', 'node.kubernetes.io/memory-pressure', 'node.kubernetes.io/disk-pressure', 'node.kubernetes.io/unschedulable'] },
  'core/v1.Container': { image: ['busybox:1.37', 'nginx:1.27', 'alpine:3.22', 'debian:12', 'ubuntu:24.04', 'httpd:2.4', 'redis:8', 'postgres:17', 'node:24', 'curlimages/curl:8.15.0', 'registry.k8s.io/pause:3.10'] },
  'core/v1.EmptyDirVolumeSource': { medium: ['Memory'], sizeLimit: ['64Mi', '256Mi', '1Gi'] },
  'core/v1.SeccompProfile': { type: ['RuntimeDefault', 'Unconfined', 'Localhost'] },
  'core/v1.Secret': { type: ['Opaque', 'kubernetes.io/tls', 'kubernetes.io/dockerconfigjson', 'kubernetes.io/basic-auth', 'kubernetes.io/ssh-auth'] },
};

/** Of lists of strings. */
export const knownItems: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'core/v1.Capabilities': { add: ['NET_BIND_SERVICE', 'NET_ADMIN', 'NET_RAW', 'SYS_TIME', 'SYS_PTRACE', 'SYS_ADMIN', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'SETGID', 'SETUID'], drop: ['ALL', 'NET_RAW'] },
};

const resourceNames = ['cpu', 'memory', 'ephemeral-storage'];
const nodeLabels = ['kubernetes.io/hostname', 'kubernetes.io/os', 'kubernetes.io/arch', 'topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

/** Keys of maps, by the struct that has the map and its field. */
export const knownKeys: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'core/v1.ResourceRequirements': { requests: resourceNames, limits: resourceNames },
  'core/v1.VolumeResourceRequirements': { requests: ['storage'], limits: ['storage'] },
  'core/v1.PodSpec': { nodeSelector: nodeLabels },
  'core/v1.LimitRangeItem': { default: resourceNames, defaultRequest: resourceNames, min: resourceNames, max: resourceNames },
  'core/v1.ResourceQuotaSpec': { hard: ['pods', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory', 'requests.storage', 'persistentvolumeclaims', 'services', 'secrets', 'configmaps', 'count/deployments.apps'] },
  'core/v1.PersistentVolumeSpec': { capacity: ['storage'] },
  'meta/v1.ObjectMeta': { labels: ['app', 'app.kubernetes.io/name', 'app.kubernetes.io/instance', 'app.kubernetes.io/version', 'app.kubernetes.io/component', 'app.kubernetes.io/part-of'] },
};

/** Values of quantities, by the name of the resource. */
export const knownQuantities: Readonly<Record<string, readonly string[]>> = {
  cpu: ['50m', '100m', '250m', '500m', '"1"', '"2"'], memory: ['32Mi', '64Mi', '128Mi', '256Mi', '512Mi', '1Gi'], 'ephemeral-storage': ['100Mi', '1Gi'], storage: ['1Gi', '5Gi', '10Gi'],
};

/** Of quantities that have no more to say than a size. */
export const usualSizes: readonly string[] = ['64Mi', '256Mi', '1Gi'];

/** What the labels say that every node has. */
export const nodeLabelValues: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/os': ['linux', 'windows'], 'kubernetes.io/arch': ['amd64', 'arm64'],
};

// Values to begin with where a field must have one: such as the API accepts, where that depends on the field alone.
import type { FieldSchema, TypeSchema } from '../../api/schema/schema.ts';

const byField: Readonly<Record<string, string>> = {
  'core/v1.Container name': 'app', 'core/v1.Volume name': 'data', 'core/v1.VolumeMount name': 'data', 'core/v1.VolumeDevice name': 'data', 'core/v1.EnvVar name': 'NAME', 'core/v1.HTTPHeader name': 'X-Header', 'core/v1.Sysctl name': 'net.ipv4.ip_local_port_range', 'core/v1.Sysctl value': '"1024 65535"', 'core/v1.PodOS name': 'linux', 'core/v1.ServicePort name': 'http',
  'core/v1.PodDNSConfigOption name': 'ndots', 'core/v1.Toleration operator': 'Exists', 'core/v1.Toleration effect': 'NoSchedule', 'core/v1.Taint effect': 'NoSchedule', 'core/v1.SeccompProfile type': 'RuntimeDefault', 'core/v1.AppArmorProfile type': 'RuntimeDefault', 'core/v1.ConfigMapKeySelector name': 'my-config', 'core/v1.SecretKeySelector name': 'my-secret',
  'core/v1.ConfigMapEnvSource name': 'my-config', 'core/v1.ConfigMapVolumeSource name': 'my-config', 'core/v1.ConfigMapProjection name': 'my-config', 'core/v1.SecretEnvSource name': 'my-secret', 'core/v1.SecretProjection name': 'my-secret', 'core/v1.GlusterfsVolumeSource path': 'volume', 'core/v1.KeyToPath path': 'file', 'core/v1.DownwardAPIVolumeFile path': 'file', 'core/v1.FileKeySelector path': 'file',
  'core/v1.ServiceAccountTokenProjection path': 'token', 'core/v1.LimitRangeItem type': 'Container', 'core/v1.ScopedResourceSelectorRequirement operator': 'Exists', 'core/v1.PodReadinessGate conditionType': 'example.com/ready', 'core/v1.PodSchedulingGate name': 'example.com/gate', 'meta/v1.OwnerReference kind': 'Pod', 'meta/v1.OwnerReference apiVersion': 'v1', 'core/v1.TypedObjectReference kind': 'PersistentVolumeClaim',
  'core/v1.CSIVolumeSource driver': 'csi.example.com', 'core/v1.AzureDiskVolumeSource diskURI': 'https://example.com/disk.vhd', 'core/v1.QuobyteVolumeSource registry': 'example.com:7861', 'core/v1.ContainerResizePolicy restartPolicy': 'NotRequired', 'core/v1.Container restartPolicy': 'Always', 'batch/v1.PodFailurePolicyOnExitCodesRequirement values': '1', 'core/v1.ContainerRestartRuleOnExitCodes values': '1', 'core/v1.ContainerPort name': 'http',
};
const byName: Readonly<Record<string, string>> = {
  name: 'my-name', image: 'busybox:1.37', containerPort: '80', port: '80', mountPath: '/data', devicePath: '/dev/data', schedule: '"0 * * * *"', topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule', maxSkew: '1', path: '/data', server: 'nfs.example.com', reference: 'registry.k8s.io/pause:3.10',
  key: 'key', operator: 'In', values: 'value', fieldPath: 'metadata.name', resource: 'limits.cpu', claimName: 'my-claim', secretName: 'my-secret', serviceName: 'my-service', provisioner: 'example.com/provisioner', handler: 'runc', type: 'Kubernetes', command: '"true"', weight: '1', expirationSeconds: '3600', volumeName: 'data', resourceName: 'cpu',
  accessModes: 'ReadWriteOnce', medium: 'Memory', host: 'example.com', ip: '10.0.0.1', hostnames: 'example.test', storage: '1Gi', driver: 'example.com/driver', driverName: 'example.com', scopeName: 'PriorityClass', nameservers: '10.0.0.10', searches: 'example.test', namespaces: 'default', finalizers: 'example.com/finalizer', scopes: 'NotTerminating', matchLabelKeys: 'pod-template-hash', mismatchLabelKeys: 'tenant', uid: '00000000-0000-0000-0000-000000000000',
  localhostProfile: 'profile', repository: 'https://example.com/repository.git', targetPortal: '10.0.0.1:3260', iqn: 'iqn.2001-04.com.example:disk', lun: '0', targetWWNs: '"500a0982991b8dc5"', monitors: '10.0.0.1:6789', gateway: 'https://example.com', apiGroup: 'snapshot.storage.k8s.io',
};

/** A scalar as YAML has it; undefined where the table knows none. */
export function knownSample(parent: TypeSchema | undefined, field: Pick<FieldSchema, 'name'>): string | undefined {
  return (parent && byField[`${parent.goType} ${field.name}`]) ?? (Object.hasOwn(byName, field.name) ? byName[field.name] : undefined);
}

/** What stands for a value of a type wherever nothing better is known. */
export function sampleScalar(type: TypeSchema, parent: TypeSchema | undefined, field: Pick<FieldSchema, 'name'>): string {
  const known = knownSample(parent, field);
  const fits = known !== undefined && (type.values === undefined || type.isOpenEnum || type.values.includes(known)) && (type.shape !== 'bool' && (type.shape !== 'integer' && type.shape !== 'number' || /^\d+$/.test(known)));
  if (fits) return known;
  switch (type.shape) {
    case 'bool': return 'true';
    case 'integer': case 'number': case 'quantity': return '1';
    case 'intOrString': return '80';
    case 'duration': return '10s';
    case 'time': case 'microTime': return '"2026-01-01T00:00:00Z"';
    case 'bytes': return 'dGV4dA==';
    default: return type.values?.find((value) => value !== '') ?? field.name.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
  }
}

/** Whether a value is one that stood for another, to be replaced. */
export function isSample(parent: TypeSchema, field: FieldSchema, text: string): boolean {
  return knownSample(parent, field)?.replace(/^"(.*)"$/, '$1') === text;
}

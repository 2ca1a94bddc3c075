// Which fields a struct begins with: those that must be there, and of those of which one must, the one that is wanted most.
import { fieldOf, fieldsOf, type FieldSchema, type TypeSchema } from '../../api/schema/schema.ts';

/** Fields that validation asks for though the schema calls them optional, by the type that has them. */
const alsoRequired: Readonly<Record<string, readonly string[]>> = {
  'core/v1.Container': ['image'],
  'core/v1.Pod': ['spec'], 'core/v1.Service': ['spec'], 'core/v1.LimitRange': ['spec'], 'core/v1.PersistentVolume': ['spec'], 'core/v1.PersistentVolumeClaim': ['spec'], 'core/v1.ReplicationController': ['spec'],
  'core/v1.PodTemplateSpec': ['spec'], 'core/v1.ReplicationControllerSpec': ['template'], 'batch/v1.JobTemplateSpec': ['spec'],
  'apps/v1.Deployment': ['spec'], 'apps/v1.ReplicaSet': ['spec'], 'apps/v1.DaemonSet': ['spec'], 'apps/v1.StatefulSet': ['spec'],
  'apps/v1.DaemonSetSpec': ['selector', 'template'], 'apps/v1.ReplicaSetSpec': ['selector', 'template'],
  'batch/v1.Job': ['spec'], 'batch/v1.CronJob': ['spec'], 'networking/v1.Ingress': ['spec'],
  'meta/v1.ObjectMeta': ['name'],
  'core/v1.ServicePort': ['port'], 'core/v1.ContainerPort': ['containerPort'], 'core/v1.Sysctl': ['name', 'value'], 'core/v1.PodDNSConfigOption': ['name'],
  'core/v1.ConfigMapKeySelector': ['name'], 'core/v1.SecretKeySelector': ['name'], 'core/v1.ConfigMapEnvSource': ['name'], 'core/v1.SecretEnvSource': ['name'],
  'core/v1.ConfigMapVolumeSource': ['name'], 'core/v1.ConfigMapProjection': ['name'], 'core/v1.SecretProjection': ['name'], 'core/v1.SecretVolumeSource': ['secretName'],
  'core/v1.ImageVolumeSource': ['reference'], 'core/v1.LocalObjectReference': ['name'], 'core/v1.SecretReference': ['name'],
  'core/v1.PersistentVolumeClaimSpec': ['accessModes', 'resources'], 'core/v1.VolumeResourceRequirements': ['requests'], 'core/v1.PersistentVolumeSpec': ['capacity', 'accessModes'],
  'core/v1.EphemeralVolumeSource': ['volumeClaimTemplate'], 'core/v1.FlockerVolumeSource': ['datasetName'],
  'core/v1.HostAlias': ['hostnames'], 'core/v1.ResourceFieldSelector': ['containerName'], 'core/v1.ContainerRestartRule': ['action', 'exitCodes'], 'core/v1.ContainerRestartRuleOnExitCodes': ['operator', 'values'],
};

/** What else is begun with: of several of which one must be there, the usual one; of what may be left out, what the rest says nothing without. */
const begunWith: Readonly<Record<string, readonly string[]>> = {
  'core/v1.Volume': ['emptyDir'], 'core/v1.Probe': ['httpGet'], 'core/v1.LifecycleHandler': ['exec'], 'core/v1.ExecAction': ['command'], 'core/v1.EnvVarSource': ['configMapKeyRef'], 'core/v1.EnvFromSource': ['configMapRef'], 'core/v1.VolumeProjection': ['configMap'],
  'core/v1.DownwardAPIVolumeFile': ['fieldRef'], 'core/v1.PersistentVolumeSpec': ['hostPath'], 'core/v1.PodResourceClaim': ['resourceClaimName'],
  'core/v1.NodeSelectorTerm': ['matchExpressions'], 'core/v1.NodeSelectorRequirement': ['values'], 'meta/v1.LabelSelector': ['matchLabels'], 'meta/v1.LabelSelectorRequirement': ['values'],
  'core/v1.Toleration': ['key', 'operator'], 'core/v1.ServiceSpec': ['ports'], 'core/v1.PodTemplateSpec': ['metadata'], 'core/v1.TopologySpreadConstraint': ['labelSelector'], 'core/v1.PodAffinityTerm': ['labelSelector'],
  'batch/v1.PodFailurePolicyRule': ['onExitCodes'], 'core/v1.PodDNSConfig': ['nameservers'], 'core/v1.ScaleIOVolumeSource': ['volumeName'], 'core/v1.StorageOSVolumeSource': ['volumeName'], 'core/v1.FCVolumeSource': ['targetWWNs', 'lun'], 'core/v1.VolumeNodeAffinity': ['required'],
};

/** Fields that may be left out, but are not written to stand empty. */
const neverEmpty: ReadonlySet<string> = new Set([
  'core/v1.Toleration key', 'core/v1.SeccompProfile localhostProfile', 'core/v1.AppArmorProfile localhostProfile', 'core/v1.PodResourceClaim resourceClaimName', 'core/v1.PodResourceClaim resourceClaimTemplateName', 'core/v1.FCVolumeSource lun', 'core/v1.ScaleIOVolumeSource volumeName', 'core/v1.StorageOSVolumeSource volumeName',
  'core/v1.TypedObjectReference apiGroup', 'core/v1.PodSpec hostNetwork', 'core/v1.VolumeMount readOnly', 'batch/v1.JobSpec completions', 'core/v1.ContainerPort name',
]);

/** Whether a field that is added gets a value at once. */
export function getsValue(parent: TypeSchema, field: FieldSchema): boolean {
  return isRequired(parent, field) || neverEmpty.has(`${parent.goType} ${field.name}`);
}

/** Whether an object cannot do without the field, as far as one can say without looking at its others. */
export function isRequired(parent: TypeSchema, field: FieldSchema): boolean {
  return field.isRequired || alsoRequired[parent.goType]?.includes(field.name) === true || (field.name === 'metadata' && field.type.goType === 'meta/v1.ObjectMeta' && fieldOf(parent, 'kind') !== undefined);
}

/** The fields that a new struct is begun with, in the schema's order. */
export function begunFields(type: TypeSchema, also: readonly string[] = []): FieldSchema[] {
  return fieldsOf(type).filter((field) => isRequired(type, field) || begunWith[type.goType]?.includes(field.name) === true || also.includes(field.name));
}

// What the API server puts where a field is not written, for hovers and completion: facts about single fields, as the defaulting functions have them.
import type { FieldSchema, TypeSchema } from '../api/schema/schema.ts';

const defaults: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'core/v1.PodSpec': { restartPolicy: 'Always', dnsPolicy: 'ClusterFirst', terminationGracePeriodSeconds: '30', schedulerName: 'default-scheduler', enableServiceLinks: 'true', automountServiceAccountToken: 'true', serviceAccountName: 'default', hostNetwork: 'false', hostPID: 'false', hostIPC: 'false', preemptionPolicy: 'PreemptLowerPriority' },
  'core/v1.Container': { terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File', stdin: 'false', stdinOnce: 'false', tty: 'false' },
  'core/v1.ContainerPort': { protocol: 'TCP' },
  'core/v1.Probe': { timeoutSeconds: '1', periodSeconds: '10', successThreshold: '1', failureThreshold: '3', initialDelaySeconds: '0' },
  'core/v1.HTTPGetAction': { path: '/', scheme: 'HTTP' },
  'core/v1.ObjectFieldSelector': { apiVersion: 'v1' },
  'core/v1.ConfigMapVolumeSource': { defaultMode: '420' }, 'core/v1.SecretVolumeSource': { defaultMode: '420' }, 'core/v1.DownwardAPIVolumeSource': { defaultMode: '420' }, 'core/v1.ProjectedVolumeSource': { defaultMode: '420' },
  'core/v1.ServiceAccountTokenProjection': { expirationSeconds: '3600' },
  'core/v1.ServiceSpec': { type: 'ClusterIP', sessionAffinity: 'None', internalTrafficPolicy: 'Cluster', ipFamilyPolicy: 'SingleStack' },
  'core/v1.ServicePort': { protocol: 'TCP' },
  'core/v1.TopologySpreadConstraint': { nodeAffinityPolicy: 'Honor', nodeTaintsPolicy: 'Ignore' },
  'core/v1.VolumeMount': { readOnly: 'false' },
  'core/v1.PersistentVolumeClaimSpec': { volumeMode: 'Filesystem' }, 'core/v1.PersistentVolumeSpec': { volumeMode: 'Filesystem', persistentVolumeReclaimPolicy: 'Retain' },
  'core/v1.ReplicationControllerSpec': { replicas: '1' },
  'core/v1.Secret': { type: 'Opaque' },
  'apps/v1.DeploymentSpec': { replicas: '1', revisionHistoryLimit: '10', progressDeadlineSeconds: '600' },
  'apps/v1.DeploymentStrategy': { type: 'RollingUpdate' }, 'apps/v1.RollingUpdateDeployment': { maxUnavailable: '25%', maxSurge: '25%' },
  'apps/v1.ReplicaSetSpec': { replicas: '1' },
  'apps/v1.StatefulSetSpec': { replicas: '1', revisionHistoryLimit: '10', podManagementPolicy: 'OrderedReady' }, 'apps/v1.StatefulSetUpdateStrategy': { type: 'RollingUpdate' },
  'apps/v1.DaemonSetSpec': { revisionHistoryLimit: '10' }, 'apps/v1.DaemonSetUpdateStrategy': { type: 'RollingUpdate' }, 'apps/v1.RollingUpdateDaemonSet': { maxUnavailable: '1', maxSurge: '0' },
  'batch/v1.JobSpec': { parallelism: '1', completions: '1', backoffLimit: '6', completionMode: 'NonIndexed', suspend: 'false', manualSelector: 'false', podReplacementPolicy: 'TerminatingOrFailed' },
  'batch/v1.CronJobSpec': { concurrencyPolicy: 'Allow', suspend: 'false', successfulJobsHistoryLimit: '3', failedJobsHistoryLimit: '1' },
  'storage/v1.StorageClass': { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
};

/** The default as it would be written, or undefined where there is none or it depends on other fields. */
export function defaultOf(parent: TypeSchema, field: FieldSchema): string | undefined {
  return field.byDefault ?? defaults[parent.goType]?.[field.name] ?? defaults[field.owner]?.[field.name];
}

// When a rollout is done: k8s.io/kubectl's polymorphichelpers.StatusViewer.
import type { DaemonSet, Deployment, StatefulSet } from '../../../api/generated/apps-v1.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { type ApiResource, groupKindText } from '../../discovery.ts';
import { KubectlError } from '../../errors.ts';

export interface RolloutStatus {
  readonly text: string;
  readonly isDone: boolean;
}

/** The state of a rollout; `revision` 0 means the newest. Throws what makes it hopeless. */
export function rolloutStatus(resource: ApiResource, object: KubeObject, revision: number): RolloutStatus {
  switch (resource.kind) {
    case 'Deployment':
      return deploymentStatus(object as Deployment, revision);
    case 'DaemonSet':
      return daemonSetStatus(object as DaemonSet);
    case 'StatefulSet':
      return statefulSetStatus(object as StatefulSet);
    default:
      throw new KubectlError(`no status viewer has been implemented for ${groupKindText(resource)}`);
  }
}

function deploymentStatus({ metadata, spec, status }: Deployment, revision: number): RolloutStatus {
  const { name } = metadata;
  if (revision > 0) {
    const current = Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
    if (current !== revision) throw new KubectlError(`desired revision (${revision}) is different from the running revision (${current})`);
  }
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0)) return { text: 'Waiting for deployment spec update to be observed...\n', isDone: false };
  const progressing = status.conditions?.find(({ type }) => type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') throw new KubectlError(`deployment "${name}" exceeded its progress deadline`);
  const { replicas: wanted } = spec;
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0 } = status;
  if (wanted !== undefined && updatedReplicas < wanted) return waiting(`Waiting for deployment "${name}" rollout to finish: ${updatedReplicas} out of ${wanted} new replicas have been updated...\n`);
  if (replicas > updatedReplicas) return waiting(`Waiting for deployment "${name}" rollout to finish: ${replicas - updatedReplicas} old replicas are pending termination...\n`);
  if (availableReplicas < updatedReplicas) return waiting(`Waiting for deployment "${name}" rollout to finish: ${availableReplicas} of ${updatedReplicas} updated replicas are available...\n`);
  return { text: `deployment "${name}" successfully rolled out\n`, isDone: true };
}

function waiting(text: string): RolloutStatus {
  return { text, isDone: false };
}

function daemonSetStatus({ metadata, spec, status }: DaemonSet): RolloutStatus {
  const { name } = metadata;
  if (spec.updateStrategy.type !== 'RollingUpdate') throw new KubectlError(`rollout status is only available for RollingUpdate strategy type`);
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0)) return waiting('Waiting for daemon set spec update to be observed...\n');
  const { updatedNumberScheduled = 0, desiredNumberScheduled, numberAvailable = 0 } = status;
  if (updatedNumberScheduled < desiredNumberScheduled) return waiting(`Waiting for daemon set "${name}" rollout to finish: ${updatedNumberScheduled} out of ${desiredNumberScheduled} new pods have been updated...\n`);
  if (numberAvailable < desiredNumberScheduled) return waiting(`Waiting for daemon set "${name}" rollout to finish: ${numberAvailable} of ${desiredNumberScheduled} updated pods are available...\n`);
  return { text: `daemon set "${name}" successfully rolled out\n`, isDone: true };
}

function statefulSetStatus({ metadata, spec, status }: StatefulSet): RolloutStatus {
  if (spec.updateStrategy.type !== 'RollingUpdate') throw new KubectlError(`rollout status is only available for RollingUpdate strategy type`);
  if ((status.observedGeneration ?? 0) === 0 || (metadata.generation ?? 0) > (status.observedGeneration ?? 0)) return waiting('Waiting for statefulset spec update to be observed...\n');
  const replicas = spec.replicas ?? 1;
  const { readyReplicas = 0, updatedReplicas = 0, updateRevision = '', currentRevision = '', currentReplicas = 0 } = status;
  if (readyReplicas < replicas) return waiting(`Waiting for ${replicas - readyReplicas} pods to be ready...\n`);
  const partition = spec.updateStrategy.rollingUpdate?.partition;
  if (partition !== undefined && partition > 0) {
    if (updatedReplicas < replicas - partition) return waiting(`Waiting for partitioned roll out to finish: ${updatedReplicas} out of ${replicas - partition} new pods have been updated...\n`);
    return { text: `partitioned roll out complete: ${updatedReplicas} new pods have been updated...\n`, isDone: true };
  }
  if (updateRevision !== currentRevision) return waiting(`waiting for statefulset rolling update to complete ${updatedReplicas} pods at revision ${updateRevision}...\n`);
  return { text: `statefulset rolling update complete ${currentReplicas} pods at revision ${currentRevision}...\n`, isDone: true };
}

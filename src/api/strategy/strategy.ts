// What happens to an object between its decoding and its validation: registry strategies' PrepareForCreate and the round trip through internal types.
import { readNestedSchemas } from '../apiextensions/nested-schemas.ts';
import type { CustomResourceDefinition } from '../generated/apiextensions-v1.ts';
import type { KubeObject } from '../meta/object.ts';
import type { LimitRange } from '../generated/core-v1.ts';
import { convertCore, podSpecOf } from './core-conversion.ts';
import { prepareJob } from './job.ts';
import { prepareClaim, prepareDaemonSet, prepareDefinition, prepareEndpointSlice, prepareLease, prepareNamespace, prepareNode, prepareReplicationController, prepareService, prepareServiceAccount, prepareStatefulSet, prepareVolume } from './kinds.ts';
import { preparePod } from './pod.ts';
import { dropDisabledPodFields } from './pod-gates.ts';

/** Changes a decoded object in place. */
type Prepare = (object: KubeObject) => void;

/** Typed as the generated type of the kind it is registered for. */
function prepare<T extends KubeObject>(change: (object: T) => void): Prepare {
  return (object) => { change(object as T); };
}

const statusReset = new Set(['apps/v1.Deployment', 'apps/v1.ReplicaSet', 'apps/v1.DaemonSet', 'apps/v1.StatefulSet', 'batch/v1.Job', 'batch/v1.CronJob', 'core/v1.ReplicationController', 'core/v1.ResourceQuota', 'core/v1.Service', 'policy/v1.PodDisruptionBudget', 'networking/v1.Ingress', 'autoscaling/v2.HorizontalPodAutoscaler', 'autoscaling/v1.HorizontalPodAutoscaler']);
const generations = new Set(['core/v1.Pod', 'apps/v1.Deployment', 'apps/v1.ReplicaSet', 'apps/v1.DaemonSet', 'apps/v1.StatefulSet', 'batch/v1.Job', 'batch/v1.CronJob', 'core/v1.ReplicationController', 'policy/v1.PodDisruptionBudget', 'scheduling/v1.PriorityClass', 'networking/v1.Ingress', 'networking/v1.NetworkPolicy', 'networking/v1.IngressClass', 'discovery/v1.EndpointSlice', 'core/v1.PodTemplate', 'apiextensions/v1.CustomResourceDefinition']);

/** Where an object is judged before it is created, as in the editor. */
const uidNotYetGiven = '00000000-0000-0000-0000-000000000000';

const preparations: Readonly<Record<string, Prepare>> = {
  'core/v1.Pod': prepare(preparePod),
  'core/v1.Namespace': prepare(prepareNamespace),
  'core/v1.Service': prepare(prepareService),
  'core/v1.PersistentVolume': prepare(prepareVolume),
  'apiextensions/v1.CustomResourceDefinition': prepare(prepareDefinition),
  'core/v1.PersistentVolumeClaim': prepare(prepareClaim),
  'core/v1.ReplicationController': prepare(prepareReplicationController),
  'apps/v1.DaemonSet': prepare(prepareDaemonSet),
  'core/v1.LimitRange': prepare<LimitRange>(({ metadata }) => { if ((metadata.name ?? '') === '') metadata.name = metadata.uid ?? uidNotYetGiven; }),
  'batch/v1.Job': prepare(prepareJob),
  'apps/v1.StatefulSet': prepare(prepareStatefulSet),
  'core/v1.Node': prepare(prepareNode),
  'core/v1.ServiceAccount': prepare(prepareServiceAccount),
  'coordination/v1.Lease': prepare(prepareLease),
  'discovery/v1.EndpointSlice': prepare(prepareEndpointSlice),
};

/** The effects of converting to internal types and back. Changes `object` in place. */
export function convertObject(goType: string, object: KubeObject): void {
  if (goType === 'apiextensions/v1.CustomResourceDefinition') readNestedSchemas(object as CustomResourceDefinition);
  convertCore(goType, object);
}

/** The strategy's PrepareForCreate. Changes `object` in place; `zeroStatus` is a status with nothing written. */
export function prepareForCreate(goType: string, object: KubeObject, zeroStatus: () => unknown): void {
  // Kinds that do not count generations keep what the client wrote.
  if (generations.has(goType)) object.metadata.generation = 1;
  if (statusReset.has(goType)) (object as { status?: unknown }).status = zeroStatus();
  const spec = podSpecOf(goType, object);
  if (spec !== undefined) dropDisabledPodFields(spec);
  preparations[goType]?.(object);
}

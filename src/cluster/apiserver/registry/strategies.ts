// The kinds' strategies, one row each.
import type { DaemonSet, StatefulSet } from '../../../api/generated/apps-v1.ts';
import type { Lease } from '../../../api/generated/coordination-v1.ts';
import type { Namespace, Node, PersistentVolume, ServiceAccount } from '../../../api/generated/core-v1.ts';
import type { EndpointSlice } from '../../../api/generated/discovery-v1.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import type { KindRow } from '../../../api/scheme.ts';
import { deepEqual } from '../../../api/meta/deep-equal.ts';
import { prepareEndpointSlice, prepareLease, prepareNode, prepareServiceAccount, prepareStatefulSet, templateGeneration } from '../../../api/strategy/kinds.ts';
import { formatTime } from '../../../base/clock.ts';
import { randomUid } from '../../../base/random.ts';
import type { RequestContext } from '../request-context.ts';
import type { Strategy } from './strategy.ts';
import { customStrategy } from '../custom/custom-strategy.ts';
import { definitionStrategy } from '../custom/definition-strategy.ts';
import { podStrategy } from './pod-strategy.ts';
import { serviceStrategy } from './service-strategy.ts';

const generation = { hasGeneration: true };
const conditional = { allowUnconditionalUpdate: false };

/** A Namespace's own finalizers change through the `finalize` subresource only. */
function keepSpecFinalizers(object: KubeObject, old: KubeObject): void {
  (object as Namespace).spec = { ...(object as Namespace).spec, ...((old as Namespace).spec?.finalizers && { finalizers: (old as Namespace).spec.finalizers }) };
}

/** A range without a name gets a random one of its own. */
function nameByUid({ metadata }: KubeObject, { server }: RequestContext): void {
  if (metadata.name === '') metadata.name = randomUid(server.random);
}

/** The server's own count of changes of the template, which no client can change. */
function countTemplates(object: KubeObject, old: KubeObject): void {
  const before = Number(old.metadata.annotations?.[templateGeneration] ?? 0);
  const count = deepEqual((object as DaemonSet).spec.template, (old as DaemonSet).spec.template) ? before : before + 1;
  object.metadata.annotations = { ...object.metadata.annotations, [templateGeneration]: String(count) };
}

/** The object as its fields' owners are told of it: a DaemonSet's version says the count in an annotation, whether its writer did or not. */
export function withTemplateCount(object: KubeObject): KubeObject {
  if (object.kind !== 'DaemonSet' || object.metadata.annotations?.[templateGeneration] !== undefined) return object;
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [templateGeneration]: '0' } } };
}

/** A Deployment's annotations are copied to its ReplicaSets: they count as what it asks for. */
function countAnnotations(object: KubeObject, old: KubeObject): void {
  if (!deepEqual(object.metadata.annotations ?? {}, old.metadata.annotations ?? {})) object.metadata.generation = (old.metadata.generation ?? 0) + 1;
}

function keepLabels({ metadata }: KubeObject, { metadata: { labels } }: KubeObject): void {
  if (labels === undefined) delete metadata.labels;
  else metadata.labels = labels;
}

/** When the phase last changed is known to the server. */
function keepPhaseTime(object: KubeObject, old: KubeObject, { server }: RequestContext): void {
  const [{ status }, { status: before }] = [object as PersistentVolume, old as PersistentVolume];
  if (status.phase !== before.phase) status.lastPhaseTransitionTime ??= formatTime(server.clock.now());
  else if (before.lastPhaseTransitionTime !== undefined) status.lastPhaseTransitionTime ??= before.lastPhaseTransitionTime;
}

/** By kind; a kind that is not here follows the plain strategy. */
const strategies: Readonly<Record<string, Partial<Strategy>>> = {
  Pod: podStrategy,
  CustomResourceDefinition: definitionStrategy,
  Namespace: { prepareForUpdate: keepSpecFinalizers },
  Deployment: { ...generation, prepareForUpdate: countAnnotations, prepareForStatusUpdate: keepLabels },
  ReplicaSet: generation,
  DaemonSet: { ...generation, prepareForUpdate: countTemplates, prepareForStatusUpdate: countTemplates },
  StatefulSet: { ...generation, prepareForUpdate: (object) => { prepareStatefulSet(object as StatefulSet); } },
  ReplicationController: { ...generation, defaultPropagation: 'Orphan' },
  PodTemplate: generation,
  CronJob: generation,
  Job: { ...generation, defaultPropagation: 'Orphan' },
  PodDisruptionBudget: { ...generation, ...conditional },
  Ingress: generation,
  IngressClass: generation,
  NetworkPolicy: generation,
  EndpointSlice: { ...generation, prepareForUpdate: (object) => { prepareEndpointSlice(object as EndpointSlice); } },
  Lease: { allowCreateOnUpdate: true, ...conditional, prepareForUpdate: (object) => { prepareLease(object as Lease); } },
  RuntimeClass: conditional,
  CSIDriver: conditional,
  CSINode: conditional,
  VolumeAttachment: conditional,
  Event: { allowCreateOnUpdate: true },
  Service: serviceStrategy,
  ServiceAccount: { returnsDeletedObject: true, prepareForUpdate: (object) => { prepareServiceAccount(object as ServiceAccount); } },
  LimitRange: { prepareForCreate: nameByUid },
  Node: { prepareForUpdate: (object) => { prepareNode(object as Node); }, prepareForStatusUpdate: (object) => { delete (object as Node).status.config; } },
  PersistentVolumeClaim: { returnsDeletedObject: true },
  PersistentVolume: { returnsDeletedObject: true, prepareForStatusUpdate: keepPhaseTime },
  StorageClass: { returnsDeletedObject: true },
  ResourceQuota: { returnsDeletedObject: true },
};

const plain: Strategy = {
  hasGeneration: false, hasStatus: false, allowCreateOnUpdate: false, allowUnconditionalUpdate: true, returnsDeletedObject: false, defaultPropagation: 'Background',
};

const made = new WeakMap<KindRow, Strategy>();

export function strategyOf(row: KindRow): Strategy {
  let strategy = made.get(row);
  if (strategy === undefined) {
    strategy = row.custom !== undefined ? customStrategy(row.custom) : { ...plain, hasStatus: row.subresources.some((s) => s.name === 'status'), ...strategies[row.kind] };
    made.set(row, strategy);
  }
  return strategy;
}

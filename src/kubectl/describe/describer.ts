// Which describer a kind has, and what each asks the server for beside the object.
import type { KubeObject } from '../../api/meta/object.ts';
import type { DaemonSet, Deployment, ReplicaSet, StatefulSet } from '../../api/generated/apps-v1.ts';
import type { HorizontalPodAutoscaler } from '../../api/generated/autoscaling-v2.ts';
import type { CronJob, Job } from '../../api/generated/batch-v1.ts';
import type { Lease } from '../../api/generated/coordination-v1.ts';
import type { ConfigMap, Endpoints, Event, LimitRange, Namespace, Node, PersistentVolume, PersistentVolumeClaim, Pod, PodTemplateSpec, ReplicationController, ResourceQuota, Secret, Service, ServiceAccount } from '../../api/generated/core-v1.ts';
import type { EndpointSlice } from '../../api/generated/discovery-v1.ts';
import type { Ingress, IngressBackend, IngressClass, NetworkPolicy } from '../../api/generated/networking-v1.ts';
import type { PodDisruptionBudget } from '../../api/generated/policy-v1.ts';
import type { ClusterRole, ClusterRoleBinding } from '../../api/generated/rbac-v1.ts';
import type { PriorityClass } from '../../api/generated/scheduling-v1.ts';
import type { StorageClass } from '../../api/generated/storage-v1.ts';
import { listInfos, type Info } from '../builder/infos.ts';
import { errorMessage } from '../errors.ts';
import { sortKeys } from '../../api/field/go-text.ts';
import type { Session } from '../session.ts';
import { describeGeneric } from './generic.ts';
import { describeHorizontalPodAutoscaler } from './horizontal-pod-autoscaler.ts';
import { selectorText } from '../../api/meta/label-selector.ts';
import { describeNode } from './node.ts';
import { describePersistentVolume, describePersistentVolumeClaim, describeStorageClass } from './persistent-volumes.ts';
import { describePod } from './pod.ts';
import * as policy from './policy-and-config.ts';
import * as services from './services.ts';
import { writePersistentSource } from './volumes.ts';
import * as workloads from './workloads.ts';

/** One object to describe. */
interface Subject {
  readonly session: Session;
  readonly object: KubeObject;
  readonly events: readonly Event[] | undefined;
  readonly nowMs: number;
}

type Describer = (subject: Subject) => string | Promise<string>;

/** By `group/Kind`. */
const describers: Readonly<Record<string, Describer>> = {
  '/Pod': ({ object, events, nowMs }) => describePod(object as Pod, events, nowMs),
  '/Node': (s) => nodeText(s),
  '/Service': async ({ session, object, events, nowMs }) => services.describeService(object as Service, await slicesOf(session, object.metadata.namespace, object.metadata.name), events, nowMs),
  '/Endpoints': ({ object, events, nowMs }) => services.describeEndpoints(object as Endpoints, events, nowMs),
  '/ConfigMap': ({ object, events, nowMs }) => policy.describeConfigMap(object as ConfigMap, events, nowMs),
  '/Secret': ({ object }) => policy.describeSecret(object as Secret),
  '/ServiceAccount': ({ object, events, nowMs }) => policy.describeServiceAccount(object as ServiceAccount, events, nowMs),
  '/Namespace': async ({ session, object }) =>
    policy.describeNamespace(object as Namespace, await objectsIn<ResourceQuota>(session, 'resourcequotas', object.metadata.name), await objectsIn<LimitRange>(session, 'limitranges', object.metadata.name)),
  '/LimitRange': ({ object }) => policy.describeLimitRange(object as LimitRange),
  '/ResourceQuota': ({ object }) => policy.describeQuota(object as ResourceQuota),
  '/PersistentVolume': ({ object, events, nowMs }) => describePersistentVolume(object as PersistentVolume, (w) => { writePersistentSource(w, (object as PersistentVolume).spec); }, events, nowMs),
  '/PersistentVolumeClaim': (s) => claimText(s),
  '/ReplicationController': async (s) => workloads.describeReplicationController(s.object as ReplicationController, await podCounts(s, mapSelector((s.object as ReplicationController).spec.selector)), s.events, s.nowMs),
  'apps/Deployment': (s) => deploymentText(s),
  'apps/ReplicaSet': async (s) => workloads.describeReplicaSet(s.object as ReplicaSet, await podCounts(s, selectorText((s.object as ReplicaSet).spec.selector)).catch(errorMessage), s.events, s.nowMs),
  'apps/DaemonSet': async (s) => workloads.describeDaemonSet(s.object as DaemonSet, await podCounts(s, selectorText((s.object as DaemonSet).spec.selector)), s.events, s.nowMs),
  'apps/StatefulSet': async (s) => workloads.describeStatefulSet(s.object as StatefulSet, await podCounts(s, selectorText((s.object as StatefulSet).spec.selector)), s.events, s.nowMs),
  'batch/Job': ({ object, events, nowMs }) => workloads.describeJob(object as Job, events, nowMs),
  'batch/CronJob': ({ object, events, nowMs }) => workloads.describeCronJob(object as CronJob, events, nowMs),
  'autoscaling/HorizontalPodAutoscaler': ({ object, events, nowMs }) => describeHorizontalPodAutoscaler(object as HorizontalPodAutoscaler, events, nowMs),
  'discovery.k8s.io/EndpointSlice': ({ object, events, nowMs }) => services.describeEndpointSlice(object as EndpointSlice, events, nowMs),
  'networking.k8s.io/Ingress': (s) => ingressText(s),
  'networking.k8s.io/IngressClass': ({ object, events, nowMs }) => services.describeIngressClass(object as IngressClass, events, nowMs),
  'networking.k8s.io/NetworkPolicy': ({ object }) => services.describeNetworkPolicy(object as NetworkPolicy),
  'policy/PodDisruptionBudget': ({ object, events, nowMs }) => policy.describePodDisruptionBudget(object as PodDisruptionBudget, events, nowMs),
  'rbac.authorization.k8s.io/Role': ({ object }) => policy.describeRole(object as ClusterRole),
  'rbac.authorization.k8s.io/ClusterRole': ({ object }) => policy.describeRole(object as ClusterRole),
  'rbac.authorization.k8s.io/RoleBinding': ({ object }) => policy.describeRoleBinding(object as ClusterRoleBinding),
  'rbac.authorization.k8s.io/ClusterRoleBinding': ({ object }) => policy.describeRoleBinding(object as ClusterRoleBinding),
  'scheduling.k8s.io/PriorityClass': ({ object, events, nowMs }) => policy.describePriorityClass(object as PriorityClass, events, nowMs),
  'storage.k8s.io/StorageClass': ({ object, events, nowMs }) => describeStorageClass(object as StorageClass, events, nowMs),
};

/** The description of any object; `showsEvents` adds its Events. */
export async function describeInfo(session: Session, { resource, object }: Pick<Info, 'resource' | 'object'>, showsEvents: boolean): Promise<string> {
  const describer = describers[`${resource.group}/${resource.kind}`];
  const events = showsEvents ? await eventsOf(session, object, resource.kind) : undefined;
  const subject: Subject = { session, object, events, nowMs: session.now() };
  if (describer) return describer(subject);
  return describeGeneric(sortKeys(object) as KubeObject, events, subject.nowMs);
}

/** Events about an object, by name, namespace and uid; undefined when they cannot be listed. */
async function eventsOf(session: Session, object: KubeObject, kind: string): Promise<Event[] | undefined> {
  const { name, namespace = '', uid, annotations } = object.metadata;
  const involved = annotations?.['kubernetes.io/config.mirror'] && kind === 'Pod' ? annotations['kubernetes.io/config.mirror'] : uid;
  const terms = [`involvedObject.name=${name}`, `involvedObject.namespace=${namespace}`, ...(kind === 'Pod' ? [] : [`involvedObject.kind=${kind}`]), ...(involved ? [`involvedObject.uid=${involved}`] : [])];
  try {
    return await listEvents(session, namespace, terms);
  } catch {
    return undefined;
  }
}

async function listEvents(session: Session, namespace: string, terms: readonly string[]): Promise<Event[]> {
  const list = await session.list<Event>(await session.resource('events'), namespace || undefined, { fieldSelector: terms.join(','), limit: 500 });
  return list.items;
}

async function objectsIn<T extends KubeObject>(session: Session, resource: string, namespace: string | undefined, labelSelector?: string): Promise<T[]> {
  const list = await session.list<T>(await session.resource(resource), namespace, { limit: 500, ...(labelSelector && { labelSelector }) });
  return list.items;
}

function mapSelector(selector: Readonly<Record<string, string>> | undefined): string {
  return selectorText({ matchLabels: { ...selector } });
}

async function podCounts({ session, object }: Subject, labelSelector: string): Promise<workloads.PodCounts> {
  const pods = (await objectsIn<Pod>(session, 'pods', object.metadata.namespace, labelSelector)).filter((pod) => pod.metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === object.metadata.uid));
  const count = (phase: string): number => pods.filter(({ status }) => status.phase === phase).length;
  return { running: count('Running'), waiting: count('Pending'), succeeded: count('Succeeded'), failed: count('Failed') };
}

async function slicesOf(session: Session, namespace: string | undefined, service: string): Promise<EndpointSlice[]> {
  return objectsIn<EndpointSlice>(session, 'endpointslices', namespace, `kubernetes.io/service-name=${service}`).catch(() => []);
}

async function nodeText({ session, object, events, nowMs }: Subject): Promise<string> {
  const node = object as Node;
  const pods = await session.list<Pod>(await session.resource('pods'), undefined, { fieldSelector: `spec.nodeName=${node.metadata.name},status.phase!=Succeeded,status.phase!=Failed`, limit: 500 }).then(
    ({ items }) => items,
    () => undefined,
  );
  const lease = await session.get<Lease>(await session.resource('leases'), node.metadata.name, 'kube-node-lease').catch(errorMessage);
  // The kubelet's own events name the node where others have its uid.
  const own = events && (await listEvents(session, '', [`involvedObject.name=${node.metadata.name}`, 'involvedObject.namespace=', 'involvedObject.kind=Node', `involvedObject.uid=${node.metadata.name}`]).catch(() => []));
  return describeNode(node, { pods, lease, events: events && [...events, ...(own ?? [])], nowMs });
}

async function claimText({ session, object, events, nowMs }: Subject): Promise<string> {
  const claim = object as PersistentVolumeClaim;
  const owners = (claim.metadata.ownerReferences ?? []).filter(({ kind }) => kind === 'Pod').map(({ uid }) => uid);
  const pods = (await objectsIn<Pod>(session, 'pods', claim.metadata.namespace)).filter(
    ({ metadata, spec }) => owners.includes(metadata.uid) || spec.volumes?.some((volume) => volume.persistentVolumeClaim?.claimName === claim.metadata.name),
  );
  return describePersistentVolumeClaim(claim, pods, events, nowMs);
}

async function deploymentText({ session, object, events, nowMs }: Subject): Promise<string> {
  const deployment = object as Deployment;
  const all = await objectsIn<ReplicaSet>(session, 'replicasets.apps', deployment.metadata.namespace, selectorText(deployment.spec.selector)).catch(() => []);
  const owned = all.filter((rs) => rs.metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === deployment.metadata.uid)).sort((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1));
  const current = owned.find((rs) => templateText(rs.spec.template) === templateText(deployment.spec.template));
  return workloads.describeDeployment(deployment, { olds: owned.filter((rs) => rs !== current), news: current ? [current] : [] }, events, nowMs);
}

/** A Pod template without the hash that the Deployment controller adds. */
export function templateText(template: PodTemplateSpec): string {
  const labels = Object.fromEntries(Object.entries(template.metadata?.labels ?? {}).filter(([key]) => key !== 'pod-template-hash'));
  return JSON.stringify(sortKeys({ ...template, metadata: { ...template.metadata, labels, creationTimestamp: undefined } }));
}

async function ingressText({ session, object, events, nowMs }: Subject): Promise<string> {
  const ingress = object as Ingress;
  const { namespace } = ingress.metadata;
  const backends = [ingress.spec.defaultBackend, ...(ingress.spec.rules ?? []).flatMap(({ http }) => (http?.paths ?? []).map(({ backend }) => backend))].filter((b): b is IngressBackend => b !== undefined);
  const texts = new Map<IngressBackend, string>();
  for (const backend of backends) {
    const name = backend.service?.name ?? '';
    const service: Service | string = backend.service ? await session.get<Service>(await session.resource('services'), name, namespace).catch(errorMessage) : '';
    texts.set(backend, services.ingressBackendText(backend, service, await slicesOf(session, namespace, name)));
  }
  return services.describeIngress(ingress, (backend) => texts.get(backend) ?? '', events, nowMs);
}

/** Every object of a type whose name begins so: what `describe pod web` falls back to. */
export async function infosWithPrefix(session: Session, resource: Info['resource'], prefix: string): Promise<Info[]> {
  return (await listInfos(session, resource, {})).filter(({ name }) => name.startsWith(prefix));
}

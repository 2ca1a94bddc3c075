// The object that a command is about, taken from a tree node, a code lens or any other caller; arguments are treated as hostile.
import * as resources from '../client/resources.ts';
import type { ResourceRef } from '../client/transport.ts';
import type { ClusterModel } from './cluster-view/cluster-model.ts';
import type { Entry } from './cluster-view/entry.ts';

export interface ResourceTarget {
  readonly kind: string;
  readonly ref: ResourceRef;
  /** Undefined for cluster-scoped objects. */
  readonly namespace?: string;
  readonly name: string;
  /** The container that was meant, when one was. */
  readonly container?: string;
}

const refs: Readonly<Record<string, ResourceRef>> = {
  Pod: resources.pods,
  Node: resources.nodes,
  Namespace: resources.namespaces,
  Service: resources.services,
  ConfigMap: resources.configMaps,
  Secret: resources.secrets,
  ServiceAccount: resources.serviceAccounts,
  PersistentVolume: resources.persistentVolumes,
  PersistentVolumeClaim: resources.persistentVolumeClaims,
  ReplicationController: resources.replicationControllers,
  LimitRange: resources.limitRanges,
  ResourceQuota: resources.resourceQuotas,
  Deployment: resources.deployments,
  ReplicaSet: resources.replicaSets,
  DaemonSet: resources.daemonSets,
  StatefulSet: resources.statefulSets,
  Job: resources.jobs,
  CronJob: resources.cronJobs,
  Lease: resources.leases,
  PriorityClass: resources.priorityClasses,
  RuntimeClass: resources.runtimeClasses,
  StorageClass: resources.storageClasses,
  PodDisruptionBudget: resources.podDisruptionBudgets,
  CustomResourceDefinition: resources.customResourceDefinitions,
};
const clusterScoped = new Set(['Node', 'Namespace', 'PersistentVolume', 'PriorityClass', 'RuntimeClass', 'StorageClass', 'CustomResourceDefinition']);
const kindShape = /^[A-Za-z][A-Za-z0-9]{0,62}$/;
const nameShape = /^[a-z0-9](?:[a-z0-9.:-]{0,251}[a-z0-9])?$/;

/** `pods`, `deployments.apps`: what kubectl takes as a type. */
function resourceName({ group, resource }: ResourceRef): string {
  return group === '' ? resource : `${resource}.${group}`;
}

/** kubectl arguments that name the object: one `type/name`, so that no name can read as an option. */
export function kubectlName({ ref, name, namespace }: ResourceTarget): string[] {
  return [`${resourceName(ref)}/${name}`, ...(namespace === undefined ? [] : ['-n', namespace])];
}

export function targetOfEntry({ kind, ref, namespace, name }: Entry): ResourceTarget {
  return { kind, ref, name, ...(namespace !== undefined && { namespace }) };
}

/** What an argument of a command names; undefined when it names nothing that could exist. */
export function toTarget(model: ClusterModel, argument: unknown): ResourceTarget | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { id, type, podId, container, kind, name, namespace, resource } = argument as Record<string, unknown>;
  if (typeof id === 'string' && typeof type === 'string') {
    const entry = model.entry(typeof podId === 'string' ? podId : id);
    return entry === undefined ? undefined : { ...targetOfEntry(entry), ...(typeof container === 'string' && { container }) };
  }
  if (typeof kind !== 'string' || typeof name !== 'string' || !nameShape.test(name)) return undefined;
  const known = Object.hasOwn(refs, kind) ? refs[kind] : undefined;
  const ref = known ?? (typeof resource === 'string' && kindShape.test(kind) ? refOfPath(resource) : undefined);
  if (ref === undefined) return undefined;
  // Whoever names a resource says where it is.
  if (known === undefined ? namespace === undefined : clusterScoped.has(kind)) return { kind, ref, name };
  if (namespace !== undefined && (typeof namespace !== 'string' || !nameShape.test(namespace))) return undefined;
  return { kind, ref, name, namespace: namespace ?? 'default', ...(typeof container === 'string' && nameShape.test(container) && { container }) };
}

/** `crontabs.v1.example.com`: the resource of a custom kind, or of one that is not listed here, with its version. */
function refOfPath(resource: string): ResourceRef | undefined {
  const [, name = '', version = '', group = ''] = /^([a-z][a-z0-9-]{0,62})\.([a-z][a-z0-9-]{0,62})\.([a-z0-9][a-z0-9.-]{1,250})$/.exec(resource) ?? [];
  return name === '' ? undefined : { group, version, resource: name };
}

/** The target of a document's path `/namespace/resource/name.ext`; `_` stands for no namespace. */
export function targetOfPath(path: string): ResourceTarget | undefined {
  const [, namespace, resource, file] = path.split('/');
  const name = file?.replace(/\.[a-z]+$/, '');
  const found = Object.entries(refs).find(([, ref]) => resourceName(ref) === resource);
  const ref = found?.[1] ?? refOfPath(resource ?? '');
  if (namespace === undefined || name === undefined || ref === undefined || !nameShape.test(name)) return undefined;
  const kind = found?.[0] ?? ref.resource;
  return namespace === '_' ? { kind, ref, name } : nameShape.test(namespace) ? { kind, ref, name, namespace } : undefined;
}

export function pathOfTarget({ ref, namespace, name }: ResourceTarget, extension: string): string {
  const isKnown = Object.values(refs).some((known) => known.group === ref.group && known.resource === ref.resource);
  return `/${namespace ?? '_'}/${isKnown ? resourceName(ref) : `${ref.resource}.${ref.version}.${ref.group}`}/${name}.${extension}`;
}

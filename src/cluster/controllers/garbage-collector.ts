// Deletes what lost its owners, and carries out foreground and orphan deletion: kube-controller-manager's garbage-collector-controller.
import type { Disposable } from '../../base/disposable.ts';
import type { OwnerReference } from '../../api/generated/meta-v1.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import { isConflict, isNotFound, StatusError } from '../../api/meta/status-error.ts';
import { rowsOfDefinition } from '../../api/apiextensions/custom-rows.ts';
import type { CustomResourceDefinition } from '../../api/generated/apiextensions-v1.ts';
import { type KindRow, kindRows } from '../../api/scheme.ts';
import type { Informer } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import type { ResourceRef } from '../../client/transport.ts';
import { CustomInformers } from '../component-helpers/custom-informers.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';

/** Kinds that own nothing and are owned by nothing worth watching, and change often. */
const unwatched: ReadonlySet<string> = new Set(['events', 'componentstatuses', 'bindings']);
const foreground = 'foregroundDeletion';
const orphan = 'orphan';
/** How soon an owner that no watch has told of is asked for again. */
const unseenMs = 1000;

interface GraphNode {
  readonly ref: ResourceRef;
  readonly kind: string;
  object: KubeObject;
}

/** Whether the reference, which has the node's uid, tells its kind and name as well. */
function isNamed({ ref, kind, object }: GraphNode, owner: OwnerReference): boolean {
  return object.metadata.name === owner.name && kind === owner.kind && ref.group === (owner.apiVersion.includes('/') ? owner.apiVersion.split('/')[0] : '');
}

function isDeletingDependents({ metadata: { deletionTimestamp, finalizers } }: KubeObject): boolean {
  return deletionTimestamp !== undefined && finalizers?.includes(foreground) === true;
}

class GarbageCollector extends ControllerBase {
  readonly #definitions: Informer<CustomResourceDefinition>;
  readonly #nodes = new Map<string, GraphNode>();
  /** Uids of objects by the uid of an owner, whether the owner is known or not. */
  readonly #dependents = new Map<string, Set<string>>();

  /** Dependents and owners of which an Event has told. */
  readonly #told = new Set<string>();

  constructor(context: ControllerContext) {
    super(context, 'garbage-collector-controller', (key) => this.#reconcile(key), 20);
    this.#definitions = this.informer<CustomResourceDefinition>(resources.customResourceDefinitions);
    const seen = new Set<string>();
    for (const { group, version, plural, kind, isStored } of kindRows) {
      if (!isStored || unwatched.has(plural) || seen.has(`${group}/${plural}`)) continue;
      seen.add(`${group}/${plural}`);
      this.#watch({ group, version, resource: plural }, kind);
    }
    this.owned.add(new CustomInformers({
      client: this.client, clock: context.clock, definitions: this.#definitions,
      hear: ({ group, version, plural: resource, kind }, object, old, isGone) => {
        if (isGone) this.#gone(object);
        else this.#set({ group, version, resource }, kind, object, old);
      },
    }));
  }

  #rowOf(isWanted: (row: KindRow) => boolean): KindRow | undefined {
    return kindRows.find(isWanted) ?? this.#definitions.list().flatMap(rowsOfDefinition).find(isWanted);
  }

  #watch(ref: ResourceRef, kind: string): void {
    // Who orphans or deletes must know all dependents.
    const informer = this.informer<KubeObject>(ref);
    this.onChange(informer, (object, old, isGone) => {
      if (isGone) this.#gone(object);
      else this.#set(ref, kind, object, old);
    });
  }

  #set(ref: ResourceRef, kind: string, object: KubeObject, old: KubeObject | undefined): void {
    const { uid, ownerReferences = [], deletionTimestamp, finalizers = [] } = object.metadata;
    this.#nodes.set(uid, { ref, kind, object });
    if (old?.metadata.ownerReferences !== object.metadata.ownerReferences || old === undefined) {
      for (const { uid: owner } of old?.metadata.ownerReferences ?? []) if (!ownerReferences.some((r) => r.uid === owner)) this.#unlink(owner, uid);
      for (const { uid: owner, blockOwnerDeletion } of old?.metadata.ownerReferences ?? []) {
        const isUnblocked = blockOwnerDeletion === true && ownerReferences.some((r) => r.uid === owner && r.blockOwnerDeletion !== true);
        if (isUnblocked) this.queue.add(owner);
      }
      for (const { uid: owner } of ownerReferences) {
        const set = this.#dependents.get(owner) ?? new Set<string>();
        set.add(uid);
        this.#dependents.set(owner, set);
      }
      const isIn = ({ metadata }: KubeObject): boolean => metadata.namespace === undefined || metadata.namespace === object.metadata.namespace;
      if (ownerReferences.some((r) => { const owner = this.#nodes.get(r.uid); return owner === undefined || !isNamed(owner, r) || !isIn(owner.object); })) this.queue.add(uid);
    }
    if (deletionTimestamp !== undefined && (finalizers.includes(foreground) || finalizers.includes(orphan))) this.queue.add(uid);
  }

  #unlink(owner: string, dependent: string): void {
    const set = this.#dependents.get(owner);
    set?.delete(dependent);
    if (set?.size === 0) this.#dependents.delete(owner);
    if (this.#nodes.get(owner)?.object.metadata.finalizers?.includes(foreground) === true) this.queue.add(owner);
  }

  #gone(object: KubeObject): void {
    const { uid, ownerReferences = [] } = object.metadata;
    this.#nodes.delete(uid);
    for (const { uid: owner } of ownerReferences) this.#unlink(owner, uid);
    for (const dependent of this.#dependents.get(uid) ?? []) this.queue.add(dependent);
  }

  async #reconcile(uid: string): Promise<void> {
    const node = this.#nodes.get(uid);
    if (node === undefined) return;
    const { finalizers = [], deletionTimestamp } = node.object.metadata;
    try {
      if (deletionTimestamp !== undefined && finalizers.includes(orphan)) await this.#orphanDependents(node);
      else if (deletionTimestamp !== undefined && finalizers.includes(foreground)) await this.#deleteDependents(node);
      else if (deletionTimestamp === undefined) await this.#deleteWhenOwnerless(node);
    } catch (error) {
      if (isConflict(error)) this.queue.addAfter(uid, 20);
      else if (!isNotFound(error)) throw error;
    }
  }

  /** Owners count as gone when the API does not have them (with that uid) either. One that it has and the graph has not may go before it is ever seen: its dependent is looked at again. */
  async #isGone(owner: OwnerReference, namespace: string | undefined, dependent: string): Promise<boolean> {
    const known = this.#nodes.get(owner.uid);
    const isInReach = known?.object.metadata.namespace === undefined || known.object.metadata.namespace === namespace;
    if (known !== undefined && isNamed(known, owner) && isInReach) return false;
    if (!isInReach) this.#tellUnreachable(owner, dependent);
    const [group = '', version = ''] = owner.apiVersion.includes('/') ? owner.apiVersion.split('/') : ['', owner.apiVersion];
    const row = this.#rowOf((r) => r.group === group && r.version === version && r.kind === owner.kind);
    // Of a kind that this cluster does not serve nothing is known: the object stays.
    if (row === undefined) return false;
    try {
      const object = await this.client.get<KubeObject>({ group, version, resource: row.plural }, owner.name, row.isNamespaced ? namespace : undefined);
      if (object.metadata.uid !== owner.uid) return true;
      if (!unwatched.has(row.plural)) this.queue.addAfter(dependent, unseenMs);
      return false;
    } catch (error) {
      if (isNotFound(error)) return true;
      throw error;
    }
  }

  /** Nothing can be owned from another namespace. */
  #tellUnreachable({ apiVersion, kind, name, uid }: OwnerReference, dependent: string): void {
    const node = this.#nodes.get(dependent);
    const row = node && this.#rowOf((r) => r.group === node.ref.group && r.plural === node.ref.resource);
    if (node === undefined || row === undefined || this.#told.has(`${dependent} ${uid}`)) return;
    this.#told.add(`${dependent} ${uid}`);
    const namespace = node.object.metadata.namespace ?? '';
    this.events.event({ ...node.object, kind: row.kind, apiVersion: row.apiVersion }, 'Warning', 'OwnerRefInvalidNamespace', `ownerRef [${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}] does not exist in namespace "${namespace}"`);
  }

  async #hasLostOwner({ metadata: { ownerReferences = [], namespace, uid } }: KubeObject): Promise<boolean> {
    for (const owner of ownerReferences) {
      const known = this.#nodes.get(owner.uid)?.object;
      if (known !== undefined && isDeletingDependents(known)) return true;
      if (await this.#isGone(owner, namespace, uid)) return true;
    }
    return false;
  }

  async #deleteWhenOwnerless({ ref, object: seen }: GraphNode): Promise<void> {
    if ((seen.metadata.ownerReferences ?? []).length === 0 || !(await this.#hasLostOwner(seen))) return;
    // It may have been orphaned or adopted since.
    const object = await this.client.get<KubeObject>(ref, seen.metadata.name, seen.metadata.namespace);
    const { ownerReferences = [], namespace, name, uid, resourceVersion, finalizers = [] } = object.metadata;
    if (uid !== seen.metadata.uid || ownerReferences.length === 0) return;
    const gone: OwnerReference[] = [];
    const waiting: OwnerReference[] = [];
    for (const owner of ownerReferences) {
      const known = this.#nodes.get(owner.uid)?.object;
      if (known !== undefined && isDeletingDependents(known)) waiting.push(owner);
      else if (await this.#isGone(owner, namespace, uid)) gone.push(owner);
    }
    const solid = ownerReferences.filter((o) => !gone.includes(o) && !waiting.includes(o));
    if (gone.length + waiting.length === 0) return;
    if (solid.length > 0) {
      await this.#dropOwners(ref, object, [...gone, ...waiting].map((o) => o.uid));
      return;
    }
    // Owners in a circle would wait for each other.
    const isCircle = waiting.length > 0 && [...(this.#dependents.get(uid) ?? [])].some((d) => { const node = this.#nodes.get(d); return node !== undefined && isDeletingDependents(node.object); });
    const version = isCircle ? await this.#unblockOwners(ref, object) : resourceVersion;
    const isForeground = finalizers.includes(foreground) || (waiting.length > 0 && (this.#dependents.get(uid)?.size ?? 0) > 0);
    const propagationPolicy = finalizers.includes(orphan) ? 'Orphan' : isForeground ? 'Foreground' : 'Background';
    await this.client.delete(ref, name, namespace, { propagationPolicy, preconditions: { uid, resourceVersion: version } });
  }

  /** Lets no owner wait for the object any more; the version that it has then. */
  async #unblockOwners(ref: ResourceRef, { metadata: { name, namespace, uid, ownerReferences = [] } }: KubeObject): Promise<string> {
    const { metadata } = await this.client.patch<KubeObject>(ref, name, namespace, 'application/merge-patch+json', { metadata: { uid, ownerReferences: ownerReferences.map((o) => ({ ...o, blockOwnerDeletion: false })) } });
    return metadata.resourceVersion;
  }

  /** The owner stays until all dependents that block it are gone. */
  async #deleteDependents(node: GraphNode): Promise<void> {
    const { uid } = node.object.metadata;
    const dependents = [...(this.#dependents.get(uid) ?? [])].map((d) => this.#nodes.get(d)).filter((d) => d !== undefined);
    for (const dependent of dependents) if (dependent.object.metadata.deletionTimestamp === undefined) this.queue.add(dependent.object.metadata.uid);
    const blocking = dependents.filter((d) => d.object.metadata.ownerReferences?.some((r) => r.uid === uid && r.blockOwnerDeletion === true) === true);
    if (blocking.length === 0) await this.#removeFinalizer(node, foreground);
  }

  async #orphanDependents(node: GraphNode): Promise<void> {
    const { uid } = node.object.metadata;
    for (const id of [...(this.#dependents.get(uid) ?? [])]) {
      const dependent = this.#nodes.get(id);
      if (dependent === undefined) continue;
      await this.#dropOwners(dependent.ref, dependent.object, [uid]).catch((error: unknown) => {
        if (!(error instanceof StatusError) || error.code >= 500) throw error;
      });
    }
    await this.#removeFinalizer(node, orphan);
  }

  /** Custom resources know no strategic merge: they are told what is left. */
  async #dropOwners(ref: ResourceRef, { metadata: { name, namespace, uid, resourceVersion, ownerReferences = [] } }: KubeObject, owners: readonly string[]): Promise<void> {
    const isBuiltIn = kindRows.some((row) => row.group === ref.group && row.plural === ref.resource);
    if (isBuiltIn) await this.client.patch(ref, name, namespace, 'application/strategic-merge-patch+json', { metadata: { uid, ownerReferences: owners.map((owner) => ({ $patch: 'delete', uid: owner })) } });
    else await this.client.patch(ref, name, namespace, 'application/merge-patch+json', { metadata: { uid, resourceVersion, ownerReferences: ownerReferences.filter((o) => !owners.includes(o.uid)) } });
  }

  async #removeFinalizer({ ref, object }: GraphNode, finalizer: string): Promise<void> {
    const { name, namespace, uid, resourceVersion, finalizers = [] } = object.metadata;
    await this.client.patch(ref, name, namespace, 'application/merge-patch+json', { metadata: { uid, resourceVersion, finalizers: finalizers.filter((f) => f !== finalizer) } });
  }
}

export const garbageCollectorController: Controller = { name: 'garbage-collector-controller', start: (context): Disposable => new GarbageCollector(context) };

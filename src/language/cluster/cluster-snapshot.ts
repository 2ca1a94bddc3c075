// The running cluster as the editor knows it: a copy kept current by the extension's messages. The one place that live names, live states and live lenses ask.
import type { ObjectIdentity } from '../manifest.ts';
import { liveId, type ClusterChanges, type LiveEvent, type LiveObject } from './live-object.ts';

export class ClusterSnapshot {
  #objects = new Map<string, LiveObject>();
  readonly #byUid = new Map<string, LiveObject>();
  readonly #byOwner = new Map<string, Map<string, LiveObject>>();
  /** Warnings by the uid of the object that they are about. */
  readonly #events = new Map<string, Map<string, LiveObject>>();
  readonly #byKind = new Map<string, Map<string, LiveObject>>();
  /** Made when first asked for after a change: many changes come between two questions. */
  #podsByLabel: Index | undefined;
  #isRunning = false;
  #isComplete = false;
  #kinds: ReadonlySet<string> | undefined;
  #revision = 0;

  /** Grows with every change, so that what was made of it can be kept. */
  get revision(): number {
    return this.#revision;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** A name that is not here is not in the cluster either. */
  get isComplete(): boolean {
    return this.#isRunning && this.#isComplete;
  }

  /** Whether all objects of a kind are told: one that is not here is not in the cluster. */
  follows(kind: string): boolean {
    return this.isComplete && (this.#kinds === undefined || this.#kinds.has(kind));
  }

  apply({ isReset, isRunning, isComplete, kinds, put, deleted }: ClusterChanges): void {
    this.#revision++;
    this.#podsByLabel = undefined;
    this.#isRunning = isRunning;
    this.#isComplete = isComplete;
    if (kinds !== undefined) this.#kinds = new Set(kinds);
    if (isReset) this.#clear();
    for (const id of deleted) this.#delete(id);
    for (const object of put) this.#put(object);
  }

  /** The object that a document describes, where the cluster has it; without a namespace, the one of `default`. */
  find({ apiVersion, kind, namespace, name }: ObjectIdentity): LiveObject | undefined {
    if (name === '') return undefined;
    // Objects of kinds without namespaces have none, whatever a document says.
    for (const own of [namespace === '' ? 'default' : namespace, '']) {
      const found = this.#objects.get(liveId({ apiVersion, kind, namespace: own, name })) ?? this.named(kind, own, name);
      if (found !== undefined && groupOf(found.apiVersion) === groupOf(apiVersion)) return found;
    }
    return undefined;
  }

  /** By kind alone; '' is the namespace of cluster-scoped objects. */
  named(kind: string, namespace: string, name: string): LiveObject | undefined {
    return this.#byKind.get(kind)?.get(`${namespace}/${name}`);
  }

  ofKind(kind: string): Iterable<LiveObject> {
    return this.#byKind.get(kind)?.values() ?? [];
  }

  /** Whether a Pod of a namespace has all these labels. */
  hasPodWith(namespace: string, labels: Readonly<Record<string, string>>): boolean {
    const wanted = Object.entries(labels);
    const [first] = wanted;
    if (first === undefined) return false;
    if (this.#podsByLabel === undefined) {
      this.#podsByLabel = new Map();
      for (const pod of this.ofKind('Pod')) for (const [key, value] of Object.entries(pod.labels)) member(this.#podsByLabel, labelKey(pod.namespace, key, value)).set(pod.name, pod);
    }
    const candidates = this.#podsByLabel.get(labelKey(namespace, ...first))?.values() ?? [];
    return [...candidates].some((pod) => wanted.every(([key, value]) => pod.labels[key] === value));
  }

  /** The Pods that an object is or that it controls, directly or through ReplicaSets and Jobs. */
  podsOf(object: LiveObject): LiveObject[] {
    if (object.kind === 'Pod') return [object];
    return [...this.#byOwner.get(object.uid)?.values() ?? []].flatMap((child) => this.podsOf(child));
  }

  /** The objects of one kind that an object controls, directly or not. */
  controlled(object: LiveObject): LiveObject[] {
    return [...this.#byOwner.get(object.uid)?.values() ?? []].flatMap((child) => [child, ...this.controlled(child)]);
  }

  /** Warnings about one object, the newest last. */
  warnings({ uid }: LiveObject): LiveEvent[] {
    return [...this.#events.get(uid)?.values() ?? []].flatMap(({ event }) => event ?? []).sort((a, b) => (a.last < b.last ? -1 : a.last > b.last ? 1 : 0));
  }

  #clear(): void {
    this.#objects = new Map();
    for (const index of [this.#byUid, this.#byOwner, this.#events, this.#byKind]) index.clear();
  }

  #put(object: LiveObject): void {
    const id = liveId(object);
    this.#delete(id);
    this.#objects.set(id, object);
    this.#byUid.set(object.uid, object);
    member(this.#byKind, object.kind).set(`${object.namespace}/${object.name}`, object);
    if (object.ownerUid !== undefined) member(this.#byOwner, object.ownerUid).set(id, object);
    if (object.event !== undefined) member(this.#events, object.event.involvedUid).set(id, object);
  }

  #delete(id: string): void {
    const old = this.#objects.get(id);
    if (old === undefined) return;
    this.#objects.delete(id);
    this.#byUid.delete(old.uid);
    leave(this.#byKind, old.kind, `${old.namespace}/${old.name}`);
    leave(this.#byOwner, old.ownerUid, id);
    leave(this.#events, old.event?.involvedUid, id);
  }
}

/** What a document writes in one version is shown in another. */
function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

function labelKey(namespace: string, key: string, value: string): string {
  return `${namespace} ${key}=${value}`;
}

type Index = Map<string, Map<string, LiveObject>>;

function member(index: Index, key: string): Map<string, LiveObject> {
  let members = index.get(key);
  if (members === undefined) index.set(key, (members = new Map()));
  return members;
}

function leave(index: Index, key: string | undefined, id: string): void {
  const members = key === undefined ? undefined : index.get(key);
  if (key === undefined || members === undefined) return;
  members.delete(id);
  if (members.size === 0) index.delete(key);
}

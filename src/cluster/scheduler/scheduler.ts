// Gives each waiting Pod a node: kube-scheduler. A watch client; what it decides over its cache it writes as bindings, conditions and Events.
import type { Clock } from '../../base/clock.ts';
import { formatTime } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Random } from '../../base/random.ts';
import type { Binding, Namespace, Node, PersistentVolume, PersistentVolumeClaim, Pod, PodCondition, ReplicationController, Service } from '../../api/generated/core-v1.ts';
import type { ReplicaSet, StatefulSet } from '../../api/generated/apps-v1.ts';
import type { PodDisruptionBudget } from '../../api/generated/policy-v1.ts';
import type { CSINode, StorageClass } from '../../api/generated/storage-v1.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import { isNotFound } from '../../api/meta/status-error.ts';
import type { Client } from '../../client/client.ts';
import type { Informer } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { isPodTerminal, podCondition } from '../component-helpers/pods.ts';
import type { InformerFactory } from '../component-helpers/informer-factory.ts';
import { SchedulerCache } from './cache.ts';
import { nodeChange, podChange } from './cluster-events.ts';
import { type ClusterEvent, type CycleState, type EventResource, type Plugin } from './framework.ts';
import type { Candidate } from './preemption.ts';
import { podInfo } from './pod-info.ts';
import { type QueuedPod, SchedulingQueue } from './queue.ts';
import { rejectionOf } from './rejection.ts';
import { createSchedulerEvents, type SchedulerEvents } from './scheduler-events.ts';
import { type Decision, schedulePod } from './schedule-pod.ts';
import type { Listers } from './snapshot.ts';

export const schedulerName = 'default-scheduler';

export interface SchedulerOptions {
  readonly client: Client;
  readonly informers: InformerFactory;
  readonly clock: Clock;
  readonly random: Random;
  readonly plugins: readonly Plugin[];
  /** Lets other work of the process run; awaited now and then in long runs. */
  readonly yieldToHost: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

const csiNodes = { group: 'storage.k8s.io', version: 'v1', resource: 'csinodes' };
const podsBetweenYields = 64;

/** Invariant: one Pod is decided at a time, synchronously; bindings run on afterwards. */
export class Scheduler implements Disposable {
  readonly cache: SchedulerCache;
  readonly plugins: readonly Plugin[];
  readonly #options: SchedulerOptions;
  readonly #client: Client;
  readonly #queue: SchedulingQueue;
  readonly #events: SchedulerEvents;
  readonly #owned = new DisposableStore();
  #pods: Informer<Pod>;
  #isRunning = false;
  #hasSynced = false;
  #nextStartIndex = 0;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#client = options.client;
    this.plugins = options.plugins;
    this.cache = new SchedulerCache(listersOf(options.informers));
    this.#queue = this.#owned.add(new SchedulingQueue({ clock: options.clock, plugins: options.plugins, onReady: () => { this.#wake(); } }));
    this.#events = createSchedulerEvents(options.client, options.clock);
    this.#pods = options.informers.of<Pod>(resources.pods);
    this.#watchPods();
    this.#watchNodes();
    this.#watchOthers();
    const nodes = options.informers.of<Node>(resources.nodes);
    void Promise.all([this.#pods.whenSynced(), nodes.whenSynced()]).then(() => {
      this.#hasSynced = true;
      this.#wake();
    });
  }

  /** How many Pods wait for a node. */
  get pending(): number {
    return this.#queue.size;
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #watchPods(): void {
    this.#owned.add(this.#pods.onDidAdd(({ object }) => { this.#podAppeared(object); }));
    this.#owned.add(this.#pods.onDidUpdate(({ old, object }) => {
      if (old.metadata.uid !== object.metadata.uid) {
        this.#podGone(old);
        this.#podAppeared(object);
      } else this.#podChanged(old, object);
    }));
    this.#owned.add(this.#pods.onDidDelete(({ object }) => { this.#podGone(object); }));
  }

  #podAppeared(pod: Pod): void {
    if (isPodTerminal(pod)) return;
    if (isAssigned(pod)) {
      this.cache.setPod(pod);
      this.#queue.moveAll({ resource: 'AssignedPod', actions: ['Add'], object: pod });
    } else if (isResponsible(pod)) {
      this.cache.nominate(pod, pod.status.nominatedNodeName ?? '');
      this.#queue.add(pod);
    }
  }

  #podChanged(old: Pod, pod: Pod): void {
    const wasHere = !isPodTerminal(old);
    if (isPodTerminal(pod)) {
      if (wasHere) this.#podGone(old);
      return;
    }
    if (isAssigned(pod)) {
      if (!isAssigned(old)) {
        this.#queue.delete(pod.metadata.uid);
        this.cache.nominate(pod, '');
        this.cache.setPod(pod);
        this.#queue.moveAll({ resource: 'AssignedPod', actions: ['Add'], object: pod });
        return;
      }
      this.cache.setPod(pod);
      const event = podChange(old, pod, 'AssignedPod');
      if (event !== undefined) this.#queue.moveAll(event);
      return;
    }
    if (!isResponsible(pod) || this.cache.isAssumed(pod.metadata.uid)) return;
    if ((old.status.nominatedNodeName ?? '') !== (pod.status.nominatedNodeName ?? '')) this.cache.nominate(pod, pod.status.nominatedNodeName ?? '');
    const event = podChange(old, pod, 'UnscheduledPod');
    this.#queue.update(pod, event === undefined ? [] : [event]);
    if (event !== undefined) this.#queue.moveAll(event);
  }

  #podGone(pod: Pod): void {
    const { uid } = pod.metadata;
    const wasNominated = this.cache.nominationOf(uid) !== undefined;
    this.cache.nominate(pod, '');
    this.cache.removePod(uid);
    this.#queue.delete(uid);
    if (isAssigned(pod) || wasNominated) this.#queue.moveAll({ resource: 'AssignedPod', actions: ['Delete'], old: pod });
  }

  #watchNodes(): void {
    const nodes = this.#options.informers.of<Node>(resources.nodes);
    this.#owned.add(nodes.onDidAdd(({ object }) => {
      this.cache.setNode(object);
      this.#queue.moveAll({ resource: 'Node', actions: ['Add'], object });
    }));
    this.#owned.add(nodes.onDidUpdate(({ old, object }) => {
      this.cache.setNode(object);
      const event = nodeChange(old, object);
      if (event !== undefined) this.#queue.moveAll(event);
    }));
    this.#owned.add(nodes.onDidDelete(({ object }) => {
      this.cache.removeNode(object);
      this.#queue.moveAll({ resource: 'Node', actions: ['Delete'], old: object });
    }));
  }

  #watchOthers(): void {
    const watch = (resource: EventResource, informer: Informer<KubeObject>): void => {
      const move = (event: ClusterEvent): void => { this.#queue.moveAll(event); };
      this.#owned.add(informer.onDidAdd(({ object }) => { move({ resource, actions: ['Add'], object }); }));
      this.#owned.add(informer.onDidUpdate(({ old, object }) => { move({ resource, actions: ['Update'], old, object }); }));
      this.#owned.add(informer.onDidDelete(({ object }) => { move({ resource, actions: ['Delete'], old: object }); }));
    };
    const { informers } = this.#options;
    watch('PersistentVolume', informers.of(resources.persistentVolumes));
    watch('PersistentVolumeClaim', informers.of(resources.persistentVolumeClaims));
    watch('StorageClass', informers.of(resources.storageClasses));
    watch('CSINode', informers.of(csiNodes));
    watch('Namespace', informers.of(resources.namespaces));
  }

  #wake(): void {
    if (this.#isRunning || !this.#hasSynced || this.#owned.isDisposed) return;
    this.#isRunning = true;
    void this.#run();
  }

  /** Tries Pods until none is left. An error in one Pod's cycle is reported and does not stop the others. */
  async #run(): Promise<void> {
    // A turn later, so that a cause with several effects (a node and its Pods) is seen whole.
    await Promise.resolve();
    let count = 0;
    try {
      while (!this.#owned.isDisposed) {
        const queued = this.#queue.pop();
        if (queued === undefined) return;
        this.#scheduleOne(queued);
        if (++count % podsBetweenYields === 0) await this.#options.yieldToHost();
      }
    } finally {
      this.#isRunning = false;
    }
  }

  #scheduleOne(queued: QueuedPod): void {
    const { pod } = queued;
    const { uid, namespace, name } = pod.metadata;
    if (pod.metadata.deletionTimestamp !== undefined) {
      this.#events.record(pod, 'Warning', 'FailedScheduling', 'Scheduling', `skip schedule deleting pod: ${namespace}/${name}`);
      this.#queue.done(uid);
      return;
    }
    if (this.cache.isAssumed(uid)) {
      this.#queue.done(uid);
      return;
    }
    try {
      const decision = schedulePod(this.plugins, podInfo(pod), this.cache, { random: this.#options.random, startIndex: this.#nextStartIndex });
      if (decision.kind !== 'no-nodes') this.#nextStartIndex = (this.#nextStartIndex + decision.examined) % Math.max(1, this.cache.nodes.length);
      if (decision.kind === 'fits') this.#commit(queued, decision);
      else this.#reject(queued, decision);
    } catch (error) {
      this.#options.onError(error);
      this.#fail(queued, { reason: 'SchedulerError', message: error instanceof Error ? error.message : String(error), rejectedBy: new Set() });
    }
  }

  /** Counts the Pod on its node at once and binds it in the background. */
  #commit(queued: QueuedPod, decision: Decision & { kind: 'fits' }): void {
    const { pod } = queued;
    const info = podInfo(pod);
    this.cache.assume(pod, decision.nodeName);
    for (const plugin of this.plugins) {
      const status = plugin.reserve?.(decision.state, info, decision.nodeName, this.cache);
      if (status === undefined) continue;
      this.#undo(queued, decision.state, decision.nodeName);
      this.#fail(queued, { reason: 'Unschedulable', message: status.reasons.join(', '), rejectedBy: new Set([plugin.name]) });
      return;
    }
    this.cache.nominate(pod, '');
    void this.#bind(queued, decision.state, decision.nodeName);
  }

  #undo(queued: QueuedPod, state: CycleState, nodeName: string): void {
    for (const plugin of [...this.plugins].reverse()) plugin.unreserve?.(state, podInfo(queued.pod), nodeName);
    this.cache.forget(queued.pod.metadata.uid);
  }

  async #bind(queued: QueuedPod, state: CycleState, nodeName: string): Promise<void> {
    const { pod } = queued;
    const { namespace = '', name, uid } = pod.metadata;
    try {
      const info = podInfo(pod);
      const preBinders = this.plugins.filter((p) => p.preBind !== undefined && p.needsPreBind?.(state, info, nodeName) === true);
      if (preBinders.length > 0) await this.#patchStatus(pod, undefined, nodeName);
      for (const plugin of preBinders) {
        const status = await plugin.preBind?.(state, info, nodeName);
        if (status === undefined) continue;
        this.#undo(queued, state, nodeName);
        this.#fail(queued, { reason: status.code === 'Error' ? 'SchedulerError' : 'Unschedulable', message: status.reasons.join(', '), rejectedBy: new Set(status.code === 'Error' ? [] : [plugin.name]) });
        return;
      }
      await this.#client.create<Binding>(resources.pods, { kind: 'Binding', apiVersion: 'v1', metadata: { name, namespace, uid }, target: { kind: 'Node', name: nodeName } }, namespace, { name, subresource: 'binding' });
      this.#queue.done(uid);
      this.#events.record(pod, 'Normal', 'Scheduled', 'Binding', `Successfully assigned ${namespace}/${name} to ${nodeName}`);
    } catch (error) {
      if (this.#owned.isDisposed) return;
      this.#undo(queued, state, nodeName);
      this.#queue.moveAll({ resource: 'AssignedPod', actions: ['Delete'], old: pod });
      if (isNotFound(error) || this.#pods.get(`${namespace}/${name}`)?.metadata.uid !== uid) {
        this.#queue.done(uid);
        return;
      }
      this.#fail(queued, { reason: 'SchedulerError', message: `binding rejected: ${error instanceof Error ? error.message : String(error)}`, rejectedBy: new Set() });
    }
  }

  #reject(queued: QueuedPod, decision: Decision & { kind: 'unfit' | 'no-nodes' }): void {
    const { message, rejectedBy, candidate, nominatedNodeName } = rejectionOf(this.plugins, decision, podInfo(queued.pod), this.cache, this.#options.clock.now());
    if (candidate !== undefined) void this.#evict(queued.pod, candidate);
    this.#fail(queued, { reason: 'Unschedulable', message, rejectedBy, nominatedNodeName });
  }

  /** Deletes the victims and takes nominations of less important Pods to the node back. */
  async #evict(preemptor: Pod, { nodeName, victims }: Candidate): Promise<void> {
    const lower = this.cache.nominated(nodeName).filter(({ pod }) => (pod.spec.priority ?? 0) < (preemptor.spec.priority ?? 0));
    for (const { pod } of lower) {
      this.cache.nominate(pod, '');
      void this.#patchStatus(pod, undefined, '');
    }
    const { uid } = preemptor.metadata;
    this.#queue.setPreempting(uid, true);
    await Promise.all(victims.slice(0, -1).map(({ pod }) => this.#evictOne(pod, preemptor, nodeName)));
    // What the watch tells of these deletions comes before the last one, whose event brings the Pod back.
    await this.#options.yieldToHost();
    this.#queue.setPreempting(uid, false);
    const last = victims.at(-1);
    if (last !== undefined) await this.#evictOne(last.pod, preemptor, nodeName);
  }

  async #evictOne(victim: Pod, preemptor: Pod, nodeName: string): Promise<void> {
    const { namespace, name } = victim.metadata;
    try {
      if (victim.metadata.deletionTimestamp === undefined) {
        await this.#patchStatus(victim, {
          type: 'DisruptionTarget',
          observedGeneration: victim.metadata.generation ?? 0,
          status: 'True',
          reason: 'PreemptionByScheduler',
          message: `${schedulerName}: preempting to accommodate a higher priority pod`,
        }, undefined);
        await this.#client.delete(resources.pods, name, namespace);
      }
      this.#events.record(victim, 'Normal', 'Preempted', 'Preempting', `Preempted by pod ${preemptor.metadata.uid} on node ${nodeName}`, preemptor);
    } catch (error) {
      if (!isNotFound(error)) this.#options.onError(error);
    }
  }

  #fail(queued: QueuedPod, failure: { reason: string; message: string; rejectedBy: ReadonlySet<string>; nominatedNodeName?: string | undefined }): void {
    const { uid, namespace, name } = queued.pod.metadata;
    const current = this.#pods.get(`${namespace}/${name}`);
    if (current === undefined || current.metadata.uid !== uid || isAssigned(current)) {
      this.#queue.done(uid);
      return;
    }
    queued.pod = current;
    this.#queue.addUnschedulable(queued, failure.rejectedBy);
    if (failure.nominatedNodeName !== undefined) this.cache.nominate(current, failure.nominatedNodeName);
    else if ((current.status.nominatedNodeName ?? '') !== '') this.cache.nominate(current, current.status.nominatedNodeName ?? '');
    this.#events.record(current, 'Warning', 'FailedScheduling', 'Scheduling', failure.message);
    void this.#patchStatus(current, {
      type: 'PodScheduled',
      observedGeneration: current.metadata.generation ?? 0,
      status: 'False',
      reason: failure.reason,
      message: failure.message,
    }, failure.nominatedNodeName);
  }

  /** Writes a condition and the nominated node, when that changes anything. */
  async #patchStatus(pod: Pod, condition: PodCondition | undefined, nominatedNodeName: string | undefined): Promise<void> {
    const { namespace, name, uid } = pod.metadata;
    const old = condition === undefined ? undefined : podCondition(pod.status, condition.type);
    const isSame = condition === undefined || (old?.status === condition.status && old.reason === condition.reason && old.message === condition.message);
    const isSameNomination = nominatedNodeName === undefined || nominatedNodeName === (pod.status.nominatedNodeName ?? '');
    if (isSame && isSameNomination) return;
    const now = formatTime(this.#options.clock.now());
    const status = {
      ...(condition !== undefined && !isSame && {
        conditions: [{ ...condition, lastProbeTime: null, lastTransitionTime: old?.status === condition.status ? old.lastTransitionTime : now }],
      }),
      ...(nominatedNodeName !== undefined && { nominatedNodeName: nominatedNodeName === '' ? null : nominatedNodeName }),
    };
    try {
      await this.#client.patch(resources.pods, name, namespace, 'application/strategic-merge-patch+json', { metadata: { uid }, status }, { subresource: 'status' });
    } catch (error) {
      if (!isNotFound(error) && !this.#owned.isDisposed) this.#options.onError(error);
    }
  }
}

function isAssigned(pod: Pod): boolean {
  return pod.spec.nodeName !== undefined && pod.spec.nodeName !== '';
}

function isResponsible(pod: Pod): boolean {
  return (pod.spec.schedulerName ?? schedulerName) === schedulerName;
}

function listersOf(informers: InformerFactory): Listers {
  const namespaces = informers.of<Namespace>(resources.namespaces);
  const services = informers.of<Service>(resources.services);
  const replicationControllers = informers.of<ReplicationController>(resources.replicationControllers);
  const replicaSets = informers.of<ReplicaSet>(resources.replicaSets);
  const statefulSets = informers.of<StatefulSet>(resources.statefulSets);
  const budgets = informers.of<PodDisruptionBudget>(resources.podDisruptionBudgets);
  const claims = informers.of<PersistentVolumeClaim>(resources.persistentVolumeClaims);
  const volumes = informers.of<PersistentVolume>(resources.persistentVolumes);
  const classes = informers.of<StorageClass>(resources.storageClasses);
  const nodes = informers.of<CSINode>(csiNodes);
  return {
    namespace: (name) => namespaces.get(name),
    services: (namespace) => services.list().filter((s) => s.metadata.namespace === namespace),
    replicationController: (key) => replicationControllers.get(key),
    replicaSet: (key) => replicaSets.get(key),
    statefulSet: (key) => statefulSets.get(key),
    podDisruptionBudgets: () => budgets.list(),
    claim: (key) => claims.get(key),
    volume: (name) => volumes.get(name),
    volumes: () => volumes.list(),
    storageClass: (name) => classes.get(name),
    csiNode: (name) => nodes.get(name),
  };
}

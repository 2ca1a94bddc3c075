// Keeps as many Pods as a ReplicaSet (or ReplicationController) asks for: kube-controller-manager's replicaset-controller.
import { formatTime } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { ReplicaSet, ReplicaSetStatus } from '../../api/generated/apps-v1.ts';
import type { Pod, PodTemplateSpec, ReplicationController } from '../../api/generated/core-v1.ts';
import type { LabelSelector } from '../../api/generated/meta-v1.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import { isConflict, isNotFound } from '../../api/meta/status-error.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import type { ResourceRef } from '../../client/transport.ts';
import { controllerOf, isPodActive, isPodAvailable, isPodReady, namespaceOf } from '../component-helpers/pods.ts';
import { matchesLabels, matchesLabelSelector } from '../../api/meta/label-selector.ts';
import { claimObjects } from './claim.ts';
import { type Controller, ControllerBase, type ControllerContext, isNamespaceTerminating } from './controller.ts';
import { Expectations } from './expectations.ts';
import { controllerUid, OwnedObjects } from './owned-objects.ts';
import { createPodControl, type Owner, type PodControl, podFromTemplate, slowStart } from './pod-control.ts';
import { sortForDeletion } from './pod-ranks.ts';

const maxBurst = 500;

/** What ReplicaSets and ReplicationControllers have in common. */
interface ReplicaKind {
  readonly name: string;
  readonly component: string;
  readonly kind: string;
  readonly apiVersion: string;
  readonly ref: ResourceRef;
  readonly selectorOf: (object: KubeObject) => LabelSelector | undefined;
}

interface Replicated extends KubeObject {
  spec: { replicas?: number; minReadySeconds?: number; template?: PodTemplateSpec };
  status: ReplicaSetStatus;
}

class ReplicaSetController extends ControllerBase {
  readonly #kind: ReplicaKind;
  readonly #sets: Informer<Replicated>;
  readonly #pods: Informer<Pod>;
  readonly #owned: OwnedObjects<Pod>;
  readonly #expectations: Expectations;
  readonly #control: PodControl;

  constructor(context: ControllerContext, kind: ReplicaKind) {
    super(context, kind.component, (key) => this.#reconcile(key));
    this.#kind = kind;
    this.#expectations = new Expectations(context.clock, (key, delayMs) => { this.queue.addAfter(key, delayMs); });
    this.#control = createPodControl(this.client, this.events);
    this.#sets = this.informer<Replicated>(kind.ref);
    this.#pods = this.informer<Pod>(resources.pods);
    this.#owned = new OwnedObjects(this.#pods);
    this.onChange(this.#sets, (set, _old, isGone) => {
      if (isGone) this.#expectations.forget(keyOf(set));
      this.queue.add(keyOf(set));
    });
    this.onChange(this.#pods, (pod, old, isGone) => { this.#podChanged(pod, old, isGone); });
  }

  #podChanged(pod: Pod, old: Pod | undefined, isGone: boolean): void {
    const key = this.#keyOfOwner(pod);
    const oldKey = old === undefined ? undefined : this.#keyOfOwner(old);
    if (oldKey !== undefined && oldKey !== key) this.queue.add(oldKey);
    if (key === undefined) {
      if (!isGone && controllerOf(pod) === undefined) this.#enqueueSelecting(pod, old);
      return;
    }
    if (old === undefined && !isGone) this.#expectations.sawCreation(key);
    if (isGone || pod.metadata.deletionTimestamp !== undefined) this.#expectations.sawDeletion(key, pod.metadata.uid);
    this.queue.add(key);
    const minReadySeconds = this.#sets.get(key)?.spec.minReadySeconds ?? 0;
    if (minReadySeconds > 0 && old !== undefined && !isPodReady(old) && isPodReady(pod)) this.queue.addAfter(key, minReadySeconds * 1000 + 1000);
  }

  #keyOfOwner(pod: Pod): string | undefined {
    const owner = controllerOf(pod);
    return owner?.kind === this.#kind.kind && owner.apiVersion === this.#kind.apiVersion ? `${pod.metadata.namespace}/${owner.name}` : undefined;
  }

  /** An orphan may be adopted by whoever selects it. */
  #enqueueSelecting(pod: Pod, old: Pod | undefined): void {
    if (old !== undefined && old.metadata.labels === pod.metadata.labels && controllerOf(old) === undefined) return;
    for (const set of this.#sets.index(namespaceOf).of(namespaceOf(pod))) {
      if (matchesLabelSelector(this.#kind.selectorOf(set), pod.metadata.labels)) this.queue.add(keyOf(set));
    }
  }

  async #reconcile(key: string): Promise<void> {
    const cached = this.#sets.get(key);
    if (cached === undefined) {
      this.#expectations.forget(key);
      return;
    }
    const set = { ...cached, kind: this.#kind.kind, apiVersion: this.#kind.apiVersion };
    const isCurrent = this.#expectations.isSatisfied(key);
    const all = await claimObjects<Pod>({ client: this.client, ref: resources.pods, owned: this.#owned, owner: set, selector: this.#kind.selectorOf(set), isAdoptable: isPodActive });
    const active = all.filter(isPodActive);
    let failure: unknown;
    if (isCurrent && set.metadata.deletionTimestamp === undefined) failure = await this.#manage(key, set, active);
    if (isNamespaceTerminating(failure)) throw failure;
    await this.#writeStatus(set, all, active, failure);
    if (failure !== undefined) throw failure;
  }

  async #manage(key: string, set: Replicated & Owner, active: readonly Pod[]): Promise<unknown> {
    const difference = active.length - (set.spec.replicas ?? 1);
    if (difference === 0) return undefined;
    if (difference < 0) {
      const { template } = set.spec;
      if (template === undefined) return undefined;
      const count = Math.min(-difference, maxBurst);
      this.#expectations.expect(key, count, []);
      const { successes, error } = await slowStart(count, async () => { await this.#control.create(podFromTemplate(template, set), set); });
      for (let i = successes; i < count; i++) this.#expectations.sawCreation(key);
      return error;
    }
    const doomed = this.#chooseForDeletion(set, active).slice(0, Math.min(difference, maxBurst));
    this.#expectations.expect(key, 0, doomed.map((p) => p.metadata.uid));
    const results = await Promise.allSettled(doomed.map(async (pod) => {
      try {
        await this.#control.delete(pod, set);
      } catch (error) {
        this.#expectations.sawDeletion(key, pod.metadata.uid);
        throw error;
      }
    }));
    return results.find((r) => r.status === 'rejected')?.reason;
  }

  /** Related Pods are those of all ReplicaSets of one owner: of a Deployment's old and new ones, nodes with many lose first. */
  #chooseForDeletion(set: Replicated, active: readonly Pod[]): Pod[] {
    const owner = controllerOf(set);
    const siblings = owner === undefined ? [set] : this.#sets.index(controllerUid).of(owner.uid).filter((s) => s.metadata.namespace === set.metadata.namespace);
    const perNode = new Map<string, number>();
    for (const sibling of siblings) {
      for (const pod of this.#owned.of(sibling.metadata.uid)) {
        if (isPodActive(pod)) perNode.set(pod.spec.nodeName ?? '', (perNode.get(pod.spec.nodeName ?? '') ?? 0) + 1);
      }
    }
    return sortForDeletion(active, (pod) => perNode.get(pod.spec.nodeName ?? '') ?? 0, this.nowMs);
  }

  async #writeStatus(set: Replicated, all: readonly Pod[], active: readonly Pod[], failure: unknown): Promise<void> {
    const minReadySeconds = set.spec.minReadySeconds ?? 0;
    const available = active.filter((p) => isPodAvailable(p, minReadySeconds, this.nowMs)).length;
    const ready = active.filter(isPodReady).length;
    const terminating = all.filter((p) => p.metadata.deletionTimestamp !== undefined && p.status.phase !== 'Succeeded' && p.status.phase !== 'Failed').length;
    const others = (set.status.conditions ?? []).filter((c) => c.type !== 'ReplicaFailure');
    const old = (set.status.conditions ?? []).find((c) => c.type === 'ReplicaFailure');
    const conditions = failure === undefined ? others : [...others, old ?? {
      type: 'ReplicaFailure', status: 'True' as const, lastTransitionTime: formatTime(this.nowMs),
      reason: active.length < (set.spec.replicas ?? 1) ? 'FailedCreate' : 'FailedDelete',
      message: failure instanceof Error ? failure.message : String(failure),
    }];
    const status: ReplicaSetStatus = {
      replicas: active.length,
      fullyLabeledReplicas: active.filter((p) => matchesLabels(set.spec.template?.metadata?.labels, p.metadata.labels)).length,
      readyReplicas: ready,
      availableReplicas: available,
      ...(this.#kind.kind === 'ReplicaSet' && { terminatingReplicas: terminating }),
      observedGeneration: set.metadata.generation ?? 0,
      ...(conditions.length > 0 && { conditions }),
    };
    if (isSameStatus(set.status, status)) return;
    try {
      await this.client.update<Replicated>(this.#kind.ref, { ...set, status }, { subresource: 'status' });
    } catch (error) {
      if (isNotFound(error)) return;
      if (!isConflict(error)) throw error;
      this.queue.addAfter(keyOf(set), 10);
    }
    if (minReadySeconds > 0 && ready === (set.spec.replicas ?? 1) && available !== ready) this.queue.addAfter(keyOf(set), minReadySeconds * 1000);
  }
}

function isSameStatus(a: ReplicaSetStatus, b: ReplicaSetStatus): boolean {
  return a.replicas === b.replicas && (a.fullyLabeledReplicas ?? 0) === b.fullyLabeledReplicas && (a.readyReplicas ?? 0) === b.readyReplicas && (a.availableReplicas ?? 0) === b.availableReplicas
    && (a.terminatingReplicas ?? 0) === (b.terminatingReplicas ?? 0) && (a.observedGeneration ?? 0) === b.observedGeneration && JSON.stringify(a.conditions ?? []) === JSON.stringify(b.conditions ?? []);
}

export const replicaSetController: Controller = {
  name: 'replicaset-controller',
  start: (context): Disposable => new ReplicaSetController(context, {
    name: 'replicaset-controller', component: 'replicaset-controller', kind: 'ReplicaSet', apiVersion: 'apps/v1', ref: resources.replicaSets,
    selectorOf: (object) => (object as ReplicaSet).spec.selector,
  }),
};

export const replicationControllerController: Controller = {
  name: 'replicationcontroller-controller',
  start: (context): Disposable => new ReplicaSetController(context, {
    name: 'replicationcontroller-controller', component: 'replication-controller', kind: 'ReplicationController', apiVersion: 'v1', ref: resources.replicationControllers,
    selectorOf: (object) => { const { selector } = (object as ReplicationController).spec; return selector === undefined ? undefined : { matchLabels: selector }; },
  }),
};

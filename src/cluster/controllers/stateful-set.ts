// Gives Pods stable names, claims and an order: kube-controller-manager's statefulset-controller.
import type { Disposable } from '../../base/disposable.ts';
import type { ControllerRevision, StatefulSet, StatefulSetStatus } from '../../api/generated/apps-v1.ts';
import type { PersistentVolumeClaim, Pod } from '../../api/generated/core-v1.ts';
import { isAlreadyExists, isConflict, isNotFound } from '../../api/meta/status-error.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { matchesLabelSelector } from '../../api/meta/label-selector.ts';
import { controllerOf, isPodAvailable, isPodTerminal, namespaceOf } from '../component-helpers/pods.ts';
import { claimObjects } from './claim.ts';
import { type Controller, ControllerBase, type ControllerContext, isNamespaceTerminating } from './controller.ts';
import { controllerRevisions, createRevision, findRevision, isSameRevision, revisionData, revisionHashLabel, templateOf, truncateHistory } from './controller-revisions.ts';
import { OwnedObjects } from './owned-objects.ts';
import type { Owner } from './pod-control.ts';
import { isHealthy, isInRange, isRunningAndReady, newPod, ordinalOf, parentOf, startOf, withIdentity } from './stateful-pod.ts';
import { StatefulClaims } from './stateful-claims.ts';
import { dataHash } from './template-hash.ts';

type OwnedSet = StatefulSet & Owner;

interface Revisions {
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
  readonly collisionCount: number;
}

class StatefulSetController extends ControllerBase {
  readonly #sets: Informer<StatefulSet>;
  readonly #pods: Informer<Pod>;
  readonly #claims: StatefulClaims;
  readonly #ownedPods: OwnedObjects<Pod>;
  readonly #ownedRevisions: OwnedObjects<ControllerRevision>;

  constructor(context: ControllerContext) {
    super(context, 'statefulset-controller', (key) => this.#reconcile(key));
    this.#sets = this.informer<StatefulSet>(resources.statefulSets);
    this.#pods = this.informer<Pod>(resources.pods);
    this.#claims = new StatefulClaims(this.client, this.events, this.informer<PersistentVolumeClaim>(resources.persistentVolumeClaims));
    this.#ownedPods = new OwnedObjects(this.#pods);
    this.#ownedRevisions = new OwnedObjects(this.informer<ControllerRevision>(controllerRevisions));
    this.enqueueChanges(this.#sets);
    this.onChange(this.#pods, (pod, old) => {
      for (const owner of [controllerOf(pod), old && controllerOf(old)]) if (owner?.kind === 'StatefulSet') this.queue.add(`${pod.metadata.namespace}/${owner.name}`);
      if (controllerOf(pod) !== undefined) return;
      for (const set of this.#sets.index(namespaceOf).of(namespaceOf(pod))) if (matchesLabelSelector(set.spec.selector, pod.metadata.labels)) this.queue.add(keyOf(set));
    });
  }

  async #reconcile(key: string): Promise<void> {
    const cached = this.#sets.get(key);
    if (cached === undefined) return;
    const set: OwnedSet = { ...cached, kind: 'StatefulSet', apiVersion: 'apps/v1' };
    try {
      await this.#sync(key, set);
    } catch (error) {
      if (!isConflict(error) && !isNotFound(error)) throw error;
      this.queue.addAfter(key, 20);
    }
  }

  async #sync(key: string, set: OwnedSet): Promise<void> {
    const { selector } = set.spec;
    const revisions = await claimObjects<ControllerRevision>({ client: this.client, ref: controllerRevisions, owned: this.#ownedRevisions, owner: set, selector });
    const pods = await claimObjects<Pod>({ client: this.client, ref: resources.pods, owned: this.#ownedPods, owner: set, selector, isAdoptable: (pod) => parentOf(pod) === set.metadata.name });
    const own = pods.filter((pod) => parentOf(pod) === set.metadata.name);
    const { update, collisionCount } = await this.#updateRevision(set, revisions);
    const current = revisions.find((r) => r.metadata.name === set.status.currentRevision) ?? update;
    let failure: unknown;
    if (set.metadata.deletionTimestamp === undefined) failure = await this.#move(key, set, own, { current, update, collisionCount }).then(() => undefined, (error: unknown) => error);
    await this.#writeStatus(set, own, { current, update, collisionCount });
    if (failure !== undefined) throw failure;
    const live = new Set([current.metadata.name, update.metadata.name, ...own.map((p) => p.metadata.labels?.[revisionHashLabel])]);
    const dead = revisions.filter((r) => !live.has(r.metadata.name));
    await truncateHistory(this.client, dead, dead.length - (set.spec.revisionHistoryLimit ?? 10));
  }

  /** The revision of the template as it is; a name that another template has taken is counted on. */
  async #updateRevision(set: OwnedSet, known: readonly ControllerRevision[]): Promise<{ readonly update: ControllerRevision; readonly collisionCount: number }> {
    const { template } = set.spec;
    const found = await findRevision(this.client, template, known);
    let collisionCount = set.status.collisionCount ?? 0;
    if (found !== undefined) return { update: found, collisionCount };
    for (;;) {
      const hash = dataHash(revisionData(template), collisionCount);
      try {
        return { update: await createRevision(this.client, { owner: set, template, hash, label: 'controller.kubernetes.io/hash', revision: Math.max(0, ...known.map((r) => r.revision)) + 1 }), collisionCount };
      } catch (error) {
        if (!isAlreadyExists(error)) throw error;
        const existing = await this.client.get<ControllerRevision>(controllerRevisions, `${set.metadata.name}-${hash}`, set.metadata.namespace);
        if (isSameRevision(existing, template)) return { update: existing, collisionCount };
        collisionCount++;
      }
    }
  }

  // ---- Pods

  async #move(key: string, set: OwnedSet, pods: readonly Pod[], revisions: Revisions): Promise<void> {
    const replicas = set.spec.replicas ?? 1;
    const start = startOf(set);
    const byOrdinal = new Map(pods.map((p) => [ordinalOf(p), p]));
    const isMonotonic = set.spec.podManagementPolicy !== 'Parallel';
    const surplus = pods.filter((p) => !isInRange(set, p) && ordinalOf(p) >= 0).sort((a, b) => ordinalOf(b) - ordinalOf(a));
    const inRange = Array.from({ length: replicas }, (_, i) => byOrdinal.get(start + i));
    const firstUnhealthy = [...inRange, ...surplus].find((p) => p === undefined || !isHealthy(p));
    const missing: Promise<boolean>[] = [];
    for (const [i, pod] of inRange.entries()) {
      const step = this.#processReplica(key, set, start + i, pod, revisions);
      if (isMonotonic && await step) return;
      missing.push(step);
    }
    await Promise.all(missing);
    for (const pod of surplus) await this.#claims.fixPolicy(set, pod);
    for (const pod of surplus) {
      if (pod.metadata.deletionTimestamp !== undefined) {
        if (isMonotonic) return;
        continue;
      }
      if (isMonotonic && !this.#isAvailable(key, set, pod) && pod !== firstUnhealthy) return;
      await this.#delete(set, pod);
      if (isMonotonic) return;
    }
    if ((set.spec.updateStrategy.type ?? 'RollingUpdate') === 'RollingUpdate') await this.#rollOut(set, inRange, revisions.update);
  }

  /** True when those after it must wait. */
  async #processReplica(key: string, set: OwnedSet, ordinal: number, pod: Pod | undefined, { current, update }: Revisions): Promise<boolean> {
    if (pod === undefined) {
      if (this.#claims.isStale(set, `${set.metadata.name}-${ordinal}`)) {
        this.queue.addAfter(key, 1000);
        return true;
      }
      await this.#create(set, ordinal, ordinal >= this.#firstUpdated(set) ? update : current);
      return true;
    }
    if (isPodTerminal(pod)) {
      if (pod.metadata.deletionTimestamp === undefined) await this.#delete(set, pod);
      return true;
    }
    if (pod.status.phase === 'Pending') {
      await this.#claims.create(set, pod.metadata.name);
      await this.#claims.fixPolicy(set, pod);
    }
    if (set.spec.podManagementPolicy !== 'Parallel' && (pod.metadata.deletionTimestamp !== undefined || !this.#isAvailable(key, set, pod))) return true;
    await this.#repair(set, pod);
    return false;
  }

  /** Labels that say who the Pod is, and owners of its claims. */
  async #repair(set: OwnedSet, pod: Pod): Promise<void> {
    await this.#claims.fixPolicy(set, pod);
    const repaired = withIdentity(pod);
    if (repaired === pod) return;
    await this.client.update<Pod>(resources.pods, repaired);
    this.events.event(set, 'Normal', 'SuccessfulUpdate', `Update Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`);
  }

  /** From which ordinal on a new Pod is of the new template. */
  #firstUpdated(set: OwnedSet): number {
    const { type = 'RollingUpdate', rollingUpdate } = set.spec.updateStrategy;
    if (type !== 'RollingUpdate') return startOf(set);
    return startOf(set) + (rollingUpdate === undefined ? (set.status.currentReplicas ?? 0) : (rollingUpdate.partition ?? 0));
  }

  #isAvailable(key: string, set: OwnedSet, pod: Pod): boolean {
    const seconds = set.spec.minReadySeconds ?? 0;
    if (!isRunningAndReady(pod)) return false;
    if (isPodAvailable(pod, seconds, this.nowMs)) return true;
    this.queue.addAfter(key, seconds * 1000);
    return false;
  }

  /** Replaces Pods of another revision, the last first, one at a time. */
  async #rollOut(set: OwnedSet, inRange: readonly (Pod | undefined)[], update: ControllerRevision): Promise<void> {
    const partition = set.spec.updateStrategy.rollingUpdate?.partition ?? 0;
    for (let i = inRange.length - 1; i >= partition; i--) {
      const pod = inRange[i];
      if (pod === undefined) return;
      if (pod.metadata.labels?.[revisionHashLabel] !== update.metadata.name && pod.metadata.deletionTimestamp === undefined) {
        await this.#delete(set, pod);
        return;
      }
      if (!isHealthy(pod)) return;
    }
  }

  async #create(set: OwnedSet, ordinal: number, revision: ControllerRevision): Promise<void> {
    const name = `${set.metadata.name}-${ordinal}`;
    const tell = (error: unknown): never => {
      if (!isAlreadyExists(error) && !isNamespaceTerminating(error)) this.events.event(set, 'Warning', 'FailedCreate', `Create Pod ${name} in StatefulSet ${set.metadata.name} failed error: ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    };
    await this.#claims.create(set, name).catch(tell);
    try {
      const pod = await this.client.create<Pod>(resources.pods, newPod(set, templateOf(revision) ?? set.spec.template, ordinal, revision.metadata.name), set.metadata.namespace);
      await this.#claims.fixPolicy(set, pod);
      this.events.event(set, 'Normal', 'SuccessfulCreate', `Create Pod ${name} in StatefulSet ${set.metadata.name} successful`);
    } catch (error) {
      // It may be one that the cache does not have yet, or somebody else's.
      if (isAlreadyExists(error)) this.queue.addAfter(keyOf(set), 1000);
      else tell(error);
    }
  }

  async #delete(set: OwnedSet, pod: Pod): Promise<void> {
    await this.client.delete(resources.pods, pod.metadata.name, pod.metadata.namespace, { preconditions: { uid: pod.metadata.uid } });
    this.events.event(set, 'Normal', 'SuccessfulDelete', `Delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`);
  }

  // ---- status

  async #writeStatus(set: OwnedSet, pods: readonly Pod[], { current, update, collisionCount }: Revisions): Promise<void> {
    const made = pods.filter((p) => p.status.phase !== undefined);
    const countOf = (revision: ControllerRevision): number => made.filter((p) => p.metadata.labels?.[revisionHashLabel] === revision.metadata.name && p.metadata.deletionTimestamp === undefined).length;
    const ready = pods.filter(isRunningAndReady);
    const updated = countOf(update);
    const isDone = (set.spec.updateStrategy.type ?? 'RollingUpdate') === 'RollingUpdate' && updated === made.length && ready.length === made.length && made.length === (set.spec.replicas ?? 1);
    const currentReplicas = isDone ? updated : countOf(current);
    const minReadySeconds = set.spec.minReadySeconds ?? 0;
    const status: StatefulSetStatus = {
      observedGeneration: set.metadata.generation ?? 0,
      replicas: made.length,
      ...(ready.length > 0 && { readyReplicas: ready.length }),
      ...(currentReplicas > 0 && { currentReplicas }),
      ...(updated > 0 && { updatedReplicas: updated }),
      currentRevision: isDone ? update.metadata.name : current.metadata.name,
      updateRevision: update.metadata.name,
      collisionCount,
      ...(set.status.conditions && { conditions: set.status.conditions }),
      availableReplicas: ready.filter((p) => isPodAvailable(p, minReadySeconds, this.nowMs)).length,
    };
    if (minReadySeconds > 0 && status.availableReplicas < ready.length) this.queue.addAfter(keyOf(set), minReadySeconds * 1000);
    const keys = Object.keys({ ...status, ...set.status }) as (keyof StatefulSetStatus)[];
    if (keys.every((k) => JSON.stringify(status[k] ?? 0) === JSON.stringify(set.status[k] ?? 0))) return;
    await this.client.update<StatefulSet>(resources.statefulSets, { ...set, status }, { subresource: 'status' });
  }
}

export const statefulSetController: Controller = { name: 'statefulset-controller', start: (context): Disposable => new StatefulSetController(context) };

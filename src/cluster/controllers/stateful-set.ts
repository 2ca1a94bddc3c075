// Gives Pods stable names, claims and an order: kube-controller-manager's statefulset-controller.
import type { Disposable } from '../../base/disposable.ts';
import type { ControllerRevision, StatefulSet, StatefulSetStatus } from '../../api/generated/apps-v1.ts';
import type { PersistentVolumeClaim, Pod, PodTemplateSpec } from '../../api/generated/core-v1.ts';
import type { New } from '../../api/meta/object.ts';
import { isAlreadyExists, isConflict, isNotFound } from '../../api/meta/status-error.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { controllerOf, isPodAvailable, isPodReady, isPodTerminal } from '../component-helpers/pods.ts';
import { claimObjects } from './claim.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';
import { controllerRevisions, ensureRevision, revisionHashLabel, templateOf } from './controller-revisions.ts';
import { OwnedObjects } from './owned-objects.ts';
import { type Owner, podFromTemplate } from './pod-control.ts';

type OwnedSet = StatefulSet & Owner;

function ordinalOf(pod: Pod): number {
  return Number(/-(\d+)$/.exec(pod.metadata.name)?.[1] ?? -1);
}

class StatefulSetController extends ControllerBase {
  readonly #sets: Informer<StatefulSet>;
  readonly #pods: Informer<Pod>;
  readonly #claims: Informer<PersistentVolumeClaim>;
  readonly #ownedPods: OwnedObjects<Pod>;
  readonly #ownedRevisions: OwnedObjects<ControllerRevision>;

  constructor(context: ControllerContext) {
    super(context, 'statefulset-controller', (key) => this.#reconcile(key));
    this.#sets = this.informer<StatefulSet>(resources.statefulSets);
    this.#pods = this.informer<Pod>(resources.pods);
    this.#claims = this.informer<PersistentVolumeClaim>(resources.persistentVolumeClaims);
    this.#ownedPods = this.owned.add(new OwnedObjects(this.#pods));
    this.#ownedRevisions = this.owned.add(new OwnedObjects(this.informer<ControllerRevision>(controllerRevisions)));
    this.enqueueChanges(this.#sets);
    this.onChange(this.#pods, (pod) => {
      const owner = controllerOf(pod);
      if (owner?.kind === 'StatefulSet') this.queue.add(`${pod.metadata.namespace}/${owner.name}`);
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
    const pods = await claimObjects<Pod>({ client: this.client, ref: resources.pods, owned: this.#ownedPods, owner: set, selector: set.spec.selector });
    const revisions = this.#ownedRevisions.of(set.metadata.uid);
    const update = await ensureRevision(this.client, set, set.spec.template, revisions, set.status.collisionCount);
    const current = revisions.find((r) => r.metadata.name === set.status.currentRevision) ?? update;
    if (set.metadata.deletionTimestamp === undefined) await this.#move(key, set, pods, current, update);
    await this.#writeStatus(set, pods, current, update);
  }

  // ---- Pods

  async #move(key: string, set: OwnedSet, pods: readonly Pod[], current: ControllerRevision, update: ControllerRevision): Promise<void> {
    const start = set.spec.ordinals?.start ?? 0;
    const end = start + (set.spec.replicas ?? 1);
    const byOrdinal = new Map(pods.map((p) => [ordinalOf(p), p]));
    const isParallel = set.spec.podManagementPolicy === 'Parallel';
    const minReadySeconds = set.spec.minReadySeconds ?? 0;
    for (let ordinal = start; ordinal < end; ordinal++) {
      const pod = byOrdinal.get(ordinal);
      if (pod === undefined) {
        const partition = set.spec.updateStrategy.rollingUpdate?.partition ?? 0;
        const revision = ordinal >= partition ? update : current;
        await this.#create(set, ordinal, revision);
        if (!isParallel) return;
        continue;
      }
      if (isPodTerminal(pod) && pod.metadata.deletionTimestamp === undefined) {
        await this.#delete(set, pod);
        if (!isParallel) return;
      } else if (!isParallel && (pod.metadata.deletionTimestamp !== undefined || !isPodAvailable(pod, minReadySeconds, this.nowMs))) {
        if (minReadySeconds > 0 && isPodReady(pod)) this.queue.addAfter(key, minReadySeconds * 1000);
        return;
      }
    }
    const surplus = pods.filter((p) => ordinalOf(p) >= end || ordinalOf(p) < start).sort((a, b) => ordinalOf(b) - ordinalOf(a));
    for (const pod of surplus) {
      if (pod.metadata.deletionTimestamp === undefined) await this.#delete(set, pod);
      if (!isParallel) return;
    }
    if (surplus.length > 0 || (set.spec.updateStrategy.type ?? 'RollingUpdate') !== 'RollingUpdate') return;
    await this.#rollOut(set, byOrdinal, start, end, update);
  }

  /** Replaces Pods of another revision, the last first, one at a time. */
  async #rollOut(set: OwnedSet, byOrdinal: ReadonlyMap<number, Pod>, start: number, end: number, update: ControllerRevision): Promise<void> {
    const partition = set.spec.updateStrategy.rollingUpdate?.partition ?? 0;
    for (let ordinal = end - 1; ordinal >= Math.max(start, partition); ordinal--) {
      const pod = byOrdinal.get(ordinal);
      if (pod === undefined) return;
      if (pod.metadata.labels?.[revisionHashLabel] !== update.metadata.name && pod.metadata.deletionTimestamp === undefined) {
        await this.#delete(set, pod);
        return;
      }
      if (!isPodReady(pod) || pod.metadata.deletionTimestamp !== undefined) return;
    }
  }

  async #create(set: OwnedSet, ordinal: number, revision: ControllerRevision): Promise<void> {
    const name = `${set.metadata.name}-${ordinal}`;
    const { namespace } = set.metadata;
    try {
      for (const template of set.spec.volumeClaimTemplates ?? []) await this.#ensureClaim(set, template, name);
      await this.client.create<Pod>(resources.pods, this.#newPod(set, templateOf(revision) ?? set.spec.template, name, ordinal, revision), namespace);
      this.events.event(set, 'Normal', 'SuccessfulCreate', `Create Pod ${name} in StatefulSet ${set.metadata.name} successful`);
    } catch (error) {
      if (isAlreadyExists(error)) return;
      this.events.event(set, 'Warning', 'FailedCreate', `create Pod ${name} in StatefulSet ${set.metadata.name} failed error: ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    }
  }

  #newPod(set: OwnedSet, template: PodTemplateSpec, name: string, ordinal: number, revision: ControllerRevision): New<Pod> {
    const pod = podFromTemplate(template, set);
    const { generateName: _, ...metadata } = pod.metadata ?? {};
    const labels = { ...metadata.labels, 'apps.kubernetes.io/pod-index': String(ordinal), [revisionHashLabel]: revision.metadata.name, 'statefulset.kubernetes.io/pod-name': name };
    const claims = (set.spec.volumeClaimTemplates ?? []).map((t) => ({ name: t.metadata.name, persistentVolumeClaim: { claimName: `${t.metadata.name}-${name}` } }));
    const others = (pod.spec?.volumes ?? []).filter((v) => !claims.some((c) => c.name === v.name));
    return { ...pod, metadata: { ...metadata, name, labels }, spec: { ...pod.spec, hostname: name, subdomain: set.spec.serviceName, ...(claims.length + others.length > 0 && { volumes: [...claims, ...others] }) } };
  }

  async #ensureClaim(set: OwnedSet, template: PersistentVolumeClaim, podName: string): Promise<void> {
    const name = `${template.metadata.name}-${podName}`;
    const { namespace } = set.metadata;
    if (this.#claims.get(`${namespace}/${name}`) !== undefined) return;
    try {
      await this.client.create<PersistentVolumeClaim>(resources.persistentVolumeClaims, {
        apiVersion: 'v1', kind: 'PersistentVolumeClaim',
        metadata: { name, namespace: namespace ?? '', labels: { ...template.metadata.labels, ...set.spec.selector?.matchLabels }, ...(template.metadata.annotations && { annotations: template.metadata.annotations }) },
        spec: structuredClone(template.spec),
      }, namespace);
      this.events.event(set, 'Normal', 'SuccessfulCreate', `Create Claim ${name} Pod ${podName} in StatefulSet ${set.metadata.name} success`);
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
  }

  async #delete(set: OwnedSet, pod: Pod): Promise<void> {
    await this.client.delete(resources.pods, pod.metadata.name, pod.metadata.namespace, { preconditions: { uid: pod.metadata.uid } });
    this.events.event(set, 'Normal', 'SuccessfulDelete', `Delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`);
  }

  // ---- status

  async #writeStatus(set: OwnedSet, pods: readonly Pod[], current: ControllerRevision, update: ControllerRevision): Promise<void> {
    const live = pods.filter((p) => !isPodTerminal(p));
    const isOf = (pod: Pod, revision: ControllerRevision): boolean => pod.metadata.labels?.[revisionHashLabel] === revision.metadata.name && pod.metadata.deletionTimestamp === undefined;
    const minReadySeconds = set.spec.minReadySeconds ?? 0;
    const updated = live.filter((p) => isOf(p, update)).length;
    const ready = live.filter(isPodReady).length;
    const isDone = updated === live.length && ready === live.length && live.length === (set.spec.replicas ?? 1);
    const status: StatefulSetStatus = {
      observedGeneration: set.metadata.generation ?? 0,
      replicas: live.length,
      ...(ready > 0 && { readyReplicas: ready }),
      ...(isDone ? updated > 0 && { currentReplicas: updated } : live.some((p) => isOf(p, current)) && { currentReplicas: live.filter((p) => isOf(p, current)).length }),
      ...(updated > 0 && { updatedReplicas: updated }),
      currentRevision: isDone ? update.metadata.name : current.metadata.name,
      updateRevision: update.metadata.name,
      collisionCount: set.status.collisionCount ?? 0,
      ...(set.status.conditions && { conditions: set.status.conditions }),
      availableReplicas: live.filter((p) => isPodAvailable(p, minReadySeconds, this.nowMs)).length,
    };
    const keys = Object.keys({ ...status, ...set.status }) as (keyof StatefulSetStatus)[];
    if (keys.every((k) => JSON.stringify(status[k] ?? 0) === JSON.stringify(set.status[k] ?? 0))) return;
    await this.client.update<StatefulSet>(resources.statefulSets, { ...set, status }, { subresource: 'status' });
    if (minReadySeconds > 0 && status.availableReplicas < ready) this.queue.addAfter(keyOf(set), minReadySeconds * 1000);
  }
}

export const statefulSetController: Controller = { name: 'statefulset-controller', start: (context): Disposable => new StatefulSetController(context) };

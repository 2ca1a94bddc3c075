// Rolls a Deployment's Pods from one template to the next through ReplicaSets: kube-controller-manager's deployment-controller.
import { formatTime } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '../../api/generated/apps-v1.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import { isAlreadyExists, isConflict, isNotFound } from '../../api/meta/status-error.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { controllerOf } from '../component-helpers/pods.ts';
import { isEmptySelector, matchesLabelSelector } from '../../api/meta/label-selector.ts';
import { claimObjects } from './claim.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';
import { desiredReplicasAnnotation, fenceposts, findNewReplicaSet, isComplete, isRollingUpdate, maxReplicasAnnotation, newReplicaCount, oldPodsRun, proportionalSteps, replicasOf, revisionAnnotation, scaleDownOld, sortByAge } from './deployment-rollout.ts';
import { OwnedObjects } from './owned-objects.ts';
import { type Owner, ownerReference } from './pod-control.ts';
import { equalTemplates, templateHash } from './template-hash.ts';

const hashLabel = 'pod-template-hash';
const notCopied: ReadonlySet<string> = new Set(['kubectl.kubernetes.io/last-applied-configuration', revisionAnnotation, 'deployment.kubernetes.io/revision-history', desiredReplicasAnnotation, maxReplicasAnnotation, 'deprecated.deployment.rollback.to']);

type OwnedDeployment = Deployment & Owner;

class DeploymentController extends ControllerBase {
  readonly #deployments: Informer<Deployment>;
  readonly #sets: Informer<ReplicaSet>;
  readonly #pods: Informer<Pod>;
  readonly #ownedSets: OwnedObjects<ReplicaSet>;
  readonly #ownedPods: OwnedObjects<Pod>;

  constructor(context: ControllerContext) {
    super(context, 'deployment-controller', (key) => this.#reconcile(key));
    this.#deployments = this.informer<Deployment>(resources.deployments);
    this.#sets = this.informer<ReplicaSet>(resources.replicaSets);
    this.#pods = this.informer<Pod>(resources.pods);
    this.#ownedSets = this.owned.add(new OwnedObjects(this.#sets));
    this.#ownedPods = this.owned.add(new OwnedObjects(this.#pods));
    this.enqueueChanges(this.#deployments);
    this.onChange(this.#sets, (set, old) => {
      for (const key of new Set([this.#keyOfOwner(set), old && this.#keyOfOwner(old)])) if (key !== undefined) this.queue.add(key);
      if (controllerOf(set) === undefined) for (const d of this.#deployments.list()) if (d.metadata.namespace === set.metadata.namespace && matchesLabelSelector(d.spec.selector, set.metadata.labels)) this.queue.add(keyOf(d));
    });
    // Only Recreate waits for Pods to go.
    this.onChange(this.#pods, (pod, _old, isGone) => {
      if (!isGone) return;
      const owner = controllerOf(pod);
      const set = owner?.kind === 'ReplicaSet' ? this.#sets.get(`${pod.metadata.namespace}/${owner.name}`) : undefined;
      const key = set === undefined ? undefined : this.#keyOfOwner(set);
      const deployment = key === undefined ? undefined : this.#deployments.get(key);
      if (key !== undefined && deployment !== undefined && !isRollingUpdate(deployment)) this.queue.add(key);
    });
  }

  #keyOfOwner(set: ReplicaSet): string | undefined {
    const owner = controllerOf(set);
    return owner?.kind === 'Deployment' && owner.apiVersion === 'apps/v1' ? `${set.metadata.namespace}/${owner.name}` : undefined;
  }

  async #reconcile(key: string): Promise<void> {
    const cached = this.#deployments.get(key);
    if (cached === undefined) return;
    const deployment: OwnedDeployment = { ...cached, kind: 'Deployment', apiVersion: 'apps/v1' };
    try {
      await this.#sync(deployment);
    } catch (error) {
      if (!isConflict(error)) throw error;
      this.queue.addAfter(key, 10);
    }
  }

  async #sync(deployment: OwnedDeployment): Promise<void> {
    if (deployment.spec.selector === undefined || isEmptySelector(deployment.spec.selector)) return;
    const sets = await claimObjects<ReplicaSet>({ client: this.client, ref: resources.replicaSets, owned: this.#ownedSets, owner: deployment, selector: deployment.spec.selector });
    const newSet = findNewReplicaSet(deployment, sets);
    const oldSets = sets.filter((s) => s !== newSet);
    if (deployment.metadata.deletionTimestamp !== undefined) {
      await this.#writeStatus(deployment, sets, newSet, undefined);
      return;
    }
    if (deployment.spec.paused === true || this.#isScaling(deployment, sets)) {
      await this.#scale(deployment, sets, newSet);
      await this.#writeStatus(deployment, sets, newSet, this.#pausedCondition(deployment));
      return;
    }
    if (isRollingUpdate(deployment)) await this.#rollingUpdate(deployment, oldSets, newSet);
    else await this.#recreate(deployment, oldSets, newSet);
  }

  // ---- strategies

  async #rollingUpdate(deployment: OwnedDeployment, oldSets: readonly ReplicaSet[], known: ReplicaSet | undefined): Promise<void> {
    const sets = known === undefined ? oldSets : [...oldSets, known];
    const { set: newSet, found } = await this.#ensureNew(deployment, oldSets, known, newReplicaCount(deployment, sets, known));
    const all = [...oldSets, newSet];
    const wanted = replicasOf(deployment);
    if (replicasOf(newSet) > wanted) await this.#scaleSet(deployment, newSet, wanted);
    else {
      const count = newReplicaCount(deployment, all, newSet);
      const isScaled = count !== replicasOf(newSet) && await this.#scaleSet(deployment, newSet, count);
      if (!isScaled) for (const { set, replicas } of scaleDownOld(deployment, all, oldSets.filter((s) => replicasOf(s) > 0), newSet)) await this.#scaleSet(deployment, set, replicas);
    }
    await this.#finish(deployment, oldSets, newSet, found);
  }

  async #recreate(deployment: OwnedDeployment, oldSets: readonly ReplicaSet[], known: ReplicaSet | undefined): Promise<void> {
    let isScaledDown = false;
    for (const set of oldSets) if (replicasOf(set) > 0) isScaledDown = await this.#scaleSet(deployment, set, 0) || isScaledDown;
    const podsBySet = new Map([...oldSets, ...(known ? [known] : [])].map((s) => [s.metadata.uid, this.#ownedPods.of(s.metadata.uid)]));
    if (isScaledDown || oldPodsRun(known, podsBySet)) {
      await this.#writeStatus(deployment, known === undefined ? oldSets : [...oldSets, known], known, undefined);
      return;
    }
    const { set: newSet, found } = await this.#ensureNew(deployment, oldSets, known, replicasOf(deployment));
    if (replicasOf(newSet) !== replicasOf(deployment)) await this.#scaleSet(deployment, newSet, replicasOf(deployment));
    await this.#finish(deployment, oldSets, newSet, found);
  }

  async #finish(deployment: OwnedDeployment, oldSets: readonly ReplicaSet[], newSet: ReplicaSet, progress: DeploymentCondition | undefined): Promise<void> {
    if (isComplete(deployment)) await this.#cleanUp(deployment, oldSets);
    await this.#writeStatus(deployment, [...oldSets, newSet], newSet, progress);
  }

  /** Old, empty ReplicaSets beyond the history limit are deleted, oldest first. */
  async #cleanUp(deployment: Deployment, oldSets: readonly ReplicaSet[]): Promise<void> {
    const limit = deployment.spec.revisionHistoryLimit ?? 10;
    const alive = oldSets.filter((s) => s.metadata.deletionTimestamp === undefined);
    const byRevision = [...alive].sort((a, b) => revisionOf(a) - revisionOf(b));
    for (const set of byRevision.slice(0, Math.max(0, alive.length - limit))) {
      if ((set.status.replicas ?? 0) !== 0 || replicasOf(set) !== 0 || (set.metadata.generation ?? 0) > (set.status.observedGeneration ?? 0)) continue;
      await this.client.delete(resources.replicaSets, set.metadata.name, set.metadata.namespace).catch((error: unknown) => { if (!isNotFound(error)) throw error; });
    }
  }

  // ---- ReplicaSets

  async #ensureNew(deployment: OwnedDeployment, oldSets: readonly ReplicaSet[], known: ReplicaSet | undefined, replicas: number): Promise<{ set: ReplicaSet; found: DeploymentCondition | undefined }> {
    const revision = String(Math.max(0, ...oldSets.map(revisionOf)) + 1);
    if (known !== undefined) {
      const annotations = this.#annotations(deployment, known, revisionOf(known) < Number(revision) ? revision : (known.metadata.annotations?.[revisionAnnotation] ?? revision));
      const isSame = JSON.stringify(annotations) === JSON.stringify(known.metadata.annotations) && (known.spec.minReadySeconds ?? 0) === (deployment.spec.minReadySeconds ?? 0);
      const set = isSame ? known : await this.client.update<ReplicaSet>(resources.replicaSets, { ...known, metadata: { ...known.metadata, annotations }, spec: { ...known.spec, minReadySeconds: deployment.spec.minReadySeconds ?? 0 } });
      await this.#setRevision(deployment, annotations[revisionAnnotation] ?? revision);
      const hasProgress = deployment.status.conditions?.some((c) => c.type === 'Progressing') === true;
      return { set, found: hasProgress ? undefined : this.#condition('Progressing', 'True', 'FoundNewReplicaSet', `Found new replica set "${set.metadata.name}"`) };
    }
    const set = await this.#createNew(deployment, revision, replicas);
    if (replicas > 0) this.events.event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${set.metadata.name} from 0 to ${replicas}`);
    await this.#setRevision(deployment, revision);
    return { set, found: this.#condition('Progressing', 'True', 'NewReplicaSetCreated', `Created new replica set "${set.metadata.name}"`) };
  }

  async #createNew(deployment: OwnedDeployment, revision: string, replicas: number): Promise<ReplicaSet> {
    const { template, selector, minReadySeconds } = deployment.spec;
    const hash = templateHash(template, deployment.status.collisionCount);
    const name = `${deployment.metadata.name}-${hash}`;
    const labels = { ...template.metadata?.labels, [hashLabel]: hash };
    try {
      return await this.client.create<ReplicaSet>(resources.replicaSets, {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: { name, namespace: deployment.metadata.namespace ?? '', ownerReferences: [ownerReference(deployment)], labels, annotations: this.#annotations(deployment, undefined, revision) },
        spec: {
          replicas,
          ...(minReadySeconds !== undefined && { minReadySeconds }),
          selector: { ...selector, matchLabels: { ...selector?.matchLabels, [hashLabel]: hash } },
          template: { ...template, metadata: { ...template.metadata, labels } },
        },
      }, deployment.metadata.namespace);
    } catch (error) {
      if (!isAlreadyExists(error)) {
        const message = error instanceof Error ? error.message : String(error);
        await this.#writeStatus(deployment, [], undefined, this.#condition('Progressing', 'False', 'ReplicaSetCreateError', `Failed to create new replica set "${name}": ${message}`));
        this.events.event(deployment, 'Warning', 'ReplicaSetCreateError', `Failed to create new replica set "${name}": ${message}`);
        throw error;
      }
      const existing = await this.client.get<ReplicaSet>(resources.replicaSets, name, deployment.metadata.namespace);
      if (controllerOf(existing)?.uid === deployment.metadata.uid && equalTemplates(existing.spec.template, template)) return existing;
      // Another template has this hash: count on, so that the next try has another name.
      await this.client.update<Deployment>(resources.deployments, { ...deployment, status: { ...deployment.status, collisionCount: (deployment.status.collisionCount ?? 0) + 1 } }, { subresource: 'status' });
      throw error;
    }
  }

  #annotations(deployment: Deployment, set: ReplicaSet | undefined, revision: string): Record<string, string> {
    const annotations: Record<string, string> = { ...set?.metadata.annotations };
    for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) if (!notCopied.has(key)) annotations[key] = value;
    annotations[desiredReplicasAnnotation] = String(replicasOf(deployment));
    annotations[maxReplicasAnnotation] = String(replicasOf(deployment) + fenceposts(deployment).maxSurge);
    annotations[revisionAnnotation] = revision;
    return annotations;
  }

  async #setRevision(deployment: OwnedDeployment, revision: string): Promise<void> {
    if (deployment.metadata.annotations?.[revisionAnnotation] === revision) return;
    const updated = await this.client.patch<Deployment>(resources.deployments, deployment.metadata.name, deployment.metadata.namespace, 'application/merge-patch+json', { metadata: { annotations: { [revisionAnnotation]: revision } } });
    deployment.metadata = updated.metadata;
  }

  /** True when the size was changed. */
  async #scaleSet(deployment: OwnedDeployment, set: ReplicaSet, replicas: number): Promise<boolean> {
    return replicasOf(set) !== replicas && this.#sizeSet(deployment, set, replicas);
  }

  /** Also says in the set's annotations for which size of the Deployment it has its own: until all say the same, the Deployment counts as being scaled. */
  async #sizeSet(deployment: OwnedDeployment, set: ReplicaSet, replicas: number): Promise<boolean> {
    const before = replicasOf(set);
    const desired = String(replicasOf(deployment));
    const max = String(replicasOf(deployment) + fenceposts(deployment).maxSurge);
    const { [desiredReplicasAnnotation]: oldDesired, [maxReplicasAnnotation]: oldMax } = set.metadata.annotations ?? {};
    if (before === replicas && oldDesired === desired && oldMax === max) return false;
    const annotations = { ...set.metadata.annotations, [desiredReplicasAnnotation]: desired, [maxReplicasAnnotation]: max };
    await this.client.update<ReplicaSet>(resources.replicaSets, { ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, replicas } });
    if (before !== replicas) this.events.event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled ${replicas > before ? 'up' : 'down'} replica set ${set.metadata.name} from ${before} to ${replicas}`);
    return before !== replicas;
  }

  #isScaling(deployment: Deployment, sets: readonly ReplicaSet[]): boolean {
    const active = sets.filter((s) => replicasOf(s) > 0);
    // Recreate shares nothing among several: one of them is to go.
    if (active.length > 1 && !isRollingUpdate(deployment)) return false;
    return active.some((s) => {
      const desired = s.metadata.annotations?.[desiredReplicasAnnotation];
      return desired !== undefined && Number(desired) !== replicasOf(deployment);
    });
  }

  async #scale(deployment: OwnedDeployment, sets: readonly ReplicaSet[], newSet: ReplicaSet | undefined): Promise<void> {
    const active = sets.filter((s) => replicasOf(s) > 0);
    const [only] = active.length === 0 ? sortByAge(sets).reverse() : active;
    if (active.length <= 1) {
      if (only !== undefined) await this.#sizeSet(deployment, active.length === 0 ? (newSet ?? only) : only, replicasOf(deployment));
      return;
    }
    if (newSet !== undefined && replicasOf(newSet) === replicasOf(deployment) && (newSet.status.availableReplicas ?? 0) === replicasOf(deployment)) {
      for (const set of active) if (set !== newSet) await this.#scaleSet(deployment, set, 0);
      return;
    }
    if (isRollingUpdate(deployment)) for (const { set, replicas } of proportionalSteps(deployment, sets)) await this.#sizeSet(deployment, set, replicas);
  }

  // ---- status

  #condition(type: string, status: DeploymentCondition['status'], reason: string, message: string): DeploymentCondition {
    const now = formatTime(this.nowMs);
    return { type, status, lastUpdateTime: now, lastTransitionTime: now, reason, message };
  }

  #pausedCondition(deployment: Deployment): DeploymentCondition | undefined {
    const old = deployment.status.conditions?.find((c) => c.type === 'Progressing');
    if (old?.reason === 'ProgressDeadlineExceeded') return undefined;
    if (deployment.spec.paused === true && old?.reason !== 'DeploymentPaused') return this.#condition('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused');
    if (deployment.spec.paused !== true && old?.reason === 'DeploymentPaused') return this.#condition('Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed');
    return undefined;
  }

  async #writeStatus(deployment: OwnedDeployment, sets: readonly ReplicaSet[], newSet: ReplicaSet | undefined, progress: DeploymentCondition | undefined): Promise<void> {
    const current = sets.map((s) => this.#sets.get(keyOf(s)) ?? s);
    const sum = (of: (s: ReplicaSet) => number | undefined): number => current.reduce((n, s) => n + (of(s) ?? 0), 0);
    const total = sum((s) => s.status.replicas);
    const available = sum((s) => s.status.availableReplicas);
    const updated = current.find((s) => s.metadata.uid === newSet?.metadata.uid)?.status.replicas ?? 0;
    const wanted = sum((s) => replicasOf(s));
    const status: DeploymentStatus = {
      observedGeneration: deployment.metadata.generation ?? 0,
      replicas: total,
      updatedReplicas: updated,
      readyReplicas: sum((s) => s.status.readyReplicas),
      availableReplicas: available,
      unavailableReplicas: Math.max(0, wanted - available),
      terminatingReplicas: sum((s) => s.status.terminatingReplicas),
      ...(deployment.status.collisionCount !== undefined && { collisionCount: deployment.status.collisionCount }),
    };
    const conditions = [...(deployment.status.conditions ?? [])];
    const isAvailable = available >= replicasOf(deployment) - fenceposts(deployment).maxUnavailable;
    this.#put(conditions, isAvailable
      ? this.#condition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.')
      : this.#condition('Available', 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.'));
    this.#putProgress(deployment, status, conditions, newSet, progress);
    const failed = current.flatMap((s) => s.status.conditions ?? []).find((c) => c.type === 'ReplicaFailure');
    const withoutFailure = conditions.filter((c) => c.type !== 'ReplicaFailure');
    status.conditions = failed === undefined ? withoutFailure : [...withoutFailure, this.#kept(conditions, this.#condition('ReplicaFailure', failed.status, failed.reason ?? '', failed.message ?? ''))];
    if (sameStatus(deployment.status, status)) return;
    try {
      await this.client.update<Deployment>(resources.deployments, { ...deployment, status }, { subresource: 'status' });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  #put(conditions: DeploymentCondition[], next: DeploymentCondition): void {
    const at = conditions.findIndex((c) => c.type === next.type);
    if (at < 0) conditions.push(next);
    else conditions[at] = this.#kept(conditions, next);
  }

  /** The old condition when it says the same; with the old transition time when the status did not change. */
  #kept(conditions: readonly DeploymentCondition[], next: DeploymentCondition): DeploymentCondition {
    const old = conditions.find((c) => c.type === next.type);
    if (old === undefined) return next;
    if (old.status === next.status && old.reason === next.reason) return next.type === 'Progressing' && next.message !== old.message ? { ...next, lastTransitionTime: old.lastTransitionTime } : old;
    return old.status === next.status ? { ...next, lastTransitionTime: old.lastTransitionTime } : next;
  }

  #putProgress(deployment: Deployment, status: DeploymentStatus, conditions: DeploymentCondition[], newSet: ReplicaSet | undefined, first: DeploymentCondition | undefined): void {
    if (first !== undefined) this.#put(conditions, first);
    const deadlineSeconds = deployment.spec.progressDeadlineSeconds;
    if (deployment.spec.paused === true || deadlineSeconds === undefined || deadlineSeconds === 2147483647) return;
    const old = conditions.find((c) => c.type === 'Progressing');
    const name = newSet?.metadata.name ?? '';
    const subject = newSet === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${name}"`;
    const wanted = replicasOf(deployment);
    const isDone = status.updatedReplicas === wanted && status.replicas === wanted && status.availableReplicas === wanted;
    const before = deployment.status;
    const isMoving = (status.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) || (before.replicas ?? 0) - (before.updatedReplicas ?? 0) > (status.replicas ?? 0) - (status.updatedReplicas ?? 0)
      || (status.readyReplicas ?? 0) > (before.readyReplicas ?? 0) || (status.availableReplicas ?? 0) > (before.availableReplicas ?? 0);
    if (old?.reason === 'NewReplicaSetAvailable' && isDone) return;
    if (isDone && first === undefined) this.#put(conditions, this.#condition('Progressing', 'True', 'NewReplicaSetAvailable', `${subject} has successfully progressed.`));
    else if (isMoving) {
      const next = this.#condition('Progressing', 'True', 'ReplicaSetUpdated', `${subject} is progressing.`);
      const at = conditions.findIndex((c) => c.type === 'Progressing');
      if (old?.status === 'True') next.lastTransitionTime = old.lastTransitionTime;
      if (at < 0) conditions.push(next);
      else conditions[at] = next;
    } else this.#checkDeadline(deployment, deadlineSeconds, old, conditions, subject);
  }

  #checkDeadline(deployment: Deployment, deadlineSeconds: number, old: DeploymentCondition | undefined, conditions: DeploymentCondition[], subject: string): void {
    if (old === undefined || old.reason === 'NewReplicaSetAvailable' || old.reason === 'ProgressDeadlineExceeded') return;
    const leftMs = Date.parse(old.lastUpdateTime ?? '') + deadlineSeconds * 1000 - this.nowMs;
    if (leftMs > 0) this.queue.addAfter(keyOf(deployment), leftMs + 1000);
    else this.#put(conditions, this.#condition('Progressing', 'False', 'ProgressDeadlineExceeded', `${subject} has timed out progressing.`));
  }
}

function revisionOf(set: ReplicaSet): number {
  return Number(set.metadata.annotations?.[revisionAnnotation] ?? 0);
}

function sameStatus(a: DeploymentStatus, b: DeploymentStatus): boolean {
  const numbers = ['observedGeneration', 'replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas', 'unavailableReplicas', 'terminatingReplicas', 'collisionCount'] as const;
  return numbers.every((n) => (a[n] ?? 0) === (b[n] ?? 0)) && JSON.stringify(a.conditions ?? []) === JSON.stringify(b.conditions ?? []);
}


export const deploymentController: Controller = { name: 'deployment-controller', start: (context): Disposable => new DeploymentController(context) };

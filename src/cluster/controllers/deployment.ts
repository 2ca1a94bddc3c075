// Rolls a Deployment's Pods from one template to the next through ReplicaSets: kube-controller-manager's deployment-controller.
import { formatTime } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '../../api/generated/apps-v1.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import { isAlreadyExists, isConflict, isNotFound } from '../../api/meta/status-error.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { controllerOf, namespaceOf } from '../component-helpers/pods.ts';
import { isEmptySelector, matchesLabelSelector } from '../../api/meta/label-selector.ts';
import { claimObjects } from './claim.ts';
import { type Controller, ControllerBase, type ControllerContext, isNamespaceTerminating } from './controller.ts';
import { hasDeadline, isComplete, isProgressing, isSameStatus, withDeploymentCondition } from './deployment-status.ts';
import { cleanUnhealthy, desiredReplicasAnnotation, fenceposts, findNewReplicaSet, isRollingUpdate, isScaling, maxReplicasAnnotation, maxScaledDown, newReplicaCount, newSetAnnotations, oldPodsRun, proportionalSteps, replicasOf, revisionAnnotation, revisionOf, scaleDownAvailable, sortByAge } from './deployment-rollout.ts';
import { OwnedObjects } from './owned-objects.ts';
import { type Owner, ownerReference } from './pod-control.ts';
import { equalTemplates, templateHash } from './template-hash.ts';

const hashLabel = 'pod-template-hash';

type OwnedDeployment = Deployment & Owner;

class DeploymentController extends ControllerBase {
  readonly #deployments: Informer<Deployment>;
  readonly #sets: Informer<ReplicaSet>;
  readonly #pods: Informer<Pod>;
  readonly #ownedSets: OwnedObjects<ReplicaSet>;
  readonly #ownedPods: OwnedObjects<Pod>;
  /** ReplicaSets as this controller last wrote them, until the cache has them. */
  readonly #sized = new Map<string, ReplicaSet>();

  constructor(context: ControllerContext) {
    super(context, 'deployment-controller', (key) => this.#reconcile(key));
    this.#deployments = this.informer<Deployment>(resources.deployments);
    this.#sets = this.informer<ReplicaSet>(resources.replicaSets);
    this.#pods = this.informer<Pod>(resources.pods);
    this.#ownedSets = new OwnedObjects(this.#sets);
    this.#ownedPods = new OwnedObjects(this.#pods);
    this.enqueueChanges(this.#deployments);
    this.onChange(this.#sets, (set, old, isGone) => {
      if (isGone) this.#sized.delete(set.metadata.uid);
      for (const key of new Set([this.#keyOfOwner(set), old && this.#keyOfOwner(old)])) if (key !== undefined) this.queue.add(key);
      if (controllerOf(set) === undefined) for (const d of this.#deployments.index(namespaceOf).of(namespaceOf(set))) if (matchesLabelSelector(d.spec.selector, set.metadata.labels)) this.queue.add(keyOf(d));
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
    const known = findNewReplicaSet(deployment, sets);
    const oldSets = sets.filter((s) => s !== known);
    if (deployment.metadata.deletionTimestamp !== undefined) {
      await this.#writeStatus(deployment, sets, known, false);
      return;
    }
    await this.#checkPaused(deployment);
    if (deployment.spec.paused === true || isScaling(deployment, sets)) {
      const newSet = known && await this.#syncRevision(deployment, oldSets, known);
      const all = newSet === undefined ? oldSets : [...oldSets, newSet];
      await this.#scale(deployment, all, newSet);
      if (deployment.spec.paused === true) await this.#cleanUp(deployment, oldSets);
      await this.#writeStatus(deployment, all, newSet, false);
      return;
    }
    if (isRollingUpdate(deployment)) await this.#rollingUpdate(deployment, oldSets, known);
    else await this.#recreate(deployment, oldSets, known);
  }

  // ---- strategies

  async #rollingUpdate(deployment: OwnedDeployment, oldSets: readonly ReplicaSet[], known: ReplicaSet | undefined): Promise<void> {
    const newSet = known === undefined ? await this.#createNew(deployment, oldSets) : await this.#syncRevision(deployment, oldSets, known);
    const all = [...oldSets, newSet];
    const wanted = replicasOf(deployment);
    const count = replicasOf(newSet) > wanted ? wanted : newReplicaCount(deployment, all, newSet);
    const isScaled = await this.#scaleSet(deployment, newSet, count) || await this.#scaleDownOld(deployment, oldSets, newSet);
    if (!isScaled && isComplete(deployment)) await this.#cleanUp(deployment, oldSets);
    await this.#writeStatus(deployment, all, newSet, true);
  }

  /** First the replicas that are not available anyway, then as many as availability allows; true when there were some. */
  async #scaleDownOld(deployment: OwnedDeployment, oldSets: readonly ReplicaSet[], newSet: ReplicaSet): Promise<boolean> {
    let old = oldSets.filter((s) => replicasOf(s) > 0);
    let isScaled = false;
    if (old.length === 0 || maxScaledDown(deployment, [...oldSets, newSet], newSet) <= 0) return false;
    for (const stepsOf of [cleanUnhealthy, scaleDownAvailable]) {
      for (const { set, replicas } of stepsOf(deployment, old, newSet)) {
        isScaled = await this.#scaleSet(deployment, set, replicas) || isScaled;
        old = old.map((s) => (s.metadata.uid === set.metadata.uid ? this.#sized.get(s.metadata.uid) ?? s : s));
      }
    }
    return isScaled;
  }

  async #recreate(deployment: OwnedDeployment, oldSets: readonly ReplicaSet[], known: ReplicaSet | undefined): Promise<void> {
    const found = known && await this.#syncRevision(deployment, oldSets, known);
    let isScaledDown = false;
    for (const set of oldSets) if (replicasOf(set) > 0) isScaledDown = await this.#scaleSet(deployment, set, 0) || isScaledDown;
    const podsBySet = new Map([...oldSets, ...(known ? [known] : [])].map((s) => [s.metadata.uid, this.#ownedPods.of(s.metadata.uid)]));
    if (isScaledDown || oldPodsRun(known, podsBySet)) {
      await this.#writeStatus(deployment, found === undefined ? oldSets : [...oldSets, found], found, true);
      return;
    }
    const newSet = found ?? await this.#createNew(deployment, oldSets);
    await this.#scaleSet(deployment, newSet, replicasOf(deployment));
    if (isComplete(deployment)) await this.#cleanUp(deployment, oldSets);
    await this.#writeStatus(deployment, [...oldSets, newSet], newSet, true);
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

  /** Gives the ReplicaSet the Deployment's annotations and the highest revision, and the Deployment that revision. */
  async #syncRevision(deployment: OwnedDeployment, oldSets: readonly ReplicaSet[], known: ReplicaSet): Promise<ReplicaSet> {
    const annotations = newSetAnnotations(deployment, known, String(Math.max(0, ...oldSets.map(revisionOf)) + 1));
    const isSame = JSON.stringify(annotations) === JSON.stringify(known.metadata.annotations) && (known.spec.minReadySeconds ?? 0) === (deployment.spec.minReadySeconds ?? 0);
    if (!isSame) return this.client.update<ReplicaSet>(resources.replicaSets, { ...known, metadata: { ...known.metadata, annotations }, spec: { ...known.spec, minReadySeconds: deployment.spec.minReadySeconds ?? 0 } });
    const hasProgress = deployment.status.conditions?.some((c) => c.type === 'Progressing') === true;
    await this.#announce(deployment, known.metadata.annotations?.[revisionAnnotation] ?? '', hasProgress ? undefined : this.#condition('Progressing', 'True', 'FoundNewReplicaSet', `Found new replica set "${known.metadata.name}"`));
    return known;
  }

  async #createNew(deployment: OwnedDeployment, oldSets: readonly ReplicaSet[]): Promise<ReplicaSet> {
    const replicas = newReplicaCount(deployment, oldSets, undefined);
    const revision = String(Math.max(0, ...oldSets.map(revisionOf)) + 1);
    const { template, selector, minReadySeconds } = deployment.spec;
    const hash = templateHash(template, deployment.status.collisionCount);
    const name = `${deployment.metadata.name}-${hash}`;
    const labels = { ...template.metadata?.labels, [hashLabel]: hash };
    let set: ReplicaSet;
    try {
      set = await this.client.create<ReplicaSet>(resources.replicaSets, {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: { name, namespace: deployment.metadata.namespace ?? '', ownerReferences: [ownerReference(deployment)], labels, annotations: newSetAnnotations(deployment, undefined, revision) },
        spec: {
          replicas,
          ...(minReadySeconds !== undefined && { minReadySeconds }),
          selector: { ...selector, matchLabels: { ...selector?.matchLabels, [hashLabel]: hash } },
          template: { ...template, metadata: { ...template.metadata, labels } },
        },
      }, deployment.metadata.namespace);
    } catch (error) {
      const existing = await this.#refused(deployment, name, error);
      await this.#announce(deployment, revision, undefined);
      return existing;
    }
    if (replicas > 0) this.events.event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${name} from 0 to ${replicas}`);
    await this.#announce(deployment, revision, this.#condition('Progressing', 'True', 'NewReplicaSetCreated', `Created new replica set "${name}"`));
    return set;
  }

  /** The ReplicaSet that is there already when it is the Deployment's own; else the refusal is told and thrown. */
  async #refused(deployment: OwnedDeployment, name: string, error: unknown): Promise<ReplicaSet> {
    if (isNamespaceTerminating(error)) throw error;
    if (!isAlreadyExists(error)) {
      const message = `Failed to create new replica set "${name}": ${error instanceof Error ? error.message : String(error)}`;
      await this.#announce(deployment, undefined, this.#condition('Progressing', 'False', 'ReplicaSetCreateError', message));
      this.events.event(deployment, 'Warning', 'ReplicaSetCreateError', message);
      throw error;
    }
    const existing = await this.client.get<ReplicaSet>(resources.replicaSets, name, deployment.metadata.namespace);
    if (controllerOf(existing)?.uid === deployment.metadata.uid && equalTemplates(existing.spec.template, deployment.spec.template)) return existing;
    // Another template has this hash: count on, so that the next try has another name.
    await this.client.update<Deployment>(resources.deployments, { ...deployment, status: { ...deployment.status, collisionCount: (deployment.status.collisionCount ?? 0) + 1 } }, { subresource: 'status' });
    throw error;
  }

  /** Writes the revision and what happened at once, before anything else of the status. */
  async #announce(deployment: OwnedDeployment, revision: string | undefined, condition: DeploymentCondition | undefined): Promise<void> {
    const { metadata, status } = deployment;
    const isNew = revision !== undefined && revision !== '' && metadata.annotations?.[revisionAnnotation] !== revision;
    const conditions = condition === undefined || !hasDeadline(deployment) ? status.conditions : withDeploymentCondition(status.conditions ?? [], condition);
    if (!isNew && conditions === status.conditions) return;
    const updated = await this.client.update<Deployment>(resources.deployments, {
      ...deployment,
      ...(isNew && { metadata: { ...metadata, annotations: { ...metadata.annotations, [revisionAnnotation]: revision } } }),
      status: { ...status, ...(conditions && { conditions: [...conditions] }) },
    }, { subresource: 'status' });
    deployment.metadata = updated.metadata;
    deployment.status = updated.status;
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
    const sized = await this.client.update<ReplicaSet>(resources.replicaSets, { ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, replicas } });
    this.#sized.set(set.metadata.uid, sized);
    if (before !== replicas) this.events.event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled ${replicas > before ? 'up' : 'down'} replica set ${set.metadata.name} from ${before} to ${replicas}`);
    return before !== replicas;
  }

  async #scale(deployment: OwnedDeployment, sets: readonly ReplicaSet[], newSet: ReplicaSet | undefined): Promise<void> {
    const active = sets.filter((s) => replicasOf(s) > 0);
    const [only] = active.length === 0 ? sortByAge(sets).reverse() : active;
    if (active.length <= 1) {
      // One that is paused and has its size keeps its annotations too.
      const isLeft = deployment.spec.paused === true && only !== undefined && replicasOf(only) === replicasOf(deployment);
      if (only !== undefined && !isLeft) await this.#sizeSet(deployment, active.length === 0 ? (newSet ?? only) : only, replicasOf(deployment));
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

  /** Time that a Deployment is paused does not count against its progress deadline. */
  async #checkPaused(deployment: OwnedDeployment): Promise<void> {
    const { paused = false } = deployment.spec;
    const old = deployment.status.conditions?.find((c) => c.type === 'Progressing');
    if (old?.reason === 'ProgressDeadlineExceeded' || paused === (old?.reason === 'DeploymentPaused')) return;
    await this.#announce(deployment, undefined, paused ? this.#condition('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused') : this.#condition('Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed'));
  }

  async #writeStatus(deployment: OwnedDeployment, sets: readonly ReplicaSet[], newSet: ReplicaSet | undefined, isRollout: boolean): Promise<void> {
    const current = sets.map((s) => this.#latest(s));
    const sum = (of: (s: ReplicaSet) => number | undefined): number => current.reduce((n, s) => n + (of(s) ?? 0), 0);
    const available = sum((s) => s.status.availableReplicas);
    const status: DeploymentStatus = {
      observedGeneration: deployment.metadata.generation ?? 0,
      replicas: sum((s) => s.status.replicas),
      updatedReplicas: current.find((s) => s.metadata.uid === newSet?.metadata.uid)?.status.replicas ?? 0,
      readyReplicas: sum((s) => s.status.readyReplicas),
      availableReplicas: available,
      unavailableReplicas: Math.max(0, sum((s) => replicasOf(s)) - available),
      terminatingReplicas: sum((s) => s.status.terminatingReplicas),
      ...(deployment.status.collisionCount !== undefined && { collisionCount: deployment.status.collisionCount }),
    };
    let conditions = withDeploymentCondition(deployment.status.conditions ?? [], available >= replicasOf(deployment) - fenceposts(deployment).maxUnavailable
      ? this.#condition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.')
      : this.#condition('Available', 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.'));
    if (isRollout) {
      conditions = this.#withProgress(deployment, status, conditions, newSet);
      const failed = [...current.filter((s) => s.metadata.uid === newSet?.metadata.uid), ...current].flatMap((s) => s.status.conditions ?? []).find((c) => c.type === 'ReplicaFailure');
      conditions = failed === undefined ? conditions.filter((c) => c.type !== 'ReplicaFailure')
        : withDeploymentCondition(conditions, { type: failed.type, status: failed.status, lastUpdateTime: failed.lastTransitionTime ?? '', lastTransitionTime: failed.lastTransitionTime ?? '', reason: failed.reason ?? '', message: failed.message ?? '' });
    }
    status.conditions = [...conditions];
    if (isSameStatus(deployment.status, status)) {
      this.#lookAgain(deployment, status);
      return;
    }
    try {
      await this.client.update<Deployment>(resources.deployments, { ...deployment, status }, { subresource: 'status' });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  #latest(set: ReplicaSet): ReplicaSet {
    const cached = this.#sets.get(keyOf(set));
    const written = this.#sized.get(set.metadata.uid);
    if (cached?.metadata.uid !== set.metadata.uid) return written ?? set;
    if (written === undefined || Number(written.metadata.resourceVersion) <= Number(cached.metadata.resourceVersion)) {
      this.#sized.delete(set.metadata.uid);
      return cached;
    }
    return written;
  }

  #withProgress(deployment: Deployment, status: DeploymentStatus, conditions: readonly DeploymentCondition[], newSet: ReplicaSet | undefined): readonly DeploymentCondition[] {
    if (!hasDeadline(deployment)) return conditions.filter((c) => c.type !== 'Progressing');
    const old = deployment.status.conditions?.find((c) => c.type === 'Progressing');
    if (status.replicas === status.updatedReplicas && old?.reason === 'NewReplicaSetAvailable') return conditions;
    const subject = newSet === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${newSet.metadata.name}"`;
    if (isComplete({ ...deployment, status })) return withDeploymentCondition(conditions, this.#condition('Progressing', 'True', 'NewReplicaSetAvailable', `${subject} has successfully progressed.`));
    if (isProgressing(deployment.status, status)) {
      const next = this.#condition('Progressing', 'True', 'ReplicaSetUpdated', `${subject} is progressing.`);
      return [...conditions.filter((c) => c.type !== 'Progressing'), old?.status === 'True' ? { ...next, lastTransitionTime: old.lastTransitionTime ?? '' } : next];
    }
    if (old === undefined || old.reason === 'NewReplicaSetAvailable' || this.#deadlineLeftMs(deployment, old) > 0) return conditions;
    return withDeploymentCondition(conditions, this.#condition('Progressing', 'False', 'ProgressDeadlineExceeded', `${subject} has timed out progressing.`));
  }

  #deadlineLeftMs(deployment: Deployment, { reason, lastUpdateTime = '' }: DeploymentCondition): number {
    return reason === 'ProgressDeadlineExceeded' ? 0 : Date.parse(lastUpdateTime) + (deployment.spec.progressDeadlineSeconds ?? 600) * 1000 - this.nowMs;
  }

  /** A rollout that gets stuck makes no events: its deadline is waited for. */
  #lookAgain(deployment: Deployment, status: DeploymentStatus): void {
    const progress = status.conditions?.find((c) => c.type === 'Progressing');
    if (deployment.spec.paused === true || !hasDeadline(deployment) || progress === undefined || isComplete({ ...deployment, status }) || progress.reason === 'ProgressDeadlineExceeded' || progress.reason === 'NewReplicaSetAvailable') return;
    this.queue.addAfter(keyOf(deployment), Math.max(1000, this.#deadlineLeftMs(deployment, progress) + 1000));
  }
}

export const deploymentController: Controller = { name: 'deployment-controller', start: (context): Disposable => new DeploymentController(context) };

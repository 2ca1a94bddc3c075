// Keeps the status of PodDisruptionBudgets: how many Pods may be evicted now. kube-controller-manager's disruption-controller.
import type { Disposable } from '../../base/disposable.ts';
import { formatTime } from '../../base/clock.ts';
import type { ReplicaSet } from '../../api/generated/apps-v1.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import type { PodDisruptionBudget, PodDisruptionBudgetStatus } from '../../api/generated/policy-v1.ts';
import { deepEqual } from '../../api/meta/deep-equal.ts';
import { isConflict, isNotFound } from '../../api/meta/status-error.ts';
import { kindRows } from '../../api/scheme.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { controllerOf, isPodReady, isPodTerminal, namespaceOf, podCondition, withCondition } from '../component-helpers/pods.ts';
import { goSelectorText, matchesLabelSelector } from '../../api/meta/label-selector.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';

/** How long a Pod whose eviction was granted counts as leaving, and one that is marked as disrupted may stay. */
const deletionTimeoutMs = 120_000;
/** Before the key of a Pod that is marked as disrupted and not being deleted. */
const staleKey = 'stale|';

type ControllerRef = NonNullable<ReturnType<typeof controllerOf>>;
type Condition = NonNullable<PodDisruptionBudgetStatus['conditions']>[number];

/** Why the number of Pods that there should be is not known. */
class UnknownScale extends Error {}

interface Expectation {
  readonly expected: number;
  readonly desired: number;
  /** Pods without a controller, whose number nothing says. */
  readonly hasUnmanaged: boolean;
}

class DisruptionController extends ControllerBase {
  readonly #budgets: Informer<PodDisruptionBudget>;
  readonly #pods: Informer<Pod>;
  readonly #scalable: ReadonlyMap<string, Informer<ReplicaSet>>;

  constructor(context: ControllerContext) {
    super(context, 'controllermanager', (key) => (key.startsWith(staleKey) ? this.#unmark(key.slice(staleKey.length)) : this.#reconcile(key)));
    this.#budgets = this.informer<PodDisruptionBudget>(resources.podDisruptionBudgets);
    this.#pods = this.informer<Pod>(resources.pods);
    this.#scalable = new Map([
      ['Deployment', this.informer<ReplicaSet>(resources.deployments)],
      ['ReplicaSet', this.informer<ReplicaSet>(resources.replicaSets)],
      ['StatefulSet', this.informer<ReplicaSet>(resources.statefulSets)],
      ['ReplicationController', this.informer<ReplicaSet>(resources.replicationControllers)],
    ]);
    this.enqueueChanges(this.#budgets);
    this.onChange(this.#pods, (pod, _old, isGone) => {
      this.#enqueueBudgetOf(pod);
      const leftMs = isGone ? undefined : this.#staleInMs(pod);
      if (leftMs !== undefined) this.queue.addAfter(`${staleKey}${keyOf(pod)}`, leftMs);
    });
  }

  /** Only one budget hears of a Pod, as upstream; which one is not said there. */
  #enqueueBudgetOf(pod: Pod): void {
    const { namespace, name, labels } = pod.metadata;
    const selecting = this.#budgets.index(namespaceOf).of(namespace ?? '').filter((b) => matchesLabelSelector(b.spec.selector, labels));
    const [chosen] = selecting;
    if (chosen === undefined) return;
    if (selecting.length > 1) this.events.event({ ...pod, kind: 'Pod', apiVersion: 'v1' }, 'Warning', 'MultiplePodDisruptionBudgets', `Pod "${namespace}"/"${name}" matches multiple PodDisruptionBudgets.  Chose "${chosen.metadata.name}" arbitrarily.`);
    this.queue.add(keyOf(chosen));
  }

  async #reconcile(key: string): Promise<void> {
    const cached = this.#budgets.get(key);
    if (cached === undefined) return;
    const budget = { ...cached, kind: 'PodDisruptionBudget', apiVersion: 'policy/v1' };
    const pods = this.#pods.index(namespaceOf).of(namespaceOf(budget)).filter((p) => matchesLabelSelector(budget.spec.selector, p.metadata.labels));
    if (pods.length === 0) this.events.event(budget, 'Normal', 'NoPods', 'No matching pods found');
    try {
      await this.#sync(key, budget, pods);
    } catch (error) {
      if (isConflict(error)) this.queue.addAfter(key, 20);
      else if (error instanceof UnknownScale) await this.#failSafe(key, budget, error.message);
      else if (!isNotFound(error)) throw error;
    }
  }

  async #sync(key: string, budget: PodDisruptionBudget & { kind: string }, pods: readonly Pod[]): Promise<void> {
    const { expected, desired, hasUnmanaged } = this.#expectation(budget, pods);
    if (hasUnmanaged) this.events.event(budget, 'Warning', 'UnmanagedPods', `Pods selected by this PodDisruptionBudget (selector: ${goSelectorText(budget.spec.selector)}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`);
    const disrupted = this.#disrupted(key, budget, pods);
    const healthy = pods.filter((p) => p.metadata.deletionTimestamp === undefined && disrupted[p.metadata.name] === undefined && isPodReady(p)).length;
    const allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
    const generation = budget.metadata.generation ?? 0;
    const old = budget.status.conditions?.find((c) => c.type === 'DisruptionAllowed');
    const { status: now } = budget;
    const isCurrent = old !== undefined && old.observedGeneration === now.observedGeneration && (old.status === 'True') === (allowed > 0)
      && now.observedGeneration === generation && now.disruptionsAllowed === allowed && now.currentHealthy === healthy && now.desiredHealthy === desired && now.expectedPods === expected
      && deepEqual(now.disruptedPods ?? {}, disrupted);
    if (isCurrent) return;
    await this.#write(budget, {
      observedGeneration: generation,
      ...(Object.keys(disrupted).length > 0 && { disruptedPods: disrupted }),
      disruptionsAllowed: allowed, currentHealthy: healthy, desiredHealthy: desired, expectedPods: expected,
      conditions: this.#withCondition(budget, { type: 'DisruptionAllowed', status: allowed > 0 ? 'True' : 'False', observedGeneration: generation, reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods', message: '' }),
    });
  }

  /** Nothing may be disrupted while it is not known how many Pods there should be. */
  async #failSafe(key: string, budget: PodDisruptionBudget & { kind: string }, message: string): Promise<void> {
    this.events.event(budget, 'Warning', 'CalculateExpectedPodCountFailed', `Failed to calculate the number of expected pods: ${message}`);
    const conditions = this.#withCondition(budget, { type: 'DisruptionAllowed', status: 'False', reason: 'SyncFailed', message });
    const status: PodDisruptionBudgetStatus = { ...budget.status, disruptionsAllowed: 0, conditions };
    if (budget.status.disruptionsAllowed === 0 && deepEqual(budget.status.conditions, conditions)) return;
    try {
      await this.#write(budget, status);
    } catch (error) {
      if (isConflict(error)) this.queue.addAfter(key, 20);
      else if (!isNotFound(error)) throw error;
    }
  }

  async #write(budget: PodDisruptionBudget, status: PodDisruptionBudgetStatus): Promise<void> {
    await this.client.update<PodDisruptionBudget>(resources.podDisruptionBudgets, { ...budget, status }, { subresource: 'status' });
  }

  #withCondition({ status }: PodDisruptionBudget, { type, status: state, ...next }: Omit<Condition, 'lastTransitionTime'>): Condition[] {
    const conditions = status.conditions ?? [];
    const at = conditions.findIndex((c) => c.type === type);
    const old = conditions[at];
    const condition = { type, status: state, lastTransitionTime: old?.status === state ? old.lastTransitionTime : formatTime(this.nowMs), ...next };
    return at < 0 ? [...conditions, condition] : conditions.with(at, condition);
  }

  /** Pods whose eviction was granted and that are not being deleted yet; looks again when their time is over. */
  #disrupted(key: string, { metadata, status }: PodDisruptionBudget, pods: readonly Pod[]): Record<string, string> {
    const disrupted: Record<string, string> = {};
    for (const [name, time] of Object.entries(status.disruptedPods ?? {})) {
      const pod = pods.find((p) => p.metadata.name === name);
      if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) continue;
      const leftMs = Date.parse(time) + deletionTimeoutMs - this.nowMs;
      if (leftMs < 0) this.events.event({ ...pod, kind: 'Pod', apiVersion: 'v1' }, 'Warning', 'NotDeleted', `Pod was expected by PDB ${metadata.namespace}/${metadata.name} to be deleted but it wasn't`);
      else {
        disrupted[name] = time;
        this.queue.addAfter(key, leftMs + 1000);
      }
    }
    return disrupted;
  }

  /** Of the controllers' sizes when a share or maxUnavailable is asked for, else of the Pods there are. */
  #expectation({ spec: { minAvailable, maxUnavailable } }: PodDisruptionBudget, pods: readonly Pod[]): Expectation {
    if (maxUnavailable !== undefined) {
      const { expected, hasUnmanaged } = this.#scaleOf(pods);
      return { expected, desired: Math.max(0, expected - part(maxUnavailable, expected)), hasUnmanaged };
    }
    if (typeof minAvailable === 'string') {
      const { expected, hasUnmanaged } = this.#scaleOf(pods);
      return { expected, desired: part(minAvailable, expected), hasUnmanaged };
    }
    return { expected: pods.length, desired: minAvailable ?? 0, hasUnmanaged: false };
  }

  #scaleOf(pods: readonly Pod[]): { readonly expected: number; readonly hasUnmanaged: boolean } {
    const sizes = new Map<string, number>();
    let hasUnmanaged = false;
    for (const pod of pods) {
      const owner = controllerOf(pod);
      if (owner === undefined) hasUnmanaged = true;
      else if (!sizes.has(owner.uid)) {
        const [uid, size] = this.#scaleOfOwner(pod, owner);
        sizes.set(uid, size);
      }
    }
    return { expected: [...sizes.values()].reduce((a, b) => a + b, 0), hasUnmanaged };
  }

  #scaleOfOwner(pod: Pod, owner: ControllerRef): readonly [string, number] {
    const set = this.#owner(pod, owner);
    const above = set === undefined || owner.kind !== 'ReplicaSet' ? undefined : controllerOf(set);
    const scaled = above?.kind === 'Deployment' ? this.#owner(pod, above) : set;
    if (scaled === undefined) throw new UnknownScale(`found no controllers for pod "${pod.metadata.name}"`);
    return [scaled.metadata.uid, scaled.spec.replicas ?? 1];
  }

  #owner(pod: Pod, { kind, apiVersion, name, uid }: ControllerRef): ReplicaSet | undefined {
    const [group = ''] = apiVersion.includes('/') ? apiVersion.split('/') : [];
    const informer = group === (kind === 'ReplicationController' ? '' : 'apps') ? this.#scalable.get(kind) : undefined;
    if (informer !== undefined) {
      const found = informer.get(`${pod.metadata.namespace}/${name}`);
      return found?.metadata.uid === uid ? found : undefined;
    }
    const row = kindRows.find((r) => r.kind === kind && r.group === group);
    throw new UnknownScale(row === undefined ? `no matches for kind "${kind}" in group "${group}"` : `${row.plural}${group === '' ? '' : `.${group}`} does not implement the scale subresource`);
  }

  // ---- Pods that are marked as disrupted and stay

  #staleInMs(pod: Pod): number | undefined {
    const target = podCondition(pod.status, 'DisruptionTarget');
    if (target?.status !== 'True' || pod.metadata.deletionTimestamp !== undefined || isPodTerminal(pod)) return undefined;
    return Math.max(0, Date.parse(target.lastTransitionTime ?? '') + deletionTimeoutMs - this.nowMs);
  }

  async #unmark(key: string): Promise<void> {
    const pod = this.#pods.get(key);
    const leftMs = pod === undefined ? undefined : this.#staleInMs(pod);
    if (pod === undefined || leftMs === undefined) return;
    if (leftMs > 0) {
      this.queue.addAfter(`${staleKey}${key}`, leftMs);
      return;
    }
    const conditions = withCondition(pod.status.conditions, { type: 'DisruptionTarget', status: 'False', observedGeneration: pod.metadata.generation ?? 0, lastTransitionTime: formatTime(this.nowMs) });
    try {
      await this.client.update<Pod>(resources.pods, { ...pod, status: { ...pod.status, conditions } }, { subresource: 'status' });
    } catch (error) {
      if (isConflict(error)) this.queue.addAfter(`${staleKey}${key}`, 20);
      else if (!isNotFound(error)) throw error;
    }
  }
}

function part(value: number | string, total: number): number {
  return typeof value === 'number' ? value : Math.ceil((Number(value.replace('%', '')) * total) / 100);
}

export const disruptionController: Controller = { name: 'disruption-controller', start: (context): Disposable => new DisruptionController(context) };

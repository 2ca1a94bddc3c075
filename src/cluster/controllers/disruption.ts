// Keeps the status of PodDisruptionBudgets: how many Pods may be evicted now. kube-controller-manager's disruption-controller.
import type { Disposable } from '../../base/disposable.ts';
import { formatTime } from '../../base/clock.ts';
import type { Deployment, ReplicaSet } from '../../api/generated/apps-v1.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import type { PodDisruptionBudget, PodDisruptionBudgetStatus } from '../../api/generated/policy-v1.ts';
import { isConflict, isNotFound } from '../../api/meta/status-error.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { controllerOf, isPodReady, isPodTerminal } from '../component-helpers/pods.ts';
import { matchesLabelSelector } from '../../api/meta/label-selector.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';

class DisruptionController extends ControllerBase {
  readonly #budgets: Informer<PodDisruptionBudget>;
  readonly #pods: Informer<Pod>;

  constructor(context: ControllerContext) {
    super(context, 'controllermanager', (key) => this.#reconcile(key));
    this.#budgets = this.informer<PodDisruptionBudget>(resources.podDisruptionBudgets);
    this.#pods = this.informer<Pod>(resources.pods);
    this.enqueueChanges(this.#budgets);
    for (const ref of [resources.deployments, resources.replicaSets, resources.statefulSets, resources.replicationControllers]) {
      this.onChange(this.informer<ReplicaSet>(ref), (owner, old) => {
        if (old?.spec.replicas === owner.spec.replicas && old !== undefined) return;
        for (const budget of this.#budgets.list()) if (budget.metadata.namespace === owner.metadata.namespace) this.queue.add(keyOf(budget));
      });
    }
    this.onChange(this.#pods, (pod, old) => {
      for (const budget of this.#budgets.list()) {
        if (budget.metadata.namespace !== pod.metadata.namespace) continue;
        if (matchesLabelSelector(budget.spec.selector, pod.metadata.labels) || (old !== undefined && matchesLabelSelector(budget.spec.selector, old.metadata.labels))) this.queue.add(keyOf(budget));
      }
    });
  }

  async #reconcile(key: string): Promise<void> {
    const cached = this.#budgets.get(key);
    if (cached === undefined) return;
    const budget = { ...cached, kind: 'PodDisruptionBudget', apiVersion: 'policy/v1' };
    const pods = this.#pods.list().filter((p) => p.metadata.namespace === budget.metadata.namespace && matchesLabelSelector(budget.spec.selector, p.metadata.labels) && !isPodTerminal(p));
    if (pods.length === 0) this.events.event(budget, 'Normal', 'NoPods', 'No matching pods found');
    const { expected, desired } = this.#expectation(budget, pods);
    const healthy = pods.filter((p) => p.metadata.deletionTimestamp === undefined && budget.status.disruptedPods?.[p.metadata.name] === undefined && isPodReady(p)).length;
    const allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
    const disrupted = Object.fromEntries(Object.entries(budget.status.disruptedPods ?? {}).filter(([name, time]) => {
      const pod = pods.find((p) => p.metadata.name === name);
      return pod !== undefined && pod.metadata.deletionTimestamp === undefined && this.nowMs - Date.parse(time) < 120_000;
    }));
    const old = budget.status.conditions?.find((c) => c.type === 'DisruptionAllowed');
    const state = allowed > 0 ? 'True' : 'False';
    const condition = {
      type: 'DisruptionAllowed', status: state as 'True' | 'False', observedGeneration: budget.metadata.generation ?? 0,
      lastTransitionTime: old?.status === state ? old.lastTransitionTime : formatTime(this.nowMs),
      reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods', message: '',
    };
    const status: PodDisruptionBudgetStatus = {
      observedGeneration: budget.metadata.generation ?? 0,
      ...(Object.keys(disrupted).length > 0 && { disruptedPods: disrupted }),
      disruptionsAllowed: allowed, currentHealthy: healthy, desiredHealthy: desired, expectedPods: expected,
      conditions: [condition],
    };
    const keys = Object.keys({ ...status, ...budget.status }) as (keyof PodDisruptionBudgetStatus)[];
    if (keys.every((k) => JSON.stringify(status[k]) === JSON.stringify(budget.status[k]))) return;
    try {
      await this.client.update<PodDisruptionBudget>(resources.podDisruptionBudgets, { ...budget, status }, { subresource: 'status' });
    } catch (error) {
      if (isConflict(error)) this.queue.addAfter(key, 20);
      else if (!isNotFound(error)) throw error;
    }
  }

  /** Of the controllers' sizes when a share or maxUnavailable is asked for, else of the Pods there are. */
  #expectation(budget: PodDisruptionBudget, pods: readonly Pod[]): { expected: number; desired: number } {
    const { minAvailable, maxUnavailable } = budget.spec;
    if (maxUnavailable !== undefined) {
      const expected = this.#scaleOf(pods);
      return { expected, desired: Math.max(0, expected - part(maxUnavailable, expected)) };
    }
    if (typeof minAvailable === 'string') {
      const expected = this.#scaleOf(pods);
      return { expected, desired: part(minAvailable, expected) };
    }
    return { expected: pods.length, desired: minAvailable ?? 0 };
  }

  #scaleOf(pods: readonly Pod[]): number {
    const sizes = new Map<string, number>();
    for (const pod of pods) {
      const owner = controllerOf(pod);
      if (owner === undefined) continue;
      const key = `${pod.metadata.namespace}/${owner.name}`;
      const set = owner.kind === 'ReplicaSet' ? this.context.informers.of<ReplicaSet>(resources.replicaSets).get(key) : undefined;
      const above = set === undefined ? undefined : controllerOf(set);
      if (above?.kind === 'Deployment') sizes.set(above.uid, this.context.informers.of<Deployment>(resources.deployments).get(`${pod.metadata.namespace}/${above.name}`)?.spec.replicas ?? 1);
      else if (set !== undefined) sizes.set(owner.uid, set.spec.replicas ?? 1);
      else {
        const ref = owner.kind === 'StatefulSet' ? resources.statefulSets : resources.replicationControllers;
        const object = this.context.informers.of<ReplicaSet>(ref).get(key);
        if (object !== undefined) sizes.set(owner.uid, object.spec.replicas ?? 1);
      }
    }
    return [...sizes.values()].reduce((a, b) => a + b, 0);
  }
}

function part(value: number | string, total: number): number {
  return typeof value === 'number' ? value : Math.ceil((Number(value.replace('%', '')) * total) / 100);
}

export const disruptionController: Controller = { name: 'disruption-controller', start: (context): Disposable => new DisruptionController(context) };

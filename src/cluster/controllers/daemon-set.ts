// Runs one Pod on each node that suits: kube-controller-manager's daemonset-controller.
import type { Disposable } from '../../base/disposable.ts';
import type { ControllerRevision, DaemonSet, DaemonSetStatus } from '../../api/generated/apps-v1.ts';
import type { Node, Pod, Toleration } from '../../api/generated/core-v1.ts';
import type { New } from '../../api/meta/object.ts';
import { isAlreadyExists, isConflict, isNotFound } from '../../api/meta/status-error.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { controllerOf, isPodAvailable, isPodReady, isPodTerminal } from '../component-helpers/pods.ts';
import { matchesRequiredNodeAffinity } from '../component-helpers/node-selector.ts';
import { findUntolerated } from '../component-helpers/taints.ts';
import { claimObjects } from './claim.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';
import { controllerRevisions, createRevision, findRevision, isSameRevision, revisionHashLabel, truncateHistory } from './controller-revisions.ts';
import { allowsSurge, excessPods, isUpdated, podsByNode, rollingUpdate, sortOldestFirst } from './daemon-set-rollout.ts';
import { Expectations } from './expectations.ts';
import { OwnedObjects } from './owned-objects.ts';
import { createPodControl, type Owner, type PodControl, podFromTemplate, slowStart } from './pod-control.ts';
import { templateHash } from './template-hash.ts';

type OwnedSet = DaemonSet & Owner;

const ownTolerations: readonly Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
];

function tolerationsOf(set: DaemonSet): Toleration[] {
  const own = set.spec.template.spec.tolerations ?? [];
  const network: Toleration[] = set.spec.template.spec.hostNetwork === true ? [{ key: 'node.kubernetes.io/network-unavailable', operator: 'Exists', effect: 'NoSchedule' }] : [];
  return [...own, ...[...ownTolerations, ...network].filter((t) => !own.some((o) => o.key === t.key && o.effect === t.effect && o.operator === t.operator))];
}

const firstFailureDelayMs = 1000;
const maxFailureDelayMs = 900_000;

class DaemonSetController extends ControllerBase {
  readonly #sets: Informer<DaemonSet>;
  readonly #pods: Informer<Pod>;
  readonly #nodes: Informer<Node>;
  readonly #ownedPods: OwnedObjects<Pod>;
  readonly #ownedRevisions: OwnedObjects<ControllerRevision>;
  readonly #expectations: Expectations;
  readonly #control: PodControl;
  /** When a Pod last failed, by DaemonSet and node. */
  readonly #failures = new Map<string, { atMs: number; delayMs: number }>();

  constructor(context: ControllerContext) {
    super(context, 'daemonset-controller', (key) => this.#reconcile(key));
    this.#expectations = new Expectations(context.clock, (key, delayMs) => { this.queue.addAfter(key, delayMs); });
    this.#control = createPodControl(this.client, this.events);
    this.#sets = this.informer<DaemonSet>(resources.daemonSets);
    this.#pods = this.informer<Pod>(resources.pods);
    this.#nodes = this.informer<Node>(resources.nodes);
    this.#ownedPods = new OwnedObjects(this.#pods);
    this.#ownedRevisions = new OwnedObjects(this.informer<ControllerRevision>(controllerRevisions));
    this.enqueueChanges(this.#sets);
    this.onChange(this.#nodes, (node, old) => {
      const isSame = old !== undefined && JSON.stringify([old.metadata.labels, old.spec.taints]) === JSON.stringify([node.metadata.labels, node.spec.taints]);
      if (!isSame) for (const set of this.#sets.list()) this.queue.add(keyOf(set));
    });
    this.onChange(this.#pods, (pod, old, isGone) => {
      const owner = controllerOf(pod);
      if (owner?.kind !== 'DaemonSet') return;
      const key = `${pod.metadata.namespace}/${owner.name}`;
      if (old === undefined && !isGone) this.#expectations.sawCreation(key);
      if (isGone || pod.metadata.deletionTimestamp !== undefined) this.#expectations.sawDeletion(key, pod.metadata.uid);
      this.queue.add(key);
    });
  }

  async #reconcile(key: string): Promise<void> {
    const cached = this.#sets.get(key);
    if (cached === undefined) {
      this.#expectations.forget(key);
      return;
    }
    const set: OwnedSet = { ...cached, kind: 'DaemonSet', apiVersion: 'apps/v1' };
    if (set.metadata.deletionTimestamp !== undefined) return;
    try {
      const revisions = await claimObjects<ControllerRevision>({ client: this.client, ref: controllerRevisions, owned: this.#ownedRevisions, owner: set, selector: set.spec.selector });
      const revision = await findRevision(this.client, set.spec.template, revisions) ?? await this.#createRevision(set, revisions);
      const hash = revision.metadata.labels?.[revisionHashLabel] ?? '';
      // Before the Pods are looked at: what is seen later is not among them.
      const isSatisfied = this.#expectations.isSatisfied(key);
      const pods = await claimObjects<Pod>({ client: this.client, ref: resources.pods, owned: this.#ownedPods, owner: set, selector: set.spec.selector });
      let failure: unknown;
      if (isSatisfied) {
        failure = await this.#update(key, set, pods, hash, revisions.filter((r) => r.metadata.uid !== revision.metadata.uid)).then(() => undefined, (error: unknown) => error);
      }
      await this.#writeStatus(set, pods, hash);
      if (failure !== undefined) throw failure;
    } catch (error) {
      if (!isConflict(error) && !isNotFound(error)) throw error;
      this.queue.addAfter(key, 20);
    }
  }

  async #update(key: string, set: OwnedSet, pods: readonly Pod[], hash: string, old: readonly ControllerRevision[]): Promise<void> {
    // What was just made or removed is not among `pods`: the update waits until it is.
    if (await this.#manage(key, set, pods, hash)) return;
    if ((set.spec.updateStrategy.type ?? 'RollingUpdate') === 'RollingUpdate') {
      const nodes = this.#nodes.list();
      const desired = nodes.filter((n) => this.#judge(set, n).shouldRun).length;
      const { remove, create } = rollingUpdate({ set, desired, podsByNode: podsByNode(pods), isUpdated: (p) => isUpdated(p, set, hash), isAvailable: (p) => isPodAvailable(p, set.spec.minReadySeconds ?? 0, this.nowMs) });
      await this.#sync(key, set, { remove, create: create.filter((name) => this.#nodes.get(name) !== undefined) }, hash);
    }
    const live = new Set(pods.map((p) => p.metadata.labels?.[revisionHashLabel]));
    const dead = old.filter((r) => !live.has(r.metadata.labels?.[revisionHashLabel]));
    await truncateHistory(this.client, dead, Math.min(dead.length, old.length - (set.spec.revisionHistoryLimit ?? 10)));
  }

  async #createRevision(set: OwnedSet, known: readonly ControllerRevision[]): Promise<ControllerRevision> {
    const { template } = set.spec;
    const hash = templateHash(template, set.status.collisionCount);
    try {
      return await createRevision(this.client, { owner: set, template, hash, label: revisionHashLabel, revision: Math.max(0, ...known.map((r) => r.revision)) + 1 });
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      const existing = await this.client.get<ControllerRevision>(controllerRevisions, `${set.metadata.name}-${hash}`, set.metadata.namespace);
      if (isSameRevision(existing, template)) return existing;
      await this.client.update<DaemonSet>(resources.daemonSets, { ...set, status: { ...set.status, collisionCount: (set.status.collisionCount ?? 0) + 1 } }, { subresource: 'status' });
      throw error;
    }
  }

  /** `shouldRun`: a Pod belongs there; `mayStay`: one that is there is let be. */
  #judge(set: DaemonSet, node: Node): { shouldRun: boolean; mayStay: boolean } {
    const { spec } = set.spec.template;
    if (spec.nodeName !== undefined && spec.nodeName !== '' && spec.nodeName !== node.metadata.name) return { shouldRun: false, mayStay: false };
    if (!matchesRequiredNodeAffinity({ spec } as Pod, node)) return { shouldRun: false, mayStay: false };
    const tolerations = tolerationsOf(set);
    if (findUntolerated(node.spec.taints, tolerations, ['NoExecute']) !== undefined) return { shouldRun: false, mayStay: false };
    const fits = findUntolerated(node.spec.taints, tolerations, ['NoSchedule']) === undefined;
    return { shouldRun: fits, mayStay: true };
  }

  /** True when Pods were made or removed. */
  async #manage(key: string, set: OwnedSet, pods: readonly Pod[], hash: string): Promise<boolean> {
    const create: string[] = [];
    const remove: Pod[] = [];
    const byNode = podsByNode(pods);
    for (const node of this.#nodes.list()) {
      const { name } = node.metadata;
      const { shouldRun, mayStay } = this.#judge(set, node);
      const own = byNode.get(name);
      if (own === undefined) {
        if (shouldRun) create.push(name);
        continue;
      }
      const live = own.filter((p) => p.metadata.deletionTimestamp === undefined);
      if (!mayStay) {
        remove.push(...live);
        continue;
      }
      for (const pod of live) if (isPodTerminal(pod) && this.#tellEnded(key, set, pod, name)) remove.push(pod);
      const running = live.filter((p) => !isPodTerminal(p));
      remove.push(...excessPods(set, running, (p) => isUpdated(p, set, hash), (p) => isPodAvailable(p, set.spec.minReadySeconds ?? 0, this.nowMs)));
      if (running.length === 0 && shouldRun && allowsSurge(set)) create.push(name);
    }
    await this.#sync(key, set, { create, remove }, hash);
    return create.length + remove.length > 0;
  }

  /** False while a failed Pod of that node is to be let be: a node that refuses would be asked without a pause. */
  #tellEnded(key: string, set: OwnedSet, pod: Pod, nodeName: string): boolean {
    const who = `daemon pod ${pod.metadata.namespace}/${pod.metadata.name} on node ${nodeName}`;
    if (pod.status.phase === 'Succeeded') {
      this.events.event(set, 'Normal', 'SucceededDaemonPod', `Found succeeded ${who}, will try to delete it`);
      return true;
    }
    const id = `${set.metadata.uid}/${nodeName}`;
    const last = this.#failures.get(id);
    const sinceMs = this.nowMs - (last?.atMs ?? -Infinity);
    if (last !== undefined && sinceMs < last.delayMs) {
      this.queue.addAfter(key, last.delayMs - sinceMs);
      return false;
    }
    const isForgotten = last === undefined || sinceMs > 2 * maxFailureDelayMs;
    this.#failures.set(id, { atMs: this.nowMs, delayMs: isForgotten ? firstFailureDelayMs : Math.min(maxFailureDelayMs, last.delayMs * 2) });
    this.events.event(set, 'Warning', 'FailedDaemonPod', `Found failed ${who}, will try to kill it`);
    return true;
  }

  async #sync(key: string, set: OwnedSet, { create, remove }: { readonly create: readonly string[]; readonly remove: readonly Pod[] }, hash: string): Promise<void> {
    if (create.length + remove.length === 0) return;
    this.#expectations.expect(key, create.length, remove.map((p) => p.metadata.uid));
    const made = slowStart(create.length, async (i) => { await this.#control.create(this.#newPod(set, create[i] ?? '', hash), set); }).then(({ successes, error }) => {
      for (let i = successes; i < create.length; i++) this.#expectations.sawCreation(key);
      if (error !== undefined) throw error;
    });
    const results = await Promise.allSettled([made, ...remove.map((pod) => this.#control.delete(pod, set).catch((error: unknown) => { this.#expectations.sawDeletion(key, pod.metadata.uid); throw error; }))]);
    const failed = results.find((r) => r.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  #newPod(set: OwnedSet, nodeName: string, hash: string): New<Pod> {
    const pod = podFromTemplate(set.spec.template, set);
    const affinity = pod.spec?.affinity ?? {};
    return {
      ...pod,
      metadata: { ...pod.metadata, labels: { ...pod.metadata?.labels, [revisionHashLabel]: hash, ...(set.metadata.annotations?.['deprecated.daemonset.template.generation'] !== undefined && { 'pod-template-generation': set.metadata.annotations['deprecated.daemonset.template.generation'] }) } },
      spec: {
        ...pod.spec,
        tolerations: tolerationsOf(set),
        affinity: {
          ...affinity,
          nodeAffinity: { ...affinity.nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [nodeName] }] }] } },
        },
      },
    };
  }

  async #writeStatus(set: OwnedSet, pods: readonly Pod[], hash: string): Promise<void> {
    const byNode = podsByNode(pods);
    let desired = 0, current = 0, misscheduled = 0, ready = 0, available = 0, updated = 0;
    for (const node of this.#nodes.list()) {
      const own = byNode.get(node.metadata.name) ?? [];
      const [pod] = sortOldestFirst(own);
      if (!this.#judge(set, node).shouldRun) {
        if (own.length > 0) misscheduled++;
        continue;
      }
      desired++;
      if (pod === undefined) continue;
      current++;
      if (isPodReady(pod)) ready++;
      if (isPodAvailable(pod, set.spec.minReadySeconds ?? 0, this.nowMs)) available++;
      if (isUpdated(pod, set, hash)) updated++;
    }
    const status: DaemonSetStatus = {
      currentNumberScheduled: current, numberMisscheduled: misscheduled, desiredNumberScheduled: desired, numberReady: ready,
      observedGeneration: set.metadata.generation ?? 0,
      ...(updated > 0 && { updatedNumberScheduled: updated }),
      ...(available > 0 && { numberAvailable: available }),
      ...(desired - available > 0 && { numberUnavailable: desired - available }),
      ...(set.status.collisionCount !== undefined && { collisionCount: set.status.collisionCount }),
    };
    if ((set.spec.minReadySeconds ?? 0) > 0 && ready !== available) this.queue.addAfter(keyOf(set), (set.spec.minReadySeconds ?? 0) * 1000);
    const keys = Object.keys({ ...status, ...set.status }) as (keyof DaemonSetStatus)[];
    if (keys.every((k) => JSON.stringify(status[k] ?? 0) === JSON.stringify(set.status[k] ?? 0))) return;
    await this.client.update<DaemonSet>(resources.daemonSets, { ...set, status }, { subresource: 'status' });
  }
}

export const daemonSetController: Controller = { name: 'daemonset-controller', start: (context): Disposable => new DaemonSetController(context) };

// Runs one Pod on each node that suits: kube-controller-manager's daemonset-controller.
import type { Disposable } from '../../base/disposable.ts';
import type { ControllerRevision, DaemonSet, DaemonSetStatus } from '../../api/generated/apps-v1.ts';
import type { Node, Pod, Toleration } from '../../api/generated/core-v1.ts';
import type { New } from '../../api/meta/object.ts';
import { isConflict, isNotFound } from '../../api/meta/status-error.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { controllerOf, isPodActive, isPodAvailable, isPodReady, isPodTerminal } from '../component-helpers/pods.ts';
import { matchesRequiredNodeAffinity } from '../component-helpers/node-selector.ts';
import { findUntolerated } from '../component-helpers/taints.ts';
import { claimObjects } from './claim.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';
import { controllerRevisions, ensureRevision, revisionHashLabel } from './controller-revisions.ts';
import { Expectations } from './expectations.ts';
import { OwnedObjects } from './owned-objects.ts';
import { createPodControl, type Owner, type PodControl, podFromTemplate } from './pod-control.ts';

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

/** The node for which a Pod was made, before or after it was bound. */
function nodeOf(pod: Pod): string {
  const named = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms[0]?.matchFields?.[0]?.values?.[0];
  return pod.spec.nodeName ?? named ?? '';
}

class DaemonSetController extends ControllerBase {
  readonly #sets: Informer<DaemonSet>;
  readonly #pods: Informer<Pod>;
  readonly #nodes: Informer<Node>;
  readonly #ownedPods: OwnedObjects<Pod>;
  readonly #ownedRevisions: OwnedObjects<ControllerRevision>;
  readonly #expectations: Expectations;
  readonly #control: PodControl;

  constructor(context: ControllerContext) {
    super(context, 'daemonset-controller', (key) => this.#reconcile(key));
    this.#expectations = new Expectations(context.clock, (key, delayMs) => { this.queue.addAfter(key, delayMs); });
    this.#control = createPodControl(this.client, this.events);
    this.#sets = this.informer<DaemonSet>(resources.daemonSets);
    this.#pods = this.informer<Pod>(resources.pods);
    this.#nodes = this.informer<Node>(resources.nodes);
    this.#ownedPods = this.owned.add(new OwnedObjects(this.#pods));
    this.#ownedRevisions = this.owned.add(new OwnedObjects(this.informer<ControllerRevision>(controllerRevisions)));
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
      const revision = await ensureRevision(this.client, set, set.spec.template, this.#ownedRevisions.of(set.metadata.uid), set.status.collisionCount);
      const hash = revision.metadata.labels?.[revisionHashLabel] ?? '';
      // Before the Pods are looked at: what is seen later is not among them.
      const isSatisfied = this.#expectations.isSatisfied(key);
      const pods = await claimObjects<Pod>({ client: this.client, ref: resources.pods, owned: this.#ownedPods, owner: set, selector: set.spec.selector });
      if (isSatisfied) {
        await this.#manage(key, set, pods, hash);
        if (this.#expectations.isSatisfied(key) && (set.spec.updateStrategy.type ?? 'RollingUpdate') === 'RollingUpdate') await this.#rollOut(key, set, pods, hash);
      }
      await this.#writeStatus(set, pods, hash);
    } catch (error) {
      if (!isConflict(error) && !isNotFound(error)) throw error;
      this.queue.addAfter(key, 20);
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

  async #manage(key: string, set: OwnedSet, pods: readonly Pod[], hash: string): Promise<void> {
    const create: string[] = [];
    const remove: Pod[] = [];
    const byNode = Map.groupBy(pods, nodeOf);
    for (const node of this.#nodes.list()) {
      const { shouldRun, mayStay } = this.#judge(set, node);
      const own = byNode.get(node.metadata.name) ?? [];
      const live = own.filter((p) => p.metadata.deletionTimestamp === undefined);
      const failed = live.filter(isPodTerminal);
      for (const pod of failed) {
        this.events.event(set, 'Warning', 'FailedDaemonPod', `Found failed daemon pod ${pod.metadata.namespace}/${pod.metadata.name} on node ${node.metadata.name}, will try to kill it`);
        remove.push(pod);
      }
      const running = live.filter((p) => !isPodTerminal(p)).sort((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1));
      if (shouldRun && own.length === 0) create.push(node.metadata.name);
      else if (shouldRun) remove.push(...running.slice(1));
      else if (!mayStay) remove.push(...running);
    }
    this.#expectations.expect(key, create.length, remove.map((p) => p.metadata.uid));
    await Promise.all([
      ...create.map((node) => this.#control.create(this.#newPod(set, node, hash), set).catch((error: unknown) => { this.#expectations.sawCreation(key); throw error; })),
      ...remove.map((pod) => this.#control.delete(pod, set).catch((error: unknown) => { this.#expectations.sawDeletion(key, pod.metadata.uid); throw error; })),
    ]);
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

  /** Replaces old Pods as far as `maxUnavailable` lets it; ones that are not available anyway first. */
  async #rollOut(key: string, set: OwnedSet, pods: readonly Pod[], hash: string): Promise<void> {
    const old = pods.filter((p) => isPodActive(p) && p.metadata.labels?.[revisionHashLabel] !== hash);
    if (old.length === 0) return;
    const value = set.spec.updateStrategy.rollingUpdate?.maxUnavailable ?? 1;
    const desired = this.#nodes.list().filter((n) => this.#judge(set, n).shouldRun).length;
    const max = Math.max(1, typeof value === 'number' ? value : Math.ceil((Number(value.replace('%', '')) * desired) / 100));
    const isAvailable = (p: Pod): boolean => isPodActive(p) && isPodAvailable(p, set.spec.minReadySeconds ?? 0, this.nowMs);
    const unavailable = desired - pods.filter(isAvailable).length;
    const broken = old.filter((p) => !isAvailable(p));
    const doomed = [...broken, ...old.filter(isAvailable).slice(0, Math.max(0, max - unavailable))];
    if (doomed.length === 0) return;
    this.#expectations.expect(key, 0, doomed.map((p) => p.metadata.uid));
    for (const pod of doomed) await this.#control.delete(pod, set);
  }

  async #writeStatus(set: OwnedSet, pods: readonly Pod[], hash: string): Promise<void> {
    const byNode = Map.groupBy(pods.filter((p) => p.metadata.deletionTimestamp === undefined), nodeOf);
    let desired = 0, current = 0, misscheduled = 0, ready = 0, available = 0, updated = 0;
    for (const node of this.#nodes.list()) {
      const own = byNode.get(node.metadata.name) ?? [];
      const [pod] = own;
      if (!this.#judge(set, node).shouldRun) {
        if (own.length > 0) misscheduled++;
        continue;
      }
      desired++;
      if (pod === undefined) continue;
      current++;
      if (isPodReady(pod)) ready++;
      if (isPodAvailable(pod, set.spec.minReadySeconds ?? 0, this.nowMs)) available++;
      if (pod.metadata.labels?.[revisionHashLabel] === hash) updated++;
    }
    const status: DaemonSetStatus = {
      currentNumberScheduled: current, numberMisscheduled: misscheduled, desiredNumberScheduled: desired, numberReady: ready,
      observedGeneration: set.metadata.generation ?? 0,
      ...(updated > 0 && { updatedNumberScheduled: updated }),
      ...(available > 0 && { numberAvailable: available }),
      ...(desired - available > 0 && { numberUnavailable: desired - available }),
    };
    const keys = Object.keys({ ...status, ...set.status }) as (keyof DaemonSetStatus)[];
    if (keys.every((k) => JSON.stringify(status[k] ?? 0) === JSON.stringify(set.status[k] ?? 0))) return;
    await this.client.update<DaemonSet>(resources.daemonSets, { ...set, status }, { subresource: 'status' });
  }
}

export const daemonSetController: Controller = { name: 'daemonset-controller', start: (context): Disposable => new DaemonSetController(context) };

// Filters nodes by where the Pod's volumes are or can be, and binds delayed claims before the Pod: kube-scheduler's VolumeBinding.
import type { Clock } from '../../../base/clock.ts';
import type { Node, PersistentVolume, PersistentVolumeClaim } from '../../../api/generated/core-v1.ts';
import type { StorageClass } from '../../../api/generated/storage-v1.ts';
import type { Client } from '../../../client/client.ts';
import type { Informer } from '../../../client/informer.ts';
import { persistentVolumeClaims, persistentVolumes } from '../../../client/resources.ts';
import { claimClass, findMatchingVolume, isClaimBound, matchesVolumeAffinity, noProvisioner, selectedNode, waitsForConsumer } from '../../component-helpers/persistent-volumes.ts';
import type { CycleState, Plugin } from '../framework.ts';
import { podClaims } from '../pod-claims.ts';
import type { PodInfo } from '../pod-info.ts';
import type { Snapshot } from '../snapshot.ts';
import { errorStatus, skip, type Status, unresolvable } from '../status.ts';

const name = 'VolumeBinding';
const nodeConflict = "node(s) didn't match PersistentVolume's node affinity";
const bindConflict = "node(s) didn't find available persistent volumes to bind";
const volumeMissing = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';
const bindTimeoutMs = 600_000;

/** What must be bound for a node. */
interface Plan {
  readonly bindings: readonly { readonly claim: PersistentVolumeClaim; readonly volume: PersistentVolume }[];
  readonly provisions: readonly PersistentVolumeClaim[];
}

interface State {
  readonly bound: readonly PersistentVolumeClaim[];
  readonly delayed: readonly PersistentVolumeClaim[];
  readonly plans: Map<string, Plan>;
  clone(): State;
}

function newState(bound: readonly PersistentVolumeClaim[], delayed: readonly PersistentVolumeClaim[], plans = new Map<string, Plan>()): State {
  return { bound, delayed, plans, clone: () => newState(bound, delayed, new Map(plans)) };
}

function preFilter(cycle: CycleState, { pod }: PodInfo, { listers }: Snapshot): Status | undefined {
  const wanted = podClaims(pod);
  if (wanted.length === 0) return skip;
  const bound: PersistentVolumeClaim[] = [];
  const delayed: PersistentVolumeClaim[] = [];
  let hasImmediate = false;
  for (const { key, name: claimName, isEphemeral } of wanted) {
    const claim = listers.claim(key);
    if (claim === undefined) return unresolvable(isEphemeral ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${claimName}"` : `persistentvolumeclaim "${claimName}" not found`);
    if (claim.status.phase === 'Lost') return unresolvable(`persistentvolumeclaim "${claimName}" bound to non-existent persistentvolume "${claim.spec.volumeName}"`);
    if (claim.metadata.deletionTimestamp !== undefined) return unresolvable(`persistentvolumeclaim "${claimName}" is being deleted`);
    if (isEphemeral && !claim.metadata.ownerReferences?.some((r) => r.uid === pod.metadata.uid && r.controller === true)) return unresolvable(`PVC ${key} was not created for pod ${pod.metadata.namespace}/${pod.metadata.name} (pod is not owner)`);
    if (isClaimBound(claim)) bound.push(claim);
    else if (waitsForConsumer(listers.storageClass(claimClass(claim))) && (claim.spec.volumeName ?? '') === '') delayed.push(claim);
    else hasImmediate = true;
  }
  if (hasImmediate) return unresolvable('pod has unbound immediate PersistentVolumeClaims');
  cycle.write(name, newState(bound, delayed));
  return undefined;
}

function allowsTopology(storageClass: StorageClass, node: Node): boolean {
  const terms = storageClass.allowedTopologies ?? [];
  return terms.length === 0 || terms.some((t) => (t.matchLabelExpressions ?? []).every(({ key, values }) => values.includes(node.metadata.labels?.[key] ?? '')));
}

/** The plan for the node, or the reasons against it. */
function planFor(state: State, node: Node, { listers }: Snapshot): Plan | string[] {
  for (const claim of state.bound) {
    const volume = listers.volume(claim.spec.volumeName ?? '');
    if (volume === undefined) return [volumeMissing];
    if (!matchesVolumeAffinity(volume, node)) return [nodeConflict];
  }
  const bindings: { claim: PersistentVolumeClaim; volume: PersistentVolume }[] = [];
  const provisions: PersistentVolumeClaim[] = [];
  const taken = new Set<string>();
  const volumes = listers.volumes();
  for (const claim of state.delayed) {
    const chosen = claim.metadata.annotations?.[selectedNode];
    if (chosen !== undefined && chosen !== node.metadata.name) return [bindConflict];
    const sameClass = volumes.filter((v) => (v.spec.storageClassName ?? '') === claimClass(claim));
    const volume = chosen === undefined ? findMatchingVolume(claim, sameClass, { node, excluded: taken }) : undefined;
    if (volume !== undefined) {
      taken.add(volume.metadata.name);
      bindings.push({ claim, volume });
      continue;
    }
    const storageClass = listers.storageClass(claimClass(claim));
    if (storageClass === undefined || storageClass.provisioner === '' || storageClass.provisioner === noProvisioner || !allowsTopology(storageClass, node)) return [bindConflict];
    provisions.push(claim);
  }
  return { bindings, provisions };
}

export interface VolumeBindingOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly claims: Informer<PersistentVolumeClaim>;
}

const cares: NonNullable<Plugin['events']> = [
  { resource: 'StorageClass', actions: ['Add', 'Update'] },
  { resource: 'PersistentVolumeClaim', actions: ['Add', 'Update'], hint: (pod, { object }) => podClaims(pod).some((c) => c.key === `${object?.metadata.namespace}/${object?.metadata.name}`) },
  { resource: 'PersistentVolume', actions: ['Add', 'Update'] },
  { resource: 'Node', actions: ['Add', 'UpdateNodeLabel', 'UpdateNodeTaint'] },
  { resource: 'CSINode', actions: ['Add', 'Update'] },
];

/** Without `options` it only judges: nothing is bound. */
export function volumeBinding(options?: VolumeBindingOptions): Plugin {
  return {
    name,
    events: cares,
    preFilter(cycle, pod, snapshot) {
      const status = preFilter(cycle, pod, snapshot);
      return status === undefined ? undefined : { status };
    },
    filter(cycle, _pod, { node }, snapshot) {
      const state = cycle.read<State>(name);
      if (state === undefined) return undefined;
      const plan = planFor(state, node, snapshot);
      if (Array.isArray(plan)) return unresolvable(...plan);
      state.plans.set(node.metadata.name, plan);
      return undefined;
    },
    needsPreBind(cycle, _pod, nodeName) {
      const plan = cycle.read<State>(name)?.plans.get(nodeName);
      return plan !== undefined && plan.bindings.length + plan.provisions.length > 0;
    },
    async preBind(cycle, pod, nodeName) {
      const plan = cycle.read<State>(name)?.plans.get(nodeName);
      if (plan === undefined || options === undefined) return undefined;
      return bindVolumes(options, plan, pod, nodeName);
    },
  };
}

/** Asks for the bindings and waits until the volume controller has made them. */
async function bindVolumes({ client, clock, claims }: VolumeBindingOptions, plan: Plan, { pod }: PodInfo, nodeName: string): Promise<Status | undefined> {
  for (const { claim, volume } of plan.bindings) {
    const { name: claimName, namespace, uid, resourceVersion } = claim.metadata;
    await client.update<PersistentVolume>(persistentVolumes, {
      ...volume,
      metadata: { ...volume.metadata, annotations: { ...volume.metadata.annotations, 'pv.kubernetes.io/bound-by-controller': 'yes' } },
      spec: { ...volume.spec, claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', name: claimName, ...(namespace !== undefined && { namespace }), uid, resourceVersion } },
    });
  }
  for (const claim of plan.provisions) {
    await client.patch(persistentVolumeClaims, claim.metadata.name, claim.metadata.namespace, 'application/merge-patch+json', { metadata: { annotations: { [selectedNode]: nodeName } } });
  }
  const waiting = podClaims(pod).map((c) => c.key);
  return new Promise((resolve) => {
    const isDone = (): boolean => waiting.every((key) => { const claim = claims.get(key); return claim !== undefined && isClaimBound(claim); });
    const finish = (status: Status | undefined): void => {
      subscription.dispose();
      timer.dispose();
      resolve(status);
    };
    const subscription = claims.onDidUpdate(() => { if (isDone()) finish(undefined); });
    const timer = clock.setTimeout(() => { finish(errorStatus('timed out waiting for the condition')); }, bindTimeoutMs);
    if (isDone()) finish(undefined);
  });
}

// What scheduler and kubelets do to Pods, in one step each, for stories of controllers.
import type { Step } from './event-orders.ts';
import type { AnyObject, TinyApi } from './tiny-api.ts';
import type { Random } from '../../../src/base/random.ts';
import { randomInt } from '../../../src/base/random.ts';

function keyOf({ metadata }: AnyObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function ready(pod: AnyObject): AnyObject {
  const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T12:00:00Z' }];
  const podIP = `10.0.0.${Number(pod.metadata.uid.slice(4)) % 250}`;
  return { ...pod, status: { ...pod.status, phase: 'Running', conditions, podIP, podIPs: [{ ip: podIP }] } };
}

export interface PodWorldOptions {
  /** Where a Pod goes; without it, to one of two nodes. */
  readonly nodeFor?: (pod: AnyObject) => string | undefined;
  readonly endsAs?: (pod: AnyObject, random: Random, api: TinyApi) => 'Succeeded' | 'Failed' | undefined;
  /** Nodes whose kubelet does nothing. */
  readonly isDead?: (node: string) => boolean;
}

/** Binds, runs and removes Pods, and makes them end as `endsAs` says. */
export function podWorld({ nodeFor, endsAs, isDead }: PodWorldOptions = {}): (api: TinyApi, random: Random) => boolean {
  const next = (api: TinyApi, pod: AnyObject, random: Random): (() => void) | undefined => {
    const key = keyOf(pod);
    const phase = pod.status?.['phase'];
    const node = pod.spec?.['nodeName'];
    if (typeof node === 'string' && isDead?.(node) === true) return undefined;
    if (pod.metadata.deletionTimestamp !== undefined) {
      if (phase !== 'Succeeded' && phase !== 'Failed') return () => { api.update('pods', key, { ...pod, status: { ...pod.status, phase: 'Failed', conditions: [] } }, 'status'); };
      return (pod.metadata.deletionGracePeriodSeconds ?? 0) > 0 ? () => { api.delete('pods', key, { gracePeriodSeconds: 0 }); } : undefined;
    }
    if (node === undefined) {
      const place = nodeFor === undefined ? `n${1 + randomInt(random, 2)}` : nodeFor(pod);
      return place === undefined ? undefined : () => { api.update('pods', key, { ...pod, spec: { ...pod.spec, nodeName: place } }); };
    }
    if (phase === 'Pending') return () => { api.update('pods', key, ready(pod), 'status'); };
    const end = phase === 'Running' ? endsAs?.(pod, random, api) : undefined;
    return end === undefined ? undefined : () => { api.update('pods', key, { ...pod, status: { ...pod.status, phase: end, conditions: [], containerStatuses: [{ name: 'main', restartCount: 0, state: { terminated: { exitCode: end === 'Failed' ? 1 : 0, finishedAt: '2026-01-01T12:00:00Z' } } }] } }, 'status'); };
  };
  return (api, random) => {
    const acts = api.all('pods').map((pod) => next(api, pod, random)).filter((act) => act !== undefined);
    acts[randomInt(random, acts.length)]?.();
    return acts.length > 0;
  };
}

/** Somebody deletes a Pod at random. */
export const deleteSomePod: Step = (api, random) => {
  const pods = api.all('pods');
  const pod = pods[randomInt(random, pods.length)];
  if (pod !== undefined) api.delete('pods', keyOf(pod));
};

/** Somebody removes an object; one that is not there is no matter. */
export function remove(resource: string, key: string, propagationPolicy?: string): Step {
  return (api) => { if (api.get(resource, key) !== undefined) api.delete(resource, key, { ...(propagationPolicy !== undefined && { propagationPolicy }) }); };
}

/** Changes `spec` of an object. */
export function setSpec(resource: string, key: string, spec: Readonly<Record<string, unknown>>): Step {
  return (api) => { api.patch(resource, key, { spec }, 'application/merge-patch+json'); };
}

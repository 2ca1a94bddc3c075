// What is kept of the Pods near nodes is what counting them anew says, whatever changes in between.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Node, Pod } from '../../../../src/api/generated/core-v1.ts';
import { SchedulerCache } from '../../../../src/cluster/scheduler/cache.ts';
import { matchingCounts, repellingCounts } from '../../../../src/cluster/scheduler/plugins/anti-affinity-counts.ts';
import { type AffinityTerm, podInfo } from '../../../../src/cluster/scheduler/pod-info.ts';
import type { Listers, Snapshot } from '../../../../src/cluster/scheduler/snapshot.ts';

const change = fc.oneof(
  fc.record({ kind: fc.constant('node' as const), node: fc.nat(3), zone: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }) }),
  fc.record({ kind: fc.constant('no-node' as const), node: fc.nat(3) }),
  fc.record({ kind: fc.constant('pod' as const), pod: fc.nat(5), node: fc.nat(3), app: fc.constantFrom('x', 'y'), shuns: fc.constantFrom('x', 'y', undefined) }),
  fc.record({ kind: fc.constant('no-pod' as const), pod: fc.nat(5) }),
);

function node(i: number, zone: string | undefined): Node {
  return { metadata: { name: `n${i}`, labels: zone === undefined ? {} : { zone } }, spec: {}, status: {} } as unknown as Node;
}

function pod(i: number, nodeName: string, app: string, shuns: string | undefined): Pod {
  const term = { topologyKey: 'zone', labelSelector: { matchLabels: { app: shuns } } };
  return {
    metadata: { name: `p${i}`, namespace: 'default', uid: `p${i}`, labels: { app } },
    spec: { nodeName, containers: [{ name: 'c', resources: {} }], ...(shuns !== undefined && { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } }) },
    status: {},
  } as unknown as Pod;
}

/** `PODS at VALUE` for all Pods on nodes of which `isMeant` is true. */
function countAnew(snapshot: Snapshot, isMeant: (pod: Pod) => boolean): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const info of snapshot.nodes) {
    const zone = info.node.metadata.labels?.['zone'];
    for (const { pod: one } of info.pods.values()) if (zone !== undefined && isMeant(one)) counts[zone] = (counts[zone] ?? 0) + 1;
  }
  return counts;
}

function shunned(one: Pod): string | undefined {
  return one.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.[0]?.labelSelector?.matchLabels?.['app'];
}

function termAgainst(app: string): AffinityTerm {
  const [term] = podInfo(pod(0, '', 'x', app)).requiredAntiAffinity;
  if (term === undefined) throw new Error('it has one');
  return term;
}

it('is what counting anew says', () => {
  fc.assert(fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
    const cache = new SchedulerCache({ namespace: () => undefined } as unknown as Listers);
    for (const one of changes) {
      if (one.kind === 'node') cache.setNode(node(one.node, one.zone));
      else if (one.kind === 'no-node') cache.removeNode(node(one.node, undefined));
      else if (one.kind === 'pod') cache.setPod(pod(one.pod, `n${one.node}`, one.app, one.shuns));
      else cache.removePod(`p${one.pod}`);
      for (const app of ['x', 'y']) {
        const term = termAgainst(app);
        expect(Object.fromEntries(matchingCounts(cache, term))).toEqual(countAnew(cache, (p) => p.metadata.labels?.['app'] === app));
        expect(Object.fromEntries(repellingCounts(cache).get(term) ?? [])).toEqual(countAnew(cache, (p) => shunned(p) === app));
      }
    }
  }));
});

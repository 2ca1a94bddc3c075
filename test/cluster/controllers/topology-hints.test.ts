// Hints in proportion to the processors of zones; what a real 1.36.3 gave for three equal Nodes, two of them in zone za.
import { expect, it } from 'vitest';
import type { Node } from '../../../src/api/generated/core-v1.ts';
import type { Endpoint } from '../../../src/api/generated/discovery-v1.ts';
import { hintPlan, zoneShares } from '../../../src/cluster/controllers/topology-hints.ts';

const node = (zone: string | undefined): Node => ({ metadata: { labels: zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone } }, spec: {}, status: { allocatable: { cpu: '8' }, conditions: [{ type: 'Ready', status: 'True' }] } }) as never;
const shares = zoneShares(['za', 'zb', 'za'].map(node));
const endpoint = (zone: string, ready = true): Endpoint => ({ addresses: ['10.0.0.1'], conditions: { ready }, zone });
const hintsOf = (zones: readonly Endpoint[], nodes?: readonly Node[]): string => {
  const { plan, failure } = hintPlan({ create: [{ addressType: 'IPv4', ports: [], endpoints: zones }], update: [], remove: [] }, [], nodes === undefined ? shares : zoneShares(nodes));
  return failure ?? plan.create.flatMap((c) => c.endpoints.map((e) => e.hints?.forZones?.map((z) => z.name).join() ?? '-')).join(' ');
};

it.each([
  ['za zb za', 'za zb za'],
  ['za zb', 'Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (2 endpoints, 2 zones)'],
  ['za', 'Insufficient number of endpoints (1 endpoints, 2 zones)'],
  ['za za zb za', 'Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (4 endpoints, 2 zones)'],
  ['za za za za za za', 'zb zb za za za za'],
])('endpoints in %s are for %s', (zones, expected) => {
  expect(hintsOf(zones.split(' ').map((z) => endpoint(z)))).toBe(expected);
});

it('endpoints that are not ready are for nobody, and nodes must say where they are', () => {
  expect(hintsOf([endpoint('za', false), ...['za', 'zb', 'za'].map((z) => endpoint(z))])).toBe('- za zb za');
  expect(hintsOf([endpoint('za')], [node('za'), node(undefined)])).toBe('Insufficient Node information: allocatable CPU or zone not specified on one or more nodes');
});

it('slices whose hints cannot stay are written again', () => {
  const old = (name: string, zone: string, hint: string): never => ({ metadata: { name }, addressType: 'IPv4', ports: [], endpoints: [{ ...endpoint(zone), hints: { forZones: [{ name: hint }] } }] }) as never;
  const none = { create: [], update: [], remove: [] };
  expect(hintPlan(none, [old('a', 'za', 'za'), old('b', 'za', 'za'), old('c', 'zb', 'zb')], shares).plan).toEqual(none);
  expect(hintPlan(none, [old('a', 'za', 'za'), old('b', 'za', 'gone'), old('c', 'zb', 'zb')], shares).plan.update.map(({ old: { metadata }, content }) => [metadata.name, content.endpoints[0]?.hints])).toEqual([['b', { forZones: [{ name: 'za' }] }]]);
});

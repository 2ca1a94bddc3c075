// For which zones endpoints are, so that each zone gets a part of them like its part of the processors: endpointslice's topology cache. Pure.
import type { Node, Service } from '../../api/generated/core-v1.ts';
import type { Endpoint, EndpointSlice } from '../../api/generated/discovery-v1.ts';
import { quantityMilliValue } from '../component-helpers/quantities.ts';
import type { SlicePlan } from './slice-placement.ts';

/** How much more than its part a zone's endpoints may have to bear. */
const overload = 0.2;
const zoneLabel = 'topology.kubernetes.io/zone';
const excludingLabels = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

interface Allocation {
  readonly desired: number;
  readonly maximum: number;
}
type Allocations = ReadonlyMap<string, Allocation>;

/** Whether the Service asks for hints in proportion to the zones' processors. */
export function wantsProportionalHints({ metadata: { annotations = {} } }: Service): boolean {
  const mode = annotations['service.kubernetes.io/topology-aware-hints'] ?? annotations['service.kubernetes.io/topology-mode'];
  return mode === 'Auto' || mode === 'auto';
}

/** What a Node that counts adds to its zone; undefined for one that does not count. */
export function zoneCapacity({ metadata, status }: Node): { readonly zone: string; readonly cpu: number } | undefined {
  if (excludingLabels.some((label) => metadata.labels?.[label] !== undefined)) return undefined;
  if (status.conditions?.find((c) => c.type === 'Ready')?.status !== 'True') return undefined;
  return { zone: metadata.labels?.[zoneLabel] ?? '', cpu: quantityMilliValue(status.allocatable?.['cpu']) };
}

/** The share of all processors that each zone has; undefined when a Node does not say its zone or its processors. */
export function zoneShares(nodes: readonly Node[]): ReadonlyMap<string, number> | undefined {
  const shares = new Map<string, number>();
  let total = 0;
  for (const { zone, cpu } of nodes.map(zoneCapacity).filter((c) => c !== undefined)) {
    if (zone === '' || cpu === 0) return undefined;
    shares.set(zone, (shares.get(zone) ?? 0) + cpu);
    total += cpu;
  }
  for (const [zone, cpu] of shares) shares.set(zone, cpu / total);
  return shares;
}

/** How many endpoints each zone gets, or why none gets any. */
function allocate(shares: ReadonlyMap<string, number> | undefined, count: number): Allocations | string {
  if (shares === undefined || shares.size === 0) return 'Insufficient Node information: allocatable CPU or zone not specified on one or more nodes';
  if (shares.size < 2) return 'Nodes only ready in one zone';
  if (shares.size > count) return `Insufficient number of endpoints (${count} endpoints, ${shares.size} zones)`;
  const minimums = new Map([...shares].map(([zone, share]) => [zone, Math.ceil((share * count) / (1 + overload))]));
  const left = count - [...minimums.values()].reduce((a, b) => a + b, 0);
  if (left < 0) return `Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (${count} endpoints, ${shares.size} zones)`;
  return new Map([...shares].map(([zone, share]) => [zone, { desired: share * count, maximum: (minimums.get(zone) ?? 0) + left }]));
}

function isReady({ conditions }: Endpoint): boolean {
  return conditions?.ready !== false;
}

/** By zone, how many of the endpoints are for it already; undefined when that cannot stay. */
function keptHints(endpoints: readonly Endpoint[], others: ReadonlyMap<string, number>, allocations: Allocations): ReadonlyMap<string, number> | undefined {
  const kept = new Map<string, number>();
  for (const endpoint of endpoints.filter(isReady)) {
    const zone = endpoint.hints?.forZones?.[0]?.name;
    if (zone === undefined || !allocations.has(zone)) return undefined;
    kept.set(zone, (kept.get(zone) ?? 0) + 1);
  }
  for (const [zone, count] of kept) if (count + (others.get(zone) ?? 0) > (allocations.get(zone)?.maximum ?? 0)) return undefined;
  return kept;
}

/** The endpoints, each for its own zone, but some from zones with more than their part for zones with less; undefined when one has no zone. */
function withHints(slices: readonly (readonly Endpoint[])[], kept: ReadonlyMap<string, number>, allocations: Allocations): Endpoint[][] | undefined {
  const ready = slices.flat().filter(isReady);
  if (ready.some((e) => (e.zone ?? '') === '')) return undefined;
  const counts = new Map(kept);
  for (const { zone = '' } of ready) counts.set(zone, (counts.get(zone) ?? 0) + 1);
  const { giving, receiving } = moves(counts, allocations);
  return slices.map((slice) => slice.map(({ hints: _, ...endpoint }) => {
    if (!isReady(endpoint)) return endpoint;
    const own = endpoint.zone ?? '';
    const other = (giving.get(own) ?? 0) > 0 ? [...receiving].find(([, count]) => count > 0)?.[0] : undefined;
    if (other !== undefined) {
      giving.set(own, (giving.get(own) ?? 0) - 1);
      receiving.set(other, (receiving.get(other) ?? 0) - 1);
    }
    return { ...endpoint, hints: { forZones: [{ name: other ?? own }] } };
  }));
}

function moves(counts: ReadonlyMap<string, number>, allocations: Allocations): { readonly giving: Map<string, number>; readonly receiving: Map<string, number> } {
  const surplus = new Map<string, number>();
  const lack = new Map<string, number>();
  for (const [zone, { desired }] of allocations) {
    const difference = desired - (counts.get(zone) ?? 0);
    if (difference > 0) lack.set(zone, difference);
    else if (difference < 0) surplus.set(zone, -difference);
  }
  const giving = new Map<string, number>();
  const receiving = new Map<string, number>();
  for (;;) {
    const from = most(surplus);
    const to = most(lack);
    if (from === undefined || to === undefined || (from[1] < 1 && to[1] < 1) || from[1] < 0.5 || to[1] < 0.5) return { giving, receiving };
    surplus.set(from[0], from[1] - 1);
    lack.set(to[0], to[1] - 1);
    giving.set(from[0], (giving.get(from[0]) ?? 0) + 1);
    receiving.set(to[0], (receiving.get(to[0]) ?? 0) + 1);
  }
}

function most(amounts: ReadonlyMap<string, number>): readonly [string, number] | undefined {
  return [...amounts].reduce<readonly [string, number] | undefined>((max, entry) => (max === undefined || entry[1] > max[1] ? entry : max), undefined);
}

export function withoutHints(endpoints: readonly Endpoint[]): Endpoint[] {
  return endpoints.map(({ hints: _, ...endpoint }) => endpoint);
}

/** The plan, whose endpoints have no hints, with hints, or why there are none. Slices that the plan leaves alone are changed when their hints cannot stay. */
export function hintPlan(plan: SlicePlan, existing: readonly EndpointSlice[], shares: ReadonlyMap<string, number> | undefined): { readonly plan: SlicePlan; readonly failure?: string } {
  const touched = new Set([...plan.update.map((u) => u.old), ...plan.remove].map((s) => s.metadata.name));
  const unchanged = existing.filter((s) => !touched.has(s.metadata.name));
  const planned = [...plan.create, ...plan.update.map((u) => u.content)];
  const count = [...planned, ...unchanged].flatMap((s) => s.endpoints ?? []).filter(isReady).length;
  const allocations = allocate(shares, count);
  const bare = (slice: EndpointSlice): SlicePlan['update'][number] => ({ old: slice, content: { addressType: slice.addressType, ports: slice.ports ?? [], endpoints: withoutHints(slice.endpoints ?? []) } });
  const withdrawn = (failure: string): { plan: SlicePlan; failure: string } => ({ plan: { ...plan, update: [...plan.update, ...unchanged.filter((s) => s.endpoints?.some((e) => e.hints !== undefined)).map(bare)] }, failure });
  if (typeof allocations === 'string') return withdrawn(allocations);
  const kept = new Map<string, number>();
  const update = [...plan.update];
  for (const slice of unchanged) {
    const own = keptHints(slice.endpoints ?? [], kept, allocations);
    if (own === undefined) update.push(bare(slice));
    else for (const [zone, n] of own) kept.set(zone, (kept.get(zone) ?? 0) + n);
  }
  const hinted = withHints([...plan.create, ...update.map((u) => u.content)].map((c) => [...c.endpoints]), kept, allocations);
  if (hinted === undefined) return withdrawn('One or more endpoints do not have a zone specified');
  return {
    plan: {
      ...plan,
      create: plan.create.map((content, i) => ({ ...content, endpoints: hinted[i] ?? [] })),
      update: update.map(({ old, content }, i) => ({ old, content: { ...content, endpoints: hinted[plan.create.length + i] ?? [] } })),
    },
  };
}

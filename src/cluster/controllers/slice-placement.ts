// Which EndpointSlices are made, changed and deleted so that they hold the endpoints that should be there, with as few changes as possible: endpointslice's reconciler. Pure.
import type { Endpoint, EndpointPort, EndpointSlice } from '../../api/generated/discovery-v1.ts';
import { deepEqual } from '../../api/meta/deep-equal.ts';

/** What a slice is about; slices of other families or ports cannot hold its endpoints. */
export interface SliceContent {
  readonly addressType: EndpointSlice['addressType'];
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

export interface SlicePlan {
  readonly create: SliceContent[];
  readonly update: { readonly old: EndpointSlice; readonly content: SliceContent }[];
  readonly remove: EndpointSlice[];
}

/** Equal for slices that may hold the same endpoints. */
function groupOf({ addressType, ports }: { readonly addressType: string; readonly ports?: readonly EndpointPort[] | null }): string {
  return JSON.stringify([addressType, ...(ports ?? []).map((p) => [p.name ?? '', p.port, p.protocol ?? 'TCP', p.appProtocol ?? ''])]);
}

function idOf({ addresses, hostname, targetRef }: Endpoint): string {
  return JSON.stringify([addresses, hostname, targetRef?.uid, targetRef?.name]);
}

/** Slices of endpoints that stay are changed rather than replaced, the fullest are filled first, and what is to go becomes what is to be made. */
export function placeEndpoints(existing: readonly EndpointSlice[], desired: readonly SliceContent[], maxEndpoints: number, hasOldLabels: (slice: EndpointSlice) => boolean): SlicePlan {
  const plan: SlicePlan = { create: [], update: [], remove: [] };
  const groups = new Map<string, SliceContent>();
  for (const content of desired) {
    const known = groups.get(groupOf(content));
    groups.set(groupOf(content), known === undefined ? content : { ...known, endpoints: [...known.endpoints, ...content.endpoints] });
  }
  for (const [group, content] of groups) placeGroup(plan, existing.filter((s) => groupOf(s) === group), content, maxEndpoints, hasOldLabels);
  for (const slice of existing) if (!groups.has(groupOf(slice))) plan.remove.push(slice);
  return plan;
}

/** Slices that are to go are made into those that are to be made. */
export function reuseRemoved({ create, update, remove }: SlicePlan): SlicePlan {
  const left = [...create];
  const gone: EndpointSlice[] = [];
  const changed = [...update];
  for (const old of remove) {
    const at = left.findLastIndex((content) => content.addressType === old.addressType);
    const [content] = at < 0 ? [] : left.splice(at, 1);
    if (content === undefined) gone.push(old);
    else changed.push({ old, content });
  }
  return { create: left, update: changed, remove: gone };
}

function placeGroup(plan: SlicePlan, existing: readonly EndpointSlice[], { addressType, ports, endpoints }: SliceContent, max: number, hasOldLabels: (slice: EndpointSlice) => boolean): void {
  const left = new Map(endpoints.map((e) => [idOf(e), e]));
  const changed: { readonly old: EndpointSlice; readonly kept: Endpoint[] }[] = [];
  const unchanged: EndpointSlice[] = [];
  for (const slice of existing) {
    const kept: Endpoint[] = [];
    let isUpdated = false;
    for (const endpoint of slice.endpoints ?? []) {
      const wanted = left.get(idOf(endpoint));
      if (wanted === undefined) continue;
      kept.push(wanted);
      left.delete(idOf(endpoint));
      isUpdated ||= !deepEqual(wanted, endpoint);
    }
    const isShorter = kept.length !== (slice.endpoints ?? []).length;
    if (isShorter && kept.length === 0) plan.remove.push(slice);
    else if (isUpdated || isShorter || hasOldLabels(slice)) changed.push({ old: slice, kept });
    else unchanged.push(slice);
  }
  const rest = [...left.values()];
  for (const { kept } of [...changed].sort((a, b) => b.kept.length - a.kept.length)) kept.push(...rest.splice(0, Math.max(0, max - kept.length)));
  while (rest.length > 0) {
    const fitting = rest.length < max ? unchanged.filter((s) => (s.endpoints ?? []).length + rest.length <= max).sort((a, b) => (b.endpoints ?? []).length - (a.endpoints ?? []).length)[0] : undefined;
    if (fitting === undefined) plan.create.push({ addressType, ports, endpoints: rest.splice(0, max) });
    else {
      unchanged.splice(unchanged.indexOf(fitting), 1);
      changed.push({ old: fitting, kept: [...(fitting.endpoints ?? []), ...rest.splice(0)] });
    }
  }
  for (const { old, kept } of changed) plan.update.push({ old, content: { addressType, ports, endpoints: kept } });
}

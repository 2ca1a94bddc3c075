// Discovery: which groups, versions and resources there are, in its old and its aggregated form (kube-aggregator and apiserver's discovery endpoints).
import type { ApiRequest } from '../../../client/transport.ts';
import { type KindRow, kindRows, type Subresource } from '../../../api/scheme.ts';
import type { CustomKinds } from '../custom/custom-kinds.ts';
import { storedResource } from '../resource-names.ts';

interface GroupVersions {
  readonly group: string;
  /** Preferred first. */
  readonly versions: readonly string[];
}

/** Groups in the order of the server's priorities; the core group is not among them. */
const servedGroups: readonly GroupVersions[] = (() => {
  const groups = new Map<string, string[]>();
  for (const { group, version } of kindRows) {
    const versions = groups.get(group) ?? [];
    if (!versions.includes(version)) versions.push(version);
    groups.set(group, versions);
  }
  return [...groups].filter(([group]) => group !== '').map(([group, versions]) => ({ group, versions }));
})();

/** Groups in the order of the server's priorities: its own, then those of custom resources. */
export function groupsOf(custom: CustomKinds): readonly GroupVersions[] {
  return [...servedGroups, ...custom.groups().filter(({ group }) => !servedGroups.some((g) => g.group === group))];
}

function rowsOf(custom: CustomKinds, group: string, version: string): readonly KindRow[] {
  return [...kindRows.filter((r) => r.group === group && r.version === version), ...custom.rowsOf(group, version)];
}

export function apiVersions(): unknown {
  return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '127.0.0.1:6443' }] };
}

export function groupList(custom: CustomKinds): unknown {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groupsOf(custom).map(groupFields) };
}

export function groupOf(custom: CustomKinds, name: string): unknown {
  const found = groupsOf(custom).find((g) => g.group === name);
  return found === undefined ? undefined : { kind: 'APIGroup', apiVersion: 'v1', ...groupFields(found) };
}

function groupFields({ group, versions }: GroupVersions): { readonly name: string; readonly versions: readonly unknown[]; readonly preferredVersion: unknown } {
  const named = versions.map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions: named, preferredVersion: named[0] };
}

export function resourceList(custom: CustomKinds, group: string, version: string): unknown {
  const rows = rowsOf(custom, group, version);
  if (rows.length === 0) return undefined;
  const groupVersion = group === '' ? version : `${group}/${version}`;
  return { kind: 'APIResourceList', ...(group !== '' && { apiVersion: 'v1' }), groupVersion, resources: rows.flatMap((row) => [ownEntry(row), ...row.subresources.map((s) => subEntry(row, s))]) };
}

function ownEntry(row: KindRow): unknown {
  return {
    name: row.plural, singularName: row.singular, namespaced: row.isNamespaced, kind: row.kind, verbs: row.verbs,
    ...(row.shortNames.length > 0 && { shortNames: row.shortNames }), ...(row.categories.length > 0 && { categories: row.categories }), ...(row.isStored && { storageVersionHash: storageHash(row) }),
  };
}

function subEntry(row: KindRow, { name, kind, groupVersion, verbs }: Subresource): unknown {
  return { name: `${row.plural}/${name}`, singularName: '', namespaced: row.isNamespaced, ...groupVersion, kind, verbs };
}

/** Tells storage versions apart, as upstream's hash does; any stable text serves. */
function storageHash(row: KindRow): string {
  let hash = 0x811c9dc5;
  for (const char of `${storedResource(row)}/${row.kind}`) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
  return btoa(String.fromCharCode(...[0, 8, 16, 24, 4, 12, 20, 28].map((shift) => (hash >>> shift) & 0xff)));
}

/** The version of `apidiscovery.k8s.io` asked for, if any. */
export function aggregatedVersion({ accept = '' }: ApiRequest): string | undefined {
  for (const clause of accept.split(',')) {
    if (!clause.includes('g=apidiscovery.k8s.io') || !clause.includes('as=APIGroupDiscoveryList') || !clause.trim().startsWith('application/json')) continue;
    const version = /;v=(v2beta1|v2)(;|$)/.exec(clause.trim())?.[1];
    if (version !== undefined) return version;
  }
  return undefined;
}

/** For `/api` (the core group) or `/apis` (the others). */
export function aggregatedDiscovery(custom: CustomKinds, isCore: boolean, version: string): unknown {
  const groups = isCore ? [{ group: '', versions: ['v1'] }] : groupsOf(custom);
  return {
    kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${version}`, metadata: {},
    items: groups.map(({ group, versions }) => ({ metadata: { ...(group !== '' && { name: group }), creationTimestamp: null }, versions: versions.map((v) => ({ version: v, resources: rowsOf(custom, group, v).map(aggregatedEntry), freshness: 'Current' })) })),
  };
}

/** Of the group and version that lists it. */
const ownGroup = { group: '', version: '' };

function aggregatedEntry(row: KindRow): unknown {
  return {
    resource: row.plural, responseKind: { ...ownGroup, kind: row.kind }, scope: row.isNamespaced ? 'Namespaced' : 'Cluster', singularResource: row.singular, verbs: row.verbs,
    ...(row.shortNames.length > 0 && { shortNames: row.shortNames }), ...(row.categories.length > 0 && { categories: row.categories }),
    ...(row.subresources.length > 0 && { subresources: row.subresources.map((s) => ({ subresource: s.name, responseKind: { ...ownGroup, ...s.groupVersion, kind: s.kind }, verbs: s.verbs })) }),
  };
}

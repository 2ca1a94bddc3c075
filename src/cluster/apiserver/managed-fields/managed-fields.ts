// Who owns which field: apimachinery's managedfields (field manager, structured merge, their wrappers) over metadata.managedFields.
import { formatTime } from '../../../base/clock.ts';
import type { ManagedFieldsEntry } from '../../../api/generated/meta-v1.ts';
import { deepFreeze } from '../../../api/meta/deep-freeze.ts';
import { deepEqual, equalProperties } from '../../../api/meta/deep-equal.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { failure, type StatusError } from '../../../api/meta/status-error.ts';
import { typeSchema } from '../../../api/schema/schema.ts';
import { type KindRow, rowByKind } from '../../../api/scheme.ts';
import { FieldSet, fromFieldsV1, pathText, toFieldsV1 } from './field-set.ts';
import { zeroValue } from '../zero-value.ts';
import { fieldsOfNewObject, type OwnedFields } from './new-object-fields.ts';
import { compare } from './compare.ts';
import { type Place, rootPlace } from './place.ts';
import { mergeValues, removeFields, toFieldSet } from './typed-value.ts';

/** One manager's fields. */
interface Managed {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string;
  readonly time: string;
  readonly set: FieldSet;
  /** The set as it was read, to be written again while the set is the same. */
  readonly fields?: unknown;
}

export interface WriteFacts {
  readonly row: KindRow;
  readonly manager: string;
  /** '' for the object itself. */
  readonly subresource: string;
  readonly nowMs: number;
  /** Paths that this endpoint resets: it never owns them. */
  readonly reset: FieldSet;
}

const maxUpdateManagers = 10;

/** Fields that belong to the system. */
const stripped: readonly (readonly string[])[] = [
  ['f:apiVersion'], ['f:kind'], ['f:metadata'],
  ...['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation', 'managedFields', 'resourceVersion'].map((f) => ['f:metadata', `f:${f}`]),
];

const systemFields = new FieldSet();
for (const path of stripped) systemFields.insert(path);

function strip(set: FieldSet): FieldSet {
  return set.difference(systemFields);
}

function place(row: KindRow): Place {
  return rootPlace(row.custom?.type ?? typeSchema(row.goType));
}

/** Undefined when the entries cannot be read. Fields that equal those of a `known` entry, which is stored and so was read before, are taken from there; others are written anew. */
function decode(entries: readonly ManagedFieldsEntry[] | undefined, known?: readonly ManagedFieldsEntry[]): Managed[] | undefined {
  const managed: Managed[] = [];
  for (const { manager = '', operation, apiVersion = '', subresource = '', time = '', fieldsType, fieldsV1: given } of entries ?? []) {
    const read = known?.find((entry) => deepEqual(entry.fieldsV1, given))?.fieldsV1;
    const fieldsV1 = read ?? given;
    if ((operation !== 'Apply' && operation !== 'Update') || apiVersion === '') return undefined;
    const set = fieldsV1 === undefined ? new FieldSet() : fromFieldsV1(fieldsV1);
    if (set === undefined || fieldsType !== 'FieldsV1') return undefined;
    managed.push({ manager, operation, apiVersion, subresource, time, set, fields: known === undefined || read !== undefined ? fieldsV1 : undefined });
  }
  return managed;
}

function byRank(a: Managed, b: Managed): number {
  for (const key of ['operation', 'time', 'manager', 'apiVersion', 'subresource'] as const) if (a[key] !== b[key]) return a[key] < b[key] ? -1 : 1;
  return 0;
}

function encode(managed: readonly Managed[]): ManagedFieldsEntry[] {
  return [...managed].sort(byRank).map(({ manager, operation, apiVersion, subresource, time, set, fields }) => ({
    manager, operation, apiVersion, ...(time !== '' && { time }), fieldsType: 'FieldsV1', fieldsV1: fields ?? toFieldsV1(set), ...(subresource !== '' && { subresource }),
  })) as ManagedFieldsEntry[];
}

function isReset(entries: readonly ManagedFieldsEntry[] | undefined): boolean {
  return entries !== undefined && (entries.length === 0 || (entries.length === 1 && Object.keys(entries[0] ?? {}).filter((k) => (entries[0] as unknown as Record<string, unknown>)[k] !== '' && (entries[0] as unknown as Record<string, unknown>)[k] !== undefined).length === 0));
}

function isSame(a: Managed, b: { readonly manager: string; readonly operation: string; readonly apiVersion: string; readonly subresource: string }): boolean {
  return a.manager === b.manager && a.operation === b.operation && a.apiVersion === b.apiVersion && a.subresource === b.subresource;
}

/** Sets `object.metadata.managedFields` after a PUT or patch of `live`. */
export function trackUpdate(facts: WriteFacts, live: KubeObject, object: KubeObject): void {
  const { row, manager, subresource, nowMs } = facts;
  const given = object.metadata.managedFields;
  const isCleared = given !== undefined && subresource === '' && isReset(given);
  const fromObject = subresource === '' ? decode(given, live.metadata.managedFields ?? []) : undefined;
  const before = isCleared ? [] : fromObject !== undefined && fromObject.length > 0 ? fromObject : (decode(live.metadata.managedFields) ?? []);
  // An object that nobody tracks is tracked from its first apply on.
  if (before.length === 0) {
    delete object.metadata.managedFields;
    return;
  }
  const { changed, removed } = compare(place(row), live, object);
  const own = strip(changed).recursiveDifference(facts.reset);
  const gone = removed.recursiveDifference(facts.reset);
  const lost = changed.recursiveDifference(facts.reset);
  let managed = before.filter((m) => isVersionOf(row, m.apiVersion)).map((m) => without(m, lost, gone)).filter((m) => !m.set.isEmpty);
  if (!own.isEmpty) {
    const self = { manager, operation: 'Update' as const, apiVersion: row.apiVersion, subresource };
    const previous = managed.find((m) => isSame(m, self));
    // Upstream's scale handler writes its entries without a time.
    const time = subresource === 'scale' ? '' : formatTime(nowMs);
    const entry: Managed = previous === undefined ? { ...self, time, set: own } : own.difference(previous.set).isEmpty ? { ...previous, time } : { ...self, time, set: previous.set.union(own) };
    managed = [...managed.filter((m) => m !== previous), entry];
  }
  setManaged(object, capped(managed));
}

/** Whether the kind is served in that version; what is owned in another cannot be converted, and is forgotten. */
function isVersionOf(row: KindRow, apiVersion: string): boolean {
  return apiVersion === row.apiVersion || row.custom !== undefined || rowByKind(apiVersion, row.kind) !== undefined;
}

/** Whether an object that is created says already who owns what of it. */
export function bringsEntries({ metadata: { managedFields } }: KubeObject): boolean {
  return managedFields !== undefined && !isReset(managedFields) && (decode(managedFields, [])?.length ?? 0) > 0;
}

/** The same entry when it owned nothing of the two sets. */
function without(managed: Managed, first: FieldSet, second: FieldSet): Managed {
  const { set } = managed;
  if (!set.intersects(first) && !set.intersects(second)) return managed;
  return { ...managed, set: set.difference(first).difference(second), fields: undefined };
}

const systemMetadata: ReadonlySet<string> = new Set(['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation', 'managedFields', 'resourceVersion']);

/** The same for a POST of an object that brings no managedFields of its own; `empty` has nothing written. `known`: see `fieldsOfNewObject`. */
export function trackNew({ row, manager, nowMs, reset }: WriteFacts, empty: KubeObject, object: KubeObject, known?: OwnedFields): void {
  const isOwned = (parent: string, name: string): boolean => {
    if (parent === '') return name !== 'kind' && name !== 'apiVersion' && !reset.members.has(`f:${name}`);
    return parent !== 'metadata' || !systemMetadata.has(name);
  };
  const fields = fieldsOfNewObject(place(row), empty, object, isOwned, known);
  if (Object.keys(fields).length === 0) delete object.metadata.managedFields;
  else object.metadata.managedFields = onlyEntry(manager, row.apiVersion, formatTime(nowMs), fields);
}

const onlyEntries = new WeakMap<object, readonly ManagedFieldsEntry[]>();

/** The entries of an object of which one manager wrote everything, in canonical form: what is made alike in one second has them in common. */
function onlyEntry(manager: string, apiVersion: string, time: string, fields: object): ManagedFieldsEntry[] {
  let entries = onlyEntries.get(fields);
  const [known] = entries ?? [];
  if (entries === undefined || known?.manager !== manager || known.apiVersion !== apiVersion || known.time !== time) {
    entries = deepFreeze([{ manager, operation: 'Update', apiVersion, time, fieldsType: 'FieldsV1', fieldsV1: fields }]) as unknown as readonly ManagedFieldsEntry[];
    onlyEntries.set(fields, entries);
  }
  return entries as ManagedFieldsEntry[];
}

function setManaged(object: KubeObject, managed: readonly Managed[]): void {
  if (managed.length === 0) delete object.metadata.managedFields;
  else object.metadata.managedFields = encode(managed);
}

/** Beyond ten, the oldest updaters of one version share an entry. */
function capped(managed: readonly Managed[]): readonly Managed[] {
  const updates = managed.filter((m) => m.operation === 'Update');
  let excess = updates.length - maxUpdateManagers;
  if (excess <= 0) return managed;
  const kept = managed.filter((m) => m.operation === 'Apply');
  const buckets = new Map<string, Managed>();
  const byAge = updates.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.manager < b.manager ? -1 : 1));
  for (const m of byAge) {
    const bucket = buckets.get(m.apiVersion);
    if (bucket !== undefined && excess > 0) {
      buckets.set(m.apiVersion, { ...bucket, time: m.time, set: bucket.set.union(m.set), fields: undefined });
      excess--;
    } else if (bucket === undefined && excess > 0) {
      buckets.set(m.apiVersion, { ...m, manager: 'ancient-changes', subresource: '' });
    } else {
      kept.push(m);
    }
  }
  return [...kept, ...buckets.values()];
}

export interface ApplyFacts extends WriteFacts {
  readonly isForced: boolean;
}

/**
 * What applying `config` makes of `live`: the merged object, with its managedFields. `live` has nothing written when the object is new.
 * Throws 409 for fields that others own and that `config` changes.
 */
export function applyConfig(facts: ApplyFacts, live: KubeObject, config: KubeObject): KubeObject {
  const { row, manager, subresource, nowMs, isForced } = facts;
  const at = place(row);
  let managed = decode(live.metadata.managedFields) ?? [];
  const { managedFields: _dropped, ...liveMetadata } = live.metadata;
  const bare = { ...live, metadata: liveMetadata } as KubeObject;
  if (managed.length === 0 && live.metadata.uid) {
    const everything = strip(compare(at, { metadata: {}, ...zeroValue(row.goType) }, bare).changed).recursiveDifference(facts.reset);
    if (!everything.isEmpty) managed = [{ manager: 'before-first-apply', operation: 'Update', apiVersion: row.apiVersion, subresource: '', time: formatTime(nowMs), set: everything }];
  }
  const self = { manager, operation: 'Apply' as const, apiVersion: row.apiVersion, subresource };
  const previous = managed.find((m) => isSame(m, self));
  const others = managed.filter((m) => m !== previous);
  const configSet = toFieldSet(at, config);
  const ownSet = strip(configSet).recursiveDifference(facts.reset);
  let merged = mergeValues(at, bare, config) as KubeObject;
  if (previous !== undefined) {
    // The name, which nobody is said to own, keeps the rest of the metadata.
    const owned = others.reduce((all, m) => all.union(m.set), ownSet.union(configSet)).withParents();
    merged = removeFields(at, merged, previous.set.withParents().difference(owned)) as KubeObject;
  }
  const { changed: taken, removed } = compare(at, bare, merged, true);
  const changed = taken.recursiveDifference(facts.reset);
  const conflicts = others.map((m) => ({ by: m, paths: m.set.intersection(changed).paths() })).filter((c) => c.paths.length > 0);
  if (conflicts.length > 0 && !isForced && !isMigration(facts, live, conflicts)) throw conflictError(conflicts);
  const left = others.map((m) => without(m, changed, removed)).filter((m) => !m.set.isEmpty);
  // The time is that of the last apply that changed the object.
  const isUnchanged = taken.isEmpty && removed.isEmpty;
  const entry: Managed = { ...self, time: isUnchanged ? (previous?.time ?? '') : formatTime(nowMs), set: ownSet };
  const result = { ...merged, metadata: { ...merged.metadata } };
  setManaged(result, ownSet.isEmpty ? left : [...left, entry]);
  return result;
}

interface Conflict {
  readonly by: Managed;
  readonly paths: string[][];
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Objects that kubectl applied on the client may be taken over by kubectl's server-side apply, as far as the annotation tells. */
function isMigration({ manager, row }: ApplyFacts, live: KubeObject, conflicts: readonly Conflict[]): boolean {
  const annotation = live.metadata.annotations?.[lastApplied];
  if (manager !== 'kubectl' || annotation === undefined) return false;
  try {
    const allowed = toFieldSet(place(row), JSON.parse(annotation));
    return conflicts.every((c) => c.paths.every((p) => allowed.has(p)));
  } catch {
    return false;
  }
}

function conflictError(conflicts: readonly Conflict[]): StatusError {
  const all = conflicts.flatMap((c) => c.paths.map((path) => ({ who: managerText(c.by), field: pathText(path) })));
  const causes = all.map(({ who, field }) => ({ reason: 'FieldManagerConflict', message: `conflict with ${who}`, field }));
  const [first] = all;
  if (all.length === 1 && first !== undefined) return failure(409, 'Conflict', `Apply failed with 1 conflict: conflict with ${first.who}: ${first.field}`, { causes });
  const lines = [...new Set(all.map((c) => c.who))].sort().flatMap((who) => [`conflicts with ${who}:`, ...all.filter((c) => c.who === who).map((c) => `- ${c.field}`)]);
  return failure(409, 'Conflict', `Apply failed with ${all.length} conflicts: ${lines.join('\n')}`, { causes });
}

function managerText({ manager, operation, apiVersion, subresource }: Managed): string {
  const name = subresource === '' ? JSON.stringify(manager) : `${JSON.stringify(manager)} with subresource ${JSON.stringify(subresource)}`;
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}

/** The manager of a request that names none: the client's name. */
export function managerOf(fieldManager: string, userAgent: string | undefined): string {
  if (fieldManager !== '') return fieldManager;
  return ((userAgent ?? 'unknown').split('/')[0] ?? '').slice(0, 128);
}

/** A write that changes nothing but times of entries keeps the old times, and so is no change. */
export function keepTimes(object: KubeObject, old: KubeObject): void {
  const before = old.metadata.managedFields;
  const after = object.metadata.managedFields;
  if (before === undefined || after === undefined || before.length !== after.length) return;
  const isSameBut = after.every((entry) => before.some((known) => equalProperties(known as unknown as Record<string, unknown>, entry as unknown as Record<string, unknown>, 'time')));
  if (isSameBut) object.metadata.managedFields = before;
}

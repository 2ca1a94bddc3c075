// What changed in an object from each of its versions to the next, in a few words. Knows nothing of VS Code.
import { isFields } from '../../api/meta/json.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import type { ObjectHistory } from '../../client/object-history.ts';
import { containerStateText } from './container-state-text.ts';

/** One change of an object. */
export interface Moment {
  /** Undefined: before the server's memory begins. */
  readonly atMs: number | undefined;
  readonly before: KubeObject | undefined;
  /** Undefined: the object was deleted. */
  readonly object: KubeObject | undefined;
  readonly summary: string;
  /** Who made the change, by the managers of fields; '' when nobody is named. */
  readonly by: string;
}

/** Oldest first. */
export function momentsOf({ versions }: ObjectHistory): Moment[] {
  return versions.map(({ atMs, object }, at) => {
    const before = versions[at - 1]?.object;
    const isSame = before !== undefined && before.metadata.uid === object?.metadata.uid;
    return { atMs, before: isSame || object === undefined ? before : undefined, object, summary: summaryOf(isSame ? before : undefined, object, atMs), by: isSame ? changedManager(before, object) : firstManager(object) };
  });
}

function summaryOf(before: KubeObject | undefined, object: KubeObject | undefined, atMs: number | undefined): string {
  if (object === undefined) return 'deleted';
  if (before === undefined) return atMs === undefined ? 'as it was when the memory of the server begins' : 'created';
  const all = differences(before, object).filter(({ from, to }) => valueText(from) !== valueText(to)).sort((a, b) => weightOf(a) - weightOf(b));
  const told = all.slice(0, maxTold).map(({ path, from, to }) => `${shortPath(path)}: ${from === undefined ? '' : `${valueText(from)} → `}${to === undefined ? 'nothing' : valueText(to)}`);
  return told.length === 0 ? 'bookkeeping only' : `${told.join(', ')}${all.length > told.length ? ` and ${all.length - told.length} more` : ''}`;
}

const maxTold = 3;
const maxValueLength = 60;

interface Difference {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** Fields that change with every other one, and tell nothing. */
const bookkeeping: ReadonlySet<string> = new Set(['managedFields', 'resourceVersion', 'generation', 'observedGeneration', 'lastTransitionTime', 'lastProbeTime', 'lastUpdateTime', 'lastHeartbeatTime']);

/** The topmost fields that differ. Items of lists are told apart by name or type where they have one. */
function differences(from: unknown, to: unknown, path = ''): Difference[] {
  if (Object.is(from, to)) return [];
  if (Array.isArray(to) && (Array.isArray(from) || from === undefined)) return ofNamed(from ?? [], to, path);
  if (isFields(from) && isFields(to) && !path.endsWith('.state') && !path.endsWith('.lastState')) {
    return [...new Set([...Object.keys(from), ...Object.keys(to)])].filter((name) => !bookkeeping.has(name))
      .flatMap((name) => differences(from[name], to[name], path === '' ? name : `${path}.${name}`));
  }
  return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ path, from, to }];
}

function ofNamed(from: readonly unknown[], to: readonly unknown[], path: string): Difference[] {
  const before = new Map(from.map((item, at) => [nameOf(item, at), item]));
  const after = new Map(to.map((item, at) => [nameOf(item, at), item]));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => differences(before.get(name), after.get(name), `${path}[${name}]`));
}

function nameOf(item: unknown, at: number): string {
  const name = isFields(item) ? (item['name'] ?? item['type'] ?? item['key']) : undefined;
  return typeof name === 'string' ? name : String(at);
}

/** What people look for comes first. */
function weightOf({ path }: Difference): number {
  if (path === 'metadata.deletionTimestamp' || path === 'status.phase' || path === 'spec.nodeName') return 0;
  if (path.endsWith('.state')) return 1;
  if (path.startsWith('spec.')) return 2;
  return /^status\.conditions\[\w+\](\.status)?$/.test(path) ? 3 : 4;
}

/** Containers and conditions are known by their names. */
function shortPath(path: string): string {
  const [, container, field] = /^status\.\w*[cC]ontainerStatuses\[([^\]]+)\]\.?(.*)$/.exec(path) ?? [];
  if (container !== undefined) return field === 'state' || field === '' ? container : `${container} ${field ?? ''}`;
  return path.replace(/^status\.conditions\[([^\]]+)\](?:\.status)?/, '$1').replace(/^(?:status|spec|metadata)\./, '');
}

function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : isFields(value) ? containerStateText(value) ?? (typeof value['status'] === 'string' ? value['status'] : JSON.stringify(value)) : String(JSON.stringify(value));
  return text.length > maxValueLength ? `${text.slice(0, maxValueLength)}…` : text;
}

/** Who changes the same fields again within a second leaves no trace; a change of status is then that of its only writer. */
function changedManager(before: KubeObject, object: KubeObject | undefined): string {
  const known = new Set((before.metadata.managedFields ?? []).map((entry) => JSON.stringify(entry)));
  const entries = object?.metadata.managedFields ?? [];
  const changed = entries.find((entry) => !known.has(JSON.stringify(entry)));
  const writers = entries.filter(({ subresource }) => subresource === 'status');
  return changed?.manager ?? (writers.length === 1 ? (writers[0]?.manager ?? '') : '');
}

function firstManager(object: KubeObject | undefined): string {
  return object?.metadata.managedFields?.[0]?.manager ?? '';
}

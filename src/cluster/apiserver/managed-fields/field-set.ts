// Sets of field paths and their FieldsV1 form: structured-merge-diff's fieldpath.Set.
import { goNumber, goQuote } from '../../../api/field/go-text.ts';
import { type Fields, isFields, setOwn } from '../../../api/meta/json.ts';
import { RecentMap } from '../../../base/recent-map.ts';

/** One step: `f:name` (a field or map key), `k:{"name":"c"}` (an item by its keys), `v:"x"` (a value in a set). */
export type PathElement = string;

const noMembers: ReadonlySet<PathElement> = new Set();
const noChildren: ReadonlyMap<PathElement, FieldSet> = new Map();

/** Mutable while it is built; fixed once it takes part in an operation, whose result shares parts of it. */
export class FieldSet {
  // Made with the first entry: of most sets one of the two stays empty.
  #members: Set<PathElement> | undefined;
  #children: Map<PathElement, FieldSet> | undefined;
  /** What was taken from this set last, and what was left: sets that many objects share lose the same again and again. */
  #taken: { readonly other: FieldSet; readonly isRecursive: boolean; readonly rest: FieldSet } | undefined;

  get members(): ReadonlySet<PathElement> {
    return this.#members ?? noMembers;
  }

  get children(): ReadonlyMap<PathElement, FieldSet> {
    return this.#children ?? noChildren;
  }

  get isEmpty(): boolean {
    if (this.#members !== undefined && this.#members.size > 0) return false;
    if (this.#children !== undefined) for (const child of this.#children.values()) if (!child.isEmpty) return false;
    return true;
  }

  add(element: PathElement): void {
    (this.#members ??= new Set()).add(element);
  }

  setChild(element: PathElement, child: FieldSet): void {
    (this.#children ??= new Map()).set(element, child);
  }

  insert(path: readonly PathElement[]): void {
    let at: FieldSet = this as FieldSet;
    for (let i = 0; i < path.length - 1; i++) at = at.child(path[i] ?? '');
    const last = path.at(-1);
    if (last !== undefined) at.add(last);
  }

  child(element: PathElement): FieldSet {
    let child = this.#children?.get(element);
    if (child === undefined) this.setChild(element, (child = new FieldSet()));
    return child;
  }

  has(path: readonly PathElement[]): boolean {
    let at: FieldSet | undefined = this as FieldSet;
    for (let i = 0; i < path.length - 1; i++) at = at?.children.get(path[i] ?? '');
    return at?.members.has(path.at(-1) ?? '') === true;
  }

  /** Shares with both what only one of them has; this set itself when `other` adds nothing. */
  union(other: FieldSet): FieldSet {
    let result: FieldSet | undefined;
    const grown = (): FieldSet => (result ??= this.#copy());
    for (const member of other.members) if (!this.members.has(member)) grown().add(member);
    for (const [element, child] of other.children) {
      const own = this.children.get(element);
      const both = own === undefined ? child : own.union(child);
      if (both !== own) grown().setChild(element, both);
    }
    return result ?? this;
  }

  #copy(): FieldSet {
    const result = new FieldSet();
    if (this.#members !== undefined) result.#members = new Set(this.#members);
    if (this.#children !== undefined) result.#children = new Map(this.#children);
    return result;
  }

  /** Paths here and not in `other`; this set itself when that is all of them. */
  difference(other: FieldSet): FieldSet {
    return this.#without(other, false);
  }

  /** Paths here that are neither in `other` nor below one of its paths; this set itself when that is all of them. */
  recursiveDifference(other: FieldSet): FieldSet {
    return this.#without(other, true);
  }

  #without(other: FieldSet, isRecursive: boolean): FieldSet {
    if (!writtenSets.has(this) || !writtenSets.has(other)) return this.#takenOut(other, isRecursive);
    if (this.#taken?.other !== other || this.#taken.isRecursive !== isRecursive) this.#taken = { other, isRecursive, rest: sharedSet(this.#takenOut(other, isRecursive)) };
    return this.#taken.rest;
  }

  #takenOut(other: FieldSet, isRecursive: boolean): FieldSet {
    let result: FieldSet | undefined;
    const shrunk = (): FieldSet => (result ??= this.#copy());
    for (const member of this.members) if (other.members.has(member)) shrunk().#members?.delete(member);
    for (const [element, child] of this.children) {
      const twin = other.children.get(element);
      const rest = isRecursive && other.members.has(element) ? undefined : twin === undefined ? child : child.#without(twin, isRecursive);
      if (rest === child) continue;
      if (rest === undefined || rest.isEmpty) shrunk().#children?.delete(element);
      else shrunk().setChild(element, rest);
    }
    return result ?? this;
  }

  intersection(other: FieldSet): FieldSet {
    const result = new FieldSet();
    for (const member of this.members) if (other.members.has(member)) result.add(member);
    for (const [element, child] of this.children) {
      const twin = other.children.get(element);
      const both = twin === undefined ? undefined : child.intersection(twin);
      if (both !== undefined && !both.isEmpty) result.setChild(element, both);
    }
    return result;
  }

  intersects(other: FieldSet): boolean {
    for (const member of this.members) if (other.members.has(member)) return true;
    for (const [element, child] of this.children) if (other.children.get(element)?.intersects(child) === true) return true;
    return false;
  }

  /** With every struct field that has something below it as a path of its own. */
  withParents(): FieldSet {
    const result = new FieldSet();
    for (const member of this.members) result.add(member);
    for (const [element, child] of this.children) {
      if (element.startsWith('f:')) result.add(element);
      result.setChild(element, child.withParents());
    }
    return result;
  }

  /** What is here before what is below. */
  paths(): PathElement[][] {
    const paths: PathElement[][] = [...this.members].sort().map((element) => [element]);
    for (const element of [...this.children.keys()].sort()) for (const rest of this.children.get(element)?.paths() ?? []) paths.push([element, ...rest]);
    return paths;
  }
}

/** The FieldsV1 of a set. */
interface Written {
  /** Undefined for what is written for the first time, and may be one object's alone. */
  readonly shared: Shared | undefined;
  readonly fields: Fields;
}

/** What many objects have in common. */
interface Shared {
  readonly id: number;
  readonly set: FieldSet;
  /** The fields where the path that leads there is in the set too. */
  readonly withSelf: Fields;
}

const leaf: Fields = Object.freeze({});
const seenOnce = Symbol('seen once');
const interned = new RecentMap<string, Written | typeof seenOnce>(500);
const writtenSets = new WeakMap<FieldSet, Written>();
let lastId = 0;

/** `{"f:data":{".":{},"f:a":{}}}` with sorted keys, frozen, and shared between equal ones that are met more than once. */
export function toFieldsV1(set: FieldSet): Fields {
  return written(set).fields;
}

/** The equal set that is written without being looked at again. */
export function sharedSet(set: FieldSet): FieldSet {
  return written(set, true).shared?.set ?? set;
}

interface Part {
  readonly element: PathElement;
  readonly isMember: boolean;
  readonly below: Written | undefined;
}

function partsOf(set: FieldSet, isShared: boolean): Part[] {
  const parts: Part[] = [];
  for (const element of set.members) parts.push({ element, isMember: true, below: belowOf(set.children.get(element), isShared) });
  for (const [element, child] of set.children) {
    const below = set.members.has(element) ? undefined : belowOf(child, isShared);
    if (below !== undefined) parts.push({ element, isMember: false, below });
  }
  return parts;
}

function belowOf(child: FieldSet | undefined, isShared: boolean): Written | undefined {
  return child === undefined || child.isEmpty ? undefined : written(child, isShared);
}

function fieldsOf(parts: readonly Part[]): Fields {
  const fields: Fields = {};
  for (const { element, isMember, below } of parts) setOwn(fields, element, below === undefined ? leaf : isMember ? withSelf(below) : below.fields);
  return Object.freeze(fields);
}

function withSelf({ fields, shared }: Written): Fields {
  return shared?.withSelf ?? Object.freeze({ '.': leaf, ...fields });
}

function written(set: FieldSet, isShared = false): Written {
  const same = writtenSets.get(set);
  if (same !== undefined) return same;
  const parts = partsOf(set, isShared);
  // Most sets are built in the order in which others like them were: those need not be sorted to be found.
  const unsorted = textOf(parts);
  const met = unsorted === undefined ? undefined : interned.get(unsorted);
  if (met !== undefined && met !== seenOnce) return met;
  parts.sort((a, b) => (a.element < b.element ? -1 : 1));
  if (unsorted === undefined || (met === undefined && !isShared)) {
    if (unsorted !== undefined) interned.set(unsorted, seenOnce);
    return { shared: undefined, fields: fieldsOf(parts) };
  }
  const text = textOf(parts) ?? unsorted;
  const known = interned.get(text);
  const result = known === undefined || known === seenOnce ? share(parts, text) : known;
  if (text !== unsorted) interned.set(unsorted, result);
  return result;
}

function share(parts: readonly Part[], text: string): Written {
  const fields = fieldsOf(parts);
  const shared: Shared = { id: ++lastId, set: setOf(parts), withSelf: Object.freeze({ '.': leaf, ...fields }) };
  const result: Written = { shared, fields };
  interned.set(text, result);
  decoded.set(fields, shared.set);
  decoded.set(shared.withSelf, shared.set);
  writtenSets.set(shared.set, result);
  return result;
}

/** Different for different sets; equal sets may differ in order. Undefined when something below is no other's. */
function textOf(parts: readonly Part[]): string | undefined {
  let text = '';
  for (const { element, isMember, below } of parts) {
    if (below !== undefined && below.shared === undefined) return undefined;
    // Names of map entries are whatever a client wrote.
    const line = element.includes('\n') ? JSON.stringify(element) : element;
    text += below === undefined ? `${line}\n` : `${line}\n${isMember ? '=' : '-'}${below.shared?.id}\n`;
  }
  return text;
}

function setOf(parts: readonly Part[]): FieldSet {
  const set = new FieldSet();
  for (const { element, isMember, below } of parts) {
    if (isMember) set.add(element);
    if (below?.shared !== undefined) set.setChild(element, below.shared.set);
  }
  return set;
}

/** Not a WeakMap: a set takes more room than its FieldsV1, and most objects are not written again soon. */
const decoded = new RecentMap<object, FieldSet>(2_000);

/** Undefined for what is no FieldsV1. Frozen values used lately are not decoded again. */
export function fromFieldsV1(value: unknown): FieldSet | undefined {
  if (!isFields(value)) return undefined;
  const known = decoded.get(value);
  if (known !== undefined) return known;
  const set = new FieldSet();
  for (const [written, below] of Object.entries(value)) {
    if (written === '.') continue;
    const element = canonicalElement(written);
    if (element === undefined) return undefined;
    // Null has no members, as an empty object.
    if (below === null) {
      set.add(element);
      continue;
    }
    if (!isFields(below)) return undefined;
    const names = Object.keys(below);
    if (names.length === 0 || names.includes('.')) set.add(element);
    const child = fromFieldsV1(below);
    if (child === undefined) return undefined;
    if (!child.isEmpty) set.setChild(element, child);
  }
  if (Object.isFrozen(value)) decoded.set(value, set);
  return set;
}

/** Keys in order and no spaces, as upstream writes the step again; undefined for what is none. */
function canonicalElement(element: string): PathElement | undefined {
  if (element.startsWith('f:')) return element;
  if (!/^[kvi]:/.test(element)) return undefined;
  try {
    const value: unknown = JSON.parse(element.slice(2));
    if (element.startsWith('i:')) return Number.isInteger(value) ? element : undefined;
    if (element.startsWith('v:')) return `v:${JSON.stringify(value)}`;
    if (!isFields(value)) return undefined;
    const keys = Object.keys(value).sort();
    return `k:{${keys.map((key) => `${JSON.stringify(key)}:${JSON.stringify(value[key])}`).join(',')}}`;
  } catch {
    return undefined;
  }
}

/** `.spec.containers[name="c"].image`, as conflicts name it. */
export function pathText(path: readonly PathElement[]): string {
  return path.map((element) => {
    const rest = element.slice(2);
    if (element.startsWith('f:')) return `.${rest}`;
    if (element.startsWith('i:')) return `[${rest}]`;
    return element.startsWith('k:') ? keysText(rest) : `[=${rest}]`;
  }).join('');
}

/** `[containerPort=80,protocol="TCP"]` of a `k:` element's JSON. */
export function keysText(json: string): string {
  return `[${Object.entries(JSON.parse(json) as Fields).map(([key, value]) => `${key}=${valueText(value)}`).join(',')}]`;
}

/** structured-merge-diff's ToString. */
function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(',')}]`;
  if (isFields(value)) return Object.keys(value).sort().map((key) => `${key}=${valueText(value[key])}`).join(',');
  return typeof value === 'string' ? goQuote(value) : typeof value === 'number' ? goNumber(value) : String(value as boolean | null);
}

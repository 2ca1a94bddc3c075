// Sets of field paths and their FieldsV1 form: structured-merge-diff's fieldpath.Set.
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

/** The FieldsV1 of a set, which many objects have in common. */
interface Written {
  readonly id: number;
  readonly set: FieldSet;
  readonly fields: Fields;
  /** The same where the path that leads there is in the set too. */
  readonly withSelf: Fields;
}

const leaf: Fields = Object.freeze({});
const interned = new RecentMap<string, Written>(500);
let lastId = 0;

/** `{"f:data":{".":{},"f:a":{}}}` with sorted keys, frozen and shared between equal ones. */
export function toFieldsV1(set: FieldSet): Fields {
  return written(set).fields;
}

type Part = readonly [element: PathElement, isMember: boolean, below: Written | undefined];

function partsOf(set: FieldSet): Part[] {
  const elements = [...set.members];
  for (const element of set.children.keys()) if (!set.members.has(element)) elements.push(element);
  const parts: Part[] = [];
  for (const element of elements.sort()) {
    const child = set.children.get(element);
    const below = child === undefined || child.isEmpty ? undefined : written(child);
    const isMember = set.members.has(element);
    if (isMember || below !== undefined) parts.push([element, isMember, below]);
  }
  return parts;
}

function fieldsOf(parts: readonly Part[]): Fields {
  const fields: Fields = {};
  for (const [element, isMember, below] of parts) setOwn(fields, element, below === undefined ? leaf : isMember ? below.withSelf : below.fields);
  return fields;
}

const writtenSets = new WeakMap<FieldSet, Written>();

function written(set: FieldSet): Written {
  const same = writtenSets.get(set);
  if (same !== undefined) return same;
  // Most sets are built in the order in which others like them were: those need not be sorted to be found.
  const unsorted = textOf(set);
  const met = interned.get(unsorted);
  if (met !== undefined) return met;
  const parts = partsOf(set);
  const sorted = setOf(parts);
  const text = textOf(sorted);
  let known = interned.get(text);
  if (known === undefined) {
    const fields = Object.freeze(fieldsOf(parts));
    known = { id: ++lastId, set: sorted, fields, withSelf: Object.freeze({ '.': leaf, ...fields }) };
    interned.set(text, known);
    decoded.set(known.fields, known.set);
    decoded.set(known.withSelf, known.set);
    writtenSets.set(known.set, known);
  }
  if (text !== unsorted) interned.set(unsorted, known);
  return known;
}

/** Different for different sets; equal sets may differ in order. */
function textOf(set: FieldSet): string {
  let text = '';
  for (const element of set.members) text += lineOf(element);
  for (const [element, child] of set.children) if (!child.isEmpty) text += `\n${lineOf(element)}${written(child).id}`;
  return text;
}

/** Names of map entries are whatever a client wrote. */
function lineOf(element: PathElement): string {
  return `${element.includes('\n') ? JSON.stringify(element) : element}\n`;
}

function setOf(parts: readonly Part[]): FieldSet {
  const set = new FieldSet();
  for (const [element, isMember, below] of parts) {
    if (isMember) set.add(element);
    if (below !== undefined) set.setChild(element, below.set);
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
  for (const [element, below] of Object.entries(value)) {
    if (element === '.') continue;
    if (!/^[fkvi]:/.test(element) || !isFields(below)) return undefined;
    const names = Object.keys(below);
    if (names.length === 0 || names.includes('.')) set.add(element);
    const child = fromFieldsV1(below);
    if (child === undefined) return undefined;
    if (!child.isEmpty) set.setChild(element, child);
  }
  if (Object.isFrozen(value)) decoded.set(value, set);
  return set;
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
  return `[${Object.entries(JSON.parse(json) as Fields).map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
}

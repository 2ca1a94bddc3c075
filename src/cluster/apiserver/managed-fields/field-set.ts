// Sets of field paths and their FieldsV1 form: structured-merge-diff's fieldpath.Set.
import { type Fields, isFields, setOwn } from '../../../api/meta/json.ts';
import { RecentMap } from '../../../base/recent-map.ts';

/** One step: `f:name` (a field or map key), `k:{"name":"c"}` (an item by its keys), `v:"x"` (a value in a set). */
export type PathElement = string;

/** Mutable while it is built; fixed once it takes part in an operation, whose result shares parts of it. */
export class FieldSet {
  readonly members = new Set<PathElement>();
  readonly children = new Map<PathElement, FieldSet>();

  get isEmpty(): boolean {
    if (this.members.size > 0) return false;
    for (const child of this.children.values()) if (!child.isEmpty) return false;
    return true;
  }

  insert(path: readonly PathElement[]): void {
    let at: FieldSet = this as FieldSet;
    for (let i = 0; i < path.length - 1; i++) at = at.child(path[i] ?? '');
    const last = path.at(-1);
    if (last !== undefined) at.members.add(last);
  }

  child(element: PathElement): FieldSet {
    let child = this.children.get(element);
    if (child === undefined) this.children.set(element, (child = new FieldSet()));
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
    for (const member of other.members) if (!this.members.has(member)) grown().members.add(member);
    for (const [element, child] of other.children) {
      const own = this.children.get(element);
      const both = own === undefined ? child : own.union(child);
      if (both !== own) grown().children.set(element, both);
    }
    return result ?? this;
  }

  #copy(): FieldSet {
    const result = new FieldSet();
    for (const member of this.members) result.members.add(member);
    for (const [element, child] of this.children) result.children.set(element, child);
    return result;
  }

  /** Paths here and not in `other`. */
  difference(other: FieldSet): FieldSet {
    const result = new FieldSet();
    for (const member of this.members) if (!other.members.has(member)) result.members.add(member);
    for (const [element, child] of this.children) {
      const twin = other.children.get(element);
      const rest = twin === undefined ? child : child.difference(twin);
      if (!rest.isEmpty) result.children.set(element, rest);
    }
    return result;
  }

  /** Paths here that are neither in `other` nor below one of its paths. */
  recursiveDifference(other: FieldSet): FieldSet {
    const result = new FieldSet();
    for (const member of this.members) if (!other.members.has(member)) result.members.add(member);
    for (const [element, child] of this.children) {
      if (other.members.has(element)) continue;
      const twin = other.children.get(element);
      const rest = twin === undefined ? child : child.recursiveDifference(twin);
      if (!rest.isEmpty) result.children.set(element, rest);
    }
    return result;
  }

  intersection(other: FieldSet): FieldSet {
    const result = new FieldSet();
    for (const member of this.members) if (other.members.has(member)) result.members.add(member);
    for (const [element, child] of this.children) {
      const twin = other.children.get(element);
      const both = twin === undefined ? undefined : child.intersection(twin);
      if (both !== undefined && !both.isEmpty) result.children.set(element, both);
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
    for (const member of this.members) result.members.add(member);
    for (const [element, child] of this.children) {
      if (element.startsWith('f:')) result.members.add(element);
      result.children.set(element, child.withParents());
    }
    return result;
  }

  paths(): PathElement[][] {
    const paths: PathElement[][] = [];
    for (const element of [...new Set([...this.members, ...this.children.keys()])].sort()) {
      if (this.members.has(element)) paths.push([element]);
      for (const rest of this.children.get(element)?.paths() ?? []) paths.push([element, ...rest]);
    }
    return paths;
  }
}

/** The FieldsV1 of a set below the top, which many objects have in common. */
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

/** `{"f:data":{".":{},"f:a":{}}}` with sorted keys. What lies below the top is frozen and shared between equal ones. */
export function toFieldsV1(set: FieldSet): Fields {
  return fieldsOf(partsOf(set));
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
  const parts = partsOf(set);
  const key = parts.map(([element, isMember, below]) => `${element}\n${isMember ? '.' : ''}${below?.id ?? ''}`).join('\n');
  let known = interned.get(key);
  if (known === undefined) {
    const fields = Object.freeze(fieldsOf(parts));
    known = { id: ++lastId, set: setOf(parts), fields, withSelf: Object.freeze({ '.': leaf, ...fields }) };
    interned.set(key, known);
    decoded.set(known.fields, known.set);
    decoded.set(known.withSelf, known.set);
    writtenSets.set(known.set, known);
  }
  return known;
}

function setOf(parts: readonly Part[]): FieldSet {
  const set = new FieldSet();
  for (const [element, isMember, below] of parts) {
    if (isMember) set.members.add(element);
    if (below !== undefined) set.children.set(element, below.set);
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
    if (names.length === 0 || names.includes('.')) set.members.add(element);
    const child = fromFieldsV1(below);
    if (child === undefined) return undefined;
    if (!child.isEmpty) set.children.set(element, child);
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

// Sets of field paths and their FieldsV1 form: structured-merge-diff's fieldpath.Set.
import { type Fields, isFields, setOwn } from '../../../api/meta/json.ts';

/** One step: `f:name` (a field or map key), `k:{"name":"c"}` (an item by its keys), `v:"x"` (a value in a set). */
export type PathElement = string;

/** Mutable while it is built; treat a shared one as fixed. */
export class FieldSet {
  readonly members = new Set<PathElement>();
  readonly children = new Map<PathElement, FieldSet>();

  get isEmpty(): boolean {
    return this.members.size === 0 && [...this.children.values()].every((c) => c.isEmpty);
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

  union(other: FieldSet): FieldSet {
    const result = this.copy();
    result.#add(other);
    return result;
  }

  #add(other: FieldSet): void {
    for (const member of other.members) this.members.add(member);
    for (const [element, child] of other.children) this.child(element).#add(child);
  }

  copy(): FieldSet {
    const result = new FieldSet();
    result.#add(this);
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

/** `{"f:data":{".":{},"f:a":{}}}` with sorted keys. */
export function toFieldsV1(set: FieldSet): Fields {
  const fields: Fields = {};
  for (const element of [...new Set([...set.members, ...set.children.keys()])].sort()) {
    const child = set.children.get(element);
    if (child === undefined || child.isEmpty) {
      if (set.members.has(element)) setOwn(fields, element, {});
      continue;
    }
    setOwn(fields, element, set.members.has(element) ? { '.': {}, ...toFieldsV1(child) } : toFieldsV1(child));
  }
  return fields;
}

const decoded = new WeakMap<object, FieldSet>();

/** Undefined for what is no FieldsV1. Frozen values are decoded once. */
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
    return element.startsWith('k:') ? keysText(rest) : `[=${rest}]`;
  }).join('');
}

/** `[containerPort=80,protocol="TCP"]` of a `k:` element's JSON. */
export function keysText(json: string): string {
  return `[${Object.entries(JSON.parse(json) as Fields).map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
}

// Walks a custom resource along its schema, with what stood in each place before.
import { FieldPath } from '../field/path.ts';
import { getOwn, isFields } from '../meta/json.ts';
import type { OpenApiSchema } from './structural-schema.ts';

/** A value that the schema describes. */
export interface Visited {
  readonly schema: OpenApiSchema;
  readonly value: unknown;
  /** Undefined where nothing of before corresponds. */
  readonly old: unknown;
  readonly path: FieldPath | undefined;
}

const maxDepth = 100;

/** Each value before those below it, in the order of the object. */
export function visitValues(visited: Visited, visit: (at: Visited) => void, depth = 0): void {
  const { schema, value, old, path } = visited;
  if (depth > maxDepth) return;
  visit(visited);
  if (Array.isArray(value)) {
    const before = oldItem(schema, old);
    if (schema.items !== undefined) for (const [i, item] of value.entries()) visitValues({ schema: schema.items, value: item, old: before(item), path: (path ?? FieldPath.of('')).index(i) }, visit, depth + 1);
    return;
  }
  if (!isFields(value)) return;
  const { properties = {}, additionalProperties } = schema;
  for (const name of Object.keys(value).sort()) {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const below = own ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
    if (below === undefined) continue;
    const at = own === undefined && path !== undefined ? path.key(name) : path === undefined ? FieldPath.of(name) : path.child(name);
    visitValues({ schema: below, value: getOwn(value, name), old: isFields(old) ? getOwn(old, name) : undefined, path: at }, visit, depth + 1);
  }
}

/** Items correspond by their keys; those of other lists do not. */
export function oldItem(schema: OpenApiSchema, old: unknown): (item: unknown) => unknown {
  const keys = schema['x-kubernetes-list-map-keys'];
  if (!Array.isArray(old) || schema['x-kubernetes-list-type'] !== 'map' || keys === undefined) return () => undefined;
  const keyOf = (item: unknown): string => JSON.stringify(keys.map((key) => (isFields(item) ? getOwn(item, key) : undefined) ?? null));
  const known = new Map((old as unknown[]).map((item) => [keyOf(item), item]));
  return (item) => known.get(keyOf(item));
}

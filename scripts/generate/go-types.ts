// Reads schemas/go-types.json: the field lists of the API's Go types, facts recorded from Kubernetes 1.36.3.
import { readFileSync } from 'node:fs';

/** `[Go name, JSON name ('' when inlined), Go type as written, flag]` in declaration order. */
export type GoField = readonly [goName: string, jsonName: string, goType: string, flag?: 'inline' | 'omitempty'];
/** A struct's fields, a plain alias, or a string type with its constants. */
export type GoType = readonly GoField[] | string | { readonly type: string; readonly values: readonly string[] };

/** Every external Go type by `group/version.Name`, e.g. `core/v1.PodSpec`. */
export function readGoTypes(): ReadonlyMap<string, GoType> {
  const file = new URL('../../schemas/go-types.json', import.meta.url);
  return new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, GoType>));
}

/** The group/version a package alias of Go source names, e.g. `metav1` → `meta/v1`. */
const packages: Readonly<Record<string, string>> = { metav1: 'meta/v1', corev1: 'core/v1', apiv1: 'core/v1', v1: 'core/v1', intstr: 'intstr', resource: 'resource', types: 'types', runtime: 'runtime', time: 'time', unique: 'unique' };

/** The full key of a named Go type mentioned inside `from`, e.g. (`core/v1`, `metav1.Time`) → `meta/v1.Time`. */
export function resolveGoType(groupVersion: string, name: string): string {
  const dot = name.indexOf('.');
  if (dot < 0) return `${groupVersion}.${name}`;
  const alias = name.slice(0, dot);
  return `${packages[alias] ?? alias}.${name.slice(dot + 1)}`;
}

/** `core/v1.PodSpec` → `['core/v1', 'PodSpec']`. */
export function splitGoType(key: string): readonly [groupVersion: string, name: string] {
  const dot = key.lastIndexOf('.');
  return [key.slice(0, dot), key.slice(dot + 1)];
}

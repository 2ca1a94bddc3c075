// Which kind a body says it is, and whether that may be posted here: the first steps of kube-apiserver's codec, with its texts.
import { kindRows, type KindRow } from '../scheme.ts';
import { goTypeText, kindSchema } from '../schema/schema.ts';
import { jsonKind, membersOf } from './json-value.ts';

/** The Go type that a body's kind is read with. */
export const typeMetaText = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
const snippetBytes = 30;
const scheme = 'pkg/runtime/scheme.go:111';

/** What the body is taken for, or the text of a 400. */
export type Recognized = { readonly kind: string; readonly version: string; readonly error?: undefined } | { readonly error: string; readonly field?: 'kind' | 'apiVersion' };

/** `text` is the body, quoted in part by some refusals. Missing kind and apiVersion mean those of the path. */
export function recognize(json: unknown, row: KindRow, text: () => string): Recognized {
  const unrecognized = (why: string, field?: 'kind' | 'apiVersion'): Recognized => ({ error: unrecognizedError(row, why, text()), ...(field && { field }) });
  if (jsonKind(json) !== 'object') {
    if (json === null) return { kind: row.kind, version: row.version };
    return unrecognized(`couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonKind(json)} into Go value of type ${typeMetaText}`);
  }
  let kind = '';
  let apiVersion = '';
  for (const [name, value] of typeMembers(json as object)) {
    if (value === null || value === undefined) continue;
    if (typeof value !== 'string') return unrecognized(`couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonKind(value)} into Go struct field .${name} of type string`, name);
    if (name === 'kind') kind = value;
    else apiVersion = value;
  }
  return resolve(kind === '' ? row.kind : kind, apiVersion, row, unrecognized);
}

/** `kind` and `apiVersion` as often and in the order in which they are written. */
function typeMembers(json: object): readonly (readonly ['kind' | 'apiVersion', unknown])[] {
  const { kind, apiVersion } = json as { readonly kind?: unknown; readonly apiVersion?: unknown };
  if (typeof kind === 'string' && typeof apiVersion === 'string') return [['kind', kind], ['apiVersion', apiVersion]];
  return membersOf(json).filter((member): member is readonly ['kind' | 'apiVersion', unknown] => member[0] === 'kind' || member[0] === 'apiVersion');
}

function resolve(kind: string, apiVersion: string, row: KindRow, unrecognized: (why: string, field: 'apiVersion') => Recognized): Recognized {
  const parts = apiVersion.split('/');
  if (parts.length > 2) return unrecognized(`unexpected GroupVersion string: ${apiVersion}`, 'apiVersion');
  let group = parts.length === 2 ? (parts[0] ?? '') : '';
  let version = parts.at(-1) ?? '';
  if (version === '' && (group === '' || group === row.group)) [group, version] = [row.group, row.version];
  if (kind === row.kind && group === row.group && version === row.version) return { kind, version };
  const groupVersion = group === '' ? version : `${group}/${version}`;
  const prefix = cannotHandle(kind, version, row);
  const field = kind === row.kind ? 'apiVersion' : 'kind';
  return { error: `${prefix}: ${notConvertible(groupVersion, kind, row.goType.replace(/\/v\d\w*\./, '.'))}`, field };
}

/** Kinds of meta.k8s.io/v1 that are the same in every version, and those that each version registers. */
const unversioned: ReadonlySet<string> = new Set(['APIGroup', 'APIGroupList', 'APIResourceList', 'APIVersions', 'Status']);
const inEveryVersion: ReadonlySet<string> = new Set(['CreateOptions', 'DeleteOptions', 'GetOptions', 'ListOptions', 'PatchOptions', 'UpdateOptions', 'WatchEvent']);

/** Why a body of that kind is not taken for the Go type `wanted`. */
export function notConvertible(groupVersion: string, kind: string, wanted: string): string {
  const type = registeredType(groupVersion, kind);
  if (type === undefined) return notRegistered(groupVersion, kind);
  return `converting (${type}) to (${wanted}): unknown conversion`;
}

export function notRegistered(groupVersion: string, kind: string): string {
  return `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(groupVersion)} in scheme ${JSON.stringify(scheme)}`;
}

export function isUnversioned(kind: string): boolean {
  return unversioned.has(kind);
}

function registeredType(groupVersion: string, kind: string): string | undefined {
  if (unversioned.has(kind)) return `v1.${kind}`;
  if (inEveryVersion.has(kind)) return kindRows.some((row) => row.apiVersion === groupVersion) ? `v1.${kind}` : undefined;
  if (groupVersion.startsWith('meta.k8s.io/')) return undefined;
  const known = kindSchema(groupVersion, kind);
  return known === undefined ? undefined : goTypeText(known.goType);
}

/** The start of every refusal to decode. */
export function cannotHandle(kind: string, version: string, row: KindRow): string {
  return `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${row.kind}`;
}

/** The whole text for a body of which not even the kind can be read; quotes its start, as hex unless it looks like JSON. */
export function unrecognizedError(row: KindRow, why: string, body: string): string {
  const bytes = new TextEncoder().encode(body);
  if (bytes.length === 0) return `the object provided is unrecognized (must be of type ${row.kind}): ${why} (<empty>)`;
  const start = bytes.subarray(0, snippetBytes);
  const shown = /^\s*\{/.test(body) ? new TextDecoder().decode(start) : Array.from(start, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `the object provided is unrecognized (must be of type ${row.kind}): ${why} (${shown}${bytes.length > snippetBytes ? ' ...' : ''})`;
}

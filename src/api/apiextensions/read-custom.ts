// A body as a custom resource: read, pruned and defaulted as apiextensions-apiserver's codec does it.
import { parseJson } from '../decode/json-text.ts';
import { inexactInteger, jsonKind, JsonMembers, membersOf, plainJson } from '../decode/json-value.ts';
import { cannotHandle, typeMetaText, unrecognizedError } from '../decode/recognize.ts';
import type { DecodeFinding } from '../decode/decode.ts';
import { FieldPath } from '../field/path.ts';
import { type Fields, setOwn } from '../meta/json.ts';
import type { KubeObject } from '../meta/object.ts';
import type { CustomRow } from './custom-rows.ts';
import { applySchemaDefaults } from './default-values.ts';
import { pruneCustom } from './prune.ts';

export interface CustomInput {
  readonly text?: string | undefined;
  readonly value?: unknown;
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
}

export interface CustomRead {
  readonly object?: KubeObject;
  readonly decodeError?: { readonly message: string; readonly path: undefined };
  readonly strictErrors: readonly DecodeFinding[];
  readonly wrongValues: readonly DecodeFinding[];
}

/** Strict findings make a `decodeError` when `fieldValidation` is Strict. */
export function readCustom(row: CustomRow, input: CustomInput): CustomRead {
  const refuse = (message: string, strictErrors: readonly DecodeFinding[] = [], wrongValues: readonly DecodeFinding[] = []): CustomRead => ({ decodeError: { message, path: undefined }, strictErrors, wrongValues });
  const body = (): string => input.text ?? JSON.stringify(input.value) ?? '';
  const unrecognized = (why: string): CustomRead => refuse(unrecognizedError(row, why, body()));
  const parsed = input.text === undefined ? { value: input.value } : parseJson(input.text);
  if ('error' in parsed && parsed.error !== undefined) return unrecognized(`couldn't get version/kind; json parse error: ${parsed.error}`);
  const json = 'value' in parsed ? parsed.value : undefined;
  if (json !== null && jsonKind(json) !== 'object') return unrecognized(`couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonKind(json)} into Go value of type ${typeMetaText}`);
  const inexact = inexactInteger(json);
  if (inexact !== undefined) return refuse(`${cannotHandle(row.kind, row.version, row)}: json: cannot unmarshal number ${inexact} into Go value of type int64`);
  const object = json === null ? {} : (plainJson(json) as Fields);
  for (const name of ['apiVersion', 'kind']) {
    const value = object[name];
    if (value !== undefined && value !== null && typeof value !== 'string') return unrecognized(`couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonKind(value)} into Go struct field .${name} of type string`);
  }
  if (!object['kind']) return unrecognized(`Object 'Kind' is missing in '${body()}'`);
  const { value, unknown, wrong } = pruneCustom(row.custom.schema, object);
  if (wrong !== undefined) return refuse(`${cannotHandle(row.kind, row.version, row)}: ${wrong.message}`, [], [wrong]);
  applySchemaDefaults(row.custom.schema, value);
  value['metadata'] ??= {};
  const strict = [...duplicates(json), ...unknown.map(({ text, path }): DecodeFinding => ({ type: 'unknown', message: `unknown field ${JSON.stringify(text)}`, path }))];
  if (strict.length > 0 && (input.fieldValidation ?? 'Strict') === 'Strict') return { ...refuse(`${cannotHandle(row.kind, row.version, row)}: strict decoding error: ${strict.map((f) => f.message).join(', ')}`, strict), object: value as unknown as KubeObject };
  return { object: value as unknown as KubeObject, strictErrors: strict, wrongValues: [] };
}

/** Repeated names, in document order, each once. */
function duplicates(json: unknown): DecodeFinding[] {
  const found = new Set<string>();
  collectDuplicates(json, '', found);
  return [...found].map((path) => ({ type: 'duplicate', message: `duplicate field ${JSON.stringify(path)}`, path: FieldPath.of(path) }));
}

function collectDuplicates(json: unknown, path: string, found: Set<string>): void {
  if (Array.isArray(json)) {
    for (const [i, item] of json.entries()) collectDuplicates(item, `${path}[${i}]`, found);
    return;
  }
  if (jsonKind(json) !== 'object') return;
  const seen = json instanceof JsonMembers ? new Set<string>() : undefined;
  for (const [name, member] of membersOf(json as object)) {
    const at = path === '' ? name : `${path}.${name}`;
    if (seen?.has(name) === true) found.add(at);
    seen?.add(name);
    collectDuplicates(member, at, found);
  }
}

/** The object as it is stored and answered: maps in the order of their keys, as Go prints them. */
export function canonicalCustom(value: unknown): unknown {
  if (Object.isFrozen(value)) return value;
  if (Array.isArray(value)) return value.map(canonicalCustom);
  if (typeof value !== 'object' || value === null) return value;
  const copy: Fields = {};
  for (const name of Object.keys(value).sort()) {
    const member = (value as Fields)[name];
    if (member !== undefined) setOwn(copy, name, canonicalCustom(member));
  }
  return copy;
}

/** The text of a 400 for an object of another version than the path's; undefined when it is of that one. */
export function wrongVersion({ apiVersion }: CustomRow, object: KubeObject): string | undefined {
  const own = object.apiVersion ?? '';
  return own === apiVersion ? undefined : `the API version in the data (${own}) does not match the expected API version (${apiVersion})`;
}

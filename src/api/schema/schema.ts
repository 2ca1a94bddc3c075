// The API's types as data: what a Go type looks like in JSON, which fields it has, how its lists merge.
import { atomicStructs, type FieldRow, listFacts, type TypeRow, typeRows, unions } from '../generated/schema.ts';

/** What a value may be. `bytes` is base64 text; `any` is not looked into. */
type TypeShape = 'struct' | 'list' | 'map' | 'string' | 'bool' | 'integer' | 'number' | 'bytes' | 'quantity' | 'time' | 'microTime' | 'duration' | 'intOrString' | 'any';

/** A Go type. One object per type: compare with `===`. */
export interface TypeSchema {
  /** With group and version, without a leading `*`, e.g. `core/v1.PodSpec` or `[]string`. */
  readonly goType: string;
  readonly shape: TypeShape;
  /** Of a list or a map; of a struct, when it keeps fields that it does not name. */
  readonly element?: TypeSchema;
  /** Constants of a string type, in the order of the Go source. */
  readonly values?: readonly string[];
  /** True when other values than `values` are allowed too. */
  readonly isOpenEnum: boolean;
  /** True when OpenAPI tells `values`: upstream's `+enum`. */
  readonly isPublishedEnum?: boolean;
  /** Of a struct that a custom resource's schema makes: no table has them. */
  readonly fields?: readonly FieldSchema[];
  /** True where each value says for itself whether it is a map: fields of a custom resource that its schema does not describe. */
  readonly isDeduced?: true;
  /** Of an integer: 32 or 64. */
  readonly bits?: 32 | 64;
}

/** How patches and server-side apply treat a list, map or struct. */
export interface MergeFacts {
  /** Server-side apply: one owner for all of it, a set of values, or a list keyed by `keys`. */
  readonly listType: 'atomic' | 'set' | 'map' | 'granular';
  readonly keys: readonly string[];
  /** Strategic merge patch: `merge`, `replace`, `retainKeys`. */
  readonly patchStrategies: readonly string[];
  readonly patchMergeKey?: string;
  /** What keys are that an item does not write: of a custom resource's list. */
  readonly keyDefaults?: Readonly<Record<string, unknown>>;
}

/** A field as JSON sees it: the fields of inlined structs stand among those of their owner. */
export interface FieldSchema {
  readonly name: string;
  readonly goName: string;
  readonly type: TypeSchema;
  readonly isPointer: boolean;
  readonly isOmitEmpty: boolean;
  /** Upstream's OpenAPI calls it required. */
  readonly isRequired: boolean;
  /** The struct that declares it (differs from the type asked for when inlined). */
  readonly owner: string;
  /** Go names of the structs through which it is inlined, outermost first, e.g. `['ProbeHandler']` for a probe's httpGet. */
  readonly embedded: readonly string[];
  readonly merge?: MergeFacts;
  /** Of a custom resource's field: what its schema says. */
  readonly description?: string;
  readonly byDefault?: string;
}

const wireShapes: Readonly<Record<string, TypeShape>> = {
  string: 'string', bool: 'bool', int: 'integer', int32: 'integer', int64: 'integer', uint32: 'integer', float64: 'number', '[]byte': 'bytes', 'time.Duration': 'integer',
  'resource.Quantity': 'quantity', 'meta/v1.Time': 'time', 'meta/v1.MicroTime': 'microTime', 'meta/v1.Duration': 'duration', 'intstr.IntOrString': 'intOrString',
  'types.UID': 'string', 'types.NodeName': 'string', 'types.NamespacedName': 'string', 'types.PatchType': 'string', 'meta/v1.FieldsV1': 'any', 'runtime.RawExtension': 'any', 'runtime.Object': 'any', 'interface{}': 'any', any: 'any',
};

/** Adds types that the API's source does not have: those of Podlab's own files. Before they are asked for. */
export function defineTypes(rows: Readonly<Record<string, TypeRow>>): void {
  Object.assign(typeRows, rows);
}

const types = new Map<string, TypeSchema>();
const fieldLists = new Map<string, readonly FieldSchema[]>();
const fieldMaps = new Map<string, ReadonlyMap<string, FieldSchema>>();

/** The type as data; a leading `*` is ignored; unknown types are `any`. */
export function typeSchema(goType: string): TypeSchema {
  const name = goType.replace(/^\*+/, '');
  const known = types.get(name);
  if (known !== undefined) return known;
  const made = makeType(name);
  types.set(name, made);
  return made;
}

function makeType(goType: string): TypeSchema {
  const wire = wireShapes[goType];
  if (wire !== undefined) return { goType, shape: wire, isOpenEnum: false, ...(wire === 'integer' && { bits: /^u?int32$/.test(goType) ? 32 : 64 }) };
  if (goType.startsWith('[]')) return { goType, shape: 'list', isOpenEnum: false, element: typeSchema(goType.slice(2)) };
  const map = /^map\[[^\]]+\](.+)$/.exec(goType);
  if (map?.[1] !== undefined) return { goType, shape: 'map', isOpenEnum: false, element: typeSchema(map[1]) };
  const row: TypeRow | undefined = Object.hasOwn(typeRows, goType) ? typeRows[goType] : undefined;
  if (row === undefined) return { goType, shape: 'any', isOpenEnum: false };
  if (typeof row === 'string') return { ...typeSchema(row), goType };
  if (isStruct(row)) return { goType, shape: 'struct', isOpenEnum: false };
  return { goType, shape: 'string', values: row.values, isOpenEnum: row.isOpen === true, ...(row.isPublished === true && { isPublishedEnum: true }) };
}

function isStruct(row: TypeRow): row is readonly FieldRow[] {
  return Array.isArray(row);
}

/** Fields in the order in which the server writes them; empty for anything but a struct. */
export function fieldsOf(type: TypeSchema): readonly FieldSchema[] {
  if (type.fields !== undefined) return type.fields;
  if (type.shape !== 'struct') return [];
  const known = fieldLists.get(type.goType);
  if (known !== undefined) return known;
  const made = structRows(type.goType).flatMap((row) => makeFields(type.goType, row));
  fieldLists.set(type.goType, made);
  return made;
}

function structRows(goType: string): readonly FieldRow[] {
  const row = typeRows[goType];
  if (typeof row === 'string') return structRows(row);
  return row !== undefined && isStruct(row) ? row : [];
}

function makeFields(owner: string, [name, goType, flags, goName]: FieldRow): readonly FieldSchema[] {
  if (flags.includes('i')) return fieldsOf(typeSchema(goType)).map((field) => ({ ...field, embedded: [goTypeText(goType).replace(/^.*\./, ''), ...field.embedded] }));
  const type = typeSchema(goType);
  const merge = mergeFacts(owner, name, type);
  const goFieldName = goName ?? name.charAt(0).toUpperCase() + name.slice(1);
  return [{ name, goName: goFieldName, type, isPointer: goType.startsWith('*'), isOmitEmpty: flags.includes('o'), isRequired: flags.includes('r'), owner, embedded: [], ...(merge && { merge }) }];
}

function mergeFacts(owner: string, name: string, type: TypeSchema): MergeFacts | undefined {
  const text = listFacts[owner]?.[name];
  if (text === undefined) return atomicStructs.includes(type.goType) ? { listType: 'atomic', keys: [], patchStrategies: [] } : undefined;
  const [list = '', patch = ''] = text.split('|');
  const [listType = '', keys = ''] = list.split(':');
  const [strategies = '', patchMergeKey] = patch.split(':');
  return {
    listType: listType as MergeFacts['listType'],
    keys: keys === '' ? [] : keys.split(','),
    patchStrategies: strategies === '' ? [] : strategies.split(','),
    ...(patchMergeKey !== undefined && { patchMergeKey }),
  };
}

/** The field of that exact JSON name. */
export function fieldOf(type: TypeSchema, name: string): FieldSchema | undefined {
  if (type.fields !== undefined) return type.fields.find((field) => field.name === name);
  let map = fieldMaps.get(type.goType);
  if (map === undefined) fieldMaps.set(type.goType, (map = new Map(fieldsOf(type).map((f) => [f.name, f]))));
  return map.get(name);
}

/** Names of fields of which exactly one may be set, e.g. the sources of a volume; undefined when the type is no union. */
export function unionOf(type: TypeSchema): readonly string[] | undefined {
  const own = unions[type.goType];
  if (own !== undefined || type.shape !== 'struct') return own;
  for (const [, goType, flags] of structRows(type.goType)) {
    const inlined = flags.includes('i') ? unions[goType] : undefined;
    if (inlined !== undefined) return inlined;
  }
  return undefined;
}

/** The type that stands at `segments` (field names, map keys, list indexes) below `type`; undefined when nothing can stand there. */
export function walk(type: TypeSchema, segments: readonly (string | number)[]): TypeSchema | undefined {
  let at: TypeSchema | undefined = type;
  for (const segment of segments) {
    if (at === undefined) return undefined;
    if (at.shape === 'list') at = typeof segment === 'number' ? at.element : undefined;
    else if (at.shape === 'map') at = at.element;
    else if (at.shape === 'struct') at = fieldOf(at, String(segment))?.type;
    else return at.shape === 'any' ? at : undefined;
  }
  return at;
}

/** The Go type of a served kind, e.g. (`apps/v1`, `Deployment`); undefined when the API has none. */
export function kindSchema(apiVersion: string, kind: string): TypeSchema | undefined {
  const goType = `${packageOf(apiVersion)}.${kind}`;
  if (!Object.hasOwn(typeRows, goType)) return undefined;
  const type = typeSchema(goType);
  return fieldOf(type, 'apiVersion') !== undefined && fieldOf(type, 'kind') !== undefined ? type : undefined;
}

/** The key under which an apiVersion's Go types are filed: `v1` → `core/v1`, `rbac.authorization.k8s.io/v1` → `rbac/v1`. */
export function packageOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  if (slash < 0) return `core/${apiVersion}`;
  const group = apiVersion.slice(0, slash);
  return `${group.split('.')[0] ?? ''}/${apiVersion.slice(slash + 1)}`;
}

/** The type as Go prints it in messages: `v1.PodSpec`, `[]v1.Container`, `map[string]string`. */
export function goTypeText(goType: string): string {
  return goType.replace(/\b[a-z]+\/(v\d\w*)\./g, '$1.');
}

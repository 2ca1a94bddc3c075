// Objects as the API server holds them: core's internal types, whose JSON shows in some bad values and in the diffs of refused updates.
import { isNilList } from '../../decode/decode.ts';
import { goJson } from '../../field/go-text.ts';
import { unifiedDiff } from '../../field/difflib.ts';
import type { PodSpec } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { fieldsOf, type FieldSchema, type TypeSchema, typeSchema } from '../../schema/schema.ts';

/** The value as Go marshals the internal type of that name (`core.SecurityContext`): Go field names, zero values written out. */
export function internalForm(internalType: string, value: unknown): unknown {
  return ofType(typeSchema(internalType.replace('.', '/v1.')), value);
}

/** How two values of an internal type differ, as refusals of updates show it; `only`: the fields of a struct that the type embeds. */
export function internalDiff(internalType: string, before: unknown, after: unknown, only?: ReadonlySet<string>): string {
  const formOf = (value: unknown): unknown => (only === undefined ? internalForm(internalType, value) : embedded(internalType, value as Record<string, unknown>, only));
  return unifiedDiff(indented(formOf(before)), indented(formOf(after)));
}

function embedded(internalType: string, value: Readonly<Record<string, unknown>>, only: ReadonlySet<string>): Record<string, unknown> {
  const fields = internalFields(typeSchema(internalType.replace('.', '/v1.'))).filter(({ name }) => only.has(name));
  return Object.fromEntries(fields.flatMap((field) => fieldEntries(field, value[field.name])));
}

/** `json.MarshalIndent(form, "", " ")`. */
function indented(form: unknown): string {
  return goJson(form, ' ');
}

function ofType(type: TypeSchema, value: unknown): unknown {
  if (value === undefined || value === null || (Array.isArray(value) && isNilList(value))) return zeroValue(type);
  // Types of meta/v1 have no internal form of their own.
  if (type.goType.startsWith('meta/v1.')) return type.shape === 'struct' ? taggedStruct(type, value as Record<string, unknown>) : value;
  switch (type.shape) {
    case 'struct':
      return internalStruct(type, value as Record<string, unknown>);
    case 'list':
      return (value as readonly unknown[]).map((item) => elementForm(type, item));
    case 'map': {
      const entries = Object.entries(value as Record<string, unknown>).sort(([a], [b]) => (a < b ? -1 : 1));
      return Object.fromEntries(entries.map(([key, item]) => [key, elementForm(type, item)]));
    }
    default:
      return value;
  }
}

function elementForm(type: TypeSchema, item: unknown): unknown {
  return type.element === undefined ? item : ofType(type.element, item);
}

function zeroValue(type: TypeSchema): unknown {
  switch (type.shape) {
    case 'struct':
      return type.goType.startsWith('meta/v1.') ? {} : internalStruct(type, {});
    case 'string':
      return '';
    case 'bool':
      return false;
    case 'integer':
    case 'number':
    case 'intOrString':
      return 0;
    case 'quantity':
      return '0';
    default:
      return null;
  }
}

function internalStruct(type: TypeSchema, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (type.goType === 'core/v1.PodSpec') return internalPodSpec(value as New<PodSpec>);
  return Object.fromEntries(internalFields(type).flatMap((field) => fieldEntries(field, value[field.name])));
}

function fieldEntries(field: FieldSchema, value: unknown): [string, unknown][] {
  // Embedded metadata: its fields stand among those of the owner.
  if (field.type.goType === 'meta/v1.ObjectMeta') return Object.entries(taggedStruct(field.type, (value ?? {}) as Record<string, unknown>));
  if (field.isPointer && (value === undefined || value === null)) return [[field.goName, null]];
  return [[field.goName, ofType(field.type, value)]];
}

/** Fields under their JSON names, without what is empty. */
function taggedStruct(type: TypeSchema, value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  for (const field of fieldsOf(type)) {
    const item = value[field.name];
    if (item !== undefined && !(field.isOmitEmpty && !field.isPointer && isEmpty(item))) entries.push([field.name, ofType(field.type, item)]);
    else if (!field.isOmitEmpty) entries.push([field.name, zeroValue(field.type)]);
  }
  return Object.fromEntries(entries);
}

/** What `omitempty` leaves out. */
function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false || value === null;
}

/** Where the internal type's order of fields differs: these stand before the named one. */
const movedBefore: Readonly<Record<string, readonly (readonly [before: string, ...names: string[]])[]>> = {
  'core/v1.Volume': [['FlexVolume', 'Quobyte']],
  'core/v1.PersistentVolumeSpec': [['ISCSI', 'Quobyte'], ['Cinder', 'FlexVolume']],
  'core/v1.PodSpec': [['Affinity', 'SetHostnameAsFQDN'], ['DNSConfig', 'PreemptionPolicy'], ['EnableServiceLinks', 'Overhead']],
  'core/v1.PodSecurityContext': [['Sysctls', 'FSGroupChangePolicy']],
};
const internalFieldLists = new Map<string, readonly FieldSchema[]>();

function internalFields(type: TypeSchema): readonly FieldSchema[] {
  const known = internalFieldLists.get(type.goType);
  if (known !== undefined) return known;
  let fields: readonly FieldSchema[] = fieldsOf(type);
  for (const [before, ...names] of movedBefore[type.goType] ?? []) {
    const moved = fields.filter((f) => names.includes(f.goName));
    fields = fields.filter((f) => !moved.includes(f)).flatMap((f) => (f.goName === before ? [...moved, f] : [f]));
  }
  internalFieldLists.set(type.goType, fields);
  return fields;
}

const hostFields: ReadonlySet<string> = new Set(['HostNetwork', 'HostPID', 'HostIPC', 'ShareProcessNamespace', 'HostUsers']);

/** The namespaces that a Pod shares stand in its security context, and the old name of the service account is gone. */
function internalPodSpec(spec: New<PodSpec>): Record<string, unknown> {
  const { hostNetwork = false, hostPID = false, hostIPC = false, shareProcessNamespace = null, hostUsers = null } = spec;
  const form: Record<string, unknown> = {};
  for (const field of internalFields(typeSchema('core/v1.PodSpec'))) {
    if (hostFields.has(field.goName) || field.goName === 'DeprecatedServiceAccount') continue;
    Object.assign(form, Object.fromEntries(fieldEntries(field, spec[field.name as keyof PodSpec])));
  }
  const hasContext = spec.securityContext !== undefined || hostNetwork || hostPID || hostIPC || shareProcessNamespace !== null || hostUsers !== null;
  if (!hasContext) return form;
  const context = internalStruct(typeSchema('core/v1.PodSecurityContext'), spec.securityContext ?? {});
  form['SecurityContext'] = { HostNetwork: hostNetwork, HostPID: hostPID, HostIPC: hostIPC, ShareProcessNamespace: shareProcessNamespace, HostUsers: hostUsers, ...context };
  return form;
}

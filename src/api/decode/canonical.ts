// An object as the server writes it: fields in declaration order, maps sorted, empty optional fields left out, empty required
// lists and maps null, as protobuf storage and Go's encoding/json make them.
import { fieldsOf, type FieldSchema, type TypeSchema } from '../schema/schema.ts';
import { setOwn } from '../meta/json.ts';

/**
 * A copy of a decoded value in canonical form.
 * Invariant: frozen parts come from stored objects, which are canonical; they are shared, not copied.
 */
export function canonical(type: TypeSchema, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  switch (type.shape) {
    case 'struct': return Object.isFrozen(value) ? value : canonicalStruct(type, value as Record<string, unknown>);
    case 'list': return (value as unknown[]).length === 0 ? null : Object.isFrozen(value) ? value : (value as unknown[]).map((item) => canonical(type.element ?? type, item));
    case 'map': return isEmpty(value) ? null : Object.isFrozen(value) ? value : canonicalMap(type, value as Record<string, unknown>);
    default: return value;
  }
}

function canonicalStruct(type: TypeSchema, value: Record<string, unknown>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const { field, name, type: memberType, isOmittedWhenAbsent, isPlain } of plansOf(type)) {
    const member = value[name];
    if (member === undefined || member === null ? isOmittedWhenAbsent : isOmitted(field, member)) continue;
    copy[name] = isPlain ? (member ?? null) : canonical(memberType, member);
  }
  return copy;
}

/** What writing a field takes, looked up once. */
interface FieldPlan {
  readonly field: FieldSchema;
  readonly name: string;
  readonly type: TypeSchema;
  readonly isOmittedWhenAbsent: boolean;
  /** No struct, list or map. */
  readonly isPlain: boolean;
}

const plans = new Map<TypeSchema, readonly FieldPlan[]>();

function plansOf(type: TypeSchema): readonly FieldPlan[] {
  let known = plans.get(type);
  if (known === undefined) {
    known = fieldsOf(type).map((field): FieldPlan => ({
      field, name: field.name, type: field.type, isOmittedWhenAbsent: isOmitted(field, undefined), isPlain: !['struct', 'list', 'map'].includes(field.type.shape),
    }));
    plans.set(type, known);
  }
  return known;
}

function isOmitted(field: FieldSchema, value: unknown): boolean {
  const shape = field.type.shape;
  if (value === undefined || value === null) return field.isOmitEmpty && (field.isPointer || (shape !== 'time' && shape !== 'microTime') || field.name === 'creationTimestamp');
  if (!field.isOmitEmpty || field.isPointer) return false;
  if (value === '' || value === false || (value === 0 && shape !== 'intOrString')) return true;
  if (shape === 'list') return (value as unknown[]).length === 0;
  return shape === 'map' && isEmpty(value);
}

function isEmpty(map: object): boolean {
  for (const key in map) if (Object.hasOwn(map, key)) return false;
  return true;
}

function canonicalMap(type: TypeSchema, value: Record<string, unknown>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  const element = type.element ?? type;
  for (const key of Object.keys(value).sort()) setOwn(copy, key, canonical(element, value[key]));
  return copy;
}

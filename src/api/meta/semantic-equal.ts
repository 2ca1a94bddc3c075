// Whether two objects mean the same to the API: apimachinery's equality.Semantic.DeepEqual.
import { compareQuantities, quantity } from '../resource/quantity.ts';
import { fieldsOf, type TypeSchema, typeSchema } from '../schema/schema.ts';

/** `goType` names the type of both, e.g. `core/v1.PodSpec`. Absent and empty lists and maps are equal, as are absent and zero values that are no pointers; amounts are compared by value. */
export function semanticEqual(goType: string, a: unknown, b: unknown): boolean {
  return isEqual(typeSchema(goType), a, b, true);
}

function isEqual(type: TypeSchema, a: unknown, b: unknown, isPointer: boolean): boolean {
  if (a === b) return true;
  const isAbsent = { a: a === undefined || a === null, b: b === undefined || b === null };
  switch (type.shape) {
    case 'list':
      return areListsEqual(type, isAbsent.a ? [] : (a as readonly unknown[]), isAbsent.b ? [] : (b as readonly unknown[]));
    case 'map':
      return areMapsEqual(type, isAbsent.a ? {} : (a as Record<string, unknown>), isAbsent.b ? {} : (b as Record<string, unknown>));
    default:
  }
  if (isAbsent.a && isAbsent.b) return true;
  if (isPointer && isAbsent.a !== isAbsent.b) return false;
  switch (type.shape) {
    case 'struct': {
      const left = (a ?? {}) as Record<string, unknown>;
      const right = (b ?? {}) as Record<string, unknown>;
      return fieldsOf(type).every((field) => isEqual(field.type, left[field.name], right[field.name], field.isPointer));
    }
    case 'quantity':
      return compareQuantities(quantity((a ?? '0') as string), quantity((b ?? '0') as string)) === 0;
    case 'any':
      return JSON.stringify(a) === JSON.stringify(b);
    default:
      return (isAbsent.a ? zeroOf(b) : a) === (isAbsent.b ? zeroOf(a) : b);
  }
}

function areListsEqual({ element }: TypeSchema, a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && element !== undefined && a.every((item, i) => isEqual(element, item, b[i], false));
}

function areMapsEqual({ element }: TypeSchema, a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && element !== undefined && keys.every((key) => Object.hasOwn(b, key) && isEqual(element, a[key], b[key], false));
}

/** The zero value of the same kind. */
function zeroOf(value: unknown): unknown {
  if (typeof value === 'string') return '';
  return typeof value === 'boolean' ? false : 0;
}

// What a field that is added begins with: a value that the API accepts, made of the schema and of what the object says already.
import type { FieldSchema, TypeSchema } from '../../api/schema/schema.ts';
import { begunFields, getsValue } from './begun-fields.ts';
import { alsoBegunInPlace, valueInPlace } from './begun-in-place.ts';
import { type BegunPlace, type BegunValue, fieldsFrom, itemsOf, scalarOf } from './begun-tree.ts';
import { knownSample, sampleScalar } from './samples.ts';

/** The value of `field` in a struct of type `parent` at `place`. `isAsked`: it must not be left empty, as fields are that nobody requires. */
export function begunValue(parent: TypeSchema, field: FieldSchema, place: BegunPlace, isAsked = getsValue(parent, field)): BegunValue {
  return valueOf(parent, field, place, { depth: 0, isAsked });
}

interface Way {
  readonly depth: number;
  readonly isAsked: boolean;
}

function valueOf(parent: TypeSchema, field: FieldSchema, place: BegunPlace, { depth, isAsked }: Way): BegunValue {
  const { type, name } = field;
  const own = valueInPlace(parent, field, place);
  if (own !== undefined) return own;
  const inside = { root: place.root, path: [...place.path, name] };
  if (type.shape === 'struct') return structOf(type, inside, depth);
  if (type.shape === 'list') {
    if (type.element?.shape === 'struct') return itemsOf(structOf(type.element, { root: place.root, path: [...inside.path, 0] }, depth));
    const isKnown = knownSample(parent, field) !== undefined || type.element?.values !== undefined;
    return itemsOf(type.element !== undefined && (isKnown || isAsked) ? sampleScalar(type.element, parent, field) : '');
  }
  if (type.shape === 'map') return name === 'capacity' || (name === 'requests' && parent.goType === 'core/v1.VolumeResourceRequirements') ? fieldsFrom(['storage', '1Gi']) : fieldsFrom();
  return scalarOf(isAsked ? sampleScalar(type, parent, field) : '');
}

function structOf(type: TypeSchema, place: BegunPlace, depth: number): BegunValue {
  // A custom resource's schema may ask for itself.
  const begun = depth > 6 ? [] : begunFields(type, alsoBegunInPlace(type, place));
  return { kind: 'fields', fields: begun.map((field) => [field.name, valueOf(type, field, place, { depth: depth + 1, isAsked: true })]) };
}

// Lists that are sets or maps, and maps that have one owner, in a definition's schema.
import { type FieldError, forbidden, invalid, notSupported, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { OpenApiSchema } from '../structural-schema.ts';

const listTypes = ['atomic', 'set', 'map'];
const mapTypes = ['atomic', 'granular'];

export function validateLists(schema: OpenApiSchema, path: FieldPath): FieldError[] {
  const { type = '', 'x-kubernetes-list-type': listType, 'x-kubernetes-list-map-keys': keys = [], 'x-kubernetes-map-type': mapType } = schema;
  const errors: FieldError[] = [];
  if (listType !== undefined) {
    if (type !== 'array') errors.push(invalid(path.child('type'), type, 'must be array if x-kubernetes-list-type is specified'));
    else if (!listTypes.includes(listType)) errors.push(notSupported(path.child('x-kubernetes-list-type'), listType, listTypes));
  }
  if (keys.length > 0 && listType !== 'map') {
    errors.push(listType === undefined ? required(path.child('x-kubernetes-list-type'), 'must be map if x-kubernetes-list-map-keys is non-empty') : invalid(path.child('x-kubernetes-list-type'), listType, 'must be map if x-kubernetes-list-map-keys is non-empty'));
  }
  if (mapType !== undefined) {
    if (type !== 'object') errors.push(invalid(path.child('type'), type, 'must be object if x-kubernetes-map-type is specified'));
    else if (!mapTypes.includes(mapType)) errors.push(notSupported(path.child('x-kubernetes-map-type'), mapType, mapTypes));
  }
  const items = typeof schema.items === 'object' && !Array.isArray(schema.items) ? schema.items : undefined;
  if (items !== undefined && listType === 'set') errors.push(...validateSetItems(items, path.child('items')));
  if (items !== undefined && listType === 'map') errors.push(...validateMapItems(items, keys, path));
  return errors;
}

function validateSetItems(items: OpenApiSchema, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const { 'x-kubernetes-map-type': mapType, 'x-kubernetes-list-type': listType } = items;
  if (items.nullable === true) errors.push(forbidden(path.child('nullable'), 'cannot be nullable when x-kubernetes-list-type is set'));
  if (items.type === 'object' && mapType !== 'atomic') errors.push(invalid(path.child('x-kubernetes-map-type'), mapType ?? null, 'must be atomic as item of a list with x-kubernetes-list-type=set'));
  if (items.type === 'array' && listType !== undefined && listType !== 'atomic') errors.push(invalid(path.child('x-kubernetes-list-type'), listType, 'must be atomic as item of a list with x-kubernetes-list-type=set'));
  return errors;
}

function validateMapItems(items: OpenApiSchema, keys: readonly string[], path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const at = path.child('items');
  if (items.nullable === true) errors.push(forbidden(at.child('nullable'), 'cannot be nullable when x-kubernetes-list-type is map'));
  if (items.type !== 'object') return [...errors, invalid(at.child('type'), items.type ?? '', "must be object if parent array's x-kubernetes-list-type is map")];
  const { properties = {} } = items;
  if (keys.length === 0) errors.push(required(path.child('x-kubernetes-list-map-keys'), 'must not be empty if x-kubernetes-list-type is map'));
  if (keys.some((key) => !Object.hasOwn(properties, key))) errors.push(invalid(path.child('x-kubernetes-list-map-keys'), keys, 'entries must all be names of item properties'));
  for (const key of keys) {
    const own = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (own === undefined) continue;
    const place = at.child('properties').key(key);
    if (own.type === 'object' || own.type === 'array') errors.push(invalid(place.child('type'), own.type, "must be a scalar type if parent array's x-kubernetes-list-type is map"));
    if (own.nullable === true) errors.push(forbidden(place.child('nullable'), 'this property is in x-kubernetes-list-map-keys, so it cannot be nullable'));
    if (own.default === undefined && items.required?.includes(key) !== true) errors.push(required(place.child('default'), 'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property'));
  }
  if (new Set(keys).size < keys.length) errors.push(invalid(path.child('x-kubernetes-list-map-keys'), keys, 'must not contain duplicate entries'));
  return errors;
}

// What makes a schema structural, and what else a definition's schema must not have: apiextensions-apiserver's structural schema validation.
import { type FieldError, forbidden, invalid, notSupported, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { OpenApiSchema } from '../structural-schema.ts';
import { compilePattern } from '../validate-value.ts';
import { validateDefault } from './schema-default.ts';
import { validateLists } from './schema-lists.ts';
import { validateRules } from './schema-rules.ts';

type Level = 'root' | 'field' | 'item';

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const unsupported = ['definitions', 'dependencies', 'patternProperties', 'additionalItems', 'id', '$schema', '$ref'];
const maxDepth = 200;

export function validateDefinitionSchema(schema: OpenApiSchema, path: FieldPath): FieldError[] {
  const errors = validateNode(schema, path, { level: 'root', isInMetadata: false, depth: 0 });
  // Rules are compiled for what is structural only.
  return errors.length > 0 ? errors : validateRules(schema, path);
}

interface Place {
  readonly level: Level;
  readonly isInMetadata: boolean;
  readonly depth: number;
}

function validateNode(schema: OpenApiSchema, path: FieldPath, place: Place): FieldError[] {
  if (place.depth > maxDepth) return [];
  if ((schema as { readonly $ref?: string }).$ref !== undefined) return validateForbidden(schema, path, place.level);
  const errors = [...validateType(schema, path, place.level), ...validateExtensions(schema, path), ...validateForbidden(schema, path, place.level), ...validateLists(schema, path)];
  const { properties = {}, additionalProperties, items } = schema;
  if (place.level === 'root') errors.push(...validateTypeMeta(schema, path, true));
  else if (schema['x-kubernetes-embedded-resource'] === true) errors.push(...validateTypeMeta(schema, path, false));
  const below = { depth: place.depth + 1, isInMetadata: place.isInMetadata };
  for (const [name, own] of Object.entries(properties)) errors.push(...validateNode(own, path.child('properties').key(name), { ...below, level: 'field', isInMetadata: place.isInMetadata || (place.level === 'root' && name === 'metadata') }));
  if (typeof additionalProperties === 'object') errors.push(...validateNode(additionalProperties, path.child('additionalProperties'), { ...below, level: 'field' }));
  if (items !== undefined && !Array.isArray(items) && typeof items === 'object') errors.push(...validateNode(items, path.child('items'), { ...below, level: 'item' }));
  errors.push(...validateJunctors(schema, path));
  if (schema.pattern !== undefined && schema.pattern !== '' && compilePattern(schema.pattern) === undefined) errors.push(invalid(path.child('pattern'), schema.pattern, `must be a valid regular expression, but isn't: error parsing regexp: missing closing ): \`${schema.pattern}\``));
  if (schema.default !== undefined) errors.push(...(place.isInMetadata ? [forbidden(path.child('default'), 'must not be set in top-level metadata')] : validateDefault(schema, path.child('default'), place.level === 'root')));
  return errors;
}

function validateType(schema: OpenApiSchema, path: FieldPath, level: Level): FieldError[] {
  const { type = '' } = schema;
  const isOpen = schema['x-kubernetes-int-or-string'] === true || schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (level === 'root') {
    if (type === '') return [required(path.child('type'), 'must not be empty at the root')];
    return type === 'object' ? [] : [invalid(path.child('type'), type, 'must be object at the root')];
  }
  if (type === '') return isOpen ? [] : [required(path.child('type'), `must not be empty for specified ${level === 'field' ? 'object fields' : 'array items'}`)];
  if (!types.includes(type)) return [notSupported(path.child('type'), type, types)];
  return type === 'array' && (schema.items === undefined || (typeof schema.items !== 'object')) ? [required(path.child('items'), 'must be specified')] : [];
}

function validateExtensions(schema: OpenApiSchema, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const preserve = schema['x-kubernetes-preserve-unknown-fields'];
  if (preserve === false) errors.push(invalid(path.child('x-kubernetes-preserve-unknown-fields'), false, 'must be true or undefined'));
  if (schema['x-kubernetes-int-or-string'] === true) {
    if (preserve === true) errors.push(invalid(path.child('x-kubernetes-preserve-unknown-fields'), true, 'must be false if x-kubernetes-int-or-string is true'));
    if (schema['x-kubernetes-embedded-resource'] === true) errors.push(invalid(path.child('x-kubernetes-embedded-resource'), true, 'must be false if x-kubernetes-int-or-string is true'));
  }
  if (schema['x-kubernetes-embedded-resource'] === true) {
    if (schema.type !== 'object') errors.push(invalid(path.child('type'), schema.type ?? '', 'must be object if x-kubernetes-embedded-resource is true'));
    if (preserve !== true && Object.keys(schema.properties ?? {}).length === 0) errors.push(required(path.child('properties'), 'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields'));
  }
  return errors;
}

function validateForbidden(schema: OpenApiSchema, path: FieldPath, level: Level): FieldError[] {
  const errors: FieldError[] = [];
  const all = schema as Readonly<Record<string, unknown>>;
  for (const name of unsupported) if (all[name] !== undefined && all[name] !== '') errors.push(forbidden(path.child(name), `${name} is not supported`));
  if (schema.uniqueItems === true) errors.push(forbidden(path.child('uniqueItems'), 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic'));
  if (Array.isArray(schema.items)) errors.push(forbidden(path.child('items'), 'items must be a schema object and not an array'));
  if (schema.additionalProperties !== undefined && Object.keys(schema.properties ?? {}).length > 0) errors.push(forbidden(path.child('additionalProperties'), 'additionalProperties and properties are mutual exclusive'));
  if (level === 'root' && schema.additionalProperties !== undefined) errors.push(forbidden(path.child('additionalProperties'), 'must not be used at the root'));
  if (level === 'root' && schema.nullable === true) errors.push(forbidden(path.child('nullable'), 'nullable cannot be true at the root'));
  return errors;
}

/** What every object has is described already. */
function validateTypeMeta({ properties = {} }: OpenApiSchema, path: FieldPath, isRoot: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const wants = (name: string, type: string): boolean => {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const isWrong = own !== undefined && (own.type ?? '') !== type;
    if (isWrong && own.type !== undefined) errors.push(invalid(path.child('properties').key(name).child('type'), own.type, `must be ${type}`));
    return !isWrong;
  };
  wants('apiVersion', 'string');
  wants('kind', 'string');
  const metadata = wants('metadata', 'object') ? properties['metadata'] : undefined;
  if (!isRoot || metadata === undefined) return errors;
  const { type: _type, description: _description, properties: own = {}, ...others } = metadata;
  const isMore = Object.keys(others).some((name) => (others as Record<string, unknown>)[name] !== undefined) || Object.keys(own).some((name) => name !== 'name' && name !== 'generateName');
  if (isMore) errors.push(forbidden(path.child('properties').key('metadata'), 'must not specify anything other than name and generateName, but metadata is implicitly specified'));
  return errors;
}

/** Inside `allOf` and the like stand conditions only. */
function validateJunctors(schema: OpenApiSchema, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const isPair = (one: readonly OpenApiSchema[] | undefined): boolean => one?.length === 2 && one[0]?.type === 'integer' && one[1]?.type === 'string' && one.every((each) => Object.values(each).filter((value) => value !== undefined).length === 1);
  const isIntOrString = schema['x-kubernetes-int-or-string'] === true;
  for (const [i, one] of (schema.allOf ?? []).entries()) errors.push(...validateCondition(one, path.child('allOf').index(i), isIntOrString && i === 0 && isPair(one.anyOf)));
  if (!(isIntOrString && isPair(schema.anyOf))) for (const [i, one] of (schema.anyOf ?? []).entries()) errors.push(...validateCondition(one, path.child('anyOf').index(i), false));
  for (const [i, one] of (schema.oneOf ?? []).entries()) errors.push(...validateCondition(one, path.child('oneOf').index(i), false));
  if (schema.not !== undefined) errors.push(...validateCondition(schema.not, path.child('not'), false));
  return errors;
}

function validateCondition(schema: OpenApiSchema, path: FieldPath, allowsPair: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const refuse = (name: string, what: string): void => { errors.push(forbidden(path.child(name), `must be ${what} to be structural`)); };
  for (const name of ['type', 'title', 'description'] as const) if ((schema[name] ?? '') !== '') refuse(name, 'empty');
  if (schema.default !== undefined) refuse('default', 'undefined');
  if (schema.nullable === true) refuse('nullable', 'false');
  if (schema.additionalProperties !== undefined) refuse('additionalProperties', 'undefined');
  for (const name of ['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource', 'x-kubernetes-int-or-string'] as const) if (schema[name] === true) refuse(name, 'false');
  if ((schema['x-kubernetes-list-map-keys'] ?? []).length > 0) refuse('x-kubernetes-list-map-keys', 'empty');
  if (schema['x-kubernetes-list-type'] !== undefined) refuse('x-kubernetes-list-type', 'undefined');
  if (schema['x-kubernetes-map-type'] !== undefined) refuse('x-kubernetes-map-type', 'undefined');
  if ((schema['x-kubernetes-validations'] ?? []).length > 0) refuse('x-kubernetes-validations', 'empty');
  for (const [name, own] of Object.entries(schema.properties ?? {})) errors.push(...validateCondition(own, path.child('properties').key(name), false));
  if (schema.items !== undefined) errors.push(...validateCondition(schema.items, path.child('items'), false));
  for (const junctor of ['allOf', 'anyOf', 'oneOf'] as const) if (!(junctor === 'anyOf' && allowsPair)) for (const [i, one] of (schema[junctor] ?? []).entries()) errors.push(...validateCondition(one, path.child(junctor).index(i), false));
  if (schema.not !== undefined) errors.push(...validateCondition(schema.not, path.child('not'), false));
  return errors;
}

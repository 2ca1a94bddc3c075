// The CEL rules of a definition's schema: apiextensions-apiserver's validation of x-kubernetes-validations.
// Differs from Kubernetes: rules are parsed but their types are not checked and their cost is not estimated, so a rule that can never be judged is found when an object is written.
import { type FieldError, invalid, notSupported, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import { celSyntaxError } from '../cel-rules.ts';
import type { OpenApiSchema, ValidationRule } from '../structural-schema.ts';

const reasons = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired'];
const maxDepth = 200;

/** `uncorrelated` is the place from which on items have no past. */
export function validateRules(schema: OpenApiSchema, path: FieldPath, uncorrelated?: FieldPath, depth = 0): FieldError[] {
  if (depth > maxDepth) return [];
  const rules = schema['x-kubernetes-validations'] ?? [];
  const errors = rules.flatMap((rule, i) => validateRule(rule, schema, path.child('x-kubernetes-validations').index(i), uncorrelated));
  const { properties = {}, items, additionalProperties } = schema;
  for (const [name, own] of Object.entries(properties)) errors.push(...validateRules(own, path.child('properties').key(name), uncorrelated, depth + 1));
  if (items !== undefined) errors.push(...validateRules(items, path.child('items'), uncorrelated ?? (schema['x-kubernetes-list-type'] === 'map' ? undefined : path), depth + 1));
  if (typeof additionalProperties === 'object') errors.push(...validateRules(additionalProperties, path.child('additionalProperties'), uncorrelated, depth + 1));
  return errors;
}

function validateRule({ rule = '', message, messageExpression, reason, fieldPath, optionalOldSelf }: ValidationRule, schema: OpenApiSchema, path: FieldPath, uncorrelated: FieldPath | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const trimmed = rule.trim();
  if (trimmed === '') errors.push(required(path.child('rule'), 'rule is not specified'));
  const usesOld = /\boldSelf\b/.test(rule);
  if (usesOld && uncorrelated !== undefined) errors.push(invalid(path.child('rule'), rule, `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelated.toString()}`));
  if (message !== undefined && message !== '') {
    if (message.trim() === '') errors.push(invalid(path.child('message'), message, 'must be non-empty if specified'));
    else if (/[\n\r]/.test(message)) errors.push(invalid(path.child('message'), message, 'must not contain line breaks'));
  } else if (/[\n\r]/.test(trimmed)) errors.push(required(path.child('message'), 'message must be specified if rule contains line breaks'));
  if (messageExpression !== undefined && messageExpression !== '' && messageExpression.trim() === '') errors.push(required(path.child('messageExpression'), 'messageExpression must be non-empty if specified'));
  if (reason !== undefined && !reasons.includes(reason)) errors.push(notSupported(path.child('reason'), reason, reasons));
  if (fieldPath !== undefined && fieldPath !== '' && !isFieldOf(schema, fieldPath)) errors.push(invalid(path.child('fieldPath'), fieldPath, 'must be a valid path'));
  if (optionalOldSelf !== undefined && !usesOld) errors.push(invalid(path.child('optionalOldSelf'), optionalOldSelf, 'may not be set if oldSelf is not used in rule'));
  const wrong = trimmed === '' ? undefined : celSyntaxError(rule);
  if (wrong !== undefined) errors.push(invalid(path.child('rule'), { Rule: rule, Message: message ?? '', MessageExpression: messageExpression ?? '', Reason: reason ?? null, FieldPath: fieldPath ?? '', OptionalOldSelf: optionalOldSelf ?? null }, `compilation failed: ${wrong}`));
  return errors;
}

/** Whether a path such as `.spec.size` or `['x-y']` leads to a field that the schema describes. */
function isFieldOf(schema: OpenApiSchema, fieldPath: string): boolean {
  if (!/^(?:\.[A-Za-z_]\w*|\['[^']+'\])+$/.test(fieldPath)) return false;
  let at: OpenApiSchema | undefined = schema;
  for (const [, name = '', key] of fieldPath.matchAll(/\.(\w+)|\['([^']+)'\]/g)) {
    const member = key ?? name;
    const own: OpenApiSchema | undefined = at?.properties !== undefined && Object.hasOwn(at.properties, member) ? at.properties[member] : undefined;
    at = own ?? (typeof at?.additionalProperties === 'object' && key !== undefined ? at.additionalProperties : undefined);
  }
  return at !== undefined;
}

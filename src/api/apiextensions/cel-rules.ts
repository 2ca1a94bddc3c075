// The rules of custom resources in CEL: `x-kubernetes-validations`, judged by a library of the language. Upstream: apiextensions-apiserver's cel.Validator.
// Differs from Kubernetes: rules that call Kubernetes' own functions (url, ip, quantity, …) are not judged, and no cost is counted.
import { celEnv, isCelError, parse, plan } from '@bufbuild/cel';
import { type FieldError, type FieldErrorType, invalid, omittedValue } from '../field/error.ts';
import type { FieldPath } from '../field/path.ts';
import { deepEqual } from '../meta/deep-equal.ts';
import type { OpenApiSchema, ValidationRule } from './structural-schema.ts';
import { visitValues } from './visit-values.ts';

type Judge = (bindings: Readonly<Record<string, unknown>>) => unknown;
const judges = new Map<string, Judge | undefined>();
/** Rules that are kept compiled. */
const keptRules = 500;
const maxRuleLength = 4000;

/** The rules that a value, which its schema allows, breaks. Of what is as it was, only rules about changes are asked. */
export function ruleErrors(schema: OpenApiSchema, value: unknown, old: unknown): FieldError[] {
  const errors: FieldError[] = [];
  visitValues({ schema, value, old, path: undefined }, ({ schema: at, value: self, old: oldSelf, path }) => {
    const rules = at['x-kubernetes-validations'];
    if (rules === undefined || rules.length === 0 || (oldSelf !== undefined && deepEqual(self, oldSelf))) return;
    for (const rule of rules) {
      const message = brokenRule(rule, self, oldSelf, at);
      if (message === undefined) continue;
      const error = invalid(pathBelow(path, rule.fieldPath ?? ''), badValue(self), message);
      errors.push(rule.reason === undefined ? error : { ...error, type: rule.reason as FieldErrorType });
    }
  });
  return errors;
}

/** Why a text is no rule; undefined when it is one. */
export function celSyntaxError(rule: string): string | undefined {
  try {
    parse(rule);
    return undefined;
  } catch (error) {
    return `ERROR: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Maps and lists that broke a rule are not shown. */
function badValue(self: unknown): unknown {
  return typeof self === 'object' ? omittedValue : self;
}

function pathBelow(path: FieldPath | undefined, fieldPath: string): FieldPath | undefined {
  let at = path;
  for (const [, name = '', key] of fieldPath.matchAll(/\.(\w+)|\['([^']+)'\]/g)) at = key === undefined ? at?.child(name) : at?.key(key);
  return at;
}

/** The message of a rule that a value breaks; undefined where it is kept or cannot be judged. */
function brokenRule({ rule = '', message, messageExpression, optionalOldSelf }: ValidationRule, value: unknown, old: unknown, schema: OpenApiSchema): string | undefined {
  const isTransition = /\boldSelf\b/.test(rule);
  if (rule.length > maxRuleLength || (isTransition && old === undefined && optionalOldSelf !== true)) return undefined;
  const bindings = { self: celValue(value, schema), ...(isTransition && { oldSelf: celValue(old ?? null, schema) }) };
  // The library has no optional values: what can be asked of one is said in plain terms.
  const plain = optionalOldSelf === true ? rule.replaceAll(/\boldSelf\.hasValue\(\)/g, String(old !== undefined)).replaceAll(/\boldSelf\.value\(\)/g, 'oldSelf') : rule;
  if (evaluate(plain, bindings) !== false) return undefined;
  const made = messageExpression === undefined ? undefined : evaluate(messageExpression, bindings);
  if (typeof made === 'string' && made.trim() !== '' && !made.includes('\n')) return made;
  return message === undefined || message === '' ? `failed rule: ${rule.trim()}` : message;
}

function evaluate(rule: string, bindings: Readonly<Record<string, unknown>>): unknown {
  try {
    const result = judgeOf(rule)?.(bindings);
    return isCelError(result) ? undefined : result;
  } catch {
    return undefined;
  }
}

function judgeOf(rule: string): Judge | undefined {
  if (judges.has(rule)) return judges.get(rule);
  if (judges.size >= keptRules) judges.clear();
  let judge: Judge | undefined;
  try {
    const planned = plan(celEnv(), parse(rule)) as (bindings: Record<string, unknown>) => unknown;
    judge = (bindings) => planned({ ...bindings });
  } catch {
    judge = undefined;
  }
  judges.set(rule, judge);
  return judge;
}

/** Integers as CEL's ints, by the schema; names as CEL can write them. */
function celValue(value: unknown, schema: OpenApiSchema | undefined): unknown {
  if (typeof value === 'number') return schema?.type !== 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map((item: unknown) => celValue(item, schema?.items));
  if (typeof value !== 'object' || value === null) return value;
  const { properties, additionalProperties } = schema ?? {};
  return new Map(Object.entries(value).map(([name, member]) => {
    const own = properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
    return [own === undefined ? name : escaped(name), celValue(member, own ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined))];
  }));
}

const keywords = /^(?:true|false|null|in|as|break|const|continue|else|for|function|if|import|let|loop|package|namespace|return|var|void|while)$/;

/** As Kubernetes escapes property names that CEL cannot write. */
function escaped(name: string): string {
  if (keywords.test(name)) return `__${name}__`;
  return name.replaceAll('__', '__underscores__').replaceAll('.', '__dot__').replaceAll('-', '__dash__').replaceAll('/', '__slash__');
}

// The rules of custom resources in CEL: `x-kubernetes-validations`, judged by a library of the language. Upstream: apiextensions-apiserver's cel.Validator.
// Differs from Kubernetes: rules that call Kubernetes' own functions (url, ip, quantity, …) or see the old object are not judged, and no cost is counted.
import { celEnv, isCelError, parse, plan } from '@bufbuild/cel';
import type { OpenApiSchema, ValidationRule } from './structural-schema.ts';

type Judge = (self: unknown) => unknown;
const judges = new Map<string, Judge | undefined>();
/** Rules that are kept compiled. */
const keptRules = 500;
const maxRuleLength = 4000;

/** The message of a rule that a value breaks; undefined where it is kept or cannot be judged. */
export function brokenRule({ rule = '', message, messageExpression }: ValidationRule, value: unknown, schema: OpenApiSchema): string | undefined {
  if (/\boldSelf\b/.test(rule) || rule.length > maxRuleLength) return undefined;
  const self = celValue(value, schema);
  if (evaluate(rule, self) !== false) return undefined;
  const made = messageExpression === undefined ? undefined : evaluate(messageExpression, self);
  if (typeof made === 'string' && made.trim() !== '' && !made.includes('\n')) return made;
  return message === undefined || message === '' ? `failed rule: ${rule.trim()}` : message;
}

function evaluate(rule: string, self: unknown): unknown {
  try {
    const result = judgeOf(rule)?.(self);
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
    judge = (self) => planned({ self });
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

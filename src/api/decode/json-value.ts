// JSON as the decoder sees it: plain values, except where a plain value would forget what the text said.
import { setOwn } from '../meta/json.ts';

/** A number whose text is not how JavaScript would write it, e.g. `1.0` or `9223372036854775807`. */
export class JsonNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** An object whose members a plain object would lose or reorder: repeated or number-like names. */
export class JsonMembers {
  readonly entries: readonly (readonly [name: string, value: unknown])[];
  constructor(entries: readonly (readonly [string, unknown])[]) {
    this.entries = entries;
  }
}

export type JsonKind = 'null' | 'bool' | 'number' | 'string' | 'array' | 'object';

/** What Go's decoder calls the value. */
export function jsonKind(value: unknown): JsonKind {
  switch (typeof value) {
    case 'string': return 'string';
    case 'number': return 'number';
    case 'boolean': return 'bool';
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return 'array';
      return value instanceof JsonNumber ? 'number' : 'object';
    default: return 'null';
  }
}

export function numberText(value: unknown): string {
  return value instanceof JsonNumber ? value.text : String(value);
}

/** The members in document order; members of a parsed object whose value is undefined do not exist. */
export function membersOf(value: object): readonly (readonly [string, unknown])[] {
  if (value instanceof JsonMembers) return value.entries;
  const entries = Object.entries(value) as [string, unknown][];
  return entries.every((entry) => entry[1] !== undefined) ? entries : entries.filter((entry) => entry[1] !== undefined);
}

/** Whether JavaScript's number is the whole number that the text says. */
export function isExactInteger(text: string): boolean {
  return BigInt(Number(text)) === BigInt(text);
}

/** The first whole number in the value that JavaScript's numbers cannot hold. */
export function inexactInteger(value: unknown): string | undefined {
  if (value instanceof JsonNumber) return /^-?\d+$/.test(value.text) && !isExactInteger(value.text) ? value.text : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const member of Array.isArray(value) ? (value as unknown[]) : membersOf(value).map(([, member]) => member)) {
    const found = inexactInteger(member);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The paths, such as `data.a` or `[0].op`, of names that an object has twice, in the order of the text; `depth` bounds how far below is looked. */
export function repeatedNames(value: unknown, depth = Infinity, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null || value instanceof JsonNumber || depth === 0) return [];
  if (Array.isArray(value)) return (value as unknown[]).flatMap((item, i) => repeatedNames(item, depth - 1, `${path}[${i}]`));
  const seen = new Set<string>();
  const found = membersOf(value).flatMap(([name, member]) => {
    const at = path === '' ? name : `${path}.${name}`;
    const isRepeated = seen.has(name);
    seen.add(name);
    return [...(isRepeated ? [at] : []), ...repeatedNames(member, depth - 1, at)];
  });
  return [...new Set(found)];
}

/** The value as `JSON.parse` would have made it. */
export function plainJson(value: unknown): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== 'object' || value === null) return value;
  const plain: Record<string, unknown> = {};
  for (const [name, member] of membersOf(value)) setOwn(plain, name, plainJson(member));
  return plain;
}

// The functions of Go's text/template, and kubectl's own `exists` and `base64decode`.
import { KubectlError } from '../errors.ts';
import { goQuote, goText } from '../../api/field/go-text.ts';

/** Go's idea of an empty value. */
export function isTrue(value: unknown): boolean {
  if (value === null || value === undefined || typeof value === 'symbol') return false;
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object') return Object.keys(value).length > 0;
  return Boolean(value);
}

type TemplateFunction = (...args: readonly unknown[]) => unknown;

const functions: Readonly<Record<string, TemplateFunction>> = {
  and: (...args) => args.find((arg) => !isTrue(arg)) ?? args.at(-1),
  or: (...args) => args.find(isTrue) ?? args.at(-1),
  not: (value) => !isTrue(value),
  len: (value) => {
    if (typeof value === 'string') return new TextEncoder().encode(value).length;
    if (typeof value !== 'object' || value === null) throw new KubectlError(`error calling len: len of type ${typeName(value)}`);
    return Array.isArray(value) ? value.length : Object.keys(value).length;
  },
  index: (value, ...keys) => keys.reduce(indexOne, value),
  slice: (value, from = 0, to) => (Array.isArray(value) || typeof value === 'string' ? value.slice(Number(from), to === undefined ? undefined : Number(to)) : value),
  eq: (first, ...others) => others.some((other) => isEqual(first, other)),
  ne: (a, b) => !isEqual(a, b),
  lt: (a, b) => order(a, b) < 0,
  le: (a, b) => order(a, b) <= 0,
  gt: (a, b) => order(a, b) > 0,
  ge: (a, b) => order(a, b) >= 0,
  print: (...args) => args.map(goText).join(''),
  println: (...args) => `${args.map(goText).join(' ')}\n`,
  printf: (format, ...args) => formatText(String(format), args),
  html: (...args) => args.map(goText).join('').replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`),
  urlquery: (...args) => encodeURIComponent(args.map(goText).join('')),
  js: (...args) => args.map(goText).join(''),
  exists: (value, ...keys) => {
    let at = value;
    for (const key of keys) {
      if (typeof at !== 'object' || at === null || !Object.hasOwn(at, String(key))) return false;
      at = (at as Record<string, unknown>)[String(key)];
    }
    return true;
  },
  base64decode: (value) => {
    try {
      return new TextDecoder().decode(Uint8Array.from(atob(String(value)), (c) => c.charCodeAt(0)));
    } catch {
      throw new KubectlError('error calling base64decode: illegal base64 data at input byte 0');
    }
  },
};

export function hasFunction(name: string): boolean {
  return Object.hasOwn(functions, name);
}

export function callFunction(name: string, args: readonly unknown[]): unknown {
  return functions[name]?.(...args);
}

function indexOne(value: unknown, key: unknown): unknown {
  if (Array.isArray(value)) {
    const at = Number(key);
    if (!(at >= 0 && at < value.length)) throw new KubectlError(`error calling index: index out of range: ${goText(key)}`);
    return value[at] as unknown;
  }
  if (typeof value === 'object' && value !== null) return Object.hasOwn(value, String(key)) ? (value as Record<string, unknown>)[String(key)] : '';
  throw new KubectlError(`error calling index: index of ${typeof value === 'symbol' || value === null || value === undefined ? 'untyped nil' : `type ${typeName(value)}`}`);
}

function typeName(value: unknown): string {
  return typeof value === 'number' ? (Number.isInteger(value) ? 'int64' : 'float64') : typeof value === 'boolean' ? 'bool' : typeof value;
}

function isEqual(a: unknown, b: unknown): boolean {
  if (typeof a === 'symbol' || typeof b === 'symbol') return a === b;
  if (a !== null && b !== null && typeof a !== typeof b) throw new KubectlError('error calling eq: incompatible types for comparison');
  return a === b;
}

function order(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  throw new KubectlError('error calling lt: incompatible types for comparison');
}

/** `%s %d %v %q %f %t %x %%` with width and `-`. */
function formatText(format: string, args: readonly unknown[]): string {
  let next = 0;
  return format.replace(/%([-+ 0#]*)(\d*)(?:\.(\d+))?([a-zA-Z%])/g, (_, flags: string, width: string, precision: string | undefined, verb: string) => {
    if (verb === '%') return '%';
    if (next >= args.length) return `%!${verb}(MISSING)`;
    const value = args[next++];
    let text = typeof value === 'symbol' ? '%!s(<nil>)' : goText(value);
    if (verb === 'q') text = goQuote(text);
    else if (verb === 'd') text = typeof value === 'number' ? String(Math.trunc(value)) : `%!d(string=${text})`;
    else if (verb === 'f') text = Number(value).toFixed(precision === undefined ? 6 : Number(precision));
    else if (verb === 'x') text = typeof value === 'number' ? value.toString(16) : [...new TextEncoder().encode(text)].map((b) => b.toString(16).padStart(2, '0')).join('');
    else if (precision !== undefined) text = text.slice(0, Number(precision));
    return flags.includes('-') ? text.padEnd(Number(width)) : text.padStart(Number(width), flags.includes('0') ? '0' : ' ');
  });
}

// Strings and decoded values as Go sees and prints them: lengths in bytes, strconv.Quote, `%v` and json.Marshal, which the API's and kubectl's texts are made with.

const encoder = new TextEncoder();

/** Go's `len(s)`: bytes of UTF-8. */
export function byteLength(text: string): number {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return encoder.encode(text).length;
  return text.length;
}

const plain = /^[ !#-[\]-~]*$/;
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const escapes: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v' };

/** `unicode.IsPrint(r)`, for a string of one code point. */
export function isPrintable(rune: string): boolean {
  return printable.test(rune);
}

/** `%U` of one code point. */
export function escapedRune(rune: string): string {
  return `U+${codeOf(rune).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** `strconv.Quote(s)`, which `%q` prints. */
export function goQuote(text: string): string {
  if (plain.test(text)) return `"${text}"`;
  let quoted = '"';
  for (const rune of text) quoted += escapes[rune] ?? (isPrintable(rune) ? rune : quotedRune(codeOf(rune)));
  return `${quoted}"`;
}

function codeOf(rune: string): number {
  return rune.codePointAt(0) ?? 0;
}

function quotedRune(code: number): string {
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x1_0000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** `json.Marshal(value)`, compact unless `indent` is given: HTML characters escaped. Keys stay in the order in which they were written. */
export function goJson(value: unknown, indent = ''): string {
  if (value === undefined) return 'null';
  return JSON.stringify(value, null, indent).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A map as Go marshals it: keys in order. */
export function sortedKeys<V>(map: Readonly<Record<string, V>>): Record<string, V> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A copy with the keys of every object in order; undefined values are left out. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Record<string, unknown>).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => compareText(a, b)).map(([key, item]) => [key, sortKeys(item)]));
}

/** One line with sorted keys, as `json.Marshal` prints a map. */
export function toCompactJson(value: unknown): string {
  return escapeHtml(JSON.stringify(sortKeys(value)) ?? 'null');
}

/** Go's encoder escapes what could end a script in a page. */
export function escapeHtml(json: string): string {
  return json.replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** Byte order, as Go sorts strings. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A list of strings as `%v` prints it: `[a b]`. */
export function goList(values: readonly string[]): string {
  return `[${values.join(' ')}]`;
}

/** `%v` of a value decoded from JSON: maps as `map[a:1 b:2]` with sorted keys, lists as `[a b]`, null as `<nil>`. */
export function goText(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return goNumber(value);
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (typeof value === 'object') return `map[${Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => `${key}:${goText(item)}`).join(' ')}]`;
  return String(value as string | boolean);
}

const int64Limit = 2 ** 63;

/** Whether Go's decoders make an int64 of the number; a float64 of others. */
export function isInt64(value: number): boolean {
  return Number.isInteger(value) && value >= -int64Limit && value < int64Limit;
}

/** `%v` of a number decoded from JSON: of an int64, or else of a float64. */
export function goNumber(value: number): string {
  return isInt64(value) ? BigInt(value).toString() : goFloat(value);
}

/** `%v` of a float64, the shortest text that reads as it: with an exponent below 1e-4 and from 1e6 on. */
export function goFloat(value: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  if (Number(exponent) >= -4 && Number(exponent) < 6) return value.toString();
  return `${mantissa}e${exponent.charAt(0)}${exponent.slice(1).padStart(2, '0')}`;
}

// Strings as Go sees and prints them: their length in bytes, strconv.Quote and json.Marshal, which the API's texts are made with.

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

/** A list of strings as `%v` prints it: `[a b]`. */
export function goList(values: readonly string[]): string {
  return `[${values.join(' ')}]`;
}

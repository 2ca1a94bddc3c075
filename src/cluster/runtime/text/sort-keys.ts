// Sort keys: fields, characters and the orders that `sort` knows.

export interface SortKey {
  readonly startField: number;
  readonly startChar: number;
  readonly endField: number;
  readonly endChar: number;
  readonly flags: string;
}

/** `2`, `2,2n`, `1.3,1.5r`; global flags apply when the key has none. */
export function parseSortKey(text: string, globalFlags: string): SortKey {
  const found = /^(\d+)(?:\.(\d+))?([bdfginMrhV]*)(?:,(\d+)(?:\.(\d+))?([bdfginMrhV]*))?$/.exec(text);
  const flags = `${found?.[3] ?? ''}${found?.[6] ?? ''}`;
  return { startField: Number(found?.[1] ?? 1), startChar: Number(found?.[2] ?? 1), endField: Number(found?.[4] ?? Infinity), endChar: Number(found?.[5] ?? 0), flags: flags === '' ? globalFlags : flags };
}

/** Start of each field; with a separator fields exclude it, without one they include their leading blanks. */
function fieldsOf(line: string, separator: string | undefined): string[] {
  return separator === undefined ? (line.match(/\s*\S+|\s+$/g) ?? []) : line.split(separator);
}

function keyText(line: string, key: SortKey, separator: string | undefined): string {
  const fields = fieldsOf(line, separator);
  const joiner = separator ?? '';
  const from = key.startField - 1;
  const to = Math.min(key.endField, fields.length);
  const chosen = fields.slice(from, to);
  if (chosen.length === 0) return '';
  if (key.endChar > 0 && key.endField <= fields.length) chosen[chosen.length - 1] = chosen.at(-1)?.slice(0, key.endChar) ?? '';
  const text = chosen.join(joiner).slice(key.startChar - 1);
  return key.flags.includes('b') ? text.trimStart() : text;
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

function leadingNumber(text: string): number {
  const value = parseFloat(/^\s*[-+]?\d*\.?\d*/.exec(text)?.[0] ?? '');
  return Number.isNaN(value) ? 0 : value;
}

function humanNumber(text: string): number {
  const found = /^\s*(-?\d*\.?\d+)([KMGTP]?)/i.exec(text);
  return Number(found?.[1] ?? 0) * 1024 ** Math.max(0, ' KMGTP'.indexOf((found?.[2] ?? '').toUpperCase() || ' '));
}

function compareVersions(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const x = left[i] ?? '';
    const y = right[i] ?? '';
    const order = /^\d/.test(x) && /^\d/.test(y) ? Number(x) - Number(y) : x < y ? -1 : x > y ? 1 : 0;
    if (order !== 0) return order;
  }
  return 0;
}

function compareBy(flags: string, a: string, b: string): number {
  if (flags.includes('n')) return leadingNumber(a) - leadingNumber(b);
  if (flags.includes('g')) return (Number.parseFloat(a) || 0) - (Number.parseFloat(b) || 0);
  if (flags.includes('h')) return humanNumber(a) - humanNumber(b);
  if (flags.includes('M')) return months.indexOf(a.trim().slice(0, 3).toUpperCase()) - months.indexOf(b.trim().slice(0, 3).toUpperCase());
  if (flags.includes('V')) return compareVersions(a, b);
  const prepare = (text: string): string => {
    let prepared = flags.includes('b') ? text.trimStart() : text;
    if (flags.includes('d')) prepared = prepared.replace(/[^A-Za-z0-9\s]/g, '');
    return flags.includes('f') ? prepared.toUpperCase() : prepared;
  };
  const x = prepare(a);
  const y = prepare(b);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The order of lines; without `isStable`, equal keys fall back to the whole line. */
export function compareLines(keys: readonly SortKey[], flags: string, separator: string | undefined, isStable: boolean): (a: string, b: string) => number {
  const isReverse = flags.includes('r');
  return (a, b) => {
    if (keys.length === 0) {
      const order = compareBy(flags, a, b) * (isReverse ? -1 : 1);
      if (order !== 0 || isStable) return order;
    }
    for (const key of keys) {
      const order = compareBy(key.flags, keyText(a, key, separator), keyText(b, key, separator));
      if (order !== 0) return key.flags.includes('r') ? -order : order;
    }
    if (isStable) return 0;
    const order = a < b ? -1 : a > b ? 1 : 0;
    return isReverse ? -order : order;
  };
}

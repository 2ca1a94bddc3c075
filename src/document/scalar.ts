// What a scalar means to Kubernetes: the resolution rules of sigs.k8s.io/yaml (go-yaml v2, YAML 1.1 with its own exceptions).

export type ScalarValue = string | number | boolean | null;

const words: ReadonlyMap<string, ScalarValue> = new Map<string, ScalarValue>([
  ...['', '~', 'null', 'Null', 'NULL'].map((w) => [w, null] as const),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((w) => [w, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((w) => [w, false] as const),
  ...['.nan', '.NaN', '.NAN'].map((w) => [w, NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((w) => [w, Infinity] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((w) => [w, -Infinity] as const),
]);
const decimalFloat = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const integers: readonly (readonly [RegExp, number])[] = [
  [/^[-+]?0[xX][0-9a-fA-F]+$/, 16],
  [/^[-+]?0[oO][0-7]+$/, 8],
  [/^[-+]?0[bB][01]+$/, 2],
  [/^[-+]?0[0-7]+$/, 8],
  [/^[-+]?(?:0|[1-9][0-9]*)$/, 10],
];

/** A plain scalar's value. */
export function resolvePlain(text: string): ScalarValue {
  const word = words.get(text);
  if (word !== undefined) return word;
  const first = text.charCodeAt(0);
  const isDigit = first >= 48 && first <= 57;
  if (!isDigit && first !== 43 && first !== 45 && first !== 46) return text;
  // Bounded, because a number longer than this is none to Go either.
  if (text.length > 400) return text;
  const bare = first === 46 ? text : text.replaceAll('_', '');
  if (first !== 46) {
    const integer = parseInteger(bare);
    if (integer !== undefined) return integer;
  }
  if (decimalFloat.test(bare)) {
    const float = Number(bare);
    if (Number.isFinite(float)) return float;
  }
  return text;
}

/** The value of a scalar with an explicit tag; an unknown tag leaves the text. */
export function resolveTagged(text: string, tag: string): ScalarValue {
  switch (tag) {
    case 'tag:yaml.org,2002:int':
    case 'tag:yaml.org,2002:float':
    case 'tag:yaml.org,2002:bool':
    case 'tag:yaml.org,2002:null':
      return resolvePlain(text);
    default:
      return text;
  }
}

/** The name of a field as JSON has it: go-yaml resolves a key like any other scalar before it is printed. */
export function keyName(value: ScalarValue): string {
  return typeof value === 'string' ? value : String(value);
}

function parseInteger(text: string): number | undefined {
  for (const [pattern, base] of integers) {
    if (!pattern.test(text)) continue;
    const sign = text.startsWith('-') ? -1 : 1;
    let digits = text.replace(/^[-+]/, '');
    if (base !== 10) digits = digits.replace(/^0[xXoObB]?/, '');
    const value = base === 10 ? Number(digits) : parseInt(digits, base);
    // Beyond 64 bits Go falls back to a float for decimals.
    if (value > 18446744073709551615) return undefined;
    return value === 0 ? 0 : sign * value;
  }
  return undefined;
}

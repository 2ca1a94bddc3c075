// What apimachinery's converter from unstructured values says of a value of the wrong type; strategic and apply patches go through it.
import { isCustom } from '../../../api/check.ts';
import type { DecodeFinding } from '../../../api/decode/decode.ts';
import { isInt64 } from '../../../api/field/go-text.ts';
import type { KindRow } from '../../../api/scheme.ts';
import { fieldsOf, goTypeText, typeSchema, walk } from '../../../api/schema/schema.ts';

const kinds: Readonly<Record<string, string>> = { array: 'slice', object: 'map' };

/** Of the wrong values of an object, the one that the converter meets first: it goes through the fields as Go declares them. */
export function firstConverted(row: KindRow, wrong: readonly DecodeFinding[]): DecodeFinding | undefined {
  if (wrong.length < 2 || isCustom(row)) return wrong[0];
  const ranked = wrong.map((finding) => ({ finding, rank: declarationRank(row, finding.path?.segments() ?? []) }));
  return ranked.reduce((first, next) => (isBefore(next.rank, first.rank) ? next : first)).finding;
}

/** The places of a path's fields in their structs, and its indexes. */
function declarationRank(row: KindRow, segments: readonly (string | number)[]): number[] {
  return segments.map((segment, i) => {
    const type = walk(typeSchema(row.goType), segments.slice(0, i));
    return typeof segment === 'number' ? segment : type?.shape === 'struct' ? fieldsOf(type).findIndex(({ name }) => name === segment) : 0;
  });
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((rank, i) => rank !== b[i]);
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? -1);
}

/** What it says of `value`, an object in which the decoder found `wrong`. */
export function converterText(row: KindRow, { message, path }: Pick<DecodeFinding, 'message' | 'path'>, value: unknown): string {
  const type = path === undefined ? undefined : walk(typeSchema(row.goType), path.segments());
  const [, source] = /cannot unmarshal (\w+)/.exec(message) ?? [];
  // Whose bytes are no base64 is told by the package that decodes them.
  if (message.startsWith('illegal base64 data')) return `error decoding from json: ${message}`;
  if (message.endsWith('of type uint8')) return 'unrecognized type: uint8';
  if (type === undefined || source === undefined) return message;
  const kind = source === 'number' ? (isInt64(numberAt(value, path)) ? 'int64' : 'float64') : (kinds[source] ?? source);
  switch (type.shape) {
    case 'struct': return `cannot restore struct from: ${kind}`;
    case 'list': case 'bytes': return `cannot restore slice from ${kind}`;
    case 'map': return `cannot restore map from ${kind}`;
    // Go converts integers to strings, and numbers to each other; what it would change is refused as such.
    case 'string': return kind === 'int64' ? notConverted(kind, type.goType) : 'unrecognized type: string';
    case 'bool': return 'unrecognized type: bool';
    case 'integer': return kind === 'float64' || kind === 'int64' ? notConverted(kind, type.goType) : `unrecognized type: int${type.bits ?? 64}`;
    // These read JSON themselves, and know no field.
    default: return message.replace(/Go struct field \S+ of type/, 'Go value of type');
  }
}

function numberAt(value: unknown, path: DecodeFinding['path']): number {
  let at = value;
  for (const segment of path?.segments() ?? []) at = (at as Readonly<Record<string | number, unknown>> | undefined)?.[segment];
  return Number(at);
}

function notConverted(kind: string, goType: string): string {
  return `cannot convert ${kind} to ${goTypeText(goType)}`;
}

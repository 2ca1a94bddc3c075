// The text of an API object as Go's deep dump writes it, with types and unset fields: what apimachinery's hash functions read.
import { parseQuantity, type Quantity } from '../../api/resource/quantity.ts';
import { type FieldSchema, fieldsOf, goTypeText, type TypeSchema } from '../../api/schema/schema.ts';

/** `value` of the type, as a field of it or at the top; undefined means that it is unset. Pure. */
export function goDump(type: TypeSchema, value: unknown): string {
  return `(${goTypeText(type.goType)})${bare(type, value)}`;
}

function bare(type: TypeSchema, value: unknown): string {
  switch (type.shape) {
    case 'struct': return `{${structFields(fieldsOf(type), (value ?? {}) as Readonly<Record<string, unknown>>, 0)}}`;
    case 'list': return list(type, value as readonly unknown[] | undefined);
    case 'map': return map(type, value as Readonly<Record<string, unknown>> | undefined);
    case 'quantity': return quantity(value as string | undefined);
    case 'time': return `{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}`;
    case 'intOrString': return intOrString(value as number | string | undefined);
    case 'bool': return String(value === true);
    case 'integer': case 'number': return String(value ?? 0);
    default: return String(value ?? '');
  }
}

/** Fields of inlined structs come as a run; `depth` inlinings are open already. */
function structFields(fields: readonly FieldSchema[], value: Readonly<Record<string, unknown>>, depth: number): string {
  const parts: string[] = [];
  for (let i = 0; i < fields.length; i++) {
    const first = fields[i];
    if (first === undefined) break;
    const name = first.embedded[depth];
    if (name === undefined) {
      parts.push(`${first.goName}:${field(first, value[first.name])}`);
      continue;
    }
    let end = i;
    while (fields[end + 1]?.embedded[depth] === name) end++;
    parts.push(`${name}:(${goTypeText(first.owner).replace(/\w+$/, name)}){${structFields(fields.slice(i, end + 1), value, depth + 1)}}`);
    i = end;
  }
  return parts.join(' ');
}

function field({ type, isPointer }: FieldSchema, value: unknown): string {
  if (!isPointer) return goDump(type, value);
  return `(*${goTypeText(type.goType)})${value === undefined || value === null ? '<nil>' : bare(type, value)}`;
}

function list({ element }: TypeSchema, value: readonly unknown[] | undefined): string {
  if (element === undefined || value === undefined || value.length === 0) return '<nil>';
  return `[${value.map((item) => bare(element, item)).join(' ')}]`;
}

function map({ element }: TypeSchema, value: Readonly<Record<string, unknown>> | undefined): string {
  const entries = Object.entries(value ?? {});
  if (element === undefined || entries.length === 0) return '<nil>';
  return `map[${entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => `${key}:${bare(element, item)}`).join(' ')}]`;
}

function intOrString(value: number | string | undefined): string {
  const isText = typeof value === 'string';
  return `{Type:(intstr.Type)${isText ? 1 : 0} IntVal:(int32)${isText ? 0 : (value ?? 0)} StrVal:(string)${isText ? value : ''}}`;
}

function quantity(written: string | undefined): string {
  const parsed = parseQuantity(written ?? '0');
  if (typeof parsed === 'string') return '';
  const { unscaled, scale, format, text } = parsed;
  const small = text === undefined ? { value: 0n, scale: 0 } : { value: unscaled, scale };
  const large = text === undefined ? bigDecimal(unscaled, scale) : '<nil>';
  return `{i:(resource.int64Amount){value:(int64)${small.value} scale:(resource.Scale)${small.scale}} d:(resource.infDecAmount){Dec:(*inf.Dec)${large}} s:(string)${keptText(parsed)} Format:(resource.Format)${format}}`;
}

/** Asking a real cluster shows that the text of a binary amount is kept unless its number is a multiple of 8. */
function keptText({ format, text = '' }: Quantity): string {
  return format === 'BinarySI' && Number.parseInt(text, 10) % 8 === 0 ? '' : text;
}

/** What 64 bits do not hold safely is in nanos: 64-bit words, the lowest first. */
function bigDecimal(unscaled: bigint, scale: number): string {
  const nanos = unscaled * 10n ** BigInt(scale + 9);
  const words: string[] = [];
  for (let rest = nanos < 0n ? -nanos : nanos; rest > 0n; rest >>= 64n) words.push(String(rest & 0xffffffffffffffffn));
  return `{unscaled:(big.Int){neg:(bool)${nanos < 0n} abs:(big.nat)[${words.join(' ')}]} scale:(inf.Scale)9}`;
}

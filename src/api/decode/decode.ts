// Strict decoding of JSON into an API type: sigs.k8s.io/json as kube-apiserver uses it, with Go's texts.
// This, not ajv, is what the product runs: only a decoder that walks as Go's does names the first wrong value in Go's words,
// and it also completes, normalises and orders the object; ajv checks in the tests that both accept the same structures.
import { FieldPath } from '../field/path.ts';
import { parseQuantity, quantityText } from '../resource/quantity.ts';
import { fieldOf, fieldsOf, type FieldSchema, goTypeText, type TypeSchema } from '../schema/schema.ts';
import { readBase64 } from './base64.ts';
import { isExactInteger, jsonKind, JsonMembers, membersOf, numberText, plainJson } from './json-value.ts';
import { setOwn } from '../meta/json.ts';
import { readTime } from './time.ts';

/** Something wrong with the structure. `message` is the server's text without its prefix. */
export interface DecodeFinding {
  readonly type: 'type' | 'value' | 'unknown' | 'duplicate';
  readonly message: string;
  /** Where; undefined for the object itself. */
  readonly path: FieldPath | undefined;
}

export interface Decoded {
  /** The object with zero values where Go has them, not yet in canonical order. Wrong values are left out. */
  readonly value: Record<string, unknown>;
  /** Wrong values in document order; the server names only the first. */
  readonly wrong: readonly DecodeFinding[];
  /** Unknown and repeated fields in document order; the server refuses, warns or ignores as `fieldValidation` says. */
  readonly strict: readonly DecodeFinding[];
}

const maxInt32 = 2 ** 31 - 1;
const maxStrictFindings = 100;
/** Lists that Go has as nil though their field is always written: they print as null in messages. */
const nilLists = new WeakSet();

/** True for a required list of which nothing was written, not even `[]`. */
export function isNilList(list: readonly unknown[]): boolean {
  return list.length === 0 && nilLists.has(list);
}

/** Reads a JSON value (see json-value.ts) as `type`, into `before` when there are fields already. Never throws on input. */
export function decode(type: TypeSchema, json: unknown, before?: Record<string, unknown>): Decoded {
  const decoder = new Decoder();
  const value = decoder.struct(type, json ?? {}, before) ?? zeroStruct(type);
  return { value, strict: decoder.strict, wrong: decoder.wrong };
}

/** A struct with nothing written: zero values where Go prints them. */
export function zeroStruct(type: TypeSchema): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  fillZeros(value, type);
  return value;
}

const alwaysPresent = new Map<TypeSchema, readonly FieldSchema[]>();

function fillZeros(target: Record<string, unknown>, type: TypeSchema): void {
  let fields = alwaysPresent.get(type);
  if (fields === undefined) alwaysPresent.set(type, (fields = fieldsOf(type).filter((field) => zeroOf(field) !== undefined)));
  for (const field of fields) if (target[field.name] === undefined) target[field.name] = zeroOf(field);
}

function zeroOf({ type, isPointer, isOmitEmpty }: FieldSchema): unknown {
  if (isPointer) return undefined;
  if (type.shape === 'struct') return zeroStruct(type);
  if (type.shape === 'quantity') return '0';
  if (type.shape === 'intOrString') return 0;
  if (isOmitEmpty) return undefined;
  return plainZero(type);
}

function plainZero(type: TypeSchema): unknown {
  switch (type.shape) {
    case 'struct': return zeroStruct(type);
    case 'list': return nilList();
    case 'map': return {};
    case 'string': case 'bytes': case 'duration': return '';
    case 'bool': return false;
    case 'integer': case 'number': case 'intOrString': return 0;
    case 'quantity': return '0';
    default: return undefined;
  }
}
function nilList(): unknown[] {
  const list: unknown[] = [];
  nilLists.add(list);
  return list;
}

/** Go's `omitempty` cannot tell these from absent, so neither may anyone after decoding. */
function isDroppedZero(value: unknown, field: FieldSchema): boolean {
  return field.isOmitEmpty && !field.isPointer && (value === '' || value === false || (value === 0 && field.type.shape !== 'intOrString'));
}

class Decoder {
  readonly wrong: DecodeFinding[] = [];
  readonly strict: DecodeFinding[] = [];
  readonly seen = new Set<string>();
  readonly path: (string | number)[] = [];
  /** The fields on the way. Go's error texts list their names: embedded structs by Go name, no indexes, no map keys. */
  readonly fields: FieldSchema[] = [];
  /** The innermost struct on the way. */
  structType: TypeSchema | undefined;

  fieldPath(last?: string): FieldPath | undefined {
    let path: FieldPath | undefined;
    for (const segment of last === undefined ? this.path : [...this.path, last]) {
      if (typeof segment === 'number') path = path?.index(segment);
      else path = path === undefined ? FieldPath.of(segment) : path.child(segment);
    }
    return path;
  }

  fail(type: 'type' | 'value', message: () => string): undefined {
    if (this.wrong.length < maxStrictFindings) this.wrong.push({ type, message: message(), path: this.fieldPath() });
    return undefined;
  }
  wrongType(what: string, goType: string): undefined {
    const text = goTypeText(goType).replaceAll('[]byte', '[]uint8');
    const { structType, fields } = this;
    return this.fail('type', () => structType === undefined
      ? `json: cannot unmarshal ${what} into Go value of type ${text}`
      : `json: cannot unmarshal ${what} into Go struct field ${structType.goType.slice(structType.goType.lastIndexOf('.') + 1)}.${fields.flatMap((field) => [...field.embedded, field.name]).join('.')} of type ${text}`);
  }
  strictFinding(type: 'unknown' | 'duplicate', name: string): void {
    if (this.strict.length >= maxStrictFindings) return;
    let text = '';
    for (const segment of [...this.path, name]) text += typeof segment === 'number' ? `[${segment}]` : text === '' ? segment : `.${segment}`;
    const message = `${type} field ${JSON.stringify(text)}`;
    if (this.seen.has(message)) return;
    this.seen.add(message);
    this.strict.push({ type, message, path: this.fieldPath(name) });
  }

  /** The value as `type` wants it; undefined where Go leaves nil or where the value is wrong. */
  value(type: TypeSchema, json: unknown, before: unknown): unknown {
    switch (type.shape) {
      case 'struct': return this.struct(type, json, before);
      case 'list': return this.list(type, json);
      case 'map': return this.map(type, json, before);
      case 'any': return plainJson(json);
      case 'quantity': return this.quantity(json);
      case 'time': return this.time(json, false);
      case 'microTime': return this.time(json, true);
      case 'bytes': return this.bytes(type, json);
      case 'intOrString': return typeof json === 'string' ? json : this.integer('int32', 32, json);
      case 'integer': return this.integer(type.goType, type.bits ?? 64, json);
      case 'bool': return typeof json === 'boolean' ? json : this.wrongType(jsonKind(json), type.goType);
      case 'number': return jsonKind(json) === 'number' ? Number(numberText(json)) : this.wrongType(jsonKind(json), type.goType);
      default: return typeof json === 'string' ? json : this.wrongType(jsonKind(json), type.shape === 'duration' ? 'string' : type.goType);
    }
  }

  struct(type: TypeSchema, json: unknown, before: unknown): Record<string, unknown> | undefined {
    if (jsonKind(json) !== 'object') return this.wrongType(jsonKind(json), type.goType);
    const target = (typeof before === 'object' && before !== null ? before : {}) as Record<string, unknown>;
    const outer = this.structType;
    if (json instanceof JsonMembers) {
      const written = new Set<string>();
      for (const [name, member] of json.entries) {
        const field = fieldOf(type, name);
        if (field !== undefined && written.has(name)) this.strictFinding('duplicate', name);
        if (field !== undefined) written.add(name);
        this.named(target, type, field, name, member);
      }
    } else {
      const members = json as Readonly<Record<string, unknown>>;
      for (const name of Object.keys(members)) {
        const member = members[name];
        if (member !== undefined) this.named(target, type, fieldOf(type, name), name, member);
      }
    }
    this.structType = outer;
    fillZeros(target, type);
    return target;
  }

  /** One member of a struct of `type`, by its name. */
  named(target: Record<string, unknown>, type: TypeSchema, field: FieldSchema | undefined, name: string, json: unknown): void {
    if (field === undefined) {
      this.strictFinding('unknown', name);
      return;
    }
    this.structType = type;
    this.path.push(name);
    this.fields.push(field);
    this.member(target, field, json);
    this.fields.pop();
    this.path.pop();
  }

  member(target: Record<string, unknown>, field: FieldSchema, json: unknown): void {
    if (json === null) {
      // Go leaves scalars and structs as they are and sets the rest to nil.
      if (field.isPointer || field.type.shape === 'list' || field.type.shape === 'map') target[field.name] = undefined;
      return;
    }
    const value = this.value(field.type, json, target[field.name]);
    target[field.name] = isDroppedZero(value, field) ? undefined : value;
  }

  list(type: TypeSchema, json: unknown): unknown[] | undefined {
    if (!Array.isArray(json) || type.element === undefined) return this.wrongType(jsonKind(json), type.goType);
    const element = type.element;
    return json.map((item: unknown, index) => {
      this.path.push(index);
      const value = item === null ? plainZero(element) : (this.value(element, item, undefined) ?? plainZero(element));
      this.path.pop();
      return value;
    });
  }

  map(type: TypeSchema, json: unknown, before: unknown): Record<string, unknown> | undefined {
    if (jsonKind(json) !== 'object' || type.element === undefined) return this.wrongType(jsonKind(json), type.goType);
    const target: Record<string, unknown> = typeof before === 'object' && before !== null ? { ...before } : {};
    const written = json instanceof JsonMembers ? new Set<string>() : undefined;
    for (const [key, member] of membersOf(json as object)) {
      if (written?.has(key) === true) this.strictFinding('duplicate', key);
      written?.add(key);
      this.path.push(key);
      setOwn(target, key, member === null ? plainZero(type.element) : (this.value(type.element, member, undefined) ?? plainZero(type.element)));
      this.path.pop();
    }
    return target;
  }

  integer(goType: string, bits: 32 | 64, json: unknown): number | undefined {
    if (jsonKind(json) !== 'number') return this.wrongType(jsonKind(json), goType);
    if (Number.isSafeInteger(json) && (json as number) >= 0 && (json as number) <= maxInt32) return (json as number) + 0;
    const text = numberText(json);
    const limit = goType === 'uint32' ? 2n ** 32n : 2n ** BigInt(bits - 1);
    const isWhole = /^-?\d+$/.test(text);
    if (!isWhole || BigInt(text) >= limit || BigInt(text) < (goType === 'uint32' ? 0n : -limit)) return this.wrongType(`number ${text}`, goType);
    // Differs from Kubernetes: whole numbers that JavaScript's cannot hold are refused, or they would be changed without a word.
    if (!isExactInteger(text)) return this.wrongType(`number ${text}`, goType);
    return Number(text) + 0;
  }

  quantity(json: unknown): string | undefined {
    const kind = jsonKind(json);
    const text = kind === 'number' ? numberText(json) : kind === 'string' ? String(json).trim() : '[]';
    const parsed = parseQuantity(text);
    return typeof parsed === 'string' ? this.fail('value', () => parsed) : quantityText(parsed);
  }

  time(json: unknown, isMicro: boolean): string | undefined {
    if (typeof json !== 'string') return this.wrongType(jsonKind(json), 'string');
    const time = readTime(json, isMicro);
    return typeof time === 'string' ? time : this.fail('value', () => time.error);
  }

  bytes(type: TypeSchema, json: unknown): string | undefined {
    if (Array.isArray(json)) return this.byteList(json);
    if (typeof json !== 'string') return this.wrongType(jsonKind(json), type.goType);
    const bytes = readBase64(json);
    return typeof bytes === 'string' ? bytes : this.fail('value', () => `illegal base64 data at input byte ${bytes.illegalAt}`);
  }

  byteList(json: readonly unknown[]): string | undefined {
    let text = '';
    for (const item of json) {
      const number = item === null ? 0 : Number(numberText(item));
      if (item !== null && jsonKind(item) !== 'number') return this.wrongType(jsonKind(item), 'uint8');
      if (!Number.isInteger(number) || number < 0 || number > 255) return this.wrongType(`number ${numberText(item)}`, 'uint8');
      text += String.fromCharCode(number);
    }
    return btoa(text);
  }
}

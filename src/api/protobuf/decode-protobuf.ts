// Reads application/vnd.kubernetes.protobuf bodies, which kubectl sends for `create deployment|configmap|…`, into the JSON value that they stand for.
import { formatMicroTime, formatTime } from '../../base/clock.ts';
import { type MessageTable, readMessages } from '../generated/protobuf.ts';
import { WireReader } from './wire-reader.ts';

let table: MessageTable | undefined;

/** Read for the first client that speaks protobuf. */
function messages(): MessageTable {
  return (table ??= readMessages());
}

/** `k8s` and a zero byte: every body begins with it. */
const magic = [0x6b, 0x38, 0x73, 0x00] as const;
const unknownMessage = 'k8s.io.apimachinery.pkg.runtime.Unknown';
const meta = 'k8s.io.apimachinery.pkg.apis.meta.v1';
const maxDepth = 100;

type Json = Record<string, unknown>;

/** Messages whose JSON is not an object of their fields. */
const special: Readonly<Record<string, (fields: Json, bytes: Uint8Array) => unknown>> = {
  'k8s.io.apimachinery.pkg.api.resource.Quantity': (fields) => fields['string'] ?? '0',
  'k8s.io.apimachinery.pkg.util.intstr.IntOrString': (fields) => (fields['type'] === 1 ? (fields['strVal'] ?? '') : (fields['intVal'] ?? 0)),
  [`${meta}.Time`]: (fields, bytes) => (bytes.length === 0 ? null : formatTime(epochMs(fields))),
  [`${meta}.MicroTime`]: (fields, bytes) => (bytes.length === 0 ? null : formatMicroTime(epochMs(fields))),
  [`${meta}.FieldsV1`]: (fields) => parseJson(fields['Raw']),
  'k8s.io.apimachinery.pkg.runtime.RawExtension': (fields) => parseJson(fields['raw']),
};

/** Throws RangeError with a text for the client when the bytes are not such a body. */
export function decodeProtobuf(bytes: Uint8Array): Json {
  if (!magic.every((byte, i) => bytes[i] === byte)) throw new RangeError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  const envelope = readFields(bytes.subarray(magic.length), unknownMessage, 0);
  const { apiVersion, kind } = (envelope['typeMeta'] ?? {}) as { apiVersion?: string; kind?: string };
  const message = messageOf(apiVersion ?? '', kind ?? '');
  if (message === undefined) throw new RangeError(`no kind "${kind ?? ''}" is registered for version "${apiVersion ?? ''}"`);
  return { kind, apiVersion, ...readFields(fromBase64(String(envelope['raw'] ?? '')), message, 0) };
}

/** `apps/v1`, `Deployment` → the message of that name; groups lose their domain (`rbac.authorization.k8s.io/v1` → `rbac/v1`). */
function messageOf(apiVersion: string, kind: string): string | undefined {
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  const name = `k8s.io.api.${group.split('.')[0] ?? ''}.${version}.${kind}`;
  if (name in messages()) return name;
  return `${meta}.${kind}` in messages() ? `${meta}.${kind}` : undefined;
}

function readFields(bytes: Uint8Array, message: string, depth: number): Json {
  if (depth > maxDepth) throw new RangeError('protobuf message nested too deeply');
  const fields = messages()[message] ?? {};
  const value: Json = {};
  const reader = new WireReader(bytes);
  while (!reader.isAtEnd) {
    const { number, wireType } = reader.tag();
    const field = fields[number];
    if (field === undefined) {
      reader.skip(wireType);
      continue;
    }
    const [name, type] = field;
    if (name === '') Object.assign(value, readValue(reader, type, depth) as Json);
    else if (type.startsWith('[]')) ((value[name] ??= []) as unknown[]).push(...readItems(reader, type.slice(2), wireType, depth));
    else if (type.startsWith('map<')) readMapEntry(reader.bytes(), type, (value[name] ??= Object.create(null)) as Json, depth);
    else value[name] = readValue(reader, type, depth);
  }
  return value;
}

/** One item, or several packed integers. */
function readItems(reader: WireReader, type: string, wireType: number, depth: number): unknown[] {
  if (wireType !== 2 || !/^u?int/.test(type)) return [readValue(reader, type, depth)];
  const packed = new WireReader(reader.bytes());
  const items: number[] = [];
  while (!packed.isAtEnd) items.push(packed.int());
  return items;
}

function readMapEntry(bytes: Uint8Array, type: string, into: Json, depth: number): void {
  const valueType = type.slice(type.indexOf(',') + 1, -1).trim();
  const reader = new WireReader(bytes);
  let key = '';
  let value: unknown = valueType === 'string' || valueType === 'bytes' ? '' : {};
  while (!reader.isAtEnd) {
    const { number, wireType } = reader.tag();
    if (number === 1) key = text(reader.bytes());
    else if (number === 2) value = readValue(reader, valueType, depth);
    else reader.skip(wireType);
  }
  into[key] = value;
}

function readValue(reader: WireReader, type: string, depth: number): unknown {
  switch (type) {
    case 'string':
      return text(reader.bytes());
    case 'bytes':
      return toBase64(reader.bytes());
    case 'bool':
      return reader.varint() !== 0n;
    case 'int32':
    case 'int64':
    case 'uint32':
      return reader.int();
    default: {
      const bytes = reader.bytes();
      const fields = readFields(bytes, type, depth + 1);
      const convert = special[type];
      if (convert !== undefined) return convert(fields, bytes);
      // ExtraValue and its like: a list that the Go type is, wrapped for protobuf.
      return type.endsWith('.ExtraValue') || type.endsWith('.Verbs') ? (fields['items'] ?? []) : fields;
    }
  }
}

function epochMs(fields: Json): number {
  return Number(fields['seconds'] ?? 0) * 1000 + Math.floor(Number(fields['nanos'] ?? 0) / 1e6);
}

function parseJson(base64: unknown): unknown {
  if (typeof base64 !== 'string' || base64 === '') return {};
  try {
    return JSON.parse(text(fromBase64(base64))) as unknown;
  } catch {
    throw new RangeError('a raw JSON value in the protobuf body is not JSON');
  }
}

const decoder = new TextDecoder('utf-8', { fatal: false });
function text(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
function fromBase64(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

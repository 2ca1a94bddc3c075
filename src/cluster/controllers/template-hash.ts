// A short text that stands for a Pod template: pod-template-hash and controller-revision-hash.
import { nameAlphabet } from '../../base/random.ts';
import type { PodTemplateSpec } from '../../api/generated/core-v1.ts';
import { semanticEqual } from '../../api/meta/semantic-equal.ts';
import { typeSchema } from '../../api/schema/schema.ts';
import { goDump } from './go-dump.ts';

const encoder = new TextEncoder();

const offset = 0x811c9dc5;
const prime = 0x01000193;

/** 32-bit FNV-1a, as Go's hash/fnv New32a. */
function fnv32a(bytes: Uint8Array): number {
  let hash = offset;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, prime) >>> 0;
  return hash;
}

/** 32-bit FNV-1, as Go's hash/fnv New32. */
function fnv32(bytes: Uint8Array): number {
  let hash = offset;
  for (const byte of bytes) hash = (Math.imul(hash, prime) ^ byte) >>> 0;
  return hash;
}

/** rand.SafeEncodeString: digits in letters that make no words. */
function safeEncode(text: string): string {
  let safe = '';
  for (const char of text) safe += nameAlphabet.charAt(char.charCodeAt(0) % nameAlphabet.length);
  return safe;
}

/** The same object in any order of keys gives the same text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, v]) => v !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, v]) => `${JSON.stringify(key)}:${canonicalJson(v)}`).join(',')}}`;
}

/** Of a ReplicaSet or a DaemonSet's revision. */
export function templateHash(template: PodTemplateSpec, collisionCount: number | undefined): string {
  const dump = encoder.encode(goDump(typeSchema('core/v1.PodTemplateSpec'), template));
  if (collisionCount === undefined) return safeEncode(String(fnv32a(dump)));
  const bytes = new Uint8Array(dump.length + 8);
  bytes.set(dump);
  new DataView(bytes.buffer).setUint32(dump.length, collisionCount, true);
  return safeEncode(String(fnv32a(bytes)));
}

/** Of a StatefulSet's revision: of its data as Go writes JSON. */
export function dataHash(data: unknown, collisionCount: number): string {
  const json = canonicalJson(data).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return safeEncode(String(fnv32(encoder.encode(`${json}${collisionCount}`))));
}

/** Whether two templates make the same Pods, the hash label left out. */
export function equalTemplates(a: PodTemplateSpec, b: PodTemplateSpec): boolean {
  return semanticEqual('core/v1.PodTemplateSpec', withoutHash(a), withoutHash(b));
}

function withoutHash(template: PodTemplateSpec): unknown {
  const { 'pod-template-hash': _hash, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

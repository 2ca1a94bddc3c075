// A short text that stands for a Pod template: pod-template-hash and controller-revision-hash.
import type { PodTemplateSpec } from '../../api/generated/core-v1.ts';

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** 32-bit FNV-1a, as Go's hash/fnv New32a. */
function fnv32a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

/** rand.SafeEncodeString: digits in letters that make no words. */
function safeEncode(text: string): string {
  let safe = '';
  for (const char of text) safe += alphabet.charAt(char.charCodeAt(0) % alphabet.length);
  return safe;
}

/** The same object in any order of keys gives the same text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, v]) => v !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, v]) => `${JSON.stringify(key)}:${canonicalJson(v)}`).join(',')}}`;
}

/** Differs from Kubernetes: it hashes Go's printed form of the struct; another text of the same shape stands for the template here. */
export function templateHash(template: PodTemplateSpec, collisionCount: number | undefined): string {
  return safeEncode(String(fnv32a(canonicalJson(template) + (collisionCount === undefined ? '' : String(collisionCount)))));
}

/** Whether two templates make the same Pods, the hash label left out. */
export function equalTemplates(a: PodTemplateSpec, b: PodTemplateSpec): boolean {
  return canonicalJson(withoutHash(a)) === canonicalJson(withoutHash(b));
}

function withoutHash(template: PodTemplateSpec): unknown {
  const { 'pod-template-hash': _hash, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

// The hash by which controllers order parts of objects: endpointslice's and endpoints' util.
import { typeSchema } from '../../api/schema/schema.ts';
import { goDump } from './go-dump.ts';

const offset = 0x6c62272e07bb014262b821756295c58dn;
const prime = 0x13bn;
const mask = (1n << 128n) - 1n;
const encoder = new TextEncoder();

/** 128-bit FNV-1a of the value's deep dump, in hexadecimal digits. */
function objectHash(goType: string, value: unknown): string {
  let hash = offset;
  for (const byte of encoder.encode(goDump(typeSchema(goType), value))) {
    hash ^= BigInt(byte);
    hash = ((hash << 88n) + hash * prime) & mask;
  }
  return hash.toString(16).padStart(32, '0');
}

/** The values in the order of their hashes. */
export function sortedByHash<T>(goType: string, values: readonly T[]): T[] {
  if (values.length < 2) return [...values];
  return values.map((value) => ({ value, hash: objectHash(goType, value) })).sort((a, b) => (a.hash < b.hash ? -1 : 1)).map(({ value }) => value);
}

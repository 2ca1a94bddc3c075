// What tells a stored object that was changed behind Podlab's back.
import { crc32 } from 'node:zlib';

/** Never 0, which stands for an absent row. */
export function rowChecksum({ resource, key, revision, json }: { readonly resource: string; readonly key: string; readonly revision: number; readonly json: string }): number {
  return crc32(`${resource} ${key} ${revision} ${json}`) || 1;
}

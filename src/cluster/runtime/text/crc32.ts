// The checksum of ZIP, gzip and crc32.
import type { Bytes } from '../bytes.ts';

const table = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let k = 0; k < 8; k++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

/** Of `data` after what gave `before`, which is 0 at the start. */
export function crc32(data: Bytes, before = 0): number {
  let crc = ~before;
  for (let i = 0; i < data.length; i++) crc = (crc >>> 8) ^ (table[(crc ^ data.charCodeAt(i)) & 255] ?? 0);
  return ~crc >>> 0;
}

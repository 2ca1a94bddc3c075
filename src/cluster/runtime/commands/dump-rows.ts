// What od, hexdump and xxd share: rows of cells, where rows like the one above are a star.
import type { Process } from '../process/process.ts';

/** Text that is printed at once. */
const chunkLength = 8192;

/** How one kind of unit is shown: its size in bytes, the width of a cell, and its text. */
export interface CellFormat {
  readonly size: number;
  readonly width: number;
  show(value: bigint): string;
}

const charNames: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };

/** A byte as `c` formats show it. */
export function charCell(code: number): string {
  return charNames[code] ?? (code < 32 || code > 126 ? code.toString(8).padStart(3, '0') : String.fromCharCode(code));
}

/** The number that `size` bytes from `at` on are; bytes that are not there are 0. */
export function littleEndian(row: string, at: number, size: number): bigint {
  let low = 0;
  let high = 0;
  const byte = (i: number): number => (i < size && at + i < row.length ? row.charCodeAt(at + i) : 0);
  for (let i = 3; i >= 0; i--) {
    low = low * 256 + byte(i);
    high = high * 256 + byte(i + 4);
  }
  return high === 0 ? BigInt(low) : (BigInt(high) << 32n) | BigInt(low);
}

/** The cells of a row of `length` bytes, which may have fewer. */
export function cellsOf(row: string, length: number, format: CellFormat, width: number): string {
  let line = '';
  for (let i = 0; i < length; i += format.size) line += (i < row.length ? format.show(littleEndian(row, i, format.size)) : '').padStart(width);
  return line;
}

/** Writes `data` in rows of `width` bytes; rows that repeat the one above are one `*`, unless they are to be shown. */
export async function writeRows(process: Process, data: string, { width, showsRepeated }: { readonly width: number; readonly showsRepeated: boolean }, show: (row: string, at: number) => string): Promise<void> {
  let out = '';
  let above: string | undefined;
  let isStarred = false;
  for (let at = 0; at < data.length; at += width) {
    const row = data.slice(at, at + width);
    const isRepeated = !showsRepeated && row === above;
    if (!isRepeated) out += show(row, at);
    else if (!isStarred) out += '*\n';
    isStarred = isRepeated;
    above = row;
    if (out.length > chunkLength) {
      await process.write(1, out);
      out = '';
    }
    const pause = process.tick();
    if (pause) await pause;
  }
  await process.write(1, out);
}

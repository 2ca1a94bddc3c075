// Dumps and encodings: od, hexdump, xxd, base64, strings.
import type { Process } from '../process/process.ts';
import { getOptions } from './command.ts';
import { wholeInput } from './input.ts';
import { splitLines, strides, writeStrides } from './strides.ts';

/** Rows of 16 bytes that are printed together. */
const rowsBytes = 4096;

export async function od(process: Process): Promise<number> {
  const options = await getOptions(process, 'A:t:N:j:vbcdoxw:', { 'address-radix': 'A', format: 't', 'read-bytes': 'N' });
  const data = (await wholeInput(process, options.args)).slice(Number(options.value('j') ?? 0)).slice(0, Number(options.value('N') ?? Infinity));
  const radix = options.value('A') ?? 'o';
  const type = options.value('t') ?? (options.has('c') ? 'c' : options.has('x') ? 'x2' : options.has('b') ? 'o1' : options.has('d') ? 'u2' : 'o2');
  const address = (at: number): string => (radix === 'n' ? '' : at.toString(radix === 'x' ? 16 : radix === 'd' ? 10 : 8).padStart(radix === 'x' ? 6 : 7, '0'));
  const size = type.startsWith('c') || type.startsWith('a') ? 1 : Number(type.slice(1) || 4);
  const names: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };
  const rowOf = (row: string, at: number): string => {
    let line = '';
    for (let i = 0; i < row.length; i += size) {
      let value = 0;
      for (let k = size - 1; k >= 0; k--) value = value * 256 + (i + k < row.length ? row.charCodeAt(i + k) : 0);
      if (type.startsWith('c')) line += (names[value] ?? (value < 32 || value > 126 ? value.toString(8).padStart(3, '0') : String.fromCharCode(value))).padStart(4);
      else if (type.startsWith('x')) line += ` ${value.toString(16).padStart(size * 2, '0')}`;
      else if (type.startsWith('o')) line += ` ${value.toString(8).padStart(size === 1 ? 3 : size === 2 ? 6 : 11, '0')}`;
      else line += ` ${String(type.startsWith('d') && value >= 2 ** (size * 8 - 1) ? value - 2 ** (size * 8) : value).padStart(size === 1 ? (type.startsWith('d') ? 4 : 3) : size === 2 ? 5 : 10)}`;
    }
    return `${address(at)}${line}\n`;
  };
  await writeRows(process, data, rowOf);
  if (radix !== 'n') await process.write(1, `${address(data.length)}\n`);
  return 0;
}

/** Prints what `rowOf` makes of each 16 bytes. */
function writeRows(process: Process, data: string, rowOf: (row: string, at: number) => string): Promise<void> {
  return writeStrides(process, data, rowsBytes, (piece, start) => {
    let out = '';
    for (let at = 0; at < piece.length; at += 16) out += rowOf(piece.slice(at, at + 16), start + at);
    return out;
  });
}

export async function hexdump(process: Process): Promise<number> {
  const options = await getOptions(process, 'Cn:s:vbcdox');
  const data = (await wholeInput(process, options.args)).slice(0, Number(options.value('n') ?? Infinity));
  await writeRows(process, data, (row, at) => {
    if (options.has('C')) {
      const cells = Array.from({ length: 16 }, (_, i) => (i < row.length ? row.charCodeAt(i).toString(16).padStart(2, '0') : '  '));
      return `${at.toString(16).padStart(8, '0')}  ${cells.slice(0, 8).join(' ')}  ${cells.slice(8).join(' ')}  |${row.replace(/[^ -~]/g, '.')}|\n`;
    }
    const words: string[] = [];
    for (let i = 0; i < row.length; i += 2) words.push((row.charCodeAt(i) + (i + 1 < row.length ? row.charCodeAt(i + 1) * 256 : 0)).toString(16).padStart(4, '0'));
    return `${at.toString(16).padStart(7, '0')} ${words.join(' ')}\n`;
  });
  if (data !== '') await process.write(1, `${data.length.toString(16).padStart(options.has('C') ? 8 : 7, '0')}\n`);
  return 0;
}

export async function xxd(process: Process): Promise<number> {
  const options = await getOptions(process, 'pl:rc:s:g:');
  const data = (await wholeInput(process, options.args)).slice(0, Number(options.value('l') ?? Infinity));
  if (options.has('r')) {
    await writeBytesOfHex(process, data, options.has('p'));
    return 0;
  }
  const hexOf = (text: string): string => [...text].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  if (options.has('p')) {
    await writeStrides(process, data, 3000, (piece) => (hexOf(piece).match(/.{1,60}/g) ?? []).map((line) => `${line}\n`).join(''));
    return 0;
  }
  await writeRows(process, data, (row, at) => `${at.toString(16).padStart(8, '0')}: ${(hexOf(row).match(/.{1,4}/g) ?? []).join(' ').padEnd(39)}  ${row.replace(/[^ -~]/g, '.')}\n`);
  return 0;
}

async function writeBytesOfHex(process: Process, data: string, isPlain: boolean): Promise<void> {
  let digits = '';
  for (const line of await splitLines(process, data)) {
    digits += (isPlain ? line : (line.replace(/^[0-9a-f]+:/, '').split('  ')[0] ?? '')).replace(/\s/g, '');
    if (digits.length < 4096) continue;
    const even = digits.length & ~1;
    await writeStrides(process, digits.slice(0, even), 4096, bytesOfHex);
    digits = digits.slice(even);
  }
  await process.write(1, bytesOfHex(digits));
}

function bytesOfHex(digits: string): string {
  return (digits.match(/../g) ?? []).map((pair) => String.fromCharCode(parseInt(pair, 16))).join('');
}

/** Decodes leniently: what is no digit is passed over, and the first `=` ends. */
async function writeDecoded(process: Process, text: string): Promise<void> {
  const end = text.indexOf('=');
  let digits = '';
  for await (const piece of strides(process, end < 0 ? text : text.slice(0, end))) {
    digits += piece.replace(/[^A-Za-z0-9+/]/g, '');
    const whole = digits.length & ~3;
    await process.write(1, atob(digits.slice(0, whole)));
    digits = digits.slice(whole);
  }
  if (digits.length > 1) await process.write(1, atob(digits));
}

export async function base64(process: Process): Promise<number> {
  const options = await getOptions(process, 'dw:i', { decode: 'd', wrap: 'w' });
  const data = await wholeInput(process, options.args);
  if (options.has('d')) {
    await writeDecoded(process, data);
    return 0;
  }
  const width = Number(options.value('w') ?? 76);
  if (width === 0) {
    await writeStrides(process, data, 48 * 1024, btoa);
    return 0;
  }
  // Three bytes for each column are whole lines, and whole groups of digits.
  const lines = new RegExp(`.{1,${String(width)}}`, 'g');
  await writeStrides(process, data, 3 * width * Math.max(1, Math.floor(16_384 / width)), (piece) => (btoa(piece).match(lines) ?? []).map((line) => `${line}\n`).join(''));
  return 0;
}

export async function strings(process: Process): Promise<number> {
  const options = await getOptions(process, 'an:ft:');
  const data = await wholeInput(process, options.args);
  const least = Number(options.value('n') ?? 4);
  /** What may go on in the next piece. */
  let open = '';
  for await (const piece of strides(process, data)) {
    const runs = piece.split(/[^\t -~]+/);
    runs[0] = open + (runs[0] ?? '');
    open = runs.pop() ?? '';
    await process.write(1, runs.filter((text) => text.length >= least).map((text) => `${text}\n`).join(''));
  }
  if (open.length >= least) await process.write(1, `${open}\n`);
  return 0;
}

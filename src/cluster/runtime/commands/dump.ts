// Dumps and encodings: od, hexdump, xxd, base64, strings.
import type { Process } from '../process/process.ts';
import { formatPrintf, unescape } from '../text/printf.ts';
import { die, getOptions } from './command.ts';
import { countOf } from './head-tail.ts';
import { wholeInput } from './input.ts';
import { splitLines, strides, writeStrides } from './strides.ts';

/** Text that is printed at once. */
const chunkLength = 16_384;

const charNames: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };
const controlNames = ['nul', 'soh', 'stx', 'etx', 'eot', 'enq', 'ack', 'bel', 'bs', 'ht', 'nl', 'vt', 'ff', 'cr', 'so', 'si', 'dle', 'dc1', 'dc2', 'dc3', 'dc4', 'nak', 'syn', 'etb', 'can', 'em', 'sub', 'esc', 'fs', 'gs', 'rs', 'us', 'sp'];

function charCell(code: number): string {
  return charNames[code] ?? (code < 32 || code > 126 ? code.toString(8).padStart(3, '0') : String.fromCharCode(code));
}

/** How one kind of unit is shown: its size in bytes, the width of a cell, and its text. */
interface CellFormat {
  readonly size: number;
  readonly width: number;
  show(value: bigint): string;
}

function cellFormat(kind: string, size: number): CellFormat {
  const bits = BigInt(size * 8);
  const digits = (radix: number): number => ((1n << bits) - 1n).toString(radix).length;
  if (kind === 'c') return { size: 1, width: 4, show: (value) => charCell(Number(value)) };
  if (kind === 'a') return { size: 1, width: 4, show: (value) => controlNames[Number(value & 127n)] ?? (value === 127n ? 'del' : String.fromCharCode(Number(value & 127n))) };
  if (kind === 'x') return { size, width: size * 2 + 1, show: (value) => value.toString(16).padStart(size * 2, '0') };
  if (kind === 'o') return { size, width: digits(8) + 1, show: (value) => value.toString(8).padStart(digits(8), '0') };
  if (kind === 'd') return { size, width: digits(10) + (size === 8 ? 1 : 2), show: (value) => BigInt.asIntN(Number(bits), value).toString() };
  return { size, width: digits(10) + 1, show: (value) => value.toString() };
}

function littleEndian(row: string, at: number, size: number): bigint {
  let value = 0n;
  for (let k = size - 1; k >= 0; k--) value = value * 256n + BigInt(at + k < row.length ? row.charCodeAt(at + k) : 0);
  return value;
}

/** Types of `-t`: `x1`, `c`, `d4` …, several in one text; a letter that is none ends the process. */
async function odTypes(process: Process, text: string): Promise<CellFormat[]> {
  const formats: CellFormat[] = [];
  for (let rest = text; rest !== '';) {
    const found = /^([acdoux])(\d+|[CSIL])?/.exec(rest);
    if (!found) return die(process, `invalid character '${rest.charAt(0)}' in type string '${text}'`);
    const size = ({ C: 1, S: 2, I: 4, L: 8 } as Readonly<Record<string, number>>)[found[2] ?? ''] ?? Number(found[2] ?? 4);
    formats.push(cellFormat(found[1] ?? 'o', size));
    rest = rest.slice(found[0].length);
  }
  return formats;
}

export async function od(process: Process): Promise<number> {
  const options = await getOptions(process, 'A:t:N:j:vabcdDoOxXw::s', { 'address-radix': 'A', format: 't', 'read-bytes': 'N', 'skip-bytes': 'j', 'output-duplicates': 'v', width: 'w' });
  const skipped = countOf(options.value('j') ?? '0') ?? 0;
  const data = (await wholeInput(process, options.args)).slice(skipped).slice(0, countOf(options.value('N') ?? '') ?? Infinity);
  const radix = options.value('A') ?? 'o';
  const letters: Readonly<Record<string, string>> = { a: 'a', b: 'o1', c: 'c', d: 'u2', D: 'u4', o: 'o2', O: 'o4', x: 'x2', X: 'x4', s: 'd2' };
  const types = [...Object.entries(letters).filter(([letter]) => options.has(letter)).map(([, type]) => type), ...options.values('t')];
  const formats = (await Promise.all((types.length > 0 ? types : ['o2']).map((type) => odTypes(process, type)))).flat();
  // Several types stand below each other, as wide as the widest per byte.
  const perByte = Math.max(...formats.map((format) => format.width / format.size));
  const width = Number(options.value('w') ?? 16) || 32;
  const address = (at: number): string => (radix === 'n' ? '' : (at + skipped).toString(radix === 'x' ? 16 : radix === 'd' ? 10 : 8).padStart(radix === 'x' ? 6 : 7, '0'));
  let out = '';
  let isStarred = false;
  for (let at = 0; at < data.length; at += width) {
    const row = data.slice(at, at + width);
    if (!options.has('v') && at > 0 && row.length === width && row === data.slice(at - width, at)) {
      if (!isStarred) out += '*\n';
      isStarred = true;
      const pause = process.tick();
      if (pause) await pause;
      continue;
    }
    isStarred = false;
    for (const [n, format] of formats.entries()) {
      let line = '';
      const cell = formats.length > 1 ? Math.ceil(perByte * format.size) : format.width;
      for (let i = 0; i < row.length; i += format.size) line += format.show(littleEndian(row, i, format.size)).padStart(cell);
      out += `${n === 0 ? address(at) : ' '.repeat(address(at).length)}${line}\n`;
    }
    if (out.length > chunkLength) {
      await process.write(1, out);
      out = '';
    }
  }
  if (radix !== 'n') out += `${address(data.length)}\n`;
  await process.write(1, out);
  return 0;
}

/** hexdump's fixed formats: bytes per cell, its width and text. */
function hexdumpFormat(letter: string): CellFormat {
  if (letter === 'c') return { size: 1, width: 4, show: (value) => charCell(Number(value)) };
  if (letter === 'b') return { size: 1, width: 4, show: (value) => value.toString(8).padStart(3, '0') };
  if (letter === 'd') return { size: 2, width: 8, show: (value) => value.toString().padStart(5, '0') };
  if (letter === 'o') return { size: 2, width: 8, show: (value) => value.toString(8).padStart(6, '0') };
  return { size: 2, width: letter === 'x' ? 8 : 5, show: (value) => value.toString(16).padStart(4, '0') };
}

/** `-e` formats: units of `N/SIZE "TEXT"`, of which each text has one conversion at most. */
async function customDump(process: Process, spec: string, data: string): Promise<string> {
  const units = [...spec.matchAll(/(?:(\d*)\/(\d+)\s*)?"((?:[^"\\]|\\.)*)"/g)];
  if (units.length === 0) return die(process, `bad format {${spec}}`);
  let out = '';
  for (let at = 0; at < data.length;) {
    const start = at;
    for (const [, count = '', size, format = ''] of units) {
      const conversion = /%[-+ 0#]*\d*(?:\.\d+)?(?:_ad|_ax|_ao|_[cpu]|[diouxXcs])/.exec(format);
      const bytes = Number(size ?? (conversion ? 4 : 0));
      for (let n = 0; n < Number(count === '' ? 1 : count); n++) {
        const kind = conversion?.[0] ?? '';
        let text = '';
        if (/_a[dxo]$/.test(kind)) text = formatPrintf(kind.replace(/_a/, ''), [String(at)]).text;
        else if (at >= data.length) {
          text = kind === '' ? '' : ' '.repeat(formatPrintf(kind.replace(/_[cpu]$/, 's'), ['0']).text.length);
        } else if (/[diouxX]$/.test(kind)) text = formatPrintf(kind, [littleEndian(data, at, bytes).toString()]).text;
        else if (kind !== '') text = formatPrintf(kind.replace(/(?:_[cpu]|c)$/, 's'), [kind.endsWith('_p') ? data.charAt(at).replace(/[^ -~]/, '.') : kind.endsWith('_c') ? charCell(data.charCodeAt(at)) : data.slice(at, at + Math.max(1, bytes))]).text;
        out += unescape(conversion ? format.slice(0, conversion.index) + '\0' + format.slice(conversion.index + kind.length) : format, false).text.replace('\0', () => text);
        if (conversion && !/_a/.test(kind)) at += Math.max(1, bytes);
      }
    }
    if (at === start) break;
    const pause = process.tick();
    if (pause) await pause;
  }
  return out.replace(/ +$/, (blanks) => (out.length > blanks.length ? blanks : ''));
}

export async function hexdump(process: Process): Promise<number> {
  const options = await getOptions(process, 'Cn:s:vbcdoxe:');
  const skipped = countOf(options.value('s') ?? '0') ?? 0;
  const data = (await wholeInput(process, options.args)).slice(skipped, skipped + Number(options.value('n') ?? Infinity));
  const spec = options.value('e');
  if (spec !== undefined) {
    await process.write(1, await customDump(process, spec, data));
    return 0;
  }
  const format = hexdumpFormat([...'bcdox'].find((letter) => options.has(letter)) ?? '');
  const addressWidth = options.has('C') ? 8 : 7;
  const address = (at: number): string => (at + skipped).toString(16).padStart(addressWidth, '0');
  let out = '';
  let isStarred = false;
  for (let at = 0; at < data.length; at += 16) {
    const row = data.slice(at, at + 16);
    if (!options.has('v') && at > 0 && row.length === 16 && row === data.slice(at - 16, at)) {
      if (!isStarred) out += '*\n';
      isStarred = true;
      const pause = process.tick();
      if (pause) await pause;
      continue;
    }
    isStarred = false;
    if (options.has('C')) {
      const cells = Array.from({ length: 16 }, (_, i) => (i < row.length ? row.charCodeAt(i).toString(16).padStart(2, '0') : '  '));
      out += `${address(at)}  ${cells.slice(0, 8).join(' ')}  ${cells.slice(8).join(' ')}  |${row.replace(/[^ -~]/g, '.')}|\n`;
    } else {
      let line = '';
      for (let i = 0; i < 16; i += format.size) line += (i < row.length ? format.show(littleEndian(row, i, format.size)) : '').padStart(format.width);
      out += `${address(at)}${line}\n`;
    }
    if (out.length > chunkLength) {
      await process.write(1, out);
      out = '';
    }
  }
  if (data !== '') out += `${address(data.length)}\n`;
  await process.write(1, out);
  return 0;
}

export async function xxd(process: Process): Promise<number> {
  const options = await getOptions(process, 'pl:rc:s:g:iau');
  const skipped = Number(options.value('s') ?? 0);
  const data = (await wholeInput(process, options.args)).slice(skipped).slice(0, Number(options.value('l') ?? Infinity));
  if (options.has('r')) {
    await writeBytesOfHex(process, data, options.has('p'));
    return 0;
  }
  const hexOf = (text: string): string => [...text].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  const size = Number(options.value('g') ?? 2) || Number(options.value('c') ?? 16);
  const columns = Number(options.value('c') ?? (options.has('p') ? 30 : options.has('i') ? 12 : 16)) || 16;
  const width = columns * 2 + Math.ceil(columns / size) - 1;
  let out = '';
  for (let at = 0; at < data.length; at += columns) {
    const row = data.slice(at, at + columns);
    if (options.has('p')) out += `${hexOf(row)}\n`;
    else if (options.has('i')) out += `  ${[...row].map((c) => `0x${hexOf(c)}`).join(', ')}${at + columns < data.length ? ',' : options.args.length === 0 ? ',' : ''}\n`;
    else out += `${(at + skipped).toString(16).padStart(8, '0')}: ${(hexOf(row).match(new RegExp(`.{1,${String(size * 2)}}`, 'g')) ?? []).join(' ').padEnd(width)}  ${row.replace(/[^ -~]/g, '.')}\n`;
    if (out.length > chunkLength) {
      await process.write(1, out);
      out = '';
    }
  }
  await process.write(1, out);
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

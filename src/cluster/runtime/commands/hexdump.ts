// hexdump and xxd.
import type { Process } from '../process/process.ts';
import { formatPrintf, unescape } from '../text/printf.ts';
import { die, getOptions } from './command.ts';
import { type CellFormat, cellsOf, charCell, littleEndian, writeRows } from './dump-rows.ts';
import { countOf } from './head-tail.ts';
import { wholeInput } from './input.ts';
import { splitLines, writeStrides } from './strides.ts';

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
  await writeRows(process, data, { width: 16, showsRepeated: options.has('v') }, (row, at) => {
    if (!options.has('C')) return `${address(at)}${cellsOf(row, 16, format, format.width)}\n`;
    const cells = Array.from({ length: 16 }, (_, i) => (i < row.length ? row.charCodeAt(i).toString(16).padStart(2, '0') : '  '));
    return `${address(at)}  ${cells.slice(0, 8).join(' ')}  ${cells.slice(8).join(' ')}  |${row.replace(/[^ -~]/g, '.')}|\n`;
  });
  if (data !== '') await process.write(1, `${address(data.length)}\n`);
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
  const groups = new RegExp(`.{1,${String(size * 2)}}`, 'g');
  const width = columns * 2 + Math.ceil(columns / size) - 1;
  await writeRows(process, data, { width: columns, showsRepeated: true }, (row, at) => {
    if (options.has('p')) return `${hexOf(row)}\n`;
    if (options.has('i')) return `  ${[...row].map((c) => `0x${hexOf(c)}`).join(', ')}${at + columns < data.length || options.args.length === 0 ? ',' : ''}\n`;
    return `${(at + skipped).toString(16).padStart(8, '0')}: ${(hexOf(row).match(groups) ?? []).join(' ').padEnd(width)}  ${row.replace(/[^ -~]/g, '.')}\n`;
  });
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

// od.
import type { Process } from '../process/process.ts';
import { die, getOptions } from './command.ts';
import { type CellFormat, cellsOf, charCell, writeRows } from './dump-rows.ts';
import { countOf } from './head-tail.ts';
import { wholeInput } from './input.ts';

const controlNames = ['nul', 'soh', 'stx', 'etx', 'eot', 'enq', 'ack', 'bel', 'bs', 'ht', 'nl', 'vt', 'ff', 'cr', 'so', 'si', 'dle', 'dc1', 'dc2', 'dc3', 'dc4', 'nak', 'syn', 'etb', 'can', 'em', 'sub', 'esc', 'fs', 'gs', 'rs', 'us', 'sp'];

function cellFormat(kind: string, size: number): CellFormat {
  const bits = BigInt(size * 8);
  const [octal, decimal] = [8, 10].map((radix) => ((1n << bits) - 1n).toString(radix).length) as [number, number];
  if (kind === 'c') return { size: 1, width: 4, show: (value) => charCell(Number(value)) };
  if (kind === 'a') return { size: 1, width: 4, show: (value) => controlNames[Number(value & 127n)] ?? (value === 127n ? 'del' : String.fromCharCode(Number(value & 127n))) };
  if (kind === 'x') return { size, width: size * 2 + 1, show: (value) => value.toString(16).padStart(size * 2, '0') };
  if (kind === 'o') return { size, width: octal + 1, show: (value) => value.toString(8).padStart(octal, '0') };
  if (kind === 'd') return { size, width: decimal + (size === 8 ? 1 : 2), show: (value) => BigInt.asIntN(Number(bits), value).toString() };
  return { size, width: decimal + 1, show: (value) => value.toString() };
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
  await writeRows(process, data, { width, showsRepeated: options.has('v') }, (row, at) => formats.map((format, n) => {
    const cell = formats.length > 1 ? Math.ceil(perByte * format.size) : format.width;
    return `${n === 0 ? address(at) : ' '.repeat(address(at).length)}${cellsOf(row, row.length, format, cell)}\n`;
  }).join(''));
  if (radix !== 'n') await process.write(1, `${address(data.length)}\n`);
  return 0;
}

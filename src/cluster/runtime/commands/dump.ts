// Dumps and encodings: od, hexdump, xxd, base64, strings.
import type { Process } from '../process/process.ts';
import { getOptions } from './command.ts';
import { wholeInput } from './input.ts';

export async function od(process: Process): Promise<number> {
  const options = await getOptions(process, 'A:t:N:j:vbcdoxw:', { 'address-radix': 'A', format: 't', 'read-bytes': 'N' });
  const data = (await wholeInput(process, options.args)).slice(Number(options.value('j') ?? 0)).slice(0, Number(options.value('N') ?? Infinity));
  const radix = options.value('A') ?? 'o';
  const type = options.value('t') ?? (options.has('c') ? 'c' : options.has('x') ? 'x2' : options.has('b') ? 'o1' : options.has('d') ? 'u2' : 'o2');
  const address = (at: number): string => (radix === 'n' ? '' : at.toString(radix === 'x' ? 16 : radix === 'd' ? 10 : 8).padStart(radix === 'x' ? 6 : 7, '0'));
  const size = type.startsWith('c') || type.startsWith('a') ? 1 : Number(type.slice(1) || 4);
  const names: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };
  let out = '';
  for (let at = 0; at < data.length; at += 16) {
    const row = data.slice(at, at + 16);
    let line = '';
    for (let i = 0; i < row.length; i += size) {
      let value = 0;
      for (let k = size - 1; k >= 0; k--) value = value * 256 + (i + k < row.length ? row.charCodeAt(i + k) : 0);
      if (type.startsWith('c')) line += (names[value] ?? (value < 32 || value > 126 ? value.toString(8).padStart(3, '0') : String.fromCharCode(value))).padStart(4);
      else if (type.startsWith('x')) line += ` ${value.toString(16).padStart(size * 2, '0')}`;
      else if (type.startsWith('o')) line += ` ${value.toString(8).padStart(size === 1 ? 3 : size === 2 ? 6 : 11, '0')}`;
      else line += ` ${String(type.startsWith('d') && value >= 2 ** (size * 8 - 1) ? value - 2 ** (size * 8) : value).padStart(size === 1 ? (type.startsWith('d') ? 4 : 3) : size === 2 ? 5 : 10)}`;
    }
    out += `${address(at)}${line}\n`;
    await process.tick();
  }
  if (radix !== 'n') out += `${address(data.length)}\n`;
  await process.write(1, out);
  return 0;
}

export async function hexdump(process: Process): Promise<number> {
  const options = await getOptions(process, 'Cn:s:vbcdox');
  const data = (await wholeInput(process, options.args)).slice(0, Number(options.value('n') ?? Infinity));
  let out = '';
  for (let at = 0; at < data.length; at += 16) {
    const row = data.slice(at, at + 16);
    if (options.has('C')) {
      const cells = Array.from({ length: 16 }, (_, i) => (i < row.length ? row.charCodeAt(i).toString(16).padStart(2, '0') : '  '));
      out += `${at.toString(16).padStart(8, '0')}  ${cells.slice(0, 8).join(' ')}  ${cells.slice(8).join(' ')}  |${row.replace(/[^ -~]/g, '.')}|\n`;
    } else {
      const words: string[] = [];
      for (let i = 0; i < row.length; i += 2) words.push((row.charCodeAt(i) + (i + 1 < row.length ? row.charCodeAt(i + 1) * 256 : 0)).toString(16).padStart(4, '0'));
      out += `${at.toString(16).padStart(7, '0')} ${words.join(' ')}\n`;
    }
  }
  if (data !== '') out += `${data.length.toString(16).padStart(options.has('C') ? 8 : 7, '0')}\n`;
  await process.write(1, out);
  return 0;
}

export async function xxd(process: Process): Promise<number> {
  const options = await getOptions(process, 'pl:rc:s:g:');
  const data = (await wholeInput(process, options.args)).slice(0, Number(options.value('l') ?? Infinity));
  if (options.has('r')) {
    const digits = options.has('p') ? data.replace(/\s/g, '') : data.split('\n').map((line) => line.replace(/^[0-9a-f]+:/, '').split('  ')[0]?.replace(/\s/g, '') ?? '').join('');
    await process.write(1, (digits.match(/../g) ?? []).map((pair) => String.fromCharCode(parseInt(pair, 16))).join(''));
    return 0;
  }
  const hexOf = (text: string): string => [...text].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  let out = '';
  if (options.has('p')) for (let at = 0; at < data.length; at += 30) out += `${hexOf(data.slice(at, at + 30))}\n`;
  else for (let at = 0; at < data.length; at += 16) {
    const row = data.slice(at, at + 16);
    out += `${at.toString(16).padStart(8, '0')}: ${(hexOf(row).match(/.{1,4}/g) ?? []).join(' ').padEnd(39)}  ${row.replace(/[^ -~]/g, '.')}\n`;
  }
  await process.write(1, out);
  return 0;
}

/** Decodes leniently: what is no digit is passed over, and the first `=` ends. */
function decodeBase64(text: string): string {
  const digits = text.replace(/=[^]*$/, '').replace(/[^A-Za-z0-9+/]/g, '');
  return atob(digits.length % 4 === 1 ? digits.slice(0, -1) : digits);
}

export async function base64(process: Process): Promise<number> {
  const options = await getOptions(process, 'dw:i', { decode: 'd', wrap: 'w' });
  const data = await wholeInput(process, options.args);
  if (options.has('d')) {
    await process.write(1, decodeBase64(data));
    return 0;
  }
  const width = Number(options.value('w') ?? 76);
  const text = btoa(data);
  await process.write(1, width === 0 ? text : (text.match(new RegExp(`.{1,${String(width)}}`, 'g')) ?? []).map((line) => `${line}\n`).join(''));
  return 0;
}

export async function strings(process: Process): Promise<number> {
  const options = await getOptions(process, 'an:ft:');
  const data = await wholeInput(process, options.args);
  const found = data.match(new RegExp(`[\\t -~]{${String(Number(options.value('n') ?? 4))},}`, 'g')) ?? [];
  await process.write(1, found.map((text) => `${text}\n`).join(''));
  return 0;
}

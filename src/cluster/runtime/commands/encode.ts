// Small filters and makers of files: ts, uuencode, uudecode, crc32, fallocate, shred, ipcalc.
import type { Bytes } from '../bytes.ts';
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { type CommandTable, LineReader, complain, forEachInput, getOptions, pathOf, readWhole, searchSteps, usage } from './command.ts';
import { crc32 } from '../text/crc32.ts';
import { formatDate } from './date-format.ts';
import { wholeInput } from './input.ts';

async function ts(process: Process): Promise<number> {
  const options = await getOptions(process, 'is', {}, { max: 1 });
  const isRelative = options.has('i') || options.has('s');
  const format = options.args[0] ?? (isRelative ? '%H:%M:%S' : '%b %d %H:%M:%S');
  let since = process.context.clock.now();
  const reader = new LineReader(process, process.file(0));
  for (let line = await reader.next(); line !== undefined; line = await reader.next()) {
    const now = process.context.clock.now();
    await process.write(1, `${formatDate(format, isRelative ? now - since : now)} ${line}${reader.hadNewline ? '\n' : ''}`);
    if (options.has('i')) since = now;
  }
  return 0;
}

const lineBytes = 45;

function uuLetter(value: number): string {
  return value === 0 ? '`' : String.fromCharCode(32 + value);
}

async function uuencode(process: Process): Promise<number> {
  const options = await getOptions(process, 'm', {}, { min: 1, max: 2 });
  const isBase64 = options.has('m');
  const name = options.args.at(-1) ?? '';
  const data = await wholeInput(process, options.args.slice(0, -1));
  const mode = options.args.length > 1 ? process.fs.stat(pathOf(process, options.args[0] ?? ''), process.credentials, { process }).node.mode & 0o777 : 0o666 & ~process.umask;
  await process.write(1, `begin${isBase64 ? '-base64' : ''} ${mode.toString(8)} ${name}\n`);
  for (let at = 0; at < data.length; at += lineBytes) {
    await process.tick();
    const piece = data.slice(at, at + lineBytes);
    if (isBase64) {
      await process.write(1, `${btoa(piece)}\n`);
      continue;
    }
    let line = uuLetter(piece.length);
    for (let i = 0; i < piece.length; i += 3) {
      const bits = ((piece.charCodeAt(i) || 0) << 16) | ((piece.charCodeAt(i + 1) || 0) << 8) | (piece.charCodeAt(i + 2) || 0);
      for (const shift of [18, 12, 6, 0]) line += uuLetter((bits >> shift) & 63);
    }
    await process.write(1, `${line}\n`);
  }
  await process.write(1, isBase64 ? '====\n' : '`\nend\n');
  return 0;
}

function uuLine(line: string): string {
  const length = (line.charCodeAt(0) - 32) & 63;
  let bytes = '';
  for (let i = 1; i < line.length; i += 4) {
    const bits = [0, 1, 2, 3].reduce((sum, k) => (sum << 6) | (((line.charCodeAt(i + k) || 32) - 32) & 63), 0);
    bytes += String.fromCharCode((bits >> 16) & 255, (bits >> 8) & 255, bits & 255);
  }
  return bytes.slice(0, length);
}

async function uudecode(process: Process): Promise<number> {
  const options = await getOptions(process, 'o:', {}, { max: 1 });
  const lines = (await wholeInput(process, options.args)).split('\n');
  const start = lines.findIndex((line) => /^begin(?:-base64)? \d+ /.test(line));
  if (start < 0) return complain(process, 'no \'begin\' line');
  const [kind = '', mode = '', ...name] = (lines[start] ?? '').split(' ');
  const end = lines.findIndex((line, i) => i > start && (kind === 'begin' ? line === 'end' : line === '===='));
  if (end < 0) return complain(process, 'short file');
  const body = lines.slice(start + 1, end);
  let data = '';
  for (const [i, line] of body.entries()) {
    if ((i & 63) === 0) await process.tick(searchSteps);
    data += kind === 'begin' ? uuLine(line) : atob(line);
  }
  const output = options.value('o') ?? name.join(' ');
  if (output === '-' || output === '/dev/stdout') await process.write(1, data);
  else {
    process.fs.writeFile(pathOf(process, output), data, process.credentials, parseInt(mode, 8));
    process.fs.change(pathOf(process, output), process.credentials, { mode: parseInt(mode, 8) });
  }
  return 0;
}

const crcBytes = 65_536;

/** Lets others in between the pieces of a long text. */
export async function checksum(process: Process, data: Bytes): Promise<number> {
  let crc = 0;
  for (let at = 0; at < data.length; at += crcBytes) {
    await process.tick(searchSteps);
    crc = crc32(data.slice(at, at + crcBytes), crc);
  }
  return crc;
}

async function crc32Command(process: Process): Promise<number> {
  const options = await getOptions(process, '');
  return forEachInput(process, options.args, async (file, path) => {
    const crc = await checksum(process, await readWhole(process, file));
    await process.write(1, `${crc.toString(16).padStart(8, '0')}${options.args.length > 0 ? ` ${path}` : ''}\n`);
  }, (path, error) => `can't open '${path}': ${error.message}`);
}

const units: Readonly<Record<string, number>> = { '': 1, k: 1024, K: 1024, kB: 1000, M: 1024 ** 2, m: 1024 ** 2, MB: 1e6, G: 1024 ** 3, g: 1024 ** 3 };

async function fallocate(process: Process): Promise<number> {
  const options = await getOptions(process, 'l:o:n', {}, { min: 1, max: 1 });
  const size = /^(\d+)(\w*)$/.exec(options.value('l') ?? '');
  const unit = units[size?.[2] ?? ''];
  if (!size || unit === undefined) return options.has('l') ? complain(process, `invalid number '${options.value('l') ?? ''}'`) : usage(process);
  const path = pathOf(process, options.args[0] ?? '');
  const { size: now } = process.fs.exists(path, process.credentials) ? process.fs.stat(path, process.credentials) : { size: 0 };
  process.fs.truncate(path, Math.max(now, Number(size[1]) * unit + Number(options.value('o') ?? 0)), process.credentials);
  return 0;
}

async function shred(process: Process): Promise<number> {
  const options = await getOptions(process, 'fuzn:s:v', { remove: 'u', zero: 'z', force: 'f', iterations: 'n' }, { min: 1 });
  let status = 0;
  for (const path of options.args) {
    await process.tick();
    try {
      const { size } = process.fs.stat(pathOf(process, path), process.credentials);
      process.fs.truncate(pathOf(process, path), 0, process.credentials);
      process.fs.truncate(pathOf(process, path), size, process.credentials);
      if (options.has('u')) process.fs.unlink(pathOf(process, path), process.credentials);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      status = await complain(process, `can't open '${path}': ${error.message}`);
    }
  }
  return status;
}

async function ipcalc(process: Process): Promise<number> {
  const options = await getOptions(process, 'bnmphs', { broadcast: 'b', network: 'n', netmask: 'm', prefix: 'p', hostname: 'h', silent: 's' }, { min: 1, max: 2 });
  const [given = '', maskText] = options.args;
  const [address = '', bits] = given.split('/');
  const numberOf = (ip: string): number => (/^(?:\d{1,3}\.){3}\d{1,3}$/.test(ip) ? ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) : NaN);
  const textOf = (value: number): string => [24, 16, 8, 0].map((shift) => String((value >>> shift) & 255)).join('.');
  const ip = numberOf(address);
  if (Number.isNaN(ip)) return complain(process, `bad IP address: ${address}`);
  const firstOctet = ip >>> 24;
  const prefix = bits === undefined ? (maskText === undefined ? (firstOctet < 128 ? 8 : firstOctet < 192 ? 16 : 24) : numberOf(maskText).toString(2).replace(/0+$/, '').length) : Number(bits);
  const mask = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
  const all = !['b', 'n', 'm', 'p', 'h'].some((letter) => options.has(letter));
  let text = '';
  if (options.has('m') || all) text += `NETMASK=${textOf(mask)}\n`;
  if (options.has('b') || all) text += `BROADCAST=${textOf((ip | ~mask) >>> 0)}\n`;
  if (options.has('n') || all) text += `NETWORK=${textOf((ip & mask) >>> 0)}\n`;
  if (options.has('p') || all) text += `PREFIX=${String(prefix)}\n`;
  await process.write(1, text);
  return 0;
}

export const encodeCommands: CommandTable = { ts, uuencode, uudecode, crc32: crc32Command, fallocate, shred, ipcalc };

// tar, gzip: archives, as `kubectl cp` needs them.
import { type Bytes, flatten } from '../bytes.ts';
import { Errno } from '../process/errno.ts';
import type { OpenFile } from '../process/open-file.ts';
import type { Process } from '../process/process.ts';
import { compilePattern, matchesPattern } from '../shell/pattern.ts';
import { formatDate } from './date-format.ts';
import { GzipError, compress, decompress, isGzip } from '../text/gzip.ts';
import { type CommandTable, complain, die, getOptions, openInput, pathOf, readWhole, usage } from './command.ts';

const blockSize = 512;
const pieceBytes = 256 * 1024;
const maxArchiveBytes = 64 * 1024 * 1024;

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}

function header(name: string, mode: number, uid: number, gid: number, size: number, mtimeMs: number, type: string, link = ''): string {
  let prefix = '';
  let short = name;
  if (name.length > 100) {
    const at = name.lastIndexOf('/', 155);
    prefix = name.slice(0, at);
    short = name.slice(at + 1);
  }
  const before = `${short.slice(0, 100).padEnd(100, '\0')}${octal(mode & 0o7777, 8)}${octal(uid, 8)}${octal(gid, 8)}${octal(size, 12)}${octal(Math.floor(mtimeMs / 1000), 12)}`;
  const after = `${type}${link.slice(0, 100).padEnd(100, '\0')}ustar\0${'00'}${'root'.padEnd(32, '\0')}${'root'.padEnd(32, '\0')}${octal(0, 8)}${octal(0, 8)}${prefix.slice(0, 155).padEnd(155, '\0')}`.padEnd(356, '\0');
  const text = `${before}        ${after}`;
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum += text.charCodeAt(i);
  return `${before}${sum.toString(8).padStart(6, '0')}\0 ${after}`;
}

async function pack(process: Process, paths: readonly string[], base: string, isExcluded: (path: string) => boolean, say: (line: string) => Promise<void>): Promise<{ archive: string; status: number }> {
  /** Pieces that are one string each: a text put together from tens of thousands of parts holds the thread when it is first looked into. */
  const pieces: string[] = [];
  let archive = '';
  let size = 0;
  let status = 0;
  const add = async (path: string): Promise<void> => {
    await process.tick();
    if (isExcluded(path)) return;
    if (archive.length > pieceBytes) {
      flatten(archive);
      pieces.push(archive);
      size += archive.length;
      archive = '';
    }
    const full = path.startsWith('/') ? path : `${base === '/' ? '' : base}/${path}`;
    const { node } = process.fs.stat(full, process.credentials, { followLast: false, process });
    const name = path.replace(/^\/+/, '');
    if (node.type === 'directory') {
      if (name !== '') {
        archive += header(`${name.replace(/\/$/, '')}/`, node.mode, node.uid, node.gid, 0, node.mtimeMs, '5');
        await say(`${name.replace(/\/$/, '')}/`);
      }
      for (const entry of process.fs.list(full, process.credentials, process)) await add(`${path.replace(/\/$/, '')}/${entry}`);
    } else if (node.type === 'link') archive += header(name, 0o777, node.uid, node.gid, 0, node.mtimeMs, '2', node.target);
    else if (node.type === 'file') {
      const data = process.fs.readFile(full, process.credentials, process);
      if (size + archive.length + data.length > maxArchiveBytes) throw new Errno('EFBIG');
      archive += header(name, node.mode, node.uid, node.gid, data.length, node.mtimeMs, '0') + data + '\0'.repeat((blockSize - (data.length % blockSize)) % blockSize);
      await say(name);
    }
  };
  if (paths.some((path) => path.startsWith('/'))) await process.write(2, "tar: removing leading '/' from member names\n");
  for (const path of paths) {
    try {
      await add(path);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      status = await complain(process, `${path}: ${error.message}`);
    }
  }
  return { archive: [...pieces, archive, '\0'.repeat(blockSize * 2)].join(''), status };
}

/** A line of `tar tv`. */
function longEntry(name: string, field: (from: number, length: number) => string, type: string, size: number): string {
  const mode = parseInt(field(100, 8).trim() || '0', 8);
  const bits = (shift: number): string => `${(mode >> shift) & 4 ? 'r' : '-'}${(mode >> shift) & 2 ? 'w' : '-'}${(mode >> shift) & 1 ? 'x' : '-'}`;
  const owner = `${field(265, 32) || String(parseInt(field(108, 8), 8))}/${field(297, 32) || String(parseInt(field(116, 8), 8))}`;
  return `${type === '5' ? 'd' : type === '2' ? 'l' : '-'}${bits(6)}${bits(3)}${bits(0)} ${owner} ${String(size).padStart(9)} ${formatDate('%Y-%m-%d %H:%M:%S', parseInt(field(136, 12), 8) * 1000)} ${name}${type === '2' ? ` -> ${field(157, 100)}` : ''}`;
}

async function unpack(process: Process, archive: string, base: string, options: { isListing: boolean; keepsOwner: boolean; strip: number; wanted: readonly string[]; isExcluded: (path: string) => boolean; toOutput: boolean; isLong: boolean; keepsOld: boolean }, say: (line: string) => Promise<void>): Promise<number> {
  if (archive.length > 0 && archive.length < blockSize) return die(process, 'short read');
  let at = 0;
  const found = new Set<string>();
  let longName: string | undefined;
  while (at + blockSize <= archive.length) {
    const block = archive.slice(at, at + blockSize);
    at += blockSize;
    if (/^\0*$/.test(block)) break;
    const field = (from: number, length: number): string => block.slice(from, from + length).split('\0')[0] ?? '';
    const size = parseInt(field(124, 12).trim() || '0', 8);
    if (field(257, 5) !== 'ustar') return die(process, 'invalid tar magic');
    const data = archive.slice(at, at + size);
    at += Math.ceil(size / blockSize) * blockSize;
    const type = block[156] ?? '0';
    if (type === 'L') {
      longName = data.replace(/\0.*$/s, '');
      continue;
    }
    if (type === 'x' || type === 'g') {
      const path = /\d+ path=([^\n]*)\n/.exec(data)?.[1];
      if (type === 'x' && path !== undefined) longName = path;
      continue;
    }
    const prefix = field(345, 155);
    const name = longName ?? (prefix === '' ? field(0, 100) : `${prefix}/${field(0, 100)}`);
    longName = undefined;
    const wanted = options.wanted.find((one) => name.replace(/\/$/, '') === one.replace(/\/$/, '') || name.startsWith(`${one.replace(/\/$/, '')}/`));
    if ((options.wanted.length > 0 && wanted === undefined) || options.isExcluded(name.replace(/\/$/, ''))) continue;
    if (wanted !== undefined) found.add(wanted);
    await process.tick();
    await say(options.isLong ? longEntry(name, field, type, size) : name);
    if (options.toOutput && !options.isListing) {
      if (type === '0' || type === '\0') await process.write(1, data);
      continue;
    }
    if (options.isListing) continue;
    const stripped = name.split('/').filter((part) => part !== '' && part !== '.').slice(options.strip);
    if (stripped.includes('..')) {
      await complain(process, `name with '..' skipped: '${name}'`);
      continue;
    }
    if (stripped.length === 0) continue;
    const path = `${base === '/' ? '' : base}/${stripped.join('/')}`;
    const mode = parseInt(field(100, 8).trim() || '644', 8) & 0o7777;
    process.fs.makeDirectories(path.slice(0, path.lastIndexOf('/')) || '/', process.credentials, 0o755);
    if (type === '5') process.fs.makeDirectories(path, process.credentials, mode);
    else if (type === '2' || type === '0' || type === '\0') {
      if (process.fs.exists(path, process.credentials) && process.fs.stat(path, process.credentials, { followLast: false }).node.type !== 'directory') process.fs.unlink(path, process.credentials);
      if (type === '2') process.fs.symlink(field(157, 100), path, process.credentials);
      else process.fs.writeFile(path, data, process.credentials, mode & ~(options.keepsOwner ? 0 : process.umask));
    }
  }
  const missing = options.wanted.find((one) => !found.has(one));
  return missing === undefined ? 0 : complain(process, `${missing}: not found in archive`);
}

/** Compressed archives are recognized without being told. */
async function plainArchive(process: Process, whole: Bytes, isToldSo: boolean): Promise<Bytes> {
  if (!isGzip(whole) && !isToldSo) return whole;
  try {
    return await process.wait(decompress(whole));
  } catch (error) {
    if (!(error instanceof GzipError)) throw error;
    return die(process, error.message);
  }
}

async function tar(process: Process): Promise<number> {
  if (process.argv[1] === undefined) return usage(process);
  if (!process.argv[1].startsWith('-')) process.argv = [process.argv[0] ?? 'tar', `-${process.argv[1]}`, ...process.argv.slice(2)];
  const options = await getOptions(process, 'cxtf:C:zjJvpmohOkE:X:T:as:', { create: 'c', extract: 'x', list: 't', file: 'f', directory: 'C', gzip: 'z', verbose: 'v', 'strip-components': 's', 'no-same-owner': 'o', 'no-same-permissions': 'o', exclude: 'E', 'exclude-from': 'X', 'to-stdout': 'O', 'keep-old-files': 'k', 'same-permissions': 'p', overwrite: 'm' });
  if (!options.has('c') && !options.has('x') && !options.has('t')) return usage(process);
  const base = options.value('C') === undefined ? process.cwd : pathOf(process, options.value('C') ?? '');
  const name = options.value('f') ?? '-';
  if (options.value('C') !== undefined && !process.fs.exists(base, process.credentials, process)) return complain(process, `can't change directory to '${options.value('C') ?? ''}': No such file or directory`);
  const excluded = [...options.values('E'), ...options.values('X').flatMap((path) => process.fs.readFile(pathOf(process, path), process.credentials, process).split('\n').filter((line) => line !== ''))].map((text) => compilePattern(text));
  const isExcluded = (path: string): boolean => excluded.some((pattern) => matchesPattern(pattern, path) || path.split('/').some((part) => matchesPattern(pattern, part)));
  const say = async (line: string): Promise<void> => { if (options.has('v') || options.has('t')) await process.write(name === '-' && options.has('c') ? 2 : 1, `${line}\n`); };
  if (options.has('c')) {
    if (options.args.length === 0) return die(process, 'empty archive');
    const { archive, status } = await pack(process, options.args, base, isExcluded, say);
    if (status !== 0) await complain(process, 'error exit delayed from previous errors');
    const output = options.has('z') || (options.has('a') && /\.t?gz$/.test(name)) ? await process.wait(compress(archive)) : archive;
    if (name === '-') await process.write(1, output);
    else process.fs.writeFile(pathOf(process, name), output, process.credentials);
    return status;
  }
  let archive: OpenFile;
  try {
    archive = openInput(process, name);
  } catch (error) {
    if (error instanceof Errno) return complain(process, `can't open '${name}': ${error.message}`);
    throw error;
  }
  const whole = await readWhole(process, archive);
  if (whole.length > maxArchiveBytes) throw new Errno('EFBIG');
  return unpack(process, await plainArchive(process, whole, options.has('z')), base, { isListing: options.has('t'), keepsOwner: options.has('p'), strip: Number(options.value('s') ?? 0), wanted: options.args, isExcluded, toOutput: options.has('O'), isLong: options.has('v') && options.has('t'), keepsOld: options.has('k') }, say);
}

async function gzip(process: Process): Promise<number> {
  const options = await getOptions(process, 'cdfkqtv123456789n', { decompress: 'd', stdout: 'c', keep: 'k', force: 'f' });
  const called = (process.argv[0] ?? '').replace(/^.*\//, '');
  const isReading = options.has('d') || called !== 'gzip';
  const change = (data: Bytes): Promise<Bytes> => process.wait(isReading ? decompress(data) : compress(data));
  if (options.args.length === 0) {
    try {
      await process.write(1, await change(await process.readAll(0)));
      return 0;
    } catch (error) {
      if (!(error instanceof GzipError)) throw error;
      return complain(process, error.message);
    }
  }
  let status = 0;
  for (const path of options.args) {
    try {
      const data = process.fs.readFile(pathOf(process, path), process.credentials, process);
      if (options.has('c') || called === 'zcat') {
        await process.write(1, await change(data));
        continue;
      }
      if (isReading && !options.has('t') && !/\.(?:gz|tgz)$/.test(path)) {
        status = await complain(process, `${path}: unknown suffix - ignored`);
        continue;
      }
      if (options.has('t')) {
        await decompress(data);
        continue;
      }
      if (!isReading && path.endsWith('.gz') && !options.has('f')) {
        status = await complain(process, `${path}: already has .gz suffix`.replace(/^/, ''));
        continue;
      }
      const target = isReading ? path.replace(/\.(?:gz|tgz)$/, (suffix) => (suffix === '.tgz' ? '.tar' : '')) : `${path}.gz`;
      if (!options.has('f') && process.fs.exists(pathOf(process, target), process.credentials)) {
        status = await complain(process, `can't open '${target}': File exists`);
        continue;
      }
      process.fs.writeFile(pathOf(process, target), await change(data), process.credentials);
      if (!options.has('k')) process.fs.unlink(pathOf(process, path), process.credentials);
    } catch (error) {
      if (error instanceof GzipError) status = await complain(process, error.message);
      else if (error instanceof Errno) status = await complain(process, `${path}: ${error.message}`);
      else throw error;
    }
  }
  return status;
}

export const archiveCommands: CommandTable = { tar, gzip, gunzip: gzip, zcat: gzip };

// ls, stat, du: what there is in directories.
import type { Stat } from '../fs/file-system.ts';
import { type Inode, sizeOf } from '../fs/inode.ts';
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { type CommandTable, complain, getOptions, pathOf } from './command.ts';
import { formatDate } from './date-format.ts';
import { modeString } from './mode.ts';
import { groupName, userName } from './names.ts';
import { isProcps } from './ps.ts';

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly stat: Stat;
}

interface ListOptions {
  readonly letters: ReadonlySet<string>;
  readonly isTty: boolean;
}

function humanSize(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  const units = ['K', 'M', 'G', 'T'];
  let value = bytes;
  let unit = -1;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(1)}${units[unit] ?? ''}`;
}

function suffix(node: Inode, options: ListOptions): string {
  if (options.letters.has('p') && !options.letters.has('F')) return node.type === 'directory' ? '/' : '';
  if (!options.letters.has('F')) return '';
  if (node.type === 'directory') return '/';
  if (node.type === 'link') return '@';
  if (node.type === 'fifo') return '|';
  if (node.type === 'socket') return '=';
  return (node.mode & 0o111) !== 0 ? '*' : '';
}

function inodeNumber(path: string): number {
  let hash = 7;
  for (let i = 0; i < path.length; i++) hash = (Math.imul(hash, 31) + path.charCodeAt(i)) >>> 0;
  return (hash % 9_000_000) + 1000;
}

function longLine(process: Process, entry: Entry, options: ListOptions): string {
  const { node } = entry.stat;
  const isNumeric = options.letters.has('n');
  const owner = isNumeric ? String(node.uid) : userName(process, node.uid);
  const group = isNumeric ? String(node.gid) : groupName(process, node.gid);
  const size = node.type === 'device' ? `${String(node.device?.[0] ?? 0)}, ${String(node.device?.[1] ?? 0).padStart(3)}` : options.letters.has('h') ? humanSize(entry.stat.size) : String(entry.stat.size);
  const links = node.type === 'directory' ? 2 : node.type === 'file' ? node.links : 1;
  const age = process.context.clock.now() - node.mtimeMs;
  const when = options.letters.has('full') ? formatDate('%Y-%m-%d %H:%M:%S.000000000 +0000', node.mtimeMs) : formatDate(age > 15_768_000_000 || age < -3_600_000 ? '%b %e  %Y' : '%b %e %H:%M', node.mtimeMs);
  const target = node.type === 'link' ? ` -> ${node.target}` : '';
  return `${modeString(node)}    ${String(links)} ${owner.padEnd(8)} ${group.padEnd(8)} ${size.padStart(9)} ${when} ${entry.name}${node.type === 'link' ? '' : suffix(node, options)}${target}`;
}

function sortEntries(entries: Entry[], options: ListOptions): void {
  if (options.letters.has('U')) return;
  if (options.letters.has('t')) entries.sort((a, b) => b.stat.node.mtimeMs - a.stat.node.mtimeMs || (a.name < b.name ? -1 : 1));
  else if (options.letters.has('S')) entries.sort((a, b) => b.stat.size - a.stat.size || (a.name < b.name ? -1 : 1));
  else entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  if (options.letters.has('r')) entries.reverse();
}

async function printEntries(process: Process, entries: readonly Entry[], options: ListOptions): Promise<void> {
  const number = (entry: Entry): string => (options.letters.has('i') ? `${String(inodeNumber(entry.stat.path)).padStart(7)} ` : '');
  if (options.letters.has('l') || options.letters.has('n')) {
    await process.write(1, entries.map((entry) => `${number(entry)}${longLine(process, entry, options)}\n`).join(''));
    return;
  }
  const names = entries.map((entry) => `${number(entry)}${options.letters.has('Q') ? `"${entry.name}"` : entry.name}${suffix(entry.stat.node, options)}`);
  if (names.length === 0) return;
  if (!options.isTty && !options.letters.has('C')) {
    await process.write(1, `${names.join('\n')}\n`);
    return;
  }
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const count = Math.max(1, Math.floor(80 / width));
  const rows = Math.ceil(names.length / count);
  const lines = Array.from({ length: rows }, (_, row) => Array.from({ length: count }, (_c, column) => (names[column * rows + row] ?? '').padEnd(width)).join('').trimEnd());
  await process.write(1, `${lines.join('\n')}\n`);
}

async function listDirectory(process: Process, path: string, options: ListOptions, hasHeader: boolean, state: { isFirst: boolean }): Promise<number> {
  const names = process.fs.list(pathOf(process, path), process.credentials, process).filter((name) => options.letters.has('a') || options.letters.has('A') || !name.startsWith('.'));
  if (options.letters.has('a')) names.unshift('.', '..');
  const entries: Entry[] = [];
  for (const name of names) {
    try {
      entries.push({ name, path: `${path}/${name}`, stat: process.fs.stat(pathOf(process, `${path}/${name}`), process.credentials, { followLast: options.letters.has('L'), process }) });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }
  sortEntries(entries, options);
  if (hasHeader) await process.write(1, `${state.isFirst ? '' : '\n'}${path}:\n`);
  state.isFirst = false;
  if (options.letters.has('l') || options.letters.has('n') || options.letters.has('s')) await process.write(1, `total ${String(entries.reduce((sum, entry) => sum + Math.ceil(entry.stat.size / 4096) * 4, 0))}\n`);
  await printEntries(process, entries, options);
  let status = 0;
  if (options.letters.has('R')) for (const entry of entries) if (entry.stat.node.type === 'directory' && entry.name !== '.' && entry.name !== '..') status |= await listDirectory(process, entry.path, options, true, state);
  return status;
}

async function ls(process: Process): Promise<number> {
  const options = await getOptions(process, '1aAlRrtSChFpdinsLHkxgGhUXcuew:T:NQ', { color: 'G', all: 'a', 'almost-all': 'A', recursive: 'R', 'full-time': 'e', 'group-directories-first': 'G' });
  const letters = new Set([...'1aAlRrtSChFpdinsLHkxgGUXcueTQ'].filter((letter) => options.has(letter)));
  if (letters.has('e')) letters.add('l').add('full');
  if (letters.has('g')) letters.add('l');
  const list: ListOptions = { letters, isTty: (process.files.get(1)?.isTty ?? false) && !letters.has('1') };
  const files: Entry[] = [];
  const directories: string[] = [];
  let status = 0;
  for (const path of options.args.length > 0 ? options.args : ['.']) {
    try {
      const isLong = letters.has('l') || letters.has('d');
      let stat = process.fs.stat(pathOf(process, path), process.credentials, { followLast: !isLong || letters.has('L') || path.endsWith('/'), process });
      if (stat.node.type === 'directory' && !letters.has('d')) directories.push(path);
      else {
        if (stat.node.type !== 'directory' && !letters.has('L')) stat = process.fs.stat(pathOf(process, path), process.credentials, { followLast: false, process });
        files.push({ name: path, path, stat });
      }
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      await complain(process, `${path}: ${error.message}`);
      // As GNU's, for what is named and is not there.
      status = isProcps(process) ? 2 : 1;
    }
  }
  sortEntries(files, list);
  await printEntries(process, files, list);
  const state = { isFirst: files.length === 0 };
  for (const path of directories.sort()) {
    try {
      status |= await listDirectory(process, path, list, letters.has('R') || options.args.length > 1, state);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      status = await complain(process, `can't open '${path}': ${error.message}`);
    }
  }
  return status;
}

const typeNames = { file: 'regular file', directory: 'directory', link: 'symbolic link', device: 'character special file', fifo: 'fifo', socket: 'socket' } as const;

function statField(process: Process, letter: string, path: string, found: Stat): string {
  const { node } = found;
  switch (letter) {
    case 'n': return path;
    case 'N': return node.type === 'link' ? `'${path}' -> '${node.target}'` : path;
    case 's': return String(found.size);
    case 'b': return String(node.type === 'file' ? Math.ceil(found.size / 4096) * 8 : node.type === 'directory' ? 8 : 0);
    case 'B': return '512';
    case 'o': return '4096';
    case 'a': return (node.mode & 0o7777).toString(8);
    case 'A': return modeString(node);
    case 'f': return (node.mode | ({ file: 0o100000, directory: 0o040000, link: 0o120000, device: 0o020000, fifo: 0o010000, socket: 0o140000 } as const)[node.type]).toString(16);
    case 'F': return node.type === 'file' && found.size === 0 ? 'regular empty file' : typeNames[node.type];
    case 'u': return String(node.uid);
    case 'U': return userName(process, node.uid);
    case 'g': return String(node.gid);
    case 'G': return groupName(process, node.gid);
    case 'h': return String(node.type === 'file' ? node.links : node.type === 'directory' ? 2 : 1);
    case 'i': return String(inodeNumber(found.path));
    case 't': return node.type === 'device' ? (node.device?.[0] ?? 0).toString(16) : '0';
    case 'T': return node.type === 'device' ? (node.device?.[1] ?? 0).toString(16) : '0';
    case 'd': return '65025';
    case 'm': return process.fs.resolve(found.path, process.credentials).mount.path;
    case 'x':
    case 'y':
    case 'z': return `${formatDate('%Y-%m-%d %H:%M:%S', node.mtimeMs)}.000000000 +0000`;
    case 'X':
    case 'Y':
    case 'Z': return String(Math.floor(node.mtimeMs / 1000));
    default: return letter;
  }
}

async function stat(process: Process): Promise<number> {
  const options = await getOptions(process, 'Lc:ft', { format: 'c', dereference: 'L', printf: 'c' }, { min: 1 });
  const format = options.value('c');
  let status = 0;
  for (const path of options.args) {
    await process.tick();
    try {
      const found = process.fs.stat(pathOf(process, path), process.credentials, { followLast: options.has('L'), process });
      const fill = (text: string): string => text.replace(/%(-?\d*)([a-zA-Z%])/g, (_whole, width: string, letter: string) => { const value = letter === '%' ? '%' : statField(process, letter, path, found); return width.startsWith('-') ? value.padEnd(Number(width.slice(1))) : value.padStart(Number(width), /^0/.test(width) && /^\d+$/.test(value) ? '0' : ' '); });
      if (format !== undefined) await process.write(1, `${fill(format)}\n`);
      else if (options.has('t')) await process.write(1, `${fill('%n %s %b %f %u %g %d %i %h %t %T %X %Y %Z %o')}\n`);
      else await process.write(1, fill('  File: %N\n  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\nDevice: fe01h/%dd\tInode: %-11i Links: %h\nAccess: (0%a/%A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\nAccess: %x\nModify: %y\nChange: %z\n'));
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      status = await complain(process, `can't stat '${path}': ${error.message}`);
    }
  }
  return status;
}

async function du(process: Process): Promise<number> {
  const options = await getOptions(process, 'shkmacd:xblLH', { 'max-depth': 'd', summarize: 's' });
  const limit = options.has('s') ? 0 : Number(options.value('d') ?? Infinity);
  const isExact = options.has('b');
  const show = (bytes: number): string => (isExact ? String(bytes) : options.has('h') ? humanSize(Math.max(4096, bytes)).replace(/^(\d+)$/, '$1') : String(Math.ceil(bytes / (options.has('m') ? 1024 ** 2 : 1024))));
  const measure = async (path: string, depth: number): Promise<number> => {
    await process.tick();
    const { node } = process.fs.stat(pathOf(process, path), process.credentials, { followLast: depth === 0, process });
    if (node.type !== 'directory') {
      const size = isExact ? sizeOf(node) : Math.ceil(sizeOf(node) / 4096) * 4096;
      if (options.has('a') || depth === 0) await process.write(1, `${show(size)}\t${path}\n`);
      return size;
    }
    let total = 4096;
    for (const name of process.fs.list(pathOf(process, path), process.credentials, process)) total += await measure(`${path.replace(/\/$/, '')}/${name}`, depth + 1);
    if (depth <= limit) await process.write(1, `${show(total)}\t${path}\n`);
    return total;
  };
  let status = 0;
  let sum = 0;
  for (const path of options.args.length > 0 ? options.args : ['.']) {
    try {
      sum += await measure(path, 0);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      status = await complain(process, `${path}: ${error.message}`);
    }
  }
  if (options.has('c')) await process.write(1, `${show(sum)}\ttotal\n`);
  return status;
}

export const listCommands: CommandTable = { ls, stat, du };

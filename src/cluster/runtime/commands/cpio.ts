// cpio: archives in the "newc" format.
import type { Bytes } from '../bytes.ts';
import { joinPath } from '../fs/paths.ts';
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { compilePattern, matchesPattern } from '../shell/pattern.ts';
import { LineReader, complain, die, getOptions, pathOf, readWhole, usage } from './command.ts';

const magic = '070701';
const headerBytes = 110;
const blockBytes = 512;
const typeBits = { directory: 0o040000, file: 0o100000, link: 0o120000 } as const;
const typeMask = 0o170000;

function padding(length: number): number {
  return (4 - (length % 4)) % 4;
}

function header(fields: { readonly inode: number; readonly mode: number; readonly uid: number; readonly gid: number; readonly links: number; readonly mtime: number; readonly size: number }, name: string): Bytes {
  const values = [fields.inode, fields.mode, fields.uid, fields.gid, fields.links, fields.mtime, fields.size, 0, 0, 0, 0, name.length + 1, 0];
  return `${magic}${values.map((value) => value.toString(16).padStart(8, '0').toUpperCase()).join('')}${name}\0${'\0'.repeat(padding(headerBytes + name.length + 1))}`;
}

async function create(process: Process, isVerbose: boolean, file: string | undefined): Promise<number> {
  let archive = '';
  let status = 0;
  let inode = 0;
  const reader = new LineReader(process, process.file(0));
  for (let name = await reader.next(); name !== undefined; name = await reader.next()) {
    if (isVerbose) await process.write(2, `${name}\n`);
    try {
      const { node } = process.fs.stat(pathOf(process, name), process.credentials, { followLast: false, process });
      if (node.type !== 'file' && node.type !== 'directory' && node.type !== 'link') continue;
      const data = node.type === 'file' ? process.fs.readFile(pathOf(process, name), process.credentials, process) : node.type === 'link' ? node.target : '';
      process.allocate(data.length);
      archive += `${header({ inode: ++inode, mode: typeBits[node.type] | (node.mode & 0o7777), uid: node.uid, gid: node.gid, links: node.type === 'directory' ? 2 : 1, mtime: Math.floor(node.mtimeMs / 1000), size: data.length }, name.replace(/^\.\//, '').replace(/^\/+/, ''))}${data}${'\0'.repeat(padding(data.length))}`;
      process.limitString(archive.length);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      status = await complain(process, `${name}: ${error.message}`);
    }
  }
  archive += header({ inode: 0, mode: 0, uid: 0, gid: 0, links: 1, mtime: 0, size: 0 }, 'TRAILER!!!');
  archive += '\0'.repeat((blockBytes - (archive.length % blockBytes)) % blockBytes);
  if (file === undefined) await process.write(1, archive);
  else process.fs.writeFile(pathOf(process, file), archive, process.credentials, 0o666 & ~process.umask);
  return status;
}

export async function cpio(process: Process): Promise<number> {
  const options = await getOptions(process, 'oitpdmvuF:R:H:L0', { extract: 'i', list: 't', create: 'o' });
  const file = options.value('F');
  if (options.has('o')) return options.value('H') === 'newc' ? create(process, options.has('v'), file) : usage(process);
  if (!options.has('i') && !options.has('t')) return usage(process);
  const archive = file === undefined ? await readWhole(process, process.file(0)) : process.fs.readFile(pathOf(process, file), process.credentials, process);
  const wanted = options.args.map((text) => compilePattern(text));
  let at = 0;
  for (;;) {
    await process.tick();
    if (!archive.startsWith(magic, at)) return die(process, archive.length < at + headerBytes ? 'short read' : 'unsupported cpio format, use newc or crc');
    const field = (i: number): number => parseInt(archive.slice(at + 6 + i * 8, at + 14 + i * 8), 16);
    const [mode, mtime, size, nameLength] = [field(1), field(5), field(6), field(11)];
    const name = archive.slice(at + headerBytes, at + headerBytes + nameLength - 1);
    at += headerBytes + nameLength;
    at += padding(headerBytes + nameLength);
    if (name === 'TRAILER!!!') break;
    const data = archive.slice(at, at + size);
    at += size + padding(size);
    if (wanted.length > 0 && !wanted.some((pattern) => matchesPattern(pattern, name))) continue;
    if (options.has('t') || options.has('v')) await process.write(1, `${name}\n`);
    if (options.has('t')) continue;
    const path = joinPath(process.cwd, name.replace(/^\/+/, ''));
    if (name.split('/').includes('..')) continue;
    const parent = path.slice(0, path.lastIndexOf('/')) || '/';
    if (options.has('d')) process.fs.makeDirectories(parent, process.credentials, 0o777 & ~process.umask);
    try {
      const kind = mode & typeMask;
      if (kind === typeBits.directory) process.fs.makeDirectories(path, process.credentials, mode & 0o7777);
      else {
        if (process.fs.exists(path, process.credentials)) {
          if (!options.has('u')) {
            await complain(process, `${name} not created: newer or same age file exists`);
            continue;
          }
          process.fs.unlink(path, process.credentials);
        }
        if (kind === typeBits.link) process.fs.symlink(data, path, process.credentials);
        else process.fs.writeFile(path, data, process.credentials, mode & 0o7777);
      }
      if (options.has('m') && kind !== typeBits.link) process.fs.change(path, process.credentials, { mtimeMs: mtime * 1000 });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return complain(process, `can't open '${name}': ${error.message}`);
    }
  }
  await process.write(2, `${String(Math.ceil(at / blockBytes))} blocks\n`);
  return 0;
}

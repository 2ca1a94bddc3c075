// Commands that read and make files: cat, mkdir, touch, mktemp, tee.
import { Errno } from '../process/errno.ts';
import { Pipe } from '../process/open-file.ts';
import type { Process } from '../process/process.ts';
import { type CommandTable, complain, die, forEachInput, getOptions, pathOf, usage } from './command.ts';
import { cp, install, mv, rm } from './copy.ts';
import { dd } from './dd.ts';
import { ln, readlink } from './links.ts';
import { parseDate } from './date-format.ts';
import { parseMode } from './mode.ts';
import { baseName, isDirectory } from './paths.ts';
import { chmod, chown } from './permissions.ts';
import { isProcps } from './ps.ts';

/** Control characters as `^X`, those above 127 as `M-X`. */
function visible(text: string): string {
  return text.replace(/[^\t\n -~]/g, (c) => {
    const code = c.charCodeAt(0);
    const low = code & 127;
    return `${code > 127 ? 'M-' : ''}${low < 32 ? `^${String.fromCharCode(low + 64)}` : low === 127 ? '^?' : String.fromCharCode(low)}`;
  });
}

async function cat(process: Process): Promise<number> {
  const options = await getOptions(process, 'nbvteAuE');
  let line = 0;
  let isLineStart = true;
  let status = 0;
  const failed = await forEachInput(process, options.args, async (file, path) => {
    // Differs from Kubernetes: busybox' cat of the file that it writes goes on until the disk is full; here it refuses, as GNU's.
    if (file.path.startsWith('/') && !file.path.startsWith('/dev/') && file.path === process.files.get(1)?.path) {
      status = await complain(process, `${path}: input file is output file`);
      return;
    }
    for (;;) {
      const bytes = await file.read(process, 65536);
      if (bytes === '') return;
      if (!options.has('n') && !options.has('b') && !options.has('e') && !options.has('A') && !options.has('v') && !options.has('t')) {
        await process.write(1, bytes);
        continue;
      }
      let out = '';
      for (const text of bytes.split(/(?<=\n)/)) {
        if (isLineStart && (options.has('n') || (options.has('b') && text !== '\n'))) out += `${String(++line).padStart(6)}\t`;
        const showEnds = options.has('e') || options.has('A') || options.has('E');
        out += showEnds ? text.replace(/\n$/, '$\n') : text;
        isLineStart = text.endsWith('\n');
      }
      if (options.has('v') || options.has('t') || options.has('e') || options.has('A')) out = visible(out);
      if (options.has('t') || options.has('A')) out = out.replaceAll('\t', '^I');
      await process.write(1, out);
    }
  }, (path, error) => `can't open '${path}': ${error.message}`);
  return Math.max(status, failed);
}

async function mkdir(process: Process): Promise<number> {
  const options = await getOptions(process, 'pm:v', { parents: 'p', mode: 'm', verbose: 'v' }, { min: 1 });
  const modeText = options.value('m');
  let status = 0;
  for (const path of options.args) {
    await process.tick();
    try {
      const mode = 0o777 & ~process.umask;
      const full = pathOf(process, path.replace(/(.)\/+$/, '$1'));
      const isThere = options.has('p') && isDirectory(process, path);
      if (options.has('v') && options.has('p')) {
        const parts = path.split('/');
        for (let n = 1; n < parts.length; n++) {
          const above = parts.slice(0, n).join('/');
          if (above !== '' && !isDirectory(process, above)) await process.write(1, `created directory: '${above}/'\n`);
        }
      }
      if (options.has('p')) process.fs.makeDirectories(full, process.credentials, mode);
      else process.fs.mkdir(full, process.credentials, mode);
      if (options.has('v') && !isThere) await process.write(1, `created directory: '${path}'\n`);
      if (modeText !== undefined) process.fs.change(full, process.credentials, { mode: parseMode(modeText, 0o777, true, process.umask) ?? mode });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      status = await complain(process, `can't create directory '${path}': ${error.message}`);
    }
  }
  return status;
}

async function rmdir(process: Process): Promise<number> {
  const options = await getOptions(process, 'pv', { parents: 'p', 'ignore-fail-on-non-empty': 'p' }, { min: 1 });
  let status = 0;
  for (const path of options.args) {
    await process.tick();
    let at = path;
    try {
      process.fs.rmdir(pathOf(process, at), process.credentials);
      while (options.has('p') && at.includes('/')) {
        at = at.slice(0, at.lastIndexOf('/'));
        if (at !== '') process.fs.rmdir(pathOf(process, at), process.credentials);
      }
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      status = await complain(process, `'${at}': ${error.message}`);
    }
  }
  return status;
}

async function touch(process: Process): Promise<number> {
  const options = await getOptions(process, 'camd:t:r:h', { date: 'd', 'no-create': 'c', reference: 'r' }, { min: 1 });
  const date = options.value('d') ?? options.value('t');
  const reference = options.value('r');
  let mtimeMs = process.context.clock.now();
  if (date !== undefined) {
    const parsed = parseDate(date, mtimeMs, isProcps(process));
    if (parsed === undefined) return die(process, `invalid date '${date}'`);
    mtimeMs = parsed;
  }
  if (reference !== undefined) ({ mtimeMs } = process.fs.stat(pathOf(process, reference), process.credentials).node);
  let status = 0;
  for (const path of options.args) {
    await process.tick();
    try {
      const full = pathOf(process, path);
      if (!process.fs.exists(full, process.credentials, process)) {
        if (options.has('c')) continue;
        process.fs.writeFile(full, '', process.credentials, 0o666 & ~process.umask);
      }
      process.fs.change(full, process.credentials, { mtimeMs });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      status = await complain(process, `${path}: ${error.message}`);
    }
  }
  return status;
}

async function mktemp(process: Process): Promise<number> {
  const options = await getOptions(process, 'dp:qtu');
  const directory = options.value('p') ?? process.env.get('TMPDIR') ?? '/tmp';
  const given = options.args[0] ?? 'tmp.XXXXXX';
  const template = options.args[0] === undefined || options.has('p') || options.has('t') ? `${directory}/${given}` : given;
  const fail = (message: string): Promise<number> | number => (options.has('q') ? 1 : complain(process, `(null): ${message}`));
  if (!/X{6,}$/.test(template)) return fail('Invalid argument');
  if (!isDirectory(process, template.includes('/') ? template.slice(0, template.lastIndexOf('/')) || '/' : '.')) return fail('No such file or directory');
  let seed = process.pid * 7919 + Math.floor(process.context.clock.now());
  for (let attempt = 0; attempt < 100; attempt++) {
    let suffix = '';
    for (let i = 0; i < 6; i++) {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      suffix += 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'.charAt((seed >>> 8) % 62);
    }
    const path = template.slice(0, template.length - 6) + suffix;
    if (process.fs.exists(pathOf(process, path), process.credentials)) continue;
    if (options.has('d')) process.fs.mkdir(pathOf(process, path), process.credentials, 0o700);
    else if (!options.has('u')) process.fs.writeFile(pathOf(process, path), '', process.credentials, 0o600);
    await process.write(1, `${path}\n`);
    return 0;
  }
  return 1;
}

/** Pipes only: the devices that a container may have are there already. */
async function mknod(process: Process): Promise<number> {
  const options = await getOptions(process, 'm:', {}, { min: 2, max: 4 });
  const [name = '', type = ''] = options.args;
  if (type === 'p') {
    process.argv = ['mknod', name];
    return mkfifo(process);
  }
  return /^[bcu]$/.test(type) && options.args.length === 4 ? complain(process, `${name}: Operation not permitted`) : usage(process);
}

async function mkfifo(process: Process): Promise<number> {
  const options = await getOptions(process, 'm:', { mode: 'm' }, { min: 1 });
  const modeText = options.value('m');
  const mode = modeText === undefined ? 0o666 & ~process.umask : parseMode(modeText, 0o666, false, process.umask);
  if (mode === undefined) return die(process, `invalid mode '${modeText ?? ''}'`);
  for (const path of options.args) {
    await process.tick();
    const pipe = new Pipe();
    process.fs.addNode(pathOf(process, path), {
      type: 'fifo', mode, uid: process.credentials.uid, gid: process.credentials.gid, mtimeMs: process.context.clock.now(), open: (opener, how) => {
        const end = pipe.namedEnd(how);
        // A program that reads it under no descriptor's number lets go of it by ending.
        opener.onExit(() => { if (end.references === 0) end.close(); });
        return end;
      },
    }, process.credentials);
  }
  return 0;
}

async function truncate(process: Process): Promise<number> {
  const options = await getOptions(process, 'cs:', { size: 's' });
  const text = options.value('s');
  if (text === undefined || options.args.length === 0) return usage(process);
  const found = /^(\d+)([kKMG]?)$/.exec(text);
  if (!found) return die(process, `invalid number '${text}'`);
  const size = Number(found[1]) * (({ k: 1024, K: 1024, M: 1024 ** 2, G: 1024 ** 3 } as Readonly<Record<string, number>>)[found[2] ?? ''] ?? 1);
  for (const path of options.args) {
    await process.tick();
    const full = pathOf(process, path);
    if (options.has('c') && !process.fs.exists(full, process.credentials)) continue;
    if (size > 256 * 1024 ** 2) return complain(process, `${path}: truncate: File too large`);
    process.fs.truncate(full, size, process.credentials);
  }
  return 0;
}

async function tee(process: Process): Promise<number> {
  const options = await getOptions(process, 'ai', { append: 'a' });
  let status = 0;
  const files = [];
  for (const path of options.args) {
    await process.tick();
    if (path === '-') {
      files.push(process.file(1));
      continue;
    }
    try {
      files.push(process.fs.open(pathOf(process, path), { write: true, create: true, truncate: !options.has('a'), append: options.has('a') }, process));
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      status = await complain(process, `${path}: ${error.message}`);
    }
  }
  for (;;) {
    const bytes = await process.read(0);
    if (bytes === '') return status;
    await process.write(1, bytes);
    for (const file of files) await file.write(process, bytes);
  }
}

export const fileCommands: CommandTable = {
  cat, cp, mv, rm, mkdir, rmdir, touch, ln, chmod, chown, chgrp: chown, dd, mktemp, mkfifo, mknod, truncate, install, readlink, realpath: readlink, tee,
  unlink: async (process) => {
    const { args: [path = ''] } = await getOptions(process, '', {}, { min: 1, max: 1 });
    try {
      process.fs.unlink(pathOf(process, path), process.credentials);
      return 0;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return complain(process, `can't remove file '${path}': ${error.message}`);
    }
  },
  link: async (process) => {
    const { args: [from = '', to = ''] } = await getOptions(process, '', {}, { min: 2, max: 2 });
    try {
      process.fs.link(pathOf(process, from), pathOf(process, to), process.credentials);
      return 0;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return complain(process, `can't create link '${to}' to '${from}': ${error.message}`);
    }
  },
  sync: () => 0,
  basename: async (process) => {
    const options = await getOptions(process, '+as:', {}, { min: 1 });
    const isMany = options.has('a') || options.has('s');
    if (!isMany && options.args.length > 2) return usage(process);
    const suffix = options.value('s') ?? (isMany ? '' : (options.args[1] ?? ''));
    for (const path of isMany ? options.args : options.args.slice(0, 1)) {
      const name = path === '' ? '' : baseName(path);
      await process.write(1, `${suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name}\n`);
    }
    return 0;
  },
  dirname: async (process) => {
    const { args: [path = ''] } = await getOptions(process, '+', {}, { min: 1, max: 1 });
    const trimmed = path.replace(/(.)\/+$/, '$1');
    const at = trimmed.lastIndexOf('/');
    await process.write(1, `${at < 0 ? '.' : /^\/+[^/]*$/.test(trimmed) ? trimmed.slice(0, at + 1) : trimmed.slice(0, at).replace(/(.)\/+$/, '$1')}\n`);
    return 0;
  },
};

// cp, mv, rm and install: files and trees that are copied, moved and removed.
import { isCapable } from '../process/security.ts';
import { Errno } from '../process/errno.ts';
import type { Inode } from '../fs/inode.ts';
import type { Process } from '../process/process.ts';
import { type Options, complain, getOptions, nameOf, pathOf, usage, LineReader } from './command.ts';
import { parseMode } from './mode.ts';
import { baseName, isDirectory, removeQuietly } from './paths.ts';

async function copyFile(process: Process, from: string, to: string, keeps: boolean): Promise<void> {
  const { node } = process.fs.stat(pathOf(process, from), process.credentials, { process });
  const input = process.fs.open(pathOf(process, from), { read: true }, process);
  const output = process.fs.open(pathOf(process, to), { write: true, create: true, truncate: true, mode: node.mode & 0o777 }, process);
  for (;;) {
    const bytes = await input.read(process, 65536);
    if (bytes === '') break;
    await output.write(process, bytes);
    await process.tick();
  }
  if (keeps) process.fs.change(pathOf(process, to), process.credentials, { mode: node.mode, mtimeMs: node.mtimeMs, ...(isCapable(process.credentials, 'CHOWN') && { uid: node.uid, gid: node.gid }) });
}

interface CopyOptions {
  readonly isRecursive: boolean;
  readonly keeps: boolean;
  readonly followsLinks: boolean;
  readonly isForced: boolean;
  readonly isVerbose: boolean;
  /** Directories that it copies into: they are not copied into themselves. */
  readonly made: Set<Inode>;
}

async function copyTree(process: Process, from: string, to: string, options: CopyOptions): Promise<number> {
  const name = nameOf(process);
  let status = 0;
  await process.tick();
  try {
    const { node } = process.fs.stat(pathOf(process, from), process.credentials, { followLast: options.followsLinks, process });
    if (node.type === 'directory') {
      if (options.made.has(node)) return await complain(process, `recursion detected, omitting directory '${from}'`);
      if (!options.isRecursive) return await complain(process, `omitting directory '${from}'`);
      if (!process.fs.exists(pathOf(process, to), process.credentials)) process.fs.mkdir(pathOf(process, to), process.credentials, node.mode & ~process.umask);
      options.made.add(process.fs.stat(pathOf(process, to), process.credentials, { process }).node);
      for (const entry of process.fs.list(pathOf(process, from), process.credentials, process)) status |= await copyTree(process, `${from}/${entry}`, `${to}/${entry}`, options);
      if (options.keeps) process.fs.change(pathOf(process, to), process.credentials, { mode: node.mode, mtimeMs: node.mtimeMs });
    } else if (node.type === 'link') {
      if (options.isForced || process.fs.exists(pathOf(process, to), process.credentials)) removeQuietly(process, to);
      process.fs.symlink(node.target, pathOf(process, to), process.credentials);
    } else {
      if (/\/$/.test(to)) throw new Errno('EISDIR');
      if (pathOf(process, from) === pathOf(process, to)) return await complain(process, `'${from}' and '${to}' are the same file`);
      await copyFile(process, from, to, options.keeps);
    }
    if (options.isVerbose) await process.write(1, `'${from}' -> '${to}'\n`);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const isSource = !process.fs.exists(pathOf(process, from), process.credentials, process);
    return complain(process, isSource ? `can't stat '${from}': ${error.message}` : `can't create '${to}': ${error.message}`.replace(/^can't create/, name === 'mv' ? "can't rename" : "can't create"));
  }
  return status;
}

export async function cp(process: Process): Promise<number> {
  const options = await getOptions(process, 'arRpdPLHfinlsuTvt:', { recursive: 'r', force: 'f', archive: 'a', preserve: 'p', verbose: 'v', parents: 'r' });
  const targetDirectory = options.value('t');
  const args = targetDirectory === undefined ? options.args : [...options.args, targetDirectory];
  if (args.length < 2) return usage(process);
  const target = args.at(-1) ?? '';
  const sources = args.slice(0, -1);
  const isInto = (isDirectory(process, target) || sources.length > 1) && !options.has('T');
  const isArchive = options.has('a');
  const copy: CopyOptions = { isRecursive: isArchive || options.has('r') || options.has('R'), keeps: isArchive || options.has('p'), followsLinks: !(isArchive || options.has('d') || options.has('P') || ((options.has('r') || options.has('R')) && !options.has('L'))), isForced: options.has('f'), isVerbose: options.has('v'), made: new Set() };
  let status = 0;
  for (const source of sources) {
    const to = isInto ? `${target.replace(/\/$/, '')}/${baseName(source)}` : target;
    if (await keepsTarget(process, options, source, to)) continue;
    if (options.has('s') || options.has('l')) process.fs[options.has('s') ? 'symlink' : 'link'](options.has('s') ? source : pathOf(process, source), pathOf(process, to), process.credentials);
    else {
      status |= await copyTree(process, source, to, copy);
      continue;
    }
    if (options.has('v')) await process.write(1, `'${source}' -> '${to}'\n`);
  }
  return status;
}

/** True when what is at `to` stays: -n, -u with a newer one, or a `no` to -i. */
async function keepsTarget(process: Process, options: Options, source: string, to: string): Promise<boolean> {
  const found = process.fs.tryStat(pathOf(process, to), process.credentials, { process });
  if (typeof found === 'string') return false;
  if (options.has('n')) return true;
  const from = process.fs.tryStat(pathOf(process, source), process.credentials, { process });
  if (options.has('u') && typeof from !== 'string' && from.node.mtimeMs <= found.node.mtimeMs) return true;
  return options.has('i') && !options.has('f') && !(await confirm(process, `overwrite '${to}'?`));
}

/** Asks on standard error; anything but a `y` is a no. */
async function confirm(process: Process, question: string): Promise<boolean> {
  await process.write(2, `${nameOf(process)}: ${question} `);
  const answer = await new LineReader(process, process.file(0)).next();
  return /^[yY]/.test(answer ?? '');
}

export async function mv(process: Process): Promise<number> {
  const options = await getOptions(process, 'finuTvt:', { force: 'f', verbose: 'v' });
  const args = options.value('t') === undefined ? options.args : [...options.args, options.value('t') ?? ''];
  if (args.length < 2) return usage(process);
  const target = args.at(-1) ?? '';
  const sources = args.slice(0, -1);
  const isInto = (isDirectory(process, target) || sources.length > 1) && !options.has('T');
  let status = 0;
  for (const source of sources) {
    const to = isInto ? `${target.replace(/\/$/, '')}/${baseName(source)}` : target;
    if (await keepsTarget(process, options, source, to)) continue;
    try {
      if (to.endsWith('/') && !isDirectory(process, source)) throw new Errno('ENOTDIR');
      process.fs.rename(pathOf(process, source), pathOf(process, to), process.credentials);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code !== 'EXDEV') {
        status = await complain(process, `can't rename '${source}': ${error.message}`);
        continue;
      }
      const copied = await copyTree(process, source, to, { isRecursive: true, keeps: true, followsLinks: false, isForced: true, isVerbose: false, made: new Set() });
      status |= copied === 0 ? await removeTree(process, source, true) : copied;
    }
    if (options.has('v')) await process.write(1, `'${source}' -> '${to}'\n`);
  }
  return status;
}

async function removeTree(process: Process, path: string, isForced: boolean): Promise<number> {
  await process.tick();
  let status = 0;
  try {
    const full = pathOf(process, path);
    const { node } = process.fs.stat(full, process.credentials, { followLast: false });
    if (node.type === 'directory') {
      for (const name of process.fs.list(full, process.credentials)) status |= await removeTree(process, `${path.replace(/\/$/, '')}/${name}`, isForced);
      if (status === 0) process.fs.rmdir(full, process.credentials);
    } else process.fs.unlink(full, process.credentials);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (isForced && error.code === 'ENOENT') return 0;
    return complain(process, `can't remove '${path}': ${error.message}`);
  }
  return status;
}

export async function rm(process: Process): Promise<number> {
  const options = await getOptions(process, 'rRfidv', { recursive: 'r', force: 'f', verbose: 'v' });
  const isForced = options.has('f');
  if (options.args.length === 0 && !isForced) return usage(process);
  let status = 0;
  for (const path of options.args) {
    await process.tick();
    if (baseName(path) === '.' || baseName(path) === '..') {
      status = await complain(process, "can't remove '.' or '..'");
      continue;
    }
    if (pathOf(process, path) === '/') {
      status = await complain(process, "can't remove '/'");
      continue;
    }
    if (options.has('i') && !isForced && process.fs.exists(pathOf(process, path), process.credentials) && !(await confirm(process, `remove '${path}'?`))) continue;
    if (options.has('r') || options.has('R')) status |= await removeTree(process, path, isForced);
    else {
      try {
        process.fs.unlink(pathOf(process, path), process.credentials);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        if (isForced && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) continue;
        status = await complain(process, error.code === 'EISDIR' ? `'${path}' is a directory` : `can't remove '${path}': ${error.message}`);
        continue;
      }
    }
    if (options.has('v')) await process.write(1, `removed '${path}'\n`);
  }
  return status;
}

export async function install(process: Process): Promise<number> {
  const options = await getOptions(process, 'dm:o:g:cDsp');
  const mode = parseMode(options.value('m') ?? '755', 0, false, 0) ?? 0o755;
  if (options.has('d')) {
    for (const path of options.args) {
      await process.tick();
      process.fs.makeDirectories(pathOf(process, path), process.credentials);
      process.fs.change(pathOf(process, path), process.credentials, { mode });
    }
    return 0;
  }
  const target = options.args.at(-1) ?? '';
  for (const source of options.args.slice(0, -1)) {
    const to = isDirectory(process, target) ? `${target}/${baseName(source)}` : target;
    await copyFile(process, source, to, false);
    process.fs.change(pathOf(process, to), process.credentials, { mode });
  }
  return 0;
}

// Commands that read, write, copy, move and remove files.
import { sizeOf } from '../fs/file-system.ts';
import { Errno } from '../process/errno.ts';
import { Pipe } from '../process/open-file.ts';
import type { Process } from '../process/process.ts';
import { type CommandTable, complain, die, forEachInput, getOptions, nameOf, pathOf } from './command.ts';
import { parseMode } from './mode.ts';

function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

function isDirectory(process: Process, path: string): boolean {
  try {
    return process.fs.stat(pathOf(process, path), process.credentials, { process }).node.type === 'directory';
  } catch {
    return false;
  }
}

async function cat(process: Process): Promise<number> {
  const options = await getOptions(process, 'nbvteAuE');
  let line = 0;
  let isLineStart = true;
  return forEachInput(process, options.args, async (file) => {
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
      if (options.has('t') || options.has('A')) out = out.replaceAll('\t', '^I');
      await process.write(1, out);
    }
  }, (path, error) => `can't open '${path}': ${error.message}`);
}

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
  if (keeps) process.fs.change(pathOf(process, to), process.credentials, { mode: node.mode, mtimeMs: node.mtimeMs, ...(process.credentials.uid === 0 && { uid: node.uid, gid: node.gid }) });
}

interface CopyOptions {
  readonly isRecursive: boolean;
  readonly keeps: boolean;
  readonly followsLinks: boolean;
  readonly isForced: boolean;
}

async function copyTree(process: Process, from: string, to: string, options: CopyOptions): Promise<number> {
  const name = nameOf(process);
  let status = 0;
  try {
    const { node } = process.fs.stat(pathOf(process, from), process.credentials, { followLast: options.followsLinks, process });
    if (node.type === 'directory') {
      if (!options.isRecursive) return await complain(process, `omitting directory '${from}'`);
      if (!process.fs.exists(pathOf(process, to), process.credentials)) process.fs.mkdir(pathOf(process, to), process.credentials, node.mode & ~process.umask);
      for (const entry of process.fs.list(pathOf(process, from), process.credentials, process)) status |= await copyTree(process, `${from}/${entry}`, `${to}/${entry}`, options);
      if (options.keeps) process.fs.change(pathOf(process, to), process.credentials, { mode: node.mode, mtimeMs: node.mtimeMs });
    } else if (node.type === 'link') {
      if (options.isForced || process.fs.exists(pathOf(process, to), process.credentials)) removeQuietly(process, to);
      process.fs.symlink(node.target, pathOf(process, to), process.credentials);
    } else {
      if (pathOf(process, from) === pathOf(process, to)) return await complain(process, `'${from}' and '${to}' are the same file`);
      await copyFile(process, from, to, options.keeps);
    }
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const isSource = !process.fs.exists(pathOf(process, from), process.credentials, process);
    return complain(process, isSource ? `can't stat '${from}': ${error.message}` : `can't create '${to}': ${error.message}`.replace(/^can't create/, name === 'mv' ? "can't rename" : "can't create"));
  }
  return status;
}

function removeQuietly(process: Process, path: string): void {
  try {
    process.fs.unlink(pathOf(process, path), process.credentials);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
}

async function cp(process: Process): Promise<number> {
  const options = await getOptions(process, 'arRpdPLHfilsuTvt:', { recursive: 'r', force: 'f', archive: 'a', preserve: 'p', verbose: 'v', parents: 'r' });
  const targetDirectory = options.value('t');
  const args = targetDirectory === undefined ? options.args : [...options.args, targetDirectory];
  if (args.length < 2) return die(process, args.length === 0 ? 'missing file operand' : `missing destination file operand after '${args[0] ?? ''}'`);
  const target = args.at(-1) ?? '';
  const sources = args.slice(0, -1);
  const isInto = isDirectory(process, target) && !options.has('T');
  if (sources.length > 1 && !isInto) return die(process, `target '${target}' is not a directory`);
  const isArchive = options.has('a');
  const copy: CopyOptions = { isRecursive: isArchive || options.has('r') || options.has('R'), keeps: isArchive || options.has('p'), followsLinks: !(isArchive || options.has('d') || options.has('P') || ((options.has('r') || options.has('R')) && !options.has('L'))), isForced: options.has('f') };
  let status = 0;
  for (const source of sources) {
    const to = isInto ? `${target.replace(/\/$/, '')}/${baseName(source)}` : target;
    if (options.has('s') || options.has('l')) process.fs[options.has('s') ? 'symlink' : 'link'](pathOf(process, source), pathOf(process, to), process.credentials);
    else status |= await copyTree(process, source, to, copy);
    if (options.has('v')) await process.write(1, `'${source}' -> '${to}'\n`);
  }
  return status;
}

async function mv(process: Process): Promise<number> {
  const options = await getOptions(process, 'finTvt:', { force: 'f', verbose: 'v' });
  const args = options.value('t') === undefined ? options.args : [...options.args, options.value('t') ?? ''];
  if (args.length < 2) return die(process, 'missing file operand');
  const target = args.at(-1) ?? '';
  const sources = args.slice(0, -1);
  const isInto = isDirectory(process, target) && !options.has('T');
  if (sources.length > 1 && !isInto) return die(process, `target '${target}' is not a directory`);
  let status = 0;
  for (const source of sources) {
    const to = isInto ? `${target.replace(/\/$/, '')}/${baseName(source)}` : target;
    if (options.has('n') && process.fs.exists(pathOf(process, to), process.credentials)) continue;
    try {
      process.fs.rename(pathOf(process, source), pathOf(process, to), process.credentials);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (error.code !== 'EXDEV') {
        status = await complain(process, `can't rename '${source}': ${error.message}`);
        continue;
      }
      const copied = await copyTree(process, source, to, { isRecursive: true, keeps: true, followsLinks: false, isForced: true });
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

async function rm(process: Process): Promise<number> {
  const options = await getOptions(process, 'rRfidv', { recursive: 'r', force: 'f', verbose: 'v' });
  const isForced = options.has('f');
  if (options.args.length === 0 && !isForced) return die(process, 'missing operand');
  let status = 0;
  for (const path of options.args) {
    if (baseName(path) === '.' || baseName(path) === '..') {
      status = await complain(process, "can't remove '.' or '..'");
      continue;
    }
    if (pathOf(process, path) === '/') {
      status = await complain(process, "can't remove '/'");
      continue;
    }
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

async function mkdir(process: Process): Promise<number> {
  const options = await getOptions(process, 'pm:v', { parents: 'p', mode: 'm', verbose: 'v' });
  if (options.args.length === 0) return die(process, 'missing operand');
  const modeText = options.value('m');
  let status = 0;
  for (const path of options.args) {
    try {
      const mode = 0o777 & ~process.umask;
      const full = pathOf(process, path.replace(/(.)\/+$/, '$1'));
      if (options.has('p')) process.fs.makeDirectories(full, process.credentials, mode);
      else process.fs.mkdir(full, process.credentials, mode);
      if (modeText !== undefined) process.fs.change(full, process.credentials, { mode: parseMode(modeText, 0o777, true, process.umask) ?? mode });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      status = await complain(process, `can't create directory '${path}': ${error.message}`);
    }
  }
  return status;
}

async function rmdir(process: Process): Promise<number> {
  const options = await getOptions(process, 'p', { parents: 'p', 'ignore-fail-on-non-empty': 'p' });
  let status = 0;
  for (const path of options.args) {
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
  const options = await getOptions(process, 'camd:t:r:h', { date: 'd', 'no-create': 'c', reference: 'r' });
  const date = options.value('d') ?? options.value('t');
  const reference = options.value('r');
  let mtimeMs = process.context.clock.now();
  if (date !== undefined) mtimeMs = date.startsWith('@') ? Number(date.slice(1)) * 1000 : Date.parse(`${date.replace(' ', 'T')}${/[Zz]$/.test(date) ? '' : 'Z'}`);
  if (reference !== undefined) ({ mtimeMs } = process.fs.stat(pathOf(process, reference), process.credentials).node);
  let status = 0;
  for (const path of options.args) {
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

async function ln(process: Process): Promise<number> {
  const options = await getOptions(process, 'sfnbTvr', { symbolic: 's', force: 'f' });
  const args = options.args.length === 1 ? [...options.args, baseName(options.args[0] ?? '')] : options.args;
  if (args.length < 2) return die(process, 'missing operand');
  const target = args.at(-1) ?? '';
  const isInto = isDirectory(process, target) && !options.has('T') && !(options.has('n') && options.has('f') && linkAt(process, target));
  let status = 0;
  for (const source of args.slice(0, -1)) {
    const to = isInto ? `${target.replace(/\/$/, '')}/${baseName(source)}` : target;
    try {
      if (options.has('f')) removeQuietly(process, to);
      if (options.has('s')) process.fs.symlink(source, pathOf(process, to), process.credentials);
      else process.fs.link(pathOf(process, source), pathOf(process, to), process.credentials);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      status = await complain(process, `${to}: ${error.message}`);
    }
  }
  return status;
}

function linkAt(process: Process, path: string): boolean {
  try {
    return process.fs.stat(pathOf(process, path), process.credentials, { followLast: false }).node.type === 'link';
  } catch {
    return false;
  }
}

async function chmod(process: Process): Promise<number> {
  // The mode may begin with a dash, so options are read by hand.
  const args = process.argv.slice(1).filter((arg) => !/^-[Rvcf]+$/.test(arg));
  const isRecursive = process.argv.some((arg) => /^-[vcf]*R/.test(arg));
  const modeText = args[0];
  if (modeText === undefined || args.length < 2) return die(process, 'missing operand');
  const change = async (path: string): Promise<number> => {
    try {
      const full = pathOf(process, path);
      const { node } = process.fs.stat(full, process.credentials);
      const mode = parseMode(modeText, node.mode, node.type === 'directory', process.umask);
      if (mode === undefined) return await die(process, `invalid mode '${modeText}'`);
      process.fs.change(full, process.credentials, { mode });
      let status = 0;
      if (isRecursive && node.type === 'directory') for (const name of process.fs.list(full, process.credentials)) if (!linkAt(process, `${path}/${name}`)) status |= await change(`${path}/${name}`);
      return status;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return complain(process, `${path}: ${error.message}`);
    }
  };
  let status = 0;
  for (const path of args.slice(1)) status |= await change(path);
  return status;
}

function lookUp(process: Process, file: string, name: string): number | undefined {
  if (/^\d+$/.test(name)) return Number(name);
  try {
    const line = process.fs.readFile(file, { uid: 0, gid: 0, groups: [] }).split('\n').find((one) => one.startsWith(`${name}:`));
    return line === undefined ? undefined : Number(line.split(':')[2]);
  } catch {
    return undefined;
  }
}

async function chown(process: Process): Promise<number> {
  const options = await getOptions(process, 'RhfvcLHP', { recursive: 'R' });
  const [owner, ...paths] = options.args;
  if (owner === undefined || paths.length === 0) return die(process, 'missing operand');
  const isGroup = nameOf(process) === 'chgrp';
  const [userName = '', groupName = ''] = isGroup ? ['', owner] : owner.split(/[:.]/);
  const uid = userName === '' ? undefined : lookUp(process, '/etc/passwd', userName);
  const gid = groupName === '' ? undefined : lookUp(process, '/etc/group', groupName);
  if (userName !== '' && uid === undefined) return die(process, `unknown user ${userName}`);
  if (groupName !== '' && gid === undefined) return die(process, `unknown group ${groupName}`);
  const change = async (path: string): Promise<number> => {
    try {
      const full = pathOf(process, path);
      process.fs.change(full, process.credentials, { ...(uid !== undefined && { uid }), ...(gid !== undefined && { gid }) }, !options.has('h'));
      let status = 0;
      if (options.has('R') && isDirectory(process, path) && !linkAt(process, path)) for (const name of process.fs.list(full, process.credentials)) status |= await change(`${path}/${name}`);
      return status;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return complain(process, `${path}: ${error.message}`);
    }
  };
  let status = 0;
  for (const path of paths) status |= await change(path);
  return status;
}

async function dd(process: Process): Promise<number> {
  const operands = new Map(process.argv.slice(1).map((arg) => { const at = arg.indexOf('='); return [arg.slice(0, at), arg.slice(at + 1)] as const; }));
  const size = (text: string | undefined, fallback: number): number => {
    const found = /^(\d+)([ckKMGb]?)/.exec(text ?? '');
    if (!found) return fallback;
    const units: Readonly<Record<string, number>> = { c: 1, b: 512, k: 1024, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };
    return Number(found[1]) * (units[found[2] ?? ''] ?? 1);
  };
  const blockSize = size(operands.get('bs') ?? operands.get('ibs'), 512);
  const count = operands.has('count') ? size(operands.get('count'), 0) : Infinity;
  const input = operands.has('if') ? process.fs.open(pathOf(process, operands.get('if') ?? ''), { read: true }, process) : process.file(0);
  const isAppending = operands.get('conv')?.includes('notrunc') ?? false;
  const output = operands.has('of') ? process.fs.open(pathOf(process, operands.get('of') ?? ''), { write: true, create: true, truncate: !isAppending }, process) : process.file(1);
  const startMs = process.context.clock.now();
  let full = 0;
  let partial = 0;
  let total = 0;
  for (let skip = size(operands.get('skip'), 0); skip > 0; skip--) await input.read(process, blockSize);
  try {
    while (full + partial < count) {
      const bytes = await input.read(process, blockSize);
      if (bytes === '') break;
      if (bytes.length === blockSize) full++;
      else partial++;
      await output.write(process, bytes);
      total += bytes.length;
      await process.tick(1 + (bytes.length >> 12));
    }
  } catch (error) {
    if (!(error instanceof Errno) || error.code === 'EPIPE') throw error;
    await complain(process, `error writing '${operands.get('of') ?? 'standard output'}': ${error.message}`);
    await process.write(2, `${String(full)}+${String(partial)} records in\n${String(Math.max(0, full - 1))}+${String(partial)} records out\n`);
    return 1;
  }
  const seconds = Math.max(0.000001, (process.context.clock.now() - startMs) / 1000);
  if (operands.get('status') === 'none') return 0;
  await process.write(2, `${String(full)}+${String(partial)} records in\n${String(full)}+${String(partial)} records out\n`);
  if (operands.get('status') !== 'noxfer') {
    const human = (n: number): string => (n < 10240 ? `${String(n)}B` : n < 1024 * 10240 ? `${(n / 1024).toFixed(1)}KB` : `${(n / 1024 ** 2).toFixed(1)}MB`);
    await process.write(2, `${String(total)} bytes${total >= 1024 ? ` (${human(total)})` : ''} copied, ${seconds.toFixed(6)} seconds, ${human(Math.round(total / seconds))}/s\n`);
  }
  return 0;
}

async function mktemp(process: Process): Promise<number> {
  const options = await getOptions(process, 'dp:qtu');
  const directory = options.value('p') ?? process.env.get('TMPDIR') ?? '/tmp';
  const template = options.args[0] ?? `${directory}/tmp.XXXXXX`;
  const found = /X{6,}$/.exec(template);
  if (!found) return die(process, `${template}: Invalid argument`);
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

async function mkfifo(process: Process): Promise<number> {
  const options = await getOptions(process, 'm:');
  for (const path of options.args) {
    const pipe = new Pipe();
    process.fs.addNode(pathOf(process, path), {
      type: 'fifo', mode: 0o666 & ~process.umask, uid: process.credentials.uid, gid: process.credentials.gid, mtimeMs: process.context.clock.now(), open: () => pipe.bothEnds(),
    }, process.credentials);
  }
  return 0;
}

async function truncate(process: Process): Promise<number> {
  const options = await getOptions(process, 'cs:', { size: 's' });
  const found = /^([+-]?)(\d+)([kKMG]?)/.exec(options.value('s') ?? '');
  if (!found) return die(process, 'you must specify size with -s');
  const size = Number(found[2]) * (({ k: 1024, K: 1024, M: 1024 ** 2, G: 1024 ** 3 } as Readonly<Record<string, number>>)[found[3] ?? ''] ?? 1);
  for (const path of options.args) {
    const full = pathOf(process, path);
    const old = process.fs.exists(full, process.credentials) ? sizeOf(process.fs.stat(full, process.credentials).node) : 0;
    const wanted = found[1] === '+' ? old + size : found[1] === '-' ? old - size : size;
    if (wanted > 256 * 1024 ** 2) return complain(process, `${path}: truncate: File too large`);
    process.fs.truncate(full, Math.max(0, wanted), process.credentials);
  }
  return 0;
}

async function install(process: Process): Promise<number> {
  const options = await getOptions(process, 'dm:o:g:cDsp');
  const mode = parseMode(options.value('m') ?? '755', 0, false, 0) ?? 0o755;
  if (options.has('d')) {
    for (const path of options.args) {
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

async function readlink(process: Process): Promise<number> {
  const options = await getOptions(process, 'femnvsz');
  let status = 0;
  for (const path of options.args) {
    try {
      const follows = options.has('f') || options.has('e') || options.has('m') || nameOf(process) === 'realpath';
      const found = process.fs.resolve(pathOf(process, path), process.credentials, { followLast: follows, process });
      if (!follows && found.node?.type !== 'link') throw new Errno('EINVAL');
      if (follows && nameOf(process) === 'realpath' && !found.node) throw new Errno('ENOENT');
      const text = follows ? found.path : found.node?.type === 'link' ? found.node.target : '';
      await process.write(1, options.has('n') ? text : `${text}\n`);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      status = nameOf(process) === 'realpath' ? await complain(process, `${path}: ${error.message}`) : 1;
    }
  }
  return status;
}

async function tee(process: Process): Promise<number> {
  const options = await getOptions(process, 'ai', { append: 'a' });
  let status = 0;
  const files = [];
  for (const path of options.args) {
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
  cat, cp, mv, rm, mkdir, rmdir, touch, ln, chmod, chown, chgrp: chown, dd, mktemp, mkfifo, truncate, install, readlink, realpath: readlink, tee,
  unlink: async (process) => { process.fs.unlink(pathOf(process, process.argv[1] ?? ''), process.credentials); return Promise.resolve(0); },
  sync: () => 0,
  basename: async (process) => {
    const [, path = '', suffix = ''] = process.argv[1] === '-s' ? ['', process.argv[3] ?? '', process.argv[2] ?? ''] : process.argv;
    const name = baseName(path);
    await process.write(1, `${suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name}\n`);
    return 0;
  },
  dirname: async (process) => {
    for (const path of process.argv.slice(1)) {
      const trimmed = path.replace(/(.)\/+$/, '$1');
      const at = trimmed.lastIndexOf('/');
      await process.write(1, `${at < 0 ? '.' : at === 0 ? '/' : trimmed.slice(0, at).replace(/(.)\/+$/, '$1')}\n`);
    }
    return 0;
  },
};


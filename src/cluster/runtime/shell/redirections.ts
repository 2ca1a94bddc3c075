// Applies a command's redirections to the shell's descriptors, and takes them back.
import { joinPath } from '../fs/paths.ts';
import { Errno } from '../process/errno.ts';
import { type OpenFile, Pipe } from '../process/open-file.ts';
import type { Redirection } from './ast.ts';
import { expandString } from './expand.ts';
import type { Shell } from './shell.ts';
import { ShellError } from './shell-error.ts';

/** Redirections in force: to be undone after the command, or kept (`exec`). */
export interface Redirected {
  undo(): void;
  keep(): void;
}

/** Applies redirections; returns how to undo them, or undefined (with status 1) when one failed. */
export async function redirect(shell: Shell, redirections: readonly Redirection[], isSpecial = false): Promise<Redirected | undefined> {
  if (redirections.length === 0) return { undo: () => undefined, keep: () => undefined };
  const kept = new Set<number>();
  const saved: { fd: number; file: OpenFile | undefined }[] = [];
  const { process } = shell;
  const undo = (): void => {
    for (const { fd, file } of saved.reverse()) {
      if (kept.has(fd)) continue;
      process.close(fd);
      if (file) {
        process.files.set(fd, file);
      }
    }
  };
  const put = (fd: number, file: OpenFile | undefined): void => {
    const old = process.files.get(fd);
    // The saved reference keeps the old description open.
    saved.push({ fd, file: old });
    process.files.delete(fd);
    if (file) process.installAt(fd, file);
  };
  try {
    for (const redirection of redirections) {
      await redirectOne(shell, redirection, put);
      if (redirection.variable !== undefined) kept.add(Number(shell.variables.get(redirection.variable)));
    }
    const keep = (): void => { for (const { file } of saved) if (file && --file.references === 0) file.close(); };
    return { undo, keep };
  } catch (error) {
    undo();
    if (error instanceof ShellError) {
      await shell.error(error.message);
      shell.status = isSpecial && shell.isBash ? 2 : 1;
      return undefined;
    }
    throw error;
  }
}

/** bash's `{name}>`: a free descriptor from 10 on, kept in the variable; with `-` the one that is kept there. */
function variableDescriptor(shell: Shell, name: string, target: string): number {
  if (target === '-') return Number(shell.variables.get(name));
  let fd = 10;
  while (shell.process.files.has(fd)) fd++;
  shell.variables.set(name, String(fd));
  return fd;
}

async function redirectOne(shell: Shell, redirection: Redirection, put: (fd: number, file: OpenFile | undefined) => void): Promise<void> {
  const { op } = redirection;
  const target = await expandString(shell, redirection.word);
  const fd = redirection.variable === undefined ? redirection.fd : variableDescriptor(shell, redirection.variable, target);
  if (op === '<<') {
    const pipe = new Pipe();
    pipe.push(target);
    put(fd, pipe.readEnd());
    return;
  }
  if (op === '<&' || op === '>&') {
    if (target === '-') put(fd, undefined);
    else if (/^\d+$/.test(target)) {
      const source = shell.process.files.get(Number(target));
      if (source === undefined) throw new ShellError(`dup2(${target},${String(fd)}): Bad file descriptor`.replace(/^.*: /, `${target}: `));
      if (Number(target) !== fd) put(fd, source);
    } else if (op === '>&') {
      const file = openTarget(shell, target, { write: true, create: true, truncate: true });
      put(1, file);
      put(2, file);
    } else throw new ShellError('bad fd number');
    return;
  }
  const file = op === '<' ? openTarget(shell, target, { read: true })
    : op === '<>' ? openTarget(shell, target, { read: true, write: true, create: true })
      : openTarget(shell, target, {
        write: true, create: true, truncate: op !== '>>', append: op === '>>', exclusive: op === '>' && shell.options.noclobber && target !== '/dev/null',
      });
  put(fd, file);
  if (redirection.isBoth) put(2, file);
}

function openTarget(shell: Shell, target: string, flags: Parameters<typeof shell.process.fs.open>[1]): OpenFile {
  try {
    return shell.process.fs.open(joinPath(shell.process.cwd, target), flags, shell.process);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (shell.isBash) throw new ShellError(`${target}: ${error.message}`);
    if (flags.write) throw new ShellError(`can't create ${target}: ${error.code === 'ENOENT' ? 'nonexistent directory' : error.message}`);
    throw new ShellError(`can't open ${target}: ${error.code === 'ENOENT' ? 'no such file' : error.message}`);
  }
}

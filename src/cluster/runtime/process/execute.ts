// Finding and running executable files: PATH look-up, interpreter lines, exec.
import { mayAccess } from '../fs/inode.ts';
import { joinPath } from '../fs/paths.ts';
import type { Process } from './process.ts';

export type Executable = { readonly path: string } | { readonly problem: string; readonly status: number };

/** What a shell finds for a command name: a path, or what to say (`not found` 127, `Permission denied` 126). */
export function findExecutable(process: Process, name: string, path: string): Executable {
  if (name.includes('/')) return check(process, joinPath(process.cwd, name)) ?? { problem: 'not found', status: 127 };
  if (name === '') return { problem: 'not found', status: 127 };
  let denied: Executable | undefined;
  for (const directory of path.split(':')) {
    const found = check(process, joinPath(process.cwd, directory === '' ? name : `${directory}/${name}`));
    if (found && 'path' in found) return found;
    if (found) denied = found;
  }
  return denied && 'problem' in denied && denied.status === 126 ? denied : { problem: 'not found', status: 127 };
}

function check(process: Process, path: string): Executable | undefined {
  const found = process.fs.tryStat(path, process.credentials, { process });
  if (typeof found === 'string') return found === 'EACCES' ? { problem: 'Permission denied', status: 126 } : undefined;
  const { node } = found;
  if (node.type === 'file' && (node.mode & 0o111) !== 0 && mayAccess(node, process.credentials, 1)) return { path };
  return { problem: 'Permission denied', status: 126 };
}

/** Turns `process` into the program at `path`. With `isReplacing` the process goes on to be ended by the caller; else it ends here. */
export async function executeFile(process: Process, path: string, argv: readonly string[], isReplacing = false): Promise<number> {
  const program = async (): Promise<number> => {
    let at = path;
    let args = argv;
    for (let depth = 0; depth < 5; depth++) {
      const content = process.fs.readFile(at, { ...process.credentials, uid: 0 }, process);
      const loaded = process.context.loadProgram(content, args, at);
      if (loaded) {
        process.argv = loaded.argv;
        process.exe = at;
        return loaded.run(process);
      }
      const line = /^#!\s*(\S+)[ \t]*([^\n]*?)\s*(?:\n|$)/.exec(content);
      const interpreter = line?.[1] ?? '/bin/sh';
      args = [interpreter, ...(line?.[2] ? [line[2]] : []), args[0]?.includes('/') ? args[0] : at, ...args.slice(1)];
      const found = findExecutable(process, interpreter, '');
      if ('problem' in found) {
        await process.write(2, `sh: ${path}: not found\n`);
        return 127;
      }
      at = found.path;
    }
    return 126;
  };
  return isReplacing ? program() : process.run(program);
}

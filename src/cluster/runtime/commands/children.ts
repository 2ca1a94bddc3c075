// Starts other programs: as a child, or in the place of the caller.
import { executeFile, findExecutable } from '../process/execute.ts';
import type { Process } from '../process/process.ts';
import { complain } from './command.ts';

/** Starts `argv` as a child and waits; says what cannot be run. */
export async function runChild(process: Process, argv: readonly string[], env: ReadonlyMap<string, string> = process.env): Promise<number> {
  const child = await startChild(process, argv, env);
  return typeof child === 'number' ? child : process.waitFor(child);
}

/** Starts `argv` as a child; a number is the exit code for what cannot be run. */
export async function startChild(process: Process, argv: readonly string[], env: ReadonlyMap<string, string> = process.env): Promise<Process | number> {
  const name = argv[0] ?? '';
  const found = findExecutable(process, name, env.get('PATH') ?? '/sbin:/usr/sbin:/bin:/usr/bin');
  if ('problem' in found) {
    await complain(process, found.status === 126 ? `can't execute '${name}': Permission denied` : `can't execute '${name}': No such file or directory`);
    return found.status;
  }
  const child = process.fork({ argv, env });
  void executeFile(child, found.path, argv);
  return child;
}

/** Becomes another program, as exec does. */
export async function become(process: Process, argv: readonly string[]): Promise<number> {
  const name = argv[0] ?? '';
  const found = findExecutable(process, name, process.env.get('PATH') ?? '/sbin:/usr/sbin:/bin:/usr/bin');
  if ('problem' in found) {
    await complain(process, `can't execute '${name}': ${found.status === 126 ? 'Permission denied' : 'No such file or directory'}`);
    return found.status;
  }
  process.argv = argv;
  return executeFile(process, found.path, argv, true);
}

// Runs programs that are not the shell's own: found on PATH, in a child or in the shell's place.
import { Errno } from '../process/errno.ts';
import { executeFile, findExecutable } from '../process/execute.ts';
import { type Process, ProcessExit } from '../process/process.ts';
import { assign } from './assignments.ts';
import type { SimpleCommand } from './ast.ts';
import { redirect } from './redirections.ts';
import type { Shell } from './shell.ts';
import { ShellError, ShellExit } from './shell-error.ts';
import { waitForeground } from './subshells.ts';

/** Runs a simple command whose name is neither a function nor a built-in. */
export async function runExternal(shell: Shell, command: SimpleCommand, words: readonly string[], isLast: boolean): Promise<void> {
  const replaces = isLast && shell.traps.size === 0 && shell.jobs.every((job) => !job.process.isAlive);
  if (replaces) {
    const redirected = await redirect(shell, command.redirections);
    if (redirected === undefined) return;
    for (const assignment of command.assignments) {
      await assign(shell, assignment);
      shell.variables.declare(assignment.name).isExported = true;
    }
    redirected.keep();
    await replaceBy(shell, words);
    return;
  }
  const env = shell.variables.exported();
  const saved = command.assignments.length > 0 ? shell.variables.save(command.assignments.map((a) => a.name)) : undefined;
  for (const assignment of command.assignments) {
    await assign(shell, assignment);
    env.set(assignment.name, shell.variables.get(assignment.name) ?? '');
  }
  if (saved) shell.variables.restore(saved);
  const redirected = await redirect(shell, command.redirections);
  if (redirected === undefined) return;
  let child: Process | undefined;
  try {
    const found = findExecutable(shell.process, words[0] ?? '', (command.assignments.some(({ name }) => name === 'PATH') ? env.get('PATH') : shell.variables.get('PATH')) ?? '');
    if ('problem' in found) {
      await shell.error(`${words[0] ?? ''}: ${shell.isBash && found.problem === 'not found' ? 'command not found' : found.problem}`);
      shell.status = found.status;
    } else {
      child = forkProcess(shell, words, env);
      void executeFile(child, found.path, words);
    }
  } finally {
    redirected.undo();
  }
  if (child) shell.status = await waitForeground(shell, child);
}

/** Runs an external program in the foreground and returns its status. */
export async function runProgram(shell: Shell, words: readonly string[]): Promise<number> {
  const found = findExecutable(shell.process, words[0] ?? '', shell.variables.get('PATH') ?? '');
  if ('problem' in found) {
    await shell.error(`${words[0] ?? ''}: ${shell.isBash && found.problem === 'not found' ? 'command not found' : found.problem}`);
    return found.status;
  }
  const child = forkProcess(shell, words, shell.variables.exported());
  void executeFile(child, found.path, words);
  return waitForeground(shell, child);
}

function forkProcess(shell: Shell, argv: readonly string[], env: ReadonlyMap<string, string>): Process {
  try {
    return shell.process.fork({ argv, env });
  } catch (error) {
    if (error instanceof Errno) throw new ShellError("can't fork: Resource temporarily unavailable", 2);
    throw error;
  }
}

/** Replaces this process by another program; returns only by throwing ProcessExit. */
export async function replaceBy(shell: Shell, words: readonly string[]): Promise<void> {
  const found = findExecutable(shell.process, words[0] ?? '', shell.variables.get('PATH') ?? '');
  if ('problem' in found) {
    await shell.error(`${words[0] ?? ''}: ${shell.isBash && found.problem === 'not found' ? 'command not found' : found.problem}`);
    throw new ShellExit(found.status);
  }
  const { process } = shell;
  process.env.clear();
  for (const [name, value] of shell.variables.exported()) process.env.set(name, value);
  process.argv = words;
  process.endsOfInterrupt = false;
  process.allocate(-shell.heldBytes);
  shell.heldBytes = 0;
  for (const [signal, handler] of process.handlers) if (handler !== 'ignore') process.handlers.delete(signal);
  throw new ProcessExit(await executeFile(process, found.path, words, true));
}

// Runs the shell's own commands.
import { assign, withAssignments } from './assignments.ts';
import type { SimpleCommand } from './ast.ts';
import { redirect } from './redirections.ts';
import type { Builtin, Shell } from './shell.ts';
import { ShellError, ShellExit } from './shell-error.ts';
import { VariableError } from './variables.ts';

/** Runs a built-in with the redirections and assignments of its command. */
export async function runBuiltin(shell: Shell, builtin: Builtin, command: SimpleCommand, words: readonly string[]): Promise<void> {
  if (builtin.isSpecial && !(shell.isBash && command.assignments.some((assignment) => assignment.elements))) {
    const redirected = await redirect(shell, command.redirections, true);
    if (redirected === undefined) throw new ShellExit(shell.status);
    for (const assignment of command.assignments) await assign(shell, assignment);
    const keeps = words[0] === 'exec' && words.length === 1;
    try {
      shell.status = await callBuiltin(shell, builtin, words);
    } finally {
      if (keeps) redirected.keep();
      else redirected.undo();
    }
    return;
  }
  if (command.assignments.some((assignment) => assignment.elements) && (words[0] === 'local' || words[0] === 'declare' || words[0] === 'typeset' || words[0] === 'readonly' || words[0] === 'export')) {
    // The attributes first: they say how elements are kept.
    const names = command.assignments.map((assignment) => assignment.name);
    const isReadOnly = words[0] === 'readonly' || words.some((word) => /^-\w*r/.test(word));
    if (words[0] === 'readonly') shell.status = 0;
    else shell.status = await builtin.run(shell, isReadOnly ? [...words.map((word) => (/^-\w*r/.test(word) ? word.replace('r', '') : word)).filter((word) => word !== '-'), ...names] : [...words, ...names]);
    for (const assignment of command.assignments) await assign(shell, assignment);
    if (isReadOnly) for (const name of names) shell.variables.declare(name).isReadOnly = true;
    return;
  }
  await withAssignments(shell, command, async () => {
    shell.status = await callBuiltin(shell, builtin, words);
  });
}

/** Errors are said while the redirections hold; those of special built-ins end the shell. */
async function callBuiltin(shell: Shell, builtin: Builtin, words: readonly string[]): Promise<number> {
  try {
    return await builtin.run(shell, words);
  } catch (error) {
    const status = error instanceof ShellError ? error.status : error instanceof VariableError ? (shell.isBash ? 1 : 2) : undefined;
    if (status === undefined || !(error instanceof Error) || (error instanceof ShellError && error.isReported)) throw error;
    await shell.error(error.message);
    if (builtin.isSpecial) throw new ShellError(error.message, status, true);
    return status;
  }
}

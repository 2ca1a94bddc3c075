// Assignments before and without a command: scalars, elements and whole arrays.
import type { Assignment, SimpleCommand } from './ast.ts';
import { expandString, expandWords } from './expand.ts';
import { elementKey, parameter } from './parameters.ts';
import { redirect } from './redirections.ts';
import type { Shell } from './shell.ts';

/** Makes one assignment. */
export async function assign(shell: Shell, assignment: Assignment): Promise<void> {
  if (assignment.elements) {
    const variable = shell.variables.declare(assignment.name);
    if (!assignment.isAppend) variable.array = new Map();
    const array = shell.variables.array(assignment.name);
    let next = Math.max(-1, ...[...array.keys()].map(Number).filter((n) => !Number.isNaN(n))) + 1;
    for (const element of assignment.elements) {
      const first = element[0];
      const keyed = first?.t === 'text' && !first.isQuoted ? /^\[([^\]]*)\]=/.exec(first.text) : null;
      if (keyed && first?.t === 'text') {
        const rest = [{ ...first, text: first.text.slice(keyed[0].length) }, ...element.slice(1)];
        shell.variables.setElement(assignment.name, keyed[1] ?? '', await expandString(shell, rest));
        continue;
      }
      for (const value of await expandWords(shell, [element])) shell.variables.setElement(assignment.name, String(next++), value);
    }
    return;
  }
  const value = await expandString(shell, assignment.value);
  if (assignment.index) {
    const key = await expandString(shell, assignment.index);
    const old = assignment.isAppend ? (parameter(shell, assignment.name, key) ?? '') : '';
    shell.variables.setElement(assignment.name, elementKey(shell, assignment.name, key), old + value);
    return;
  }
  const isSum = assignment.isAppend && shell.variables.find(assignment.name)?.attribute === 'i';
  const old = assignment.isAppend ? (shell.variables.get(assignment.name) ?? '') : '';
  shell.variables.set(assignment.name, isSum ? `(${old === '' ? '0' : old})+(${value})` : old + value);
  if (shell.options.allexport) shell.variables.declare(assignment.name).isExported = true;
}

/** Runs `body` with the command's assignments in force only meanwhile, and its redirections. */
export async function withAssignments(shell: Shell, command: SimpleCommand, body: () => Promise<void>): Promise<void> {
  const redirected = await redirect(shell, command.redirections);
  if (redirected === undefined) return;
  const saved = command.assignments.length > 0 ? shell.variables.save(command.assignments.map((a) => a.name)) : undefined;
  try {
    for (const assignment of command.assignments) {
      await assign(shell, assignment);
      shell.variables.declare(assignment.name).isExported = true;
    }
    await body();
  } finally {
    if (saved) shell.variables.restore(saved);
    redirected.undo();
  }
}

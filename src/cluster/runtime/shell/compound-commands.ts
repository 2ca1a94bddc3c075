// Loops and choices: while, until, for, case.
import type { CommandLine, CompoundBody } from './ast.ts';
import { evaluateWord, expandPattern, expandString, expandWords, matchesCase } from './expand.ts';
import type { Shell } from './shell.ts';
import { LoopJump } from './shell-error.ts';

/** Runs a loop's body; false when the loop is to end. */
async function runBody(shell: Shell, body: readonly CommandLine[]): Promise<boolean> {
  shell.loopDepth++;
  try {
    await shell.runLines(body);
    return true;
  } catch (error) {
    if (!(error instanceof LoopJump)) throw error;
    shell.status = 0;
    if (error.levels > 1 && shell.loopDepth > 1) {
      error.levels--;
      throw error;
    }
    return error.kind === 'continue';
  } finally {
    shell.loopDepth--;
  }
}

/** Runs `while` and `until`. */
export async function runWhile(shell: Shell, loop: Extract<CompoundBody, { t: 'while' }>): Promise<void> {
  let status = 0;
  for (;;) {
    let isTrue: boolean;
    const pause = shell.process.tick();
    if (pause) await pause;
    shell.loopDepth++;
    try {
      isTrue = await shell.runCondition(loop.condition);
    } catch (error) {
      if (!(error instanceof LoopJump) || error.levels > 1) throw error;
      if (error.kind === 'break') break;
      continue;
    } finally {
      shell.loopDepth--;
    }
    if (isTrue === loop.isUntil) break;
    const goesOn = await runBody(shell, loop.body);
    ({ status } = shell);
    if (!goesOn) break;
  }
  shell.status = status;
}

/** Runs `for name in …`. */
export async function runFor(shell: Shell, loop: Extract<CompoundBody, { t: 'for' }>): Promise<void> {
  const items = loop.words ? await expandWords(shell, loop.words) : [...shell.positional];
  shell.status = 0;
  for (const item of items) {
    shell.variables.set(loop.name, item);
    const pause = shell.process.tick();
    if (pause) await pause;
    if (!(await runBody(shell, loop.body))) break;
  }
}

/** Runs bash's `select`: a menu, and a line of input for each turn. */
export async function runSelect(shell: Shell, loop: Extract<CompoundBody, { t: 'select' }>): Promise<void> {
  const items = loop.words ? await expandWords(shell, loop.words) : [...shell.positional];
  shell.status = 0;
  for (let isShown = false; items.length > 0;) {
    if (!isShown) await shell.process.write(2, items.map((item, i) => `${String(i + 1)}) ${item}\n`).join(''));
    await shell.process.write(2, shell.variables.get('PS3') ?? '#? ');
    const status = await shell.builtins.get('read')?.run(shell, ['read', 'REPLY']);
    if (status !== 0) {
      shell.status = 1;
      return;
    }
    const reply = shell.variables.get('REPLY') ?? '';
    isShown = reply !== '';
    if (!isShown) continue;
    shell.variables.set(loop.name, /^\d+$/.test(reply) ? (items[Number(reply) - 1] ?? '') : '');
    if (!(await runBody(shell, loop.body))) return;
  }
}

/** Runs bash's `for ((…))`. */
export async function runArithmeticFor(shell: Shell, loop: Extract<CompoundBody, { t: 'arithmeticFor' }>): Promise<void> {
  const [start, condition, step] = loop.parts;
  await evaluateWord(shell, start);
  shell.status = 0;
  while (condition.length === 0 || (await evaluateWord(shell, condition)) !== 0n) {
    const pause = shell.process.tick();
    if (pause) await pause;
    if (!(await runBody(shell, loop.body))) break;
    await evaluateWord(shell, step);
  }
}

/** Runs `case`. */
export async function runCase(shell: Shell, command: Extract<CompoundBody, { t: 'case' }>): Promise<void> {
  const subject = await expandString(shell, command.word);
  let isRunning = false;
  shell.status = 0;
  for (const item of command.items) {
    for (const pattern of isRunning ? [] : item.patterns) {
      if (!matchesCase(shell, await expandPattern(shell, pattern), subject)) continue;
      isRunning = true;
      break;
    }
    if (!isRunning) continue;
    await shell.runLines(item.body);
    if (item.goesOn) isRunning = false;
    else if (!item.fallsThrough) return;
  }
}

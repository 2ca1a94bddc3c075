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
      if (!matchesCase(await expandPattern(shell, pattern), subject)) continue;
      isRunning = true;
      break;
    }
    if (!isRunning) continue;
    await shell.runLines(item.body);
    if (!item.fallsThrough) return;
  }
}

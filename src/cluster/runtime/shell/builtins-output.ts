// Built-ins that print or judge: echo, printf, test.
import { searchSteps } from '../commands/command.ts';
import { Errno } from '../process/errno.ts';
import { printfTurns, unescape } from '../text/printf.ts';
import { testShell } from './condition.ts';
import { setArithmetic } from './parameters.ts';
import type { Shell } from './shell.ts';
import { runTest } from './test-expression.ts';

/** Output of `echo` with busybox's options. */
export function echoText(args: readonly string[]): string {
  let at = 0;
  let hasNewline = true;
  let hasEscapes = false;
  for (; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (!/^-[neE]+$/.test(arg)) break;
    if (arg.includes('n')) hasNewline = false;
    if (arg.includes('e')) hasEscapes = true;
    if (arg.includes('E')) hasEscapes = false;
  }
  const text = args.slice(at).join(' ');
  if (!hasEscapes) return hasNewline ? `${text}\n` : text;
  const { text: unescaped, stops } = unescape(text, true);
  return hasNewline && !stops ? `${unescaped}\n` : unescaped;
}

/** Writes for a built-in: a failing write is a message and status 1. */
export async function print(shell: Shell, name: string, text: string): Promise<number> {
  try {
    await shell.process.write(1, text);
    return 0;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await shell.error(`write error: ${error.message}`.replace(/^/, name === 'echo' ? '' : ''));
    return 1;
  }
}

export async function test(shell: Shell, argv: readonly string[]): Promise<number> {
  const args = argv[0] === '[' ? argv.slice(1, -1) : argv.slice(1);
  const isNegated = args[0] === '!';
  const [op, operand, ...more] = isNegated ? args.slice(1) : args;
  if (shell.isBash && operand !== undefined && more.length === 0 && (op === '-v' || op === '-o' || op === '-R')) return testShell(shell, op, operand) === isNegated ? 1 : 0;
  const { status, error } = runTest(shell.process, argv);
  if (error !== undefined) await shell.error(error);
  return status;
}

/** As bash words what is wrong with a format or a number. */
function bashPrintfError(error: string): string {
  const number = /^invalid number '(.*)'$/s.exec(error);
  const format = /^%[-+ #0]*[\d.]*(.).*: invalid format$/s.exec(error);
  return number ? `printf: ${number[1] ?? ''}: invalid number` : format ? `printf: \`${format[1] ?? ''}': invalid format character` : error;
}

export async function printf(shell: Shell, argv: readonly string[]): Promise<number> {
  let args = argv.slice(1);
  let variable: string | undefined;
  if (shell.isBash && args[0] === '-v') {
    variable = args[1];
    args = args.slice(2);
  }
  if (args[0] === '--') args = args.slice(1);
  const format = args[0];
  if (format === undefined) {
    await shell.error('usage: printf FORMAT [ARGUMENT...]');
    return 2;
  }
  let text = '';
  const errors: string[] = [];
  for (const part of printfTurns(format, args.slice(1), shell.isBash ? shell.process.context.clock.now() : undefined)) {
    if (text !== '') await shell.process.tick(searchSteps);
    text += part.text;
    errors.push(...(shell.isBash ? part.errors.filter((error) => error !== "invalid number ''") : part.errors));
  }
  for (const error of errors) await shell.error(shell.isBash ? bashPrintfError(error) : error);
  if (variable !== undefined) setArithmetic(shell, variable, text);
  else await print(shell, 'printf', text);
  return errors.length > 0 ? 1 : 0;
}

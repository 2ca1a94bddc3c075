// The programs `sh`, `ash` and `bash`: reads arguments, then runs a string, a script file, or standard input.
import { joinPath } from '../fs/paths.ts';
import { Errno } from '../process/errno.ts';
import { Interrupted, type Process } from '../process/process.ts';
import { SIGINT, SIGQUIT, SIGTERM } from '../process/signals.ts';
import { bashBuiltins } from './bash-builtins.ts';
import { applyOptions, controlBuiltins } from './builtins-control.ts';
import { variableBuiltins } from './builtins-variables.ts';
import { Interpreter } from './interpreter.ts';
import { ShellSyntaxError } from './word-reader.ts';
import { Parser } from './parser.ts';
import type { Builtin } from './shell.ts';
import { FunctionReturn, LoopJump, ShellError } from './shell-error.ts';
import { VariableError } from './variables.ts';

const ashBuiltins: ReadonlyMap<string, Builtin> = new Map(Object.entries({ ...controlBuiltins, ...variableBuiltins }));
const allBuiltins: ReadonlyMap<string, Builtin> = new Map([...ashBuiltins, ...Object.entries(bashBuiltins)]);

/** Runs a shell; `argv[0]` decides its name in messages. */
export async function shellProgram(process: Process, isBash: boolean): Promise<number> {
  const name = (process.argv[0] ?? 'sh').replace(/^-/, '');
  const shell = new Interpreter(process, { name, isBash, builtins: isBash ? allBuiltins : ashBuiltins });
  return shell.main(() => start(shell));
}

async function start(shell: Interpreter): Promise<number> {
  const { process } = shell;
  let args = process.argv.slice(1);
  let isCommand = false;
  let isStdin = false;
  let isInteractive: boolean | undefined;
  while (/^[-+]./.test(args[0] ?? '')) {
    const arg = args[0] ?? '';
    args = args.slice(1);
    if (arg === '--') break;
    if (arg.startsWith('--')) {
      if (arg === '--rcfile' || arg === '--init-file') args = args.slice(1);
      continue;
    }
    let letters = '';
    for (const letter of arg.slice(1)) {
      if (letter === 'c') isCommand = true;
      else if (letter === 's') isStdin = true;
      else if (letter === 'i') isInteractive = true;
      else if (letter === 'l') continue;
      else letters += letter;
    }
    if (letters !== '') {
      const rest = applyOptions(shell, [arg.charAt(0) + letters, ...(letters.includes('o') ? args.slice(0, 1) : [])], shell.name);
      if (letters.includes('o') && rest === undefined) args = args.slice(1);
    }
  }
  if (isCommand) {
    const script = args[0];
    if (script === undefined) throw new ShellError(`${shell.isBash ? '' : ''}-c requires an argument`);
    shell.isCommandText = true;
    process.endsOfInterrupt = !shell.isBash;
    if (args[1] !== undefined) shell.name = args[1];
    shell.positional = args.slice(2);
    return shell.runScript(script, true);
  }
  const file = isStdin ? undefined : args[0];
  if (file !== undefined) {
    shell.name = file;
    shell.positional = args.slice(1);
    return runFile(shell, file);
  }
  shell.positional = isStdin ? args : [];
  shell.isReadingInput = true;
  if (isInteractive ?? process.files.get(0)?.isTty) return interact(shell);
  return runInput(shell);
}

async function runFile(shell: Interpreter, file: string): Promise<number> {
  let content: string;
  try {
    content = shell.process.fs.readFile(joinPath(shell.process.cwd, file), shell.process.credentials, shell.process);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    shell.name = shell.isBash ? 'bash' : 'sh';
    await shell.process.write(2, shell.isBash ? `bash: ${file}: ${error.message}\n` : `sh: can't open '${file}': ${error.message}\n`);
    return shell.isBash ? 127 : 2;
  }
  return shell.runScript(content, false);
}

/** A script on standard input: each complete command runs before the next is read, so that commands may read the rest. */
async function runInput(shell: Interpreter): Promise<number> {
  const { process } = shell;
  let pending = '';
  for (;;) {
    const bytes = await process.file(0).read(process, 65536);
    const text = pending + bytes;
    if (text === '') return shell.status;
    const end = bytes === '' ? text.length : text.indexOf('\n', pending.length) + 1;
    if (end === 0) {
      pending = text;
      continue;
    }
    process.file(0).unread(text.slice(end));
    pending = text.slice(0, end);
    if (bytes !== '' && needsMore(shell, pending)) continue;
    const script = pending;
    pending = '';
    await shell.runScript(script, false);
  }
}

function needsMore(shell: Interpreter, script: string): boolean {
  if (/<<-?\s*['"\\]?\w/.test(script)) {
    const word = /<<-?\s*['"\\]?(\w+)/.exec(script)?.[1] ?? '';
    if (!new RegExp(`^\\t*${word}$`, 'm').test(script.slice(script.indexOf('\n') + 1))) return true;
  }
  if (/(?:^|[^\\])(?:\\\\)*\\\n$/.test(script)) return true;
  try {
    new Parser(script, shell.isBash).all();
    return false;
  } catch (error) {
    return error instanceof ShellSyntaxError && /end of file|unterminated|missing|EOF/.test(error.message);
  }
}

function promptOf(shell: Interpreter): string {
  const { process } = shell;
  const home = shell.variables.get('HOME') ?? '';
  const cwd = home !== '/' && home !== '' && (process.cwd === home || process.cwd.startsWith(`${home}/`)) ? `~${process.cwd.slice(home.length)}` : process.cwd;
  const sign = process.credentials.uid === 0 ? '#' : '$';
  if (shell.isBash) return `${process.credentials.uid === 0 ? 'root' : 'I have no name!'}@${process.env.get('HOSTNAME') ?? ''}:${cwd}${sign} `;
  return (shell.variables.get('PS1') ?? '# ').replaceAll('\\w', cwd).replaceAll('\\$', sign).replaceAll('\\h', process.env.get('HOSTNAME') ?? '').replaceAll('\\u', 'root');
}

/** A shell at a terminal: prompts, survives errors and ^C. */
async function interact(shell: Interpreter): Promise<number> {
  const { process } = shell;
  shell.isInteractive = true;
  process.handlers.set(SIGINT, () => undefined);
  process.handlers.set(SIGQUIT, 'ignore');
  process.handlers.set(SIGTERM, 'ignore');
  let pending = '';
  for (;;) {
    await process.write(process.files.get(0)?.isTty ? 1 : 2, pending === '' ? promptOf(shell) : (shell.variables.get('PS2') ?? '> '));
    let bytes: string;
    process.isInterruptible = true;
    try {
      bytes = await process.read(0);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      pending = '';
      await process.write(1, '\n');
      continue;
    } finally {
      process.isInterruptible = false;
    }
    if (bytes === '') return shell.status;
    pending += bytes;
    if (!pending.endsWith('\n') || needsMore(shell, pending)) continue;
    const script = pending;
    pending = '';
    await runInteractive(shell, script);
  }
}

async function runInteractive(shell: Interpreter, script: string): Promise<void> {
  try {
    await shell.runScript(script, false);
    await shell.runTraps();
  } catch (error) {
    if (error instanceof ShellSyntaxError) await shell.error(`syntax error: ${error.message}`);
    else if (error instanceof ShellError || error instanceof VariableError) {
      if (!(error instanceof ShellError && error.isReported)) await shell.error(error.message);
    }
    else if (error instanceof FunctionReturn || error instanceof LoopJump) return;
    else if (!(error instanceof Interrupted)) throw error;
    else return;
    shell.status = error instanceof ShellError ? error.status : 2;
  }
}


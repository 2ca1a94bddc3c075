// The shell's own commands as programs, and small ones that fit nowhere else.
import { echoText } from '../shell/builtins-output.ts';
import { runTest } from '../shell/test-expression.ts';
import type { Process } from '../process/process.ts';
import { formatPrintf } from '../text/printf.ts';
import { type CommandTable, complain, forEachInput, nameOf } from './command.ts';
import { isProcps } from './ps.ts';

async function test(process: Process): Promise<number> {
  const { status, error } = runTest(process, [nameOf(process), ...process.argv.slice(1)]);
  if (error !== undefined) await process.write(2, `${error}\n`);
  return status;
}

async function printf(process: Process): Promise<number> {
  const [, format, ...args] = process.argv;
  if (format === undefined) return complain(process, 'usage: printf FORMAT [ARGUMENT...]');
  const { text, errors } = formatPrintf(format, args, isProcps(process) ? process.context.clock.now() : undefined);
  await process.write(1, text);
  for (const error of errors) await complain(process, error);
  return errors.length > 0 ? 1 : 0;
}

/** Viewers show the whole file: there is no paging in a simulated terminal. */
async function view(process: Process): Promise<number> {
  return forEachInput(process, process.argv.slice(1).filter((arg) => !arg.startsWith('-')), async (file) => {
    for (;;) {
      const bytes = await file.read(process, 65536);
      if (bytes === '') return;
      await process.write(1, bytes);
    }
  });
}

/** The size, and the modes that scripts set: `raw`, `echo` and their opposites. */
async function stty(process: Process): Promise<number> {
  const terminal = process.files.get(0)?.terminal;
  if (terminal === undefined) return complain(process, 'standard input: Not a tty');
  const settings = process.argv.slice(1);
  if (settings.length === 0) await process.write(1, `speed 38400 baud; rows ${terminal.rows}; columns ${terminal.columns};\n`);
  for (const setting of settings) {
    if (setting === 'size') await process.write(1, `${terminal.rows} ${terminal.columns}\n`);
    else if (/^-?raw$/.test(setting)) terminal.isRaw = setting === 'raw';
    else if (/^-?echo$/.test(setting)) terminal.hasEcho = setting === 'echo';
    else if (setting === 'sane') [terminal.isRaw, terminal.hasEcho] = [false, true];
  }
  return 0;
}

export const miscCommands: CommandTable = {
  true: () => 0,
  false: () => 1,
  echo: async (process) => { await process.write(1, echoText(process.argv.slice(1))); return 0; },
  printf, test, '[': test, '[[': test,
  pwd: async (process) => { await process.write(1, `${process.cwd}\n`); return 0; },
  clear: async (process) => { await process.write(1, '\x1b[H\x1b[J'); return 0; },
  reset: async (process) => { await process.write(1, '\x1bc'); return 0; },
  less: view, more: view,
  vi: (process) => complain(process, 'this simulated terminal has no screen editor; use cat, sed or a here-document'),
  stty,
  fsync: () => 0,
  logger: () => 0,
};

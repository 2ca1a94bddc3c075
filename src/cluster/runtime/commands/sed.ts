// sed: the stream editor.
import { Errno } from '../process/errno.ts';
import type { OpenFile } from '../process/open-file.ts';
import type { Process } from '../process/process.ts';
import { RegexError } from '../text/regex.ts';
import { type CommandTable, complain, die, getOptions, LineReader, openInput, pathOf } from './command.ts';
import { Editor } from './sed-editor.ts';
import { type Command, ScriptError, ScriptParser } from './sed-script.ts';

async function sed(process: Process): Promise<number> {
  process.argv = process.argv.map((arg) => (arg === '--in-place' ? '-i' : arg));
  const inPlaceAt = process.argv.findIndex((arg, i) => i > 0 && /^-i/.test(arg));
  const backup = inPlaceAt > 0 ? (process.argv[inPlaceAt] ?? '').slice(2) : '';
  if (inPlaceAt > 0) process.argv = process.argv.map((arg, i) => (i === inPlaceAt ? '-i' : arg));
  const options = await getOptions(process, 'nrEie:f:szu', { quiet: 'n', silent: 'n', 'regexp-extended': 'r', expression: 'e', file: 'f' });
  let { args } = options;
  const scripts = [...options.values('e')];
  for (const path of options.values('f')) scripts.push(process.fs.readFile(pathOf(process, path), process.credentials, process).replace(/^#!.*\n/, ''));
  if (scripts.length === 0) {
    const [script, ...rest] = args;
    if (script === undefined) return die(process, 'usage: sed [-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...');
    scripts.push(script);
    args = rest;
  }
  let isQuiet = options.has('n');
  const source = scripts.join('\n');
  if (source.startsWith('#n\n')) isQuiet = true;
  let commands: Command[];
  try {
    commands = new ScriptParser(source, options.has('r') || options.has('E')).parse();
  } catch (error) {
    if (error instanceof ScriptError) return die(process, error.message);
    if (error instanceof RegexError) return die(process, `bad regex '${source}': ${error.message}`);
    throw error;
  }
  if (options.has('i')) return editInPlace(process, commands, isQuiet, args, backup);
  let status = 0;
  const files: (() => OpenFile)[] = [];
  for (const path of args.length > 0 ? args : ['-']) {
    try {
      const opened = openInput(process, path);
      files.push(() => opened);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      status = await complain(process, `${path}: ${error.message}`);
    }
  }
  let reader: LineReader | undefined;
  let lacksNewline = false;
  const read = async (): Promise<string | undefined> => {
    for (;;) {
      if (!reader) {
        const open = files.shift();
        if (!open) return undefined;
        reader = new LineReader(process, open());
      }
      const line = await reader.next();
      if (line !== undefined) {
        lacksNewline = !reader.hadNewline && files.length === 0;
        return line;
      }
      reader = undefined;
    }
  };
  let pending = '';
  const editor = new Editor(process, commands, isQuiet, async (text) => {
    if (pending !== '') await process.write(1, pending);
    pending = text;
  });
  await editor.run(read);
  await process.write(1, lacksNewline && editor.exitCode === undefined ? pending.replace(/\n$/, '') : pending);
  return editor.exitCode ?? status;
}

async function editInPlace(process: Process, commands: readonly Command[], isQuiet: boolean, paths: readonly string[], backup: string): Promise<number> {
  let status = 0;
  for (const path of paths) {
    try {
      const full = pathOf(process, path);
      const { node } = process.fs.stat(full, process.credentials, { process });
      const reader = new LineReader(process, openInput(process, path));
      let text = '';
      for (const command of commands) command.rangeEnd = undefined;
      const editor = new Editor(process, commands, isQuiet, (more) => { text += more; });
      await editor.run(() => reader.next());
      if (!reader.hadNewline) text = text.replace(/\n$/, '');
      if (backup !== '') process.fs.rename(full, `${full}${backup}`, process.credentials);
      else process.fs.unlink(full, process.credentials);
      process.fs.writeFile(full, text, process.credentials, node.mode);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      status = await complain(process, error.code === 'EBUSY' ? `can't move '${path}' : ${error.message}`.replace(' :', ':') : `${path}: ${error.message}`);
    }
  }
  return status;
}

export const sedCommands: CommandTable = { sed };

// What the commands share: options as getopt reads them, error lines, input by lines.
import type { Bytes } from '../bytes.ts';
import { joinPath } from '../fs/paths.ts';
import { Errno } from '../process/errno.ts';
import type { OpenFile } from '../process/open-file.ts';
import { type Process, type Program, ProcessExit } from '../process/process.ts';

/** Name of the running command, as its messages begin. */
export function nameOf(process: Process): string {
  const [first = '', second] = process.argv;
  const name = first.slice(first.lastIndexOf('/') + 1);
  return name === 'busybox' && second !== undefined ? second : name;
}

/** Writes `NAME: message` to standard error; returns 1. */
export async function complain(process: Process, message: string): Promise<1> {
  await process.write(2, `${nameOf(process)}: ${message}\n`);
  return 1;
}

/** Ends the process as busybox does when it is called wrongly. */
export async function usage(process: Process, code = 1): Promise<never> {
  await process.write(2, `BusyBox v1.36.1 multi-call binary.\n\nUsage: ${nameOf(process)} [OPTIONS] ...\n`);
  throw new ProcessExit(code);
}

/** Number of an option or operand. Anything else ends the process. */
export async function numberOf(process: Process, text: string, code = 1): Promise<number> {
  if (!/^\d+$/.test(text)) return die(process, `invalid number '${text}'`, code);
  return Number(text);
}

/** Ends the process with a message and exit code 1. */
export async function die(process: Process, message: string, code = 1): Promise<never> {
  await complain(process, message);
  throw new ProcessExit(code);
}

export interface Options {
  readonly args: readonly string[];
  has(letter: string): boolean;
  /** Last value given to an option that takes one. */
  value(letter: string): string | undefined;
  /** All values, in order. */
  values(letter: string): readonly string[];
}

/**
 * Reads options as getopt: `spec` has a letter each, `:` after those that take a value; `long` maps long names to letters.
 * A `+` at the start stops at the first operand. Unknown options, and fewer or more operands than `limits` allows, end the process as busybox does.
 */
export async function getOptions(process: Process, spec: string, long: Readonly<Record<string, string>> = {}, limits: { readonly min?: number; readonly max?: number; readonly failure?: number } = {}): Promise<Options> {
  const given = new Map<string, string[]>();
  const args: string[] = [];
  const stopsEarly = spec.startsWith('+');
  const letters = stopsEarly ? spec.slice(1) : spec;
  const takesValue = (letter: string): boolean => letters[letters.indexOf(letter) + 1] === ':';
  const add = (letter: string, value: string): void => { given.set(letter, [...(given.get(letter) ?? []), value]); };
  const argv = process.argv.slice(1);
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i] ?? '';
    if (arg === '--') {
      args.push(...argv.slice(i + 1));
      break;
    }
    if (arg.startsWith('--')) {
      const equals = arg.indexOf('=');
      const longName = arg.slice(2, equals < 0 ? undefined : equals);
      const letter = long[longName] ?? long[Object.keys(long).find((name) => name.startsWith(longName)) ?? ''];
      if (letter === undefined) return die(process, `unrecognized option '${arg}'`, limits.failure);
      if (!takesValue(letter)) add(letter, '');
      else add(letter, equals >= 0 ? arg.slice(equals + 1) : (argv[++i] ?? ''));
      continue;
    }
    if (!/^-./.test(arg)) {
      if (stopsEarly) {
        args.push(...argv.slice(i));
        break;
      }
      args.push(arg);
      continue;
    }
    for (let k = 1; k < arg.length; k++) {
      const letter = arg[k] ?? '';
      if (!letters.includes(letter) || letter === ':') return die(process, `invalid option -- '${letter}'`, limits.failure);
      if (!takesValue(letter)) {
        add(letter, '');
        continue;
      }
      // `::` marks a value that must be in the same word.
      const value = k + 1 < arg.length ? arg.slice(k + 1) : letters.startsWith('::', letters.indexOf(letter) + 1) ? '' : argv[++i];
      if (value === undefined) return die(process, `option requires an argument -- '${letter}'`, limits.failure);
      add(letter, value);
      break;
    }
  }
  if (args.length < (limits.min ?? 0) || args.length > (limits.max ?? Infinity)) return usage(process, limits.failure);
  return {
    args,
    has: (letter) => given.has(letter),
    value: (letter) => given.get(letter)?.at(-1),
    values: (letter) => given.get(letter) ?? [],
  };
}

export function pathOf(process: Process, path: string): string {
  return joinPath(process.cwd, path);
}

/** Opens for reading; `-` is standard input. Throws Errno. */
export function openInput(process: Process, path: string): OpenFile {
  return path === '-' ? process.file(0) : process.fs.open(pathOf(process, path), { read: true }, process);
}

/** Reads an open file to its end, accounting for the memory. */
export async function readWhole(process: Process, file: OpenFile): Promise<Bytes> {
  const parts: Bytes[] = [];
  for (;;) {
    const bytes = await file.read(process, 65536);
    await process.tick();
    if (bytes === '') return parts.join('');
    process.allocate(bytes.length);
    parts.push(bytes);
  }
}

/** Reads lines as they come; the last one may lack its newline. */
export class LineReader {
  readonly #process: Process;
  readonly #file: OpenFile;
  /** What was read last, and of what came before it the start of a line that has not ended. */
  #buffer = '';
  #at = 0;
  #begun: Bytes[] = [];
  #begunBytes = 0;
  #isEnd = false;
  /** False after a last line without newline. */
  hadNewline = true;

  constructor(process: Process, file: OpenFile) {
    this.#process = process;
    this.#file = file;
  }

  /** The next line without its newline; undefined at the end. */
  async next(): Promise<Bytes | undefined> {
    for (;;) {
      const newline = this.#buffer.indexOf('\n', this.#at);
      if (newline >= 0) {
        const line = this.#take(this.#buffer.slice(this.#at, newline));
        this.#at = newline + 1;
        const pause = this.#process.tick();
        if (pause) await pause;
        return line;
      }
      const rest = this.#buffer.slice(this.#at);
      if (this.#isEnd) {
        this.#at = this.#buffer.length;
        if (rest === '' && this.#begun.length === 0) return undefined;
        this.hadNewline = false;
        return this.#take(rest);
      }
      const bytes = await this.#file.read(this.#process, 65536);
      await this.#process.tick();
      if (bytes === '') this.#isEnd = true;
      this.#process.allocate(rest.length + bytes.length - this.#buffer.length);
      if (rest !== '') this.#begun.push(rest);
      this.#begunBytes += rest.length;
      this.#process.limitString(this.#begunBytes);
      this.#buffer = bytes;
      this.#at = 0;
    }
  }

  #take(end: Bytes): Bytes {
    if (this.#begun.length === 0) return end;
    const line = this.#begun.join('') + end;
    this.#process.allocate(-this.#begunBytes);
    this.#begun = [];
    this.#begunBytes = 0;
    return line;
  }
}

/** Calls `each` with every input that can be opened (standard input when none is named); returns 1 when one could not. */
export async function forEachInput(process: Process, paths: readonly string[], each: (file: OpenFile, path: string) => Promise<void>, describe = (path: string, error: Errno): string => `${path}: ${error.message}`): Promise<number> {
  let status = 0;
  for (const path of paths.length === 0 ? ['-'] : paths) {
    try {
      await each(openInput(process, path), path);
    } catch (error) {
      if (!(error instanceof Errno) || error.code === 'EPIPE') throw error;
      status = await complain(process, describe(path, error));
    }
  }
  return status;
}

/** Makes failures of system calls messages instead of bugs. */
export function guarded(program: Program): Program {
  return async (process) => {
    try {
      return await program(process);
    } catch (error) {
      if (error instanceof Errno && error.code !== 'EPIPE') return complain(process, error.message);
      throw error;
    }
  };
}

/** What a stride of searching a long text counts as, in steps of the scheduler. */
export const searchSteps = 32;

export type CommandTable = Readonly<Record<string, Program>>;

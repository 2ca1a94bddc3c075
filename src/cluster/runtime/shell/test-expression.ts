// `test` and `[`: file, string and number tests with POSIX precedence, busybox's error texts.
import type { Stat } from '../fs/file-system.ts';
import { mayAccess } from '../fs/inode.ts';
import { joinPath } from '../fs/paths.ts';
import type { Process } from '../process/process.ts';
import { compileRegex, matchShort } from '../text/regex.ts';
import { compilePattern, matchesPattern } from './pattern.ts';

/** A malformed expression; `message` is what `test` prints. */
export class TestError extends Error {}

function statOf(process: Process, path: string, followLast = true): Stat | undefined {
  if (path === '') return undefined;
  const found = process.fs.tryStat(joinPath(process.cwd, path), process.credentials, { followLast, process });
  return typeof found === 'string' ? undefined : found;
}

/** busybox compares whole seconds. */
function secondsOf(process: Process, path: string, missing: number): number {
  const stat = statOf(process, path);
  return stat === undefined ? missing : Math.floor(stat.node.mtimeMs / 1000);
}

/** `-f FILE` and the like. */
export function testFile(process: Process, op: string, path: string): boolean {
  if (op === '-t') return process.files.get(Number(path))?.isTty ?? false;
  const found = statOf(process, path, op !== '-h' && op !== '-L');
  if (found === undefined) return false;
  const { node } = found;
  switch (op) {
    case '-a':
    case '-e': return true;
    case '-f': return node.type === 'file';
    case '-d': return node.type === 'directory';
    case '-h':
    case '-L': return node.type === 'link';
    case '-p': return node.type === 'fifo';
    case '-S': return node.type === 'socket';
    case '-c': return node.type === 'device';
    case '-b': return false;
    case '-s': return found.size > 0;
    case '-r': return mayAccess(node, process.credentials, 4);
    case '-w': return mayAccess(node, process.credentials, 2) && !isReadOnly(process, path);
    case '-x': return mayAccess(node, process.credentials, 1);
    case '-u': return (node.mode & 0o4000) !== 0;
    case '-g': return (node.mode & 0o2000) !== 0;
    case '-k': return (node.mode & 0o1000) !== 0;
    case '-O': return node.uid === process.credentials.uid;
    case '-G': return node.gid === process.credentials.gid;
    default: return false;
  }
}

function isReadOnly(process: Process, path: string): boolean {
  return process.fs.resolve(joinPath(process.cwd, path), process.credentials, { process }).mount.isReadOnly;
}

function integer(text: string): number {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new TestError(text.trim() === '' ? `${text}: bad number` : `${text}: bad number`);
  return Number(text);
}

/** `a OP b`; undefined when OP is none. */
export function testBinary(process: Process, op: string, a: string, b: string): boolean | undefined {
  switch (op) {
    case '=':
    case '==': return a === b;
    case '!=': return a !== b;
    case '<': return a < b;
    case '>': return a > b;
    case '-eq': return integer(a) === integer(b);
    case '-ne': return integer(a) !== integer(b);
    case '-lt': return integer(a) < integer(b);
    case '-le': return integer(a) <= integer(b);
    case '-gt': return integer(a) > integer(b);
    case '-ge': return integer(a) >= integer(b);
    // A file that is missing is neither newer nor older.
    case '-nt': return secondsOf(process, a, -Infinity) > secondsOf(process, b, Infinity);
    case '-ot': return secondsOf(process, a, Infinity) < secondsOf(process, b, -Infinity);
    case '-ef': return statOf(process, a)?.node !== undefined && statOf(process, a)?.node === statOf(process, b)?.node;
    default: return undefined;
  }
}

const unaryOperators = /^-[bcdefghknLprstuwxzGOS]$/;
const binaryOperators = new Set(['=', '==', '!=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef']);

class TestParser {
  readonly #process: Process;
  readonly #args: readonly string[];
  /** In `[[`, `==` compares with a pattern and `=~` with a regular expression. */
  readonly #hasPatterns: boolean;
  #at = 0;

  constructor(process: Process, args: readonly string[], hasPatterns: boolean) {
    this.#process = process;
    this.#args = args;
    this.#hasPatterns = hasPatterns;
  }

  whole(): boolean {
    if (this.#args.length === 0) return false;
    const value = this.#or();
    const rest = this.#args[this.#at];
    if (rest !== undefined) throw new TestError(`${rest}: unknown operand`);
    return value;
  }

  #or(): boolean {
    let value = this.#and();
    while (this.#args[this.#at] === '-o') {
      this.#at++;
      const right = this.#and();
      value = value || right;
    }
    return value;
  }

  #and(): boolean {
    let value = this.#not();
    while (this.#args[this.#at] === '-a') {
      this.#at++;
      const right = this.#not();
      value = value && right;
    }
    return value;
  }

  #not(): boolean {
    if (this.#args[this.#at] === '!' && this.#args.length - this.#at > 1 && !(binaryOperators.has(this.#args[this.#at + 1] ?? '') && this.#args.length - this.#at === 3)) {
      this.#at++;
      return !this.#not();
    }
    return this.#primary();
  }

  #primary(): boolean {
    const first = this.#args[this.#at];
    if (first === undefined) throw new TestError('argument expected');
    const second = this.#args[this.#at + 1];
    if (second !== undefined && binaryOperators.has(second) && this.#args[this.#at + 2] !== undefined) {
      this.#at += 3;
      const right = this.#args[this.#at - 1] ?? '';
      if (this.#hasPatterns && /^(?:==?|!=)$/.test(second)) return matchesPattern(compilePattern(right), first) === (second !== '!=');
      return testBinary(this.#process, second, first, right) ?? false;
    }
    if (this.#hasPatterns && second === '=~' && this.#args[this.#at + 2] !== undefined) {
      this.#at += 3;
      return matchShort(compileRegex(this.#args[this.#at - 1] ?? '', { isExtended: true, ignoreCase: false }), first, 0) !== undefined;
    }
    if (first === '(' && second !== undefined) {
      this.#at++;
      const value = this.#or();
      if (this.#args[this.#at] !== ')') throw new TestError('closing paren expected');
      this.#at++;
      return value;
    }
    if (second !== undefined && unaryOperators.test(first)) {
      this.#at += 2;
      if (first === '-n') return second !== '';
      if (first === '-z') return second === '';
      return testFile(this.#process, first, second);
    }
    this.#at++;
    return first !== '';
  }
}

/** Runs `test` or `[`, whose name is argv[0]: 0 true, 1 false, 2 error with its text. */
export function runTest(process: Process, argv: readonly string[]): { status: number; error?: string } {
  let args = argv.slice(1);
  if (argv[0] === '[' || argv[0] === '[[') {
    const close = argv[0] === '[' ? ']' : ']]';
    if (args.at(-1) !== close) return { status: 2, error: `missing ${close}` };
    args = args.slice(0, -1);
  }
  try {
    return { status: new TestParser(process, args, argv[0] === '[[').whole() ? 0 : 1 };
  } catch (error) {
    if (error instanceof TestError) return { status: 2, error: error.message };
    throw error;
  }
}

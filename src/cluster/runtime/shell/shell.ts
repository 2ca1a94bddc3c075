// What expansion, conditions and built-ins see of a running shell, and what a built-in is.
import type { Process } from '../process/process.ts';
import type { Bytes } from '../bytes.ts';
import type { Command, CommandLine } from './ast.ts';
import type { Variables } from './variables.ts';

export interface ShellOptions {
  errexit: boolean;
  nounset: boolean;
  xtrace: boolean;
  pipefail: boolean;
  noglob: boolean;
  noexec: boolean;
  allexport: boolean;
  verbose: boolean;
  noclobber: boolean;
  monitor: boolean;
}

export interface Job {
  readonly number: number;
  readonly process: Process;
  readonly text: string;
  /** A `wait` has seen its end; its place is free. */
  isWaited?: boolean;
}

/** Redirections in force: to be undone after the command, or kept (`exec`). */
export interface Redirected {
  undo(): void;
  keep(): void;
}

/** A command that the shell runs itself. */
export interface Builtin {
  /** Errors in it end the shell, and its assignments stay (POSIX special built-ins). */
  readonly isSpecial?: boolean;
  run(shell: Shell, argv: readonly string[]): Promise<number> | number;
}

/** A running shell; implemented by the interpreter. */
export interface Shell {
  readonly process: Process;
  readonly isBash: boolean;
  readonly variables: Variables;
  readonly functions: Map<string, Command>;
  readonly aliases: Map<string, string>;
  readonly builtins: ReadonlyMap<string, Builtin>;
  readonly options: ShellOptions;
  /** Actions by signal; 0 is EXIT. */
  readonly traps: Map<number, string>;
  readonly jobs: Job[];
  /** Exit codes of jobs that ended, until `wait` asks. */
  readonly finishedJobs: Map<number, number>;
  readonly isInLoop: boolean;
  readonly isInteractive: boolean;
  name: string;
  positional: string[];
  status: number;
  line: number;
  optionIndex: { argument: number; letter: number };
  /** Writes a message to standard error, after the shell's name. */
  error(message: string): Promise<void>;
  /** Runs text as `eval` does. */
  nested(source: Bytes): Promise<number>;
  runProgram(words: readonly string[]): Promise<number>;
  /** Becomes another program; ends by throwing. */
  replaceBy(words: readonly string[]): Promise<void>;
  waitForeground(child: Process): Promise<number>;
  reportSignal(signal: number | undefined): Promise<void>;
  trap(signal: number, action: string | undefined): void;
  /** Output of `$(…)`. */
  substitute(body: readonly CommandLine[]): Promise<string>;
  processSubstitution(body: readonly CommandLine[], isInput: boolean): string;
  /** Value of `$name`; undefined when unset. */
  parameter(name: string, index: string | undefined): string | undefined;
  arithmeticValue(name: string): string | undefined;
  setArithmetic(name: string, value: string): void;
}

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
  /** bash's options that `shopt` has set. */
  readonly shellOptions: Set<string>;
  /** Actions by signal; 0 is EXIT. */
  readonly traps: Map<number, string>;
  /** bash's pushd: the directories below the current one. */
  readonly directoryStack: string[];
  readonly jobs: Job[];
  /** Exit codes of jobs that ended, until `wait` asks. */
  readonly finishedJobs: Map<number, number>;
  readonly isInteractive: boolean;
  /** Started with `-c`, or reading commands from its input: letters of `$-`. */
  readonly isCommandText: boolean;
  /** Memory of variables that it has set. */
  heldBytes: number;
  readonly isReadingInput: boolean;
  /** `$$`: the pid of the shell that was started, also in its subshells. */
  readonly rootPid: number;
  lastBackgroundPid: number | undefined;
  /** Functions, substitutions and `eval` inside each other. */
  depth: number;
  /** Loops around the running command, within its function. */
  loopDepth: number;
  /** Statuses of the last pipeline's commands: bash's PIPESTATUS. */
  pipeStatus: readonly number[];
  /** Status of the last `$(…)` of the running command. */
  substitutionStatus: number | undefined;
  name: string;
  positional: string[];
  status: number;
  line: number;
  optionIndex: { argument: number; letter: number };
  /** Writes a message to standard error, after the shell's name. */
  error(message: string): Promise<void>;
  /** Runs text as `eval` does. */
  nested(source: Bytes): Promise<number>;
  trap(signal: number, action: string | undefined): void;
  /** A copy of this shell in a child process. */
  fork(changes?: Parameters<Process['fork']>[0]): Shell;
  /** Runs as the process's main: `body`, then the EXIT trap. */
  main(body: () => Promise<number>): Promise<number>;
  /** `isLast`: the last command may replace the shell. */
  runLines(lines: readonly CommandLine[], isLast?: boolean): Promise<number>;
  runCommand(command: Command, isLast?: boolean): Promise<void>;
  /** Runs what `set -e` does not look at; true when it succeeds. */
  runCondition(lines: readonly CommandLine[]): Promise<boolean>;
}

// Runs a parsed script as a process: commands in their order, functions, traps, and what ends a shell; busybox ash's behaviour.
import type { Bytes } from '../bytes.ts';
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { assign, withAssignments } from './assignments.ts';
import { type Command, type CommandLine, type CompoundBody, type Pipeline, type SimpleCommand, onlyText } from './ast.ts';
import { debugTrap, errorTrap, returnTrap } from './builtins-control.ts';
import { runArithmeticFor, runCase, runFor, runSelect, runWhile } from './compound-commands.ts';
import { evaluateCondition } from './condition.ts';
import { evaluateWord, expandWords } from './expand.ts';
import { runExternal } from './external-commands.ts';
import { importEnvironment } from './initial-variables.ts';
import { Parser } from './parser.ts';
import { redirect } from './redirections.ts';
import { runBuiltin } from './run-builtin.ts';
import type { Builtin, Job, Shell, ShellOptions } from './shell.ts';
import { FunctionReturn, LoopJump, ShellError, ShellExit } from './shell-error.ts';
import { maxDepth, runPipes, runSubshell, startJob } from './subshells.ts';
import { VariableError, Variables } from './variables.ts';
import { ShellSyntaxError } from './word-reader.ts';

const judgedWithin: ReadonlySet<CompoundBody['t']> = new Set(['group', 'if', 'while', 'for', 'select', 'arithmeticFor', 'case']);

/** Whether its status is that of a command inside, which `set -e` has looked at already if it was to. */
function isJudgedWithin({ commands }: Pipeline): boolean {
  const [command] = commands;
  return commands.length === 1 && command?.t === 'compound' && judgedWithin.has(command.body.t);
}

/** One shell process. `builtins` is what it runs itself. */
export class Interpreter implements Shell {
  readonly process: Process;
  readonly isBash: boolean;
  readonly variables: Variables;
  readonly functions: Map<string, Command>;
  readonly aliases: Map<string, string>;
  readonly builtins: ReadonlyMap<string, Builtin>;
  readonly options: ShellOptions;
  readonly traps: Map<number, string>;
  readonly shellOptions: Set<string>;
  pipeStatus: readonly number[] = [];
  readonly directoryStack: string[] = [];
  readonly jobs: Job[] = [];
  /** Exit codes of jobs that ended, until `wait` asks. */
  readonly finishedJobs = new Map<number, number>();
  name: string;
  positional: string[];
  status = 0;
  line = 0;
  lastBackgroundPid: number | undefined;
  isInteractive = false;
  /** Started with `-c`, or reading commands from its input: letters of `$-`. */
  isCommandText = false;
  heldBytes = 0;
  isReadingInput = false;
  optionIndex = { argument: 1, letter: 0 };
  readonly #pendingSignals: number[] = [];
  uncheckedDepth = 0;
  depth = 0;
  loopDepth = 0;
  #isInTrap = false;
  #commandText = '';
  #rootPid: number | undefined;
  functionName = '';
  /** bash: the functions that run, the innermost first, and the lines that called them. */
  #calls: { readonly name: string; readonly line: number }[] = [];
  substitutionStatus: number | undefined;

  constructor(process: Process, options: { name: string; isBash: boolean; builtins: ReadonlyMap<string, Builtin>; positional?: readonly string[]; from?: Interpreter }) {
    const { from } = options;
    this.process = process;
    this.isBash = options.isBash;
    this.builtins = options.builtins;
    this.name = options.name;
    this.positional = [...(options.positional ?? [])];
    this.variables = new Variables((bytes) => {
      process.limitString(bytes);
      this.heldBytes += bytes;
      if (bytes !== 0) process.allocate(bytes);
    }, from?.variables);
    this.functions = new Map(from?.functions);
    this.aliases = new Map(from?.aliases);
    this.options = from
      ? { ...from.options, monitor: false }
      : { errexit: false, nounset: false, xtrace: false, pipefail: false, noglob: false, noexec: false, allexport: false, verbose: false, noclobber: false, monitor: false };
    this.traps = new Map();
    this.shellOptions = new Set(from?.shellOptions);
    this.variables.dynamic.set('FUNCNAME', () => this.functionName);
    this.variables.dynamic.set('LINENO', () => String(this.line));
    if (this.isBash) this.#defineBashVariables();
    if (from) {
      this.status = from.status;
      this.line = from.line;
      this.lastBackgroundPid = from.lastBackgroundPid;
      this.isCommandText = from.isCommandText;
      this.isReadingInput = from.isReadingInput;
      this.functionName = from.functionName;
      this.#calls = from.#calls;
      this.uncheckedDepth = from.uncheckedDepth;
      this.depth = from.depth;
      this.loopDepth = from.loopDepth;
      this.#rootPid = from.rootPid;
      for (const [signal, action] of from.traps) if (action === '') this.traps.set(signal, action);
    } else importEnvironment(this);
  }

  #defineBashVariables(): void {
    const { dynamic, dynamicArrays } = this.variables;
    this.variables.readOnlyText = 'readonly variable';
    dynamic.delete('FUNCNAME');
    dynamicArrays.set('PIPESTATUS', () => (this.pipeStatus.length > 0 ? this.pipeStatus : [this.status]).map(String));
    dynamicArrays.set('FUNCNAME', () => this.#calls.map((call) => call.name));
    dynamicArrays.set('BASH_LINENO', () => this.#calls.map((call) => String(call.line)));
    dynamicArrays.set('BASH_SOURCE', () => (this.isCommandText ? this.#calls.map(() => 'environment') : [this.name, ...this.#calls.map(() => this.name)]));
    dynamicArrays.set('GROUPS', () => this.process.credentials.groups.map(String));
    dynamic.set('BASHPID', () => String(this.process.pid));
    dynamic.set('BASH_COMMAND', () => this.#commandText);
    dynamic.set('EPOCHSECONDS', () => String(Math.floor(this.process.context.clock.now() / 1000)));
    dynamic.set('EPOCHREALTIME', () => (this.process.context.clock.now() / 1000).toFixed(6));
  }

  async error(message: string): Promise<void> {
    const prefix = this.isBash ? `${this.name}: line ${String(this.line)}: ` : `${this.name}: `;
    await this.process.write(2, `${prefix}${message}\n`);
  }

  /** Runs a whole script; returns its status. `isWhole`: the last command may replace the shell. */
  async runScript(source: Bytes, isWhole: boolean): Promise<number> {
    // ash counts the lines of `-c` from 0.
    const parser = new Parser(source, this.isBash, isWhole && this.isCommandText && !this.isBash ? 0 : 1);
    parser.aliases = this.aliases;
    for (let lines = parser.nextLine(); lines; lines = parser.nextLine()) {
      if (this.options.verbose) await this.process.write(2, `${source}\n`);
      if (this.options.noexec) continue;
      await this.runLines(lines, isWhole && parser.isAtEnd);
    }
    return this.status;
  }

  /** The process's main: runs `body`, then the EXIT trap; turns jumps and errors into an exit code. */
  async main(body: () => Promise<number>): Promise<number> {
    let status: number;
    try {
      status = await body();
      await this.runTraps();
    } catch (error) {
      status = await this.#statusOf(error);
    }
    return this.runExitTrap(status);
  }

  async runExitTrap(status: number): Promise<number> {
    const action = this.traps.get(0);
    if (action === undefined || action === '') return status;
    this.traps.delete(0);
    this.status = status;
    try {
      await this.runScript(action, false);
    } catch (error) {
      return this.#statusOf(error);
    }
    return status;
  }

  async #statusOf(error: unknown): Promise<number> {
    if (error instanceof ShellExit || error instanceof FunctionReturn) return error.status;
    if (error instanceof LoopJump) return 0;
    if (error instanceof ShellSyntaxError) {
      await this.error(`syntax error: ${error.message}`);
      return 2;
    }
    if (error instanceof ShellError) {
      if (!error.isReported) await this.error(error.message);
      return error.status;
    }
    if (error instanceof VariableError) {
      await this.error(error.message);
      return this.isBash ? 1 : 2;
    }
    throw error;
  }

  async runLines(lines: readonly CommandLine[], isLast = false): Promise<number> {
    for (const [index, line] of lines.entries()) {
      if (this.options.noexec && !this.isInteractive) continue;
      if (line.isBackground) startJob(this, line);
      else await this.#runLine(line, isLast && index === lines.length - 1);
      if (this.#pendingSignals.length > 0) await this.runTraps();
    }
    return this.status;
  }

  /** A copy of this shell in a child process. */
  fork(changes: Parameters<Process['fork']>[0] = {}): Interpreter {
    let process: Process;
    try {
      process = this.process.fork(changes);
    } catch (error) {
      if (error instanceof Errno) throw new ShellError("can't fork: Resource temporarily unavailable", 2);
      throw error;
    }
    return new Interpreter(process, { name: this.name, isBash: this.isBash, builtins: this.builtins, positional: this.positional, from: this });
  }

  async #runLine(line: CommandLine, isLast: boolean): Promise<void> {
    if (this.isBash && !this.#isInTrap) this.#commandText = line.text;
    for (const [index, pipeline] of line.pipelines.entries()) {
      const operator = index === 0 ? undefined : line.operators[index - 1];
      if (operator === '&&' ? this.status !== 0 : operator === '||' && this.status === 0) continue;
      const isFinal = index === line.pipelines.length - 1;
      const isUnchecked = !isFinal || pipeline.isNegated;
      if (isUnchecked) this.uncheckedDepth++;
      try {
        await this.#runPipeline(pipeline, isLast && isFinal && !pipeline.isNegated);
      } finally {
        if (isUnchecked) this.uncheckedDepth--;
      }
      if (!isUnchecked && !isJudgedWithin(pipeline)) await this.#checkErrexit();
    }
  }

  async #checkErrexit(): Promise<void> {
    if (this.status === 0 || this.uncheckedDepth > 0) return;
    await this.#runShellTrap(errorTrap);
    if (this.options.errexit) throw new ShellExit(this.status);
  }

  /** Runs the action of ERR, DEBUG or RETURN, which leaves the status as it is. */
  async #runShellTrap(trap: number): Promise<void> {
    const action = this.traps.get(trap);
    if (action === undefined || action === '' || this.#isInTrap) return;
    const { status } = this;
    this.#isInTrap = true;
    try {
      await this.runScript(action, false);
    } finally {
      this.#isInTrap = false;
    }
    this.status = status;
  }

  /** Runs a condition: `set -e` does not look at it. */
  async runCondition(lines: readonly CommandLine[]): Promise<boolean> {
    this.uncheckedDepth++;
    try {
      return (await this.runLines(lines)) === 0;
    } finally {
      this.uncheckedDepth--;
    }
  }

  async #runPipeline(pipeline: Pipeline, isLast: boolean): Promise<void> {
    const startMs = this.process.context.clock.now();
    const first = pipeline.commands[0];
    if (first && pipeline.commands.length === 1) {
      await this.runCommand(first, isLast && !pipeline.isTimed);
      if (this.isBash) this.pipeStatus = [];
    }
    else if (first) await runPipes(this, pipeline.commands);
    if (pipeline.isTimed) {
      const seconds = (this.process.context.clock.now() - startMs) / 1000;
      const timeFormat = this.isBash ? this.variables.get('TIMEFORMAT') : undefined;
      if (timeFormat !== undefined) {
        const shown = timeFormat.replace(/%(\d?)(l?)([RUSP%])/g, (_whole, digits: string, _long: string, letter: string) => (letter === '%' ? '%' : letter === 'P' ? '0.00' : (letter === 'R' ? seconds : 0).toFixed(digits === '' ? 3 : Math.min(3, Number(digits)))));
        if (shown !== '') await this.process.write(2, `${shown}\n`);
        if (pipeline.isNegated) this.status = this.status === 0 ? 1 : 0;
        return;
      }
      const format = (s: number): string => (this.isBash ? `${String(Math.floor(s / 60))}m${(s % 60).toFixed(3)}s` : `${String(Math.floor(s / 60))}m ${(s % 60).toFixed(2)}s`);
      await this.process.write(2, `${this.isBash ? '\n' : ''}real\t${format(seconds)}\nuser\t${format(0)}\nsys\t${format(0)}\n`);
    }
    if (pipeline.isNegated) this.status = this.status === 0 ? 1 : 0;
  }

  async runCommand(command: Command, isLast = false): Promise<void> {
    const pause = this.process.tick();
    if (pause) await pause;
    this.line = command.line;
    if (command.t === 'simple') {
      if (this.isBash && this.depth === 0 && this.traps.has(debugTrap)) await this.#runShellTrap(debugTrap);
      await this.#runSimple(command, isLast);
      return;
    }
    if (command.t === 'function') {
      this.functions.set(command.name, command.body);
      this.status = 0;
      return;
    }
    if (command.redirections.length === 0) {
      await this.#runCompound(command.body, isLast);
      return;
    }
    const redirected = await redirect(this, command.redirections);
    if (redirected === undefined) return;
    try {
      await this.#runCompound(command.body, false);
    } finally {
      redirected.undo();
    }
  }

  async #runCompound(body: CompoundBody, isLast: boolean): Promise<void> {
    switch (body.t) {
      case 'group':
        await this.runLines(body.body, isLast);
        return;
      case 'subshell':
        await runSubshell(this, body.body, isLast);
        return;
      case 'if':
        for (const clause of body.clauses) {
          if (!(await this.runCondition(clause.condition))) continue;
          await this.runLines(clause.body, isLast);
          return;
        }
        if (body.otherwise) await this.runLines(body.otherwise, isLast);
        else this.status = 0;
        return;
      case 'while':
        await runWhile(this, body);
        return;
      case 'for':
        await runFor(this, body);
        return;
      case 'select':
        await runSelect(this, body);
        return;
      case 'arithmeticFor':
        await runArithmeticFor(this, body);
        return;
      case 'case':
        await runCase(this, body);
        return;
      case 'arithmeticCommand':
        this.status = (await evaluateWord(this, body.expression)) === 0n ? 1 : 0;
        return;
      case 'condition':
        this.status = (await evaluateCondition(this, body.expression)) ? 0 : 1;
        return;
    }
  }

  get isInLoop(): boolean {
    return this.loopDepth > 0;
  }

  async #runSimple(command: SimpleCommand, isLast: boolean): Promise<void> {
    this.substitutionStatus = undefined;
    const words = await expandWords(this, command.words, this.options.noglob || onlyText(command.words[0] ?? []) === '[[');
    const name = words[0];
    if (name === undefined) {
      const redirected = await redirect(this, command.redirections);
      if (redirected === undefined) return;
      redirected.undo();
      for (const assignment of command.assignments) await assign(this, assignment);
      if (this.options.xtrace && command.assignments.length > 0) await this.#trace(command.assignments.map((a) => a.name), []);
      this.status = this.substitutionStatus ?? 0;
      return;
    }
    if (this.options.xtrace) await this.#trace([], words);
    const body = this.functions.get(name);
    if (body) {
      await withAssignments(this, command, () => this.callFunction(name, body, words.slice(1)));
      return;
    }
    const builtin = this.builtins.get(name);
    if (builtin) {
      await runBuiltin(this, builtin, command, words);
      return;
    }
    await runExternal(this, command, words, isLast);
  }

  async #trace(assigned: readonly string[], words: readonly string[]): Promise<void> {
    const quoted = (word: string): string => (word === ']' || /^[\w@+:,./^-]+$/.test(word) ? word : `'${word.replaceAll("'", this.isBash ? "'\\''" : `'"'"'`)}'`);
    const valued = (name: string): string => {
      const value = this.variables.get(name) ?? '';
      return `${name}=${value === '' ? '' : quoted(value)}`;
    };
    await this.process.write(2, `${this.variables.get('PS4') ?? '+ '}${[...assigned.map(valued), ...words.map(quoted)].join(' ')}\n`);
  }

  async callFunction(name: string, body: Command, args: readonly string[]): Promise<void> {
    if (this.depth >= maxDepth) throw new ShellError('maximum function nesting level exceeded');
    const { positional } = this;
    const outer = this.functionName;
    const calls = this.#calls;
    this.functionName = name;
    if (this.isBash) this.#calls = [{ name, line: this.line }, ...calls];
    const loopDepth = this.loopDepth;
    this.positional = [...args];
    this.loopDepth = 0;
    this.depth++;
    this.variables.enterFunction();
    try {
      await this.runCommand(body);
    } catch (error) {
      if (!(error instanceof FunctionReturn)) throw error;
      this.status = error.status;
    } finally {
      if (this.isBash && this.traps.has(returnTrap) && this.process.isAlive) await this.#runShellTrap(returnTrap);
      this.variables.leaveFunction();
      this.depth--;
      this.loopDepth = loopDepth;
      this.positional = positional;
      this.functionName = outer;
      this.#calls = calls;
    }
  }

  /** `$$`: the pid of the shell that was started, also in its subshells. */
  get rootPid(): number {
    return this.#rootPid ?? this.process.pid;
  }

  /** Sets or, with undefined, resets what a signal does. */
  trap(signal: number, action: string | undefined): void {
    if (action === undefined) {
      this.traps.delete(signal);
      this.process.handlers.delete(signal);
      return;
    }
    this.traps.set(signal, action);
    if (signal <= 0) return;
    this.process.handlers.set(signal, action === '' ? 'ignore' : () => { this.#pendingSignals.push(signal); });
  }

  get hasPendingTraps(): boolean {
    return this.#pendingSignals.length > 0;
  }

  /** Runs the actions of signals that arrived. */
  async runTraps(): Promise<void> {
    if (this.#isInTrap) return;
    this.#isInTrap = true;
    try {
      for (let signal = this.#pendingSignals.shift(); signal !== undefined; signal = this.#pendingSignals.shift()) {
        const action = this.traps.get(signal);
        if (action === undefined || action === '') continue;
        const { status } = this;
        await this.runScript(action, false);
        this.status = status;
      }
    } finally {
      this.#isInTrap = false;
    }
  }

  /** Used by `eval` and `.`: guards against endless recursion. */
  async nested(source: Bytes): Promise<number> {
    if (this.depth >= maxDepth) throw new ShellError('maximum nesting level exceeded');
    this.depth++;
    try {
      this.status = 0;
      return await this.runScript(source, false);
    } finally {
      this.depth--;
    }
  }
}

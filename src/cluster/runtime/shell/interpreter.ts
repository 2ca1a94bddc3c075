// Runs a parsed script as a process: pipelines that stream, jobs, redirections, functions, traps; busybox ash's behaviour.
import type { Bytes } from '../bytes.ts';
import { joinPath } from '../fs/file-system.ts';
import { Errno } from '../process/errno.ts';
import { executeFile, findExecutable } from '../process/execute.ts';
import { type OpenFile, Pipe, nullFile } from '../process/open-file.ts';
import { Interrupted, type Process, ProcessExit } from '../process/process.ts';
import { SIGINT, SIGQUIT, signalText } from '../process/signals.ts';
import { evaluateArithmetic } from './arithmetic.ts';
import type { Assignment, Command, CommandLine, CompoundBody, Pipeline, Redirection, SimpleCommand } from './ast.ts';
import { errorTrap } from './builtins-control.ts';
import { evaluateCondition } from './condition.ts';
import { evaluateWord, onlyText, expandPattern, expandString, expandWords, matchesCase } from './expand.ts';
import { ShellSyntaxError } from './lexer.ts';
import { Parser } from './parser.ts';
import type { Builtin, Job, Redirected, Shell, ShellOptions } from './shell.ts';
import { FunctionReturn, LoopJump, ShellError, ShellExit } from './shell-error.ts';
import { VariableError, Variables } from './variables.ts';

/** Deepest nesting of functions, substitutions and `eval`. */
const maxDepth = 200;

/** A subshell that only runs `jobs` knows its parent's: `kill $(jobs -p)`. */
function isJobs(command: Command | undefined): boolean {
  return command?.t === 'simple' && onlyText(command.words[0] ?? []) === 'jobs';
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
  isReadingInput = false;
  optionIndex = { argument: 1, letter: 0 };
  readonly #pendingSignals: number[] = [];
  #uncheckedDepth = 0;
  #depth = 0;
  #loopDepth = 0;
  #isInTrap = false;
  #rootPid: number | undefined;
  #functionName = '';
  #substitutionStatus: number | undefined;

  constructor(process: Process, options: { name: string; isBash: boolean; builtins: ReadonlyMap<string, Builtin>; positional?: readonly string[]; from?: Interpreter }) {
    const { from } = options;
    this.process = process;
    this.isBash = options.isBash;
    this.builtins = options.builtins;
    this.name = options.name;
    this.positional = [...(options.positional ?? [])];
    this.variables = new Variables((bytes) => {
      process.limitString(bytes);
      if (bytes !== 0) process.allocate(bytes);
    }, from?.variables);
    this.functions = new Map(from?.functions);
    this.aliases = new Map(from?.aliases);
    this.options = from
      ? { ...from.options, monitor: false }
      : { errexit: false, nounset: false, xtrace: false, pipefail: false, noglob: false, noexec: false, allexport: false, verbose: false, noclobber: false, monitor: false };
    this.traps = new Map();
    this.variables.dynamic.set('FUNCNAME', () => this.#functionName);
    this.variables.dynamic.set('LINENO', () => String(this.line));
    if (from) {
      this.status = from.status;
      this.line = from.line;
      this.lastBackgroundPid = from.lastBackgroundPid;
      this.isCommandText = from.isCommandText;
      this.isReadingInput = from.isReadingInput;
      this.#functionName = from.#functionName;
      this.#uncheckedDepth = from.#uncheckedDepth;
      this.#depth = from.#depth;
      this.#loopDepth = from.#loopDepth;
      this.#rootPid = from.rootPid;
      for (const [signal, action] of from.traps) if (action === '') this.traps.set(signal, action);
    } else this.#importEnvironment();
  }

  #importEnvironment(): void {
    for (const [name, value] of this.process.env) {
      if (!/^[A-Za-z_]\w*$/.test(name)) continue;
      this.variables.set(name, value);
      this.variables.declare(name).isExported = true;
    }
    const defaults: Readonly<Record<string, string>> = { IFS: ' \t\n', OPTIND: '1', PS1: this.process.credentials.uid === 0 ? '\\w # ' : '\\w $ ', PS2: '> ', PS4: '+ ' };
    for (const [name, value] of Object.entries(defaults)) this.variables.set(name, value);
    if (this.variables.get('PATH') === undefined) this.variables.set('PATH', '/sbin:/usr/sbin:/bin:/usr/bin');
    this.variables.set('PPID', String(this.process.parent?.pid ?? 0));
    this.variables.set('PWD', this.process.cwd);
    this.variables.declare('PWD').isExported = true;
    this.variables.set('SHLVL', String(Number.parseInt(this.variables.get('SHLVL') ?? '0', 10) + 1));
    this.variables.declare('SHLVL').isExported = true;
    let seed = this.process.pid * 2654435761 + this.process.startedAtMs;
    this.variables.dynamic.set('RANDOM', () => {
      seed = (Math.imul(seed | 0, 1103515245) + 12345) & 0x7fffffff;
      return String((seed >>> 8) & 32767);
    });
    if (this.isBash) this.variables.dynamic.set('SECONDS', () => String(Math.floor((this.process.context.clock.now() - this.process.startedAtMs) / 1000)));
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
      return 2;
    }
    throw error;
  }

  async runLines(lines: readonly CommandLine[], isLast = false): Promise<number> {
    for (const [index, line] of lines.entries()) {
      if (this.options.noexec && !this.isInteractive) continue;
      if (line.isBackground) this.startJob(line);
      else await this.#runLine(line, isLast && index === lines.length - 1);
      if (this.#pendingSignals.length > 0) await this.runTraps();
    }
    return this.status;
  }

  startJob(line: CommandLine): void {
    const child = this.fork({ argv: this.process.argv });
    child.process.handlers.set(SIGINT, 'ignore');
    child.process.handlers.set(SIGQUIT, 'ignore');
    if (!this.isInteractive) child.process.installAt(0, nullFile());
    this.jobs.splice(0, this.jobs.length, ...this.jobs.filter((one) => one.isWaited !== true));
    const job: Job = { number: (this.jobs.at(-1)?.number ?? 0) + 1, process: child.process, text: line.text };
    this.jobs.push(job);
    if (this.jobs.length > 256) this.jobs.shift();
    this.lastBackgroundPid = child.process.pid;
    child.process.onExit((code) => {
      this.finishedJobs.set(child.process.pid, code);
      const oldest = this.finishedJobs.keys().next().value;
      if (this.finishedJobs.size > 256 && oldest !== undefined) this.finishedJobs.delete(oldest);
    });
    const foreground: CommandLine = { ...line, isBackground: false };
    void child.process.run(() => child.main(() => child.runLines([foreground], true)));
    this.status = 0;
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
    for (const [index, pipeline] of line.pipelines.entries()) {
      const operator = index === 0 ? undefined : line.operators[index - 1];
      if (operator === '&&' ? this.status !== 0 : operator === '||' && this.status === 0) continue;
      const isFinal = index === line.pipelines.length - 1;
      const isUnchecked = !isFinal || pipeline.isNegated;
      if (isUnchecked) this.#uncheckedDepth++;
      try {
        await this.#runPipeline(pipeline, isLast && isFinal && !pipeline.isNegated);
      } finally {
        if (isUnchecked) this.#uncheckedDepth--;
      }
      if (!isUnchecked) await this.#checkErrexit();
    }
  }

  async #checkErrexit(): Promise<void> {
    if (this.status === 0 || this.#uncheckedDepth > 0) return;
    const action = this.traps.get(errorTrap);
    if (action !== undefined && action !== '' && !this.#isInTrap) {
      const { status } = this;
      this.#isInTrap = true;
      try {
        await this.runScript(action, false);
      } finally {
        this.#isInTrap = false;
      }
      this.status = status;
    }
    if (this.options.errexit) throw new ShellExit(this.status);
  }

  /** Runs a condition: `set -e` does not look at it. */
  async #runCondition(lines: readonly CommandLine[]): Promise<boolean> {
    this.#uncheckedDepth++;
    try {
      return (await this.runLines(lines)) === 0;
    } finally {
      this.#uncheckedDepth--;
    }
  }

  async #runPipeline(pipeline: Pipeline, isLast: boolean): Promise<void> {
    const startMs = this.process.context.clock.now();
    const first = pipeline.commands[0];
    if (first && pipeline.commands.length === 1) await this.runCommand(first, isLast && !pipeline.isTimed);
    else if (first) await this.#runPipes(pipeline.commands);
    if (pipeline.isTimed) {
      const seconds = (this.process.context.clock.now() - startMs) / 1000;
      const format = (s: number): string => (this.isBash ? `${String(Math.floor(s / 60))}m${(s % 60).toFixed(3)}s` : `${String(Math.floor(s / 60))}m ${(s % 60).toFixed(2)}s`);
      await this.process.write(2, `${this.isBash ? '\n' : ''}real\t${format(seconds)}\nuser\t${format(0)}\nsys\t${format(0)}\n`);
    }
    if (pipeline.isNegated) this.status = this.status === 0 ? 1 : 0;
  }

  async #runPipes(commands: readonly Command[]): Promise<void> {
    const children: Process[] = [];
    let input: OpenFile | undefined;
    for (const [index, command] of commands.entries()) {
      const isFinal = index === commands.length - 1;
      const pipe = isFinal ? undefined : new Pipe();
      const files = new Map(this.process.files);
      if (input) files.set(0, input);
      if (pipe) files.set(1, pipe.writeEnd());
      let child: Interpreter;
      try {
        child = this.fork({ files });
      } catch (error) {
        for (const started of children) started.signal(15);
        throw error;
      }
      if (isJobs(command)) child.jobs.push(...this.jobs);
      input = pipe?.readEnd();
      children.push(child.process);
      void child.process.run(() => child.main(async () => {
        await child.runCommand(command, true);
        return child.status;
      }));
    }
    let failed = 0;
    for (const child of children) {
      const code = await this.waitForeground(child);
      if (code !== 0) failed = code;
      this.status = code;
    }
    if (this.options.pipefail) this.status = failed;
  }

  /** Waits for a child in the foreground; signals meanwhile are kept for later, as ash does. */
  async waitForeground(child: Process): Promise<number> {
    for (;;) {
      try {
        const code = await this.process.waitFor(child);
        await this.reportSignal(child.exitSignal);
        return code;
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
      }
    }
  }

  /** Says of what signal a child died. */
  async reportSignal(signal: number | undefined): Promise<void> {
    if (signal === undefined || signal === 13) return;
    const text = signal === SIGINT ? '' : signalText(signal);
    if (text !== '') await this.process.write(2, `${text}\n`);
    else if (signal === SIGINT && this.isInteractive) await this.process.write(2, '\n');
  }

  async runCommand(command: Command, isLast = false): Promise<void> {
    const pause = this.process.tick();
    if (pause) await pause;
    this.line = command.line;
    if (command.t === 'simple') {
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
    const redirected = await this.redirect(command.redirections);
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
        await this.#runSubshell(body.body, isLast);
        return;
      case 'if':
        for (const clause of body.clauses) {
          if (!(await this.#runCondition(clause.condition))) continue;
          await this.runLines(clause.body, isLast);
          return;
        }
        this.status = 0;
        if (body.otherwise) await this.runLines(body.otherwise, isLast);
        return;
      case 'while':
        await this.#runWhile(body);
        return;
      case 'for':
        await this.#runFor(body);
        return;
      case 'arithmeticFor':
        await this.#runArithmeticFor(body);
        return;
      case 'case':
        await this.#runCase(body);
        return;
      case 'arithmeticCommand':
        this.status = (await evaluateWord(this, body.expression)) === 0n ? 1 : 0;
        return;
      case 'condition':
        this.status = (await evaluateCondition(this, body.expression)) ? 0 : 1;
        return;
    }
  }

  async #runSubshell(body: readonly CommandLine[], isLast: boolean): Promise<void> {
    if (isLast && this.traps.size === 0) {
      await this.runLines(body, true);
      return;
    }
    const child = this.fork();
    void child.process.run(() => child.main(() => child.runLines(body, true)));
    this.status = await this.waitForeground(child.process);
  }

  /** Runs a loop's body; false when the loop is to end. */
  async #runBody(body: readonly CommandLine[]): Promise<boolean> {
    this.#loopDepth++;
    try {
      await this.runLines(body);
      return true;
    } catch (error) {
      if (!(error instanceof LoopJump)) throw error;
      this.status = 0;
      if (error.levels > 1 && this.#loopDepth > 1) {
        error.levels--;
        throw error;
      }
      return error.kind === 'continue';
    } finally {
      this.#loopDepth--;
    }
  }

  get isInLoop(): boolean {
    return this.#loopDepth > 0;
  }

  async #runWhile(loop: Extract<CompoundBody, { t: 'while' }>): Promise<void> {
    let status = 0;
    for (;;) {
      let isTrue: boolean;
      const pause = this.process.tick();
      if (pause) await pause;
      this.#loopDepth++;
      try {
        isTrue = await this.#runCondition(loop.condition);
      } catch (error) {
        if (!(error instanceof LoopJump) || error.levels > 1) throw error;
        if (error.kind === 'break') break;
        continue;
      } finally {
        this.#loopDepth--;
      }
      if (isTrue === loop.isUntil) break;
      const goesOn = await this.#runBody(loop.body);
      ({ status } = this);
      if (!goesOn) break;
    }
    this.status = status;
  }

  async #runFor(loop: Extract<CompoundBody, { t: 'for' }>): Promise<void> {
    const items = loop.words ? await expandWords(this, loop.words) : [...this.positional];
    this.status = 0;
    for (const item of items) {
      this.variables.set(loop.name, item);
      const pause = this.process.tick();
      if (pause) await pause;
      if (!(await this.#runBody(loop.body))) break;
    }
  }

  async #runArithmeticFor(loop: Extract<CompoundBody, { t: 'arithmeticFor' }>): Promise<void> {
    const [start, condition, step] = loop.parts;
    await evaluateWord(this, start);
    this.status = 0;
    while (condition.length === 0 || (await evaluateWord(this, condition)) !== 0n) {
      const pause = this.process.tick();
      if (pause) await pause;
      if (!(await this.#runBody(loop.body))) break;
      await evaluateWord(this, step);
    }
  }

  async #runCase(command: Extract<CompoundBody, { t: 'case' }>): Promise<void> {
    const subject = await expandString(this, command.word);
    let isRunning = false;
    this.status = 0;
    for (const item of command.items) {
      for (const pattern of isRunning ? [] : item.patterns) {
        if (!matchesCase(await expandPattern(this, pattern), subject)) continue;
        isRunning = true;
        break;
      }
      if (!isRunning) continue;
      await this.runLines(item.body);
      if (!item.fallsThrough) return;
    }
  }

  async #runSimple(command: SimpleCommand, isLast: boolean): Promise<void> {
    this.#substitutionStatus = undefined;
    const words = await expandWords(this, command.words, this.options.noglob || onlyText(command.words[0] ?? []) === '[[');
    const name = words[0];
    if (name === undefined) {
      const redirected = await this.redirect(command.redirections);
      if (redirected === undefined) return;
      redirected.undo();
      for (const assignment of command.assignments) await this.assign(assignment);
      if (this.options.xtrace && command.assignments.length > 0) await this.#trace(command.assignments.map((a) => `${a.name}=${this.variables.get(a.name) ?? ''}`));
      this.status = this.#substitutionStatus ?? 0;
      return;
    }
    if (this.options.xtrace) await this.#trace(words);
    const body = this.functions.get(name);
    if (body) {
      await this.#withAssignments(command, () => this.callFunction(name, body, words.slice(1)));
      return;
    }
    const builtin = this.builtins.get(name);
    if (builtin) {
      await this.#runBuiltin(builtin, command, words);
      return;
    }
    await this.#runExternal(command, words, isLast);
  }

  async #trace(words: readonly string[]): Promise<void> {
    const quoted = words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`));
    await this.process.write(2, `${this.variables.get('PS4') ?? '+ '}${quoted.join(' ')}\n`);
  }

  async assign(assignment: Assignment): Promise<void> {
    if (assignment.elements) {
      const variable = this.variables.declare(assignment.name);
      if (!assignment.isAppend) variable.array = new Map();
      const array = this.variables.array(assignment.name);
      let next = Math.max(-1, ...[...array.keys()].map(Number).filter((n) => !Number.isNaN(n))) + 1;
      for (const element of assignment.elements) {
        const first = element[0];
        const keyed = first?.t === 'text' && !first.isQuoted ? /^\[([^\]]*)\]=/.exec(first.text) : null;
        if (keyed && first?.t === 'text') {
          const rest = [{ ...first, text: first.text.slice(keyed[0].length) }, ...element.slice(1)];
          this.variables.setElement(assignment.name, keyed[1] ?? '', await expandString(this, rest));
          continue;
        }
        for (const value of await expandWords(this, [element])) this.variables.setElement(assignment.name, String(next++), value);
      }
      return;
    }
    const value = await expandString(this, assignment.value);
    if (assignment.index) {
      const key = await expandString(this, assignment.index);
      const old = assignment.isAppend ? (this.parameter(assignment.name, key) ?? '') : '';
      this.variables.setElement(assignment.name, this.#elementKey(assignment.name, key), old + value);
      return;
    }
    const old = assignment.isAppend ? (this.variables.get(assignment.name) ?? '') : '';
    this.variables.set(assignment.name, old + value);
    if (this.options.allexport) this.variables.declare(assignment.name).isExported = true;
  }

  #elementKey(name: string, key: string): string {
    if (this.variables.find(name)?.isAssociative) return key;
    return String(evaluateArithmetic(key, { get: (n) => this.variables.get(n), set: (n, v) => { this.variables.set(n, v); } }));
  }

  /** Runs `body` with the command's assignments in force only meanwhile, and its redirections. */
  async #withAssignments(command: SimpleCommand, body: () => Promise<void>): Promise<void> {
    const redirected = await this.redirect(command.redirections);
    if (redirected === undefined) return;
    const saved = command.assignments.length > 0 ? this.variables.save(command.assignments.map((a) => a.name)) : undefined;
    try {
      for (const assignment of command.assignments) {
        await this.assign(assignment);
        this.variables.declare(assignment.name).isExported = true;
      }
      await body();
    } finally {
      if (saved) this.variables.restore(saved);
      redirected.undo();
    }
  }

  async callFunction(name: string, body: Command, args: readonly string[]): Promise<void> {
    if (this.#depth >= maxDepth) throw new ShellError('maximum function nesting level exceeded');
    const { positional } = this;
    const outer = this.#functionName;
    this.#functionName = name;
    const loopDepth = this.#loopDepth;
    this.positional = [...args];
    this.#loopDepth = 0;
    this.#depth++;
    this.variables.enterFunction();
    try {
      await this.runCommand(body);
    } catch (error) {
      if (!(error instanceof FunctionReturn)) throw error;
      this.status = error.status;
    } finally {
      this.variables.leaveFunction();
      this.#depth--;
      this.#loopDepth = loopDepth;
      this.positional = positional;
      this.#functionName = outer;
    }
  }

  async #runBuiltin(builtin: Builtin, command: SimpleCommand, words: readonly string[]): Promise<void> {
    if (builtin.isSpecial) {
      const redirected = await this.redirect(command.redirections, true);
      if (redirected === undefined) throw new ShellExit(this.status);
      for (const assignment of command.assignments) await this.assign(assignment);
      const keeps = words[0] === 'exec' && words.length === 1;
      try {
        this.status = await this.#callBuiltin(builtin, words);
      } finally {
        if (keeps) redirected.keep();
        else redirected.undo();
      }
      return;
    }
    if (command.assignments.some((assignment) => assignment.elements) && (words[0] === 'local' || words[0] === 'declare' || words[0] === 'readonly' || words[0] === 'export')) {
      for (const assignment of command.assignments) {
        if (words[0] === 'local') this.variables.makeLocal(assignment.name);
        await this.assign(assignment);
      }
      this.status = await builtin.run(this, words);
      return;
    }
    await this.#withAssignments(command, async () => {
      this.status = await this.#callBuiltin(builtin, words);
    });
  }

  /** Errors are said while the redirections hold; those of special built-ins end the shell. */
  async #callBuiltin(builtin: Builtin, words: readonly string[]): Promise<number> {
    try {
      return await builtin.run(this, words);
    } catch (error) {
      const status = error instanceof ShellError ? error.status : error instanceof VariableError ? 2 : undefined;
      if (status === undefined || !(error instanceof Error) || (error instanceof ShellError && error.isReported)) throw error;
      await this.error(error.message);
      if (builtin.isSpecial) throw new ShellError(error.message, status, true);
      return status;
    }
  }

  async #runExternal(command: SimpleCommand, words: readonly string[], isLast: boolean): Promise<void> {
    const replaces = isLast && this.traps.size === 0 && this.jobs.every((job) => !job.process.isAlive);
    if (replaces) {
      const redirected = await this.redirect(command.redirections);
      if (redirected === undefined) return;
      for (const assignment of command.assignments) {
        await this.assign(assignment);
        this.variables.declare(assignment.name).isExported = true;
      }
      redirected.keep();
      await this.replaceBy(words);
      return;
    }
    const env = this.variables.exported();
    const saved = command.assignments.length > 0 ? this.variables.save(command.assignments.map((a) => a.name)) : undefined;
    for (const assignment of command.assignments) {
      await this.assign(assignment);
      env.set(assignment.name, this.variables.get(assignment.name) ?? '');
    }
    if (saved) this.variables.restore(saved);
    const redirected = await this.redirect(command.redirections);
    if (redirected === undefined) return;
    let child: Process | undefined;
    try {
      const found = findExecutable(this.process, words[0] ?? '', this.variables.get('PATH') ?? '');
      if ('problem' in found) {
        await this.error(`${words[0] ?? ''}: ${this.isBash && found.problem === 'not found' ? 'command not found' : found.problem}`);
        this.status = found.status;
      } else {
        child = this.#forkProcess(words, env);
        void executeFile(child, found.path, words);
      }
    } finally {
      redirected.undo();
    }
    if (child) this.status = await this.waitForeground(child);
  }

  /** Runs an external program in the foreground and returns its status. */
  async runProgram(words: readonly string[]): Promise<number> {
    const found = findExecutable(this.process, words[0] ?? '', this.variables.get('PATH') ?? '');
    if ('problem' in found) {
      await this.error(`${words[0] ?? ''}: ${this.isBash && found.problem === 'not found' ? 'command not found' : found.problem}`);
      return found.status;
    }
    const child = this.#forkProcess(words, this.variables.exported());
    void executeFile(child, found.path, words);
    return this.waitForeground(child);
  }

  #forkProcess(argv: readonly string[], env: ReadonlyMap<string, string>): Process {
    try {
      return this.process.fork({ argv, env });
    } catch (error) {
      if (error instanceof Errno) throw new ShellError("can't fork: Resource temporarily unavailable", 2);
      throw error;
    }
  }

  /** Replaces this process by another program; returns only by throwing ProcessExit. */
  async replaceBy(words: readonly string[]): Promise<void> {
    const found = findExecutable(this.process, words[0] ?? '', this.variables.get('PATH') ?? '');
    if ('problem' in found) {
      await this.error(`${words[0] ?? ''}: ${this.isBash && found.problem === 'not found' ? 'command not found' : found.problem}`);
      throw new ShellExit(found.status);
    }
    const { process } = this;
    process.env.clear();
    for (const [name, value] of this.variables.exported()) process.env.set(name, value);
    process.argv = words;
    for (const [signal, handler] of process.handlers) if (handler !== 'ignore') process.handlers.delete(signal);
    throw new ProcessExit(await executeFile(process, found.path, words, true));
  }

  /** Applies redirections; returns how to undo them, or undefined (with status 1) when one failed. */
  async redirect(redirections: readonly Redirection[], isSpecial = false): Promise<Redirected | undefined> {
    if (redirections.length === 0) return { undo: () => undefined, keep: () => undefined };
    const saved: { fd: number; file: OpenFile | undefined }[] = [];
    const { process } = this;
    const undo = (): void => {
      for (const { fd, file } of saved.reverse()) {
        process.close(fd);
        if (file) {
          process.files.set(fd, file);
        }
      }
    };
    const put = (fd: number, file: OpenFile | undefined): void => {
      const old = process.files.get(fd);
      // The saved reference keeps the old description open.
      saved.push({ fd, file: old });
      process.files.delete(fd);
      if (file) process.installAt(fd, file);
    };
    try {
      for (const redirection of redirections) await this.#redirectOne(redirection, put);
      const keep = (): void => { for (const { file } of saved) if (file && --file.references === 0) file.close(); };
      return { undo, keep };
    } catch (error) {
      undo();
      if (error instanceof ShellError) {
        await this.error(error.message);
        this.status = isSpecial && this.isBash ? 2 : 1;
        return undefined;
      }
      throw error;
    }
  }

  async #redirectOne(redirection: Redirection, put: (fd: number, file: OpenFile | undefined) => void): Promise<void> {
    const { fd, op } = redirection;
    const target = await expandString(this, redirection.word);
    if (op === '<<') {
      const pipe = new Pipe();
      pipe.push(target);
      put(fd, pipe.readEnd());
      return;
    }
    if (op === '<&' || op === '>&') {
      if (target === '-') put(fd, undefined);
      else if (/^\d+$/.test(target)) {
        const source = this.process.files.get(Number(target));
        if (source === undefined) throw new ShellError(`dup2(${target},${String(fd)}): Bad file descriptor`.replace(/^.*: /, `${target}: `));
        if (Number(target) !== fd) put(fd, source);
      } else if (op === '>&') {
        const file = this.#openTarget(target, { write: true, create: true, truncate: true });
        put(1, file);
        put(2, file);
      } else throw new ShellError('bad fd number');
      return;
    }
    const file = op === '<' ? this.#openTarget(target, { read: true })
      : op === '<>' ? this.#openTarget(target, { read: true, write: true, create: true })
        : this.#openTarget(target, {
          write: true, create: true, truncate: op !== '>>', append: op === '>>', exclusive: op === '>' && this.options.noclobber && target !== '/dev/null',
        });
    put(fd, file);
    if (redirection.isBoth) put(2, file);
  }

  #openTarget(target: string, flags: Parameters<typeof this.process.fs.open>[1]): OpenFile {
    try {
      return this.process.fs.open(joinPath(this.process.cwd, target), flags, this.process);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (this.isBash) throw new ShellError(`${target}: ${error.message}`);
      if (flags.write) throw new ShellError(`can't create ${target}: ${error.code === 'ENOENT' ? 'nonexistent directory' : error.message}`);
      throw new ShellError(`can't open ${target}: ${error.code === 'ENOENT' ? 'no such file' : error.message}`);
    }
  }

  /** Output of `$(…)` without trailing newlines. */
  async substitute(body: readonly CommandLine[]): Promise<string> {
    const pipe = new Pipe();
    const files = new Map(this.process.files);
    const reader = pipe.readEnd();
    files.set(1, pipe.writeEnd());
    if (this.#depth >= maxDepth) throw new ShellError('maximum nesting level exceeded');
    const child = this.fork({ files });
    const only = body.length === 1 ? body[0]?.pipelines : undefined;
    if (only?.length === 1 && only[0]?.commands.length === 1 && isJobs(only[0].commands[0])) child.jobs.push(...this.jobs);
    child.#depth++;
    void child.process.run(() => child.main(() => child.runLines(body, true)));
    let output = '';
    try {
      for (;;) {
        const bytes = await this.#readRestarting(reader);
        if (bytes === '') break;
        this.process.allocate(bytes.length);
        output += bytes;
      }
    } finally {
      reader.close();
      if (this.process.isAlive) this.process.allocate(-output.length);
    }
    this.#substitutionStatus = await this.waitForeground(child.process);
    if (this.isBash) this.status = this.#substitutionStatus;
    let end = output.length;
    while (end > 0 && output.charCodeAt(end - 1) === 10) end--;
    return output.slice(0, end).replaceAll('\0', '');
  }

  async #readRestarting(file: OpenFile): Promise<Bytes> {
    for (;;) {
      try {
        return await file.read(this.process, 65536);
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
      }
    }
  }

  /** bash's `<(…)` and `>(…)`: the path of a descriptor. */
  processSubstitution(body: readonly CommandLine[], isInput: boolean): string {
    const pipe = new Pipe();
    const files = new Map(this.process.files);
    files.set(isInput ? 1 : 0, isInput ? pipe.writeEnd() : pipe.readEnd());
    const fd = this.process.install(isInput ? pipe.readEnd() : pipe.writeEnd(), 60);
    const child = this.fork({ files });
    void child.process.run(() => child.main(() => child.runLines(body, true)));
    return `/dev/fd/${String(fd)}`;
  }

  /** Value of `$name`, special parameters included; undefined when unset. */
  parameter(name: string, index: string | undefined): string | undefined {
    if (index !== undefined) {
      const variable = this.variables.find(name);
      const key = this.#elementKey(name, index);
      if (variable?.array === undefined) return key === '0' ? variable?.value : undefined;
      return variable.array.get(Number(key) < 0 ? String(Math.max(...[...variable.array.keys()].map(Number)) + 1 + Number(key)) : key);
    }
    switch (name) {
      case '?': return String(this.status);
      case '$': return String(this.rootPid);
      case '!': return this.lastBackgroundPid === undefined ? '' : String(this.lastBackgroundPid);
      case '#': return String(this.positional.length);
      case '@':
      case '*': return this.positional.length === 0 ? undefined : this.positional.join(' ');
      case '0': return this.name;
      case '-': return this.optionLetters();
      default: return /^\d+$/.test(name) ? this.positional[Number(name) - 1] : this.variables.get(name);
    }
  }

  /** `$$`: the pid of the shell that was started, also in its subshells. */
  get rootPid(): number {
    return this.#rootPid ?? this.process.pid;
  }

  optionLetters(): string {
    const { options } = this;
    const letters = `${options.errexit ? 'e' : ''}${options.noglob ? 'f' : ''}${this.isInteractive ? 'i' : ''}${options.monitor ? 'm' : ''}${this.isReadingInput ? 's' : ''}${this.isCommandText ? 'c' : ''}${options.xtrace ? 'x' : ''}${options.verbose ? 'v' : ''}${options.noclobber ? 'C' : ''}${options.allexport ? 'a' : ''}${options.nounset ? 'u' : ''}`;
    return this.isBash ? letters : [...letters].reverse().join('');
  }

  arithmeticValue(name: string): string | undefined {
    const indexed = /^(\w+)\[(.*)\]$/.exec(name);
    return indexed ? this.parameter(indexed[1] ?? '', indexed[2]) : this.variables.get(name);
  }

  setArithmetic(name: string, value: string): void {
    const indexed = /^(\w+)\[(.*)\]$/.exec(name);
    if (indexed) this.variables.setElement(indexed[1] ?? '', this.#elementKey(indexed[1] ?? '', indexed[2] ?? ''), value);
    else this.variables.set(name, value);
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
    if (this.#depth >= maxDepth) throw new ShellError('maximum nesting level exceeded');
    this.#depth++;
    try {
      this.status = 0;
      return await this.runScript(source, false);
    } finally {
      this.#depth--;
    }
  }
}

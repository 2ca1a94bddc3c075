// Built-ins that steer the shell: exit, return, break, eval, exec, trap, wait, kill, set, shift, source.
import type { Bytes } from '../bytes.ts';
import { joinPath } from '../fs/paths.ts';
import { Errno } from '../process/errno.ts';
import { Interrupted } from '../process/process.ts';
import { signalNames, signalNumber, signalText } from '../process/signals.ts';
import { replaceBy } from './external-commands.ts';
import type { Builtin, Job, Shell, ShellOptions } from './shell.ts';
import { reportSignal, waitForeground } from './subshells.ts';
import { quote } from './words.ts';
import { FunctionReturn, LoopJump, ShellError, ShellExit } from './shell-error.ts';

function statusArgument(shell: Shell, argv: readonly string[]): number {
  const text = argv[1];
  if (text === undefined) return shell.status;
  if (!/^\d+$/.test(text)) throw new ShellError(`${argv[0] ?? ''}: line ${String(shell.line)}: Illegal number: ${text}`);
  return Number(text) & 255;
}

function loopJump(kind: 'break' | 'continue'): Builtin {
  return {
    isSpecial: true,
    run: (shell, argv) => {
      const levels = Number(argv[1] ?? 1);
      if (!(levels >= 1)) throw new ShellError(`${kind}: line ${String(shell.line)}: Illegal number: ${argv[1] ?? ''}`);
      if (shell.loopDepth === 0) return 0;
      throw new LoopJump(kind, levels);
    },
  };
}

/** A script's text: a file, a device or a pipe. */
async function readSource(shell: Shell, path: string): Promise<Bytes> {
  const file = shell.process.fs.open(path, { read: true }, shell.process);
  let text = '';
  try {
    for (let bytes = await file.read(shell.process, 65536); bytes !== ''; bytes = await file.read(shell.process, 65536)) {
      shell.process.limitString(text.length + bytes.length);
      text += bytes;
    }
  } finally {
    if (file.references === 0) file.close();
  }
  return text;
}

async function source(shell: Shell, argv: readonly string[]): Promise<number> {
  const path = argv[1];
  if (path === undefined) return 2;
  let content: Bytes | undefined;
  const candidates = path.includes('/') ? [path] : [...(shell.variables.get('PATH') ?? '').split(':').map((directory) => `${directory}/${path}`), ...(shell.isBash ? [path] : [])];
  for (const candidate of candidates) {
    try {
      content = await readSource(shell, joinPath(shell.process.cwd, candidate));
      break;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
    }
  }
  if (content === undefined) throw new ShellError(path.includes('/') ? `${argv[0] ?? '.'}: line ${String(shell.line)}: can't open '${path}': No such file or directory` : `${argv[0] ?? '.'}: line ${String(shell.line)}: ${path}: not found`);
  const { positional } = shell;
  if (argv.length > 2) shell.positional = argv.slice(2);
  try {
    return await shell.nested(content);
  } catch (error) {
    if (!(error instanceof FunctionReturn)) throw error;
    return error.status;
  } finally {
    if (argv.length > 2) shell.positional = positional;
  }
}

/** What stands for bash's ERR, DEBUG and RETURN among the signals of traps. */
export const errorTrap = -1;
export const debugTrap = -2;
export const returnTrap = -3;
const shellTraps: ReadonlyMap<string, number> = new Map([['ERR', errorTrap], ['DEBUG', debugTrap], ['RETURN', returnTrap]]);

function trapNumber(shell: Shell, name: string): number | undefined {
  const own = shellTraps.get(name.toUpperCase().replace(/^SIG/, ''));
  return own !== undefined && (shell.isBash || own === errorTrap) ? own : signalNumber(name);
}

function trapName(signal: number): string {
  return [...shellTraps].find(([, number]) => number === signal)?.[0] ?? signalNames[signal] ?? String(signal);
}

async function trap(shell: Shell, argv: readonly string[]): Promise<number> {
  let args = argv.slice(1);
  if (args[0] === '--') args = args.slice(1);
  if (args[0] === '-l' && !shell.isBash) throw new ShellError(`trap: line ${String(shell.line)}: illegal option -l`);
  if (args[0] === '-l') {
    await shell.process.write(1, signalNames.map((name, n) => `${String(n).padStart(2)}) ${name}\n`).slice(1).join(''));
    return 0;
  }
  if (args.length === 0 || args[0] === '-p') {
    for (const [signal, action] of [...shell.traps].sort(([a], [b]) => a - b)) await shell.process.write(1, `trap -- ${quote(action)} ${trapName(signal)}\n`);
    return 0;
  }
  const isReset = args.length === 1 || args[0] === '-' || /^\d+$/.test(args[0] ?? '');
  const action = isReset ? undefined : (args[0] ?? '');
  const names = args.length === 1 || (isReset && args[0] !== '-') ? args : args.slice(1);
  let status = 0;
  for (const name of names) {
    const signal = trapNumber(shell, name);
    if (signal === undefined) {
      await shell.error(`trap: line ${String(shell.line)}: ${name}: invalid signal specification`);
      status = 1;
    } else shell.trap(signal, action);
  }
  return status;
}

function findJob(shell: Shell, text: string): Job | undefined {
  if (text === '%%' || text === '%+' || text === '%') return shell.jobs.at(-1);
  if (text === '%-') return shell.jobs.at(-2) ?? shell.jobs.at(-1);
  const number = Number(text.slice(1));
  return shell.jobs.find((job) => job.number === number) ?? shell.jobs.find((job) => job.text.startsWith(text.slice(1)));
}

async function wait(shell: Shell, argv: readonly string[]): Promise<number> {
  const targets = argv.slice(1).filter((arg) => arg !== '-n');
  shell.process.isInterruptible = true;
  try {
    if (targets.length === 0) {
      if (argv[1] === '-n') {
        const running = shell.jobs.filter((job) => job.isWaited !== true);
        if (running.length === 0) return 127;
        const first = await shell.process.wait(Promise.race(running.map((job) => job.process.exited.then(() => job))));
        first.isWaited = true;
        return first.process.exitCode ?? 0;
      }
      for (const job of [...shell.jobs]) {
        await shell.process.waitFor(job.process);
        job.isWaited = true;
      }
      shell.finishedJobs.clear();
      return 0;
    }
    let status = 0;
    for (const target of targets) {
      const job = target.startsWith('%') ? findJob(shell, target) : shell.jobs.find((one) => one.process.pid === Number(target));
      const finished = shell.finishedJobs.get(job?.process.pid ?? Number(target));
      if (finished !== undefined) status = finished;
      else if (job) status = await shell.process.waitFor(job.process);
      else {
        if (target.startsWith('%')) throw new ShellError(`wait: line ${String(shell.line)}: ${target}: no such job`, 2);
        if (!/^\d+$/.test(target)) throw new ShellError(`wait: line ${String(shell.line)}: Illegal number: ${target}`, 2);
        status = 127;
      }
      if (job) await reportSignal(shell, job.process.exitSignal);
      if (job) job.isWaited = true;
    }
    return status;
  } catch (error) {
    if (error instanceof Interrupted) return 128 + error.signal;
    throw error;
  } finally {
    shell.process.isInterruptible = false;
  }
}

async function kill(shell: Shell, argv: readonly string[]): Promise<number> {
  let args = argv.slice(1);
  let signal: number | undefined = 15;
  const first = args[0];
  if (first === '-l' || first === '-L') {
    if (args[1] === undefined) await shell.process.write(1, signalNames.slice(1).map((name, n) => `${String(n + 1).padStart(2)}) ${name}\n`).join(''));
    else for (const name of args.slice(1)) await shell.process.write(1, `${/^\d+$/.test(name) ? (signalNames[Number(name) % 128] ?? '') : String(signalNumber(name) ?? '')}\n`);
    return 0;
  }
  if (first === '-s' || first === '-n') {
    signal = signalNumber(args[1] ?? '');
    args = args.slice(2);
  } else if (first === '--') args = args.slice(1);
  else if (first?.startsWith('-') && (args.length > 1 || signalNumber(first.slice(1)) !== undefined)) {
    signal = signalNumber(first.slice(1));
    args = args.slice(1);
  }
  if (signal === undefined) {
    await shell.error(`bad signal name '${first === '-s' ? (argv[2] ?? '') : (first?.slice(1) ?? '')}'`);
    return 1;
  }
  if (args[0] === '--') args = args.slice(1);
  if (args.length === 0) {
    await shell.error('you need to specify whom to kill');
    return 1;
  }
  let status = 0;
  for (const arg of args) {
    const job = arg.startsWith('%') ? findJob(shell, arg) : undefined;
    const pid = job?.process.pid ?? Number(arg);
    if (arg.startsWith('%') && !job) {
      if (!shell.isBash) throw new ShellError(`kill: line ${String(shell.line)}: ${arg}: no such job`, 2);
      await shell.error(`${arg}: no such job`);
      status = 1;
      continue;
    }
    if (!Number.isInteger(pid)) {
      await shell.error(`invalid number '${arg}'`);
      status = 1;
      continue;
    }
    if (pid <= 0) {
      for (const target of [...shell.process.namespace.processes.values()]) if (target.pid !== 1 && (pid < 0 || target.tty === shell.process.tty)) target.signal(signal);
      continue;
    }
    const target = shell.process.namespace.processes.get(pid);
    const owner = shell.process.credentials.uid;
    if (target === undefined || (owner !== 0 && owner !== target.credentials.uid)) {
      if (target === undefined && shell.finishedJobs.has(pid) && shell.jobs.some((one) => one.process.pid === pid && one.isWaited !== true)) continue;
      await shell.error(`can't kill pid ${String(pid)}: ${target ? 'Operation not permitted' : 'No such process'}`);
      status = 1;
      continue;
    }
    target.signal(signal);
    await shell.process.tick();
  }
  return status;
}

/** All options, as `set -o` lists them. */
const optionNames: readonly string[] = ['errexit', 'noglob', 'ignoreeof', 'monitor', 'noexec', 'xtrace', 'verbose', 'noclobber', 'allexport', 'notify', 'nounset', 'errtrace', 'vi', 'pipefail'];
const bashOptions: Readonly<Record<string, boolean>> = { allexport: false, braceexpand: true, emacs: false, errexit: false, errtrace: false, functrace: false, hashall: true, histexpand: false, history: false, ignoreeof: false, 'interactive-comments': true, keyword: false, monitor: false, noclobber: false, noexec: false, noglob: false, nolog: false, notify: false, nounset: false, onecmd: false, physical: false, pipefail: false, posix: false, privileged: false, verbose: false, vi: false, xtrace: false };
const optionByLetter: Readonly<Record<string, keyof ShellOptions>> = { e: 'errexit', u: 'nounset', x: 'xtrace', f: 'noglob', n: 'noexec', a: 'allexport', v: 'verbose', C: 'noclobber', m: 'monitor' };
const ignoredOptions = new Set(['b', 'h', 'B', 'E', 'T', 'H', 'P', 'k', 'p', 't', 'I', 'V']);
const ignoredNames = new Set(['vi', 'emacs', 'ignoreeof', 'posix', 'history', 'braceexpand', 'hashall', 'functrace', 'errtrace', 'physical', 'nolog', 'notify', 'interactive', 'stdin']);

function setNamedOption(shell: Shell, name: string, value: boolean): boolean {
  if (name in shell.options) {
    shell.options[name as keyof ShellOptions] = value;
    return true;
  }
  return ignoredNames.has(name);
}

/** Applies `-eux`, `-o pipefail` …; returns the arguments after them. Throws ShellError for an unknown one. */
export function applyOptions(shell: Shell, args: readonly string[], commandName: string, from = 0): string[] | undefined {
  let at = from;
  for (; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '--') return args.slice(at + 1);
    if (!/^[-+]./.test(arg)) break;
    for (const letter of arg.slice(1)) {
      if (letter === 'o') {
        const name = args[++at];
        if (name !== undefined && !setNamedOption(shell, name, arg.startsWith('-'))) throw new ShellError(`${commandName}: line ${String(shell.line)}: illegal option ${arg.charAt(0)}o ${name}`);
        continue;
      }
      const option = optionByLetter[letter];
      if (option) shell.options[option] = arg.startsWith('-');
      else if (!ignoredOptions.has(letter)) throw new ShellError(`${commandName}: line ${String(shell.line)}: illegal option ${arg.charAt(0)}${letter}`);
    }
  }
  return at < args.length ? args.slice(at) : undefined;
}

async function set(shell: Shell, argv: readonly string[]): Promise<number> {
  if (argv.length === 1) {
    for (const name of shell.variables.names().sort()) await shell.process.write(1, `${name}=${quote(shell.variables.get(name) ?? '')}\n`);
    return 0;
  }
  if (argv.length === 2 && (argv[1] === '-o' || argv[1] === '+o')) {
    const values: Readonly<Record<string, boolean>> = shell.isBash ? { ...bashOptions, ...shell.options } : { ...shell.options };
    const separator = shell.isBash ? '\t' : ' ';
    for (const [name, value] of (shell.isBash ? Object.keys(bashOptions) : optionNames).map((one) => [one, values[one] ?? false] as const)) await shell.process.write(1, argv[1] === '-o' ? `${name.padEnd(15)}${separator}${value ? 'on' : 'off'}\n` : `set ${value ? '-' : '+'}o ${name}\n`);
    return 0;
  }
  if (argv[1] === '-') {
    shell.options.xtrace = false;
    shell.options.verbose = false;
    if (argv.length > 2) shell.positional = argv.slice(2);
    return 0;
  }
  const rest = applyOptions(shell, argv, 'set', 1);
  if (rest) shell.positional = rest;
  return 0;
}

/** Newest first; only an interactive ash knows what a job's command was. */
async function jobs(shell: Shell, argv: readonly string[]): Promise<number> {
  const listed = shell.isBash ? shell.jobs.filter((job) => job.isWaited !== true) : [...shell.jobs].reverse();
  for (const job of listed) {
    const mark = job === shell.jobs.at(-1) ? '+' : job === shell.jobs.at(-2) ? '-' : ' ';
    const { exitCode, exitSignal } = job.process;
    const state = exitCode === undefined ? 'Running' : exitSignal !== undefined ? signalText(exitSignal) : exitCode === 0 ? 'Done' : `Done(${String(exitCode)})`;
    const pid = argv.includes('-l') ? `${String(job.process.pid)} ` : '';
    await shell.process.write(1, argv.includes('-p') ? `${String(job.process.pid)}\n` : `[${String(job.number)}]${mark}  ${pid}${state.padEnd(27 - pid.length)}${shell.isBash || shell.isInteractive ? job.text : ''}\n`);
    // What was told of as ended is forgotten, and the next one takes its mark.
    if (!shell.isBash && exitCode !== undefined) shell.jobs.splice(shell.jobs.indexOf(job), 1);
  }
  if (shell.isBash) shell.jobs.splice(0, shell.jobs.length, ...shell.jobs.filter((job) => job.process.isAlive));
  return 0;
}

async function exec(shell: Shell, argv: readonly string[]): Promise<number> {
  const args = argv[1] === '--' ? argv.slice(2) : argv[1] === '-a' ? argv.slice(3) : argv.slice(1);
  if (args.length > 0) {
    const { line } = shell;
    const found = args[0] ?? '';
    if (!shell.isBash && !found.includes('/')) shell.line = line;
    await replaceBy(shell, args);
  }
  return 0;
}

async function foreground(shell: Shell, argv: readonly string[]): Promise<number> {
  const job = argv[1] === undefined ? shell.jobs.at(-1) : findJob(shell, argv[1].startsWith('%') ? argv[1] : `%${argv[1]}`);
  if (!job) throw new ShellError(`${argv[0] ?? 'fg'}: line ${String(shell.line)}: No current job`);
  if (!shell.isInteractive) throw new ShellError(`${argv[0] ?? 'fg'}: line ${String(shell.line)}: job ${argv[1] ?? '(null)'} not created under job control`, 2);
  await shell.process.write(1, `${job.text}\n`);
  return waitForeground(shell, job.process);
}

export const controlBuiltins: Readonly<Record<string, Builtin>> = {
  ':': { isSpecial: true, run: () => 0 },
  true: { run: () => 0 },
  false: { run: () => 1 },
  exit: { isSpecial: true, run: (shell, argv) => { throw new ShellExit(statusArgument(shell, argv)); } },
  return: { isSpecial: true, run: (shell, argv) => { throw new FunctionReturn(statusArgument(shell, argv)); } },
  break: loopJump('break'),
  continue: loopJump('continue'),
  eval: { isSpecial: true, run: (shell, argv) => shell.nested(argv.slice(argv[1] === '--' ? 2 : 1).join(' ')) },
  '.': { isSpecial: true, run: source },
  source: { isSpecial: true, run: source },
  exec: { isSpecial: true, run: exec },
  trap: { isSpecial: true, run: trap },
  set: { isSpecial: true, run: set },
  shift: {
    isSpecial: true,
    run: (shell, argv) => {
      const count = Number(argv[1] ?? 1);
      if (!Number.isInteger(count) || count < 0) throw new ShellError(`shift: line ${String(shell.line)}: Illegal number: ${argv[1] ?? ''}`);
      if (count > shell.positional.length) return 1;
      shell.positional.splice(0, count);
      return 0;
    },
  },
  times: {
    isSpecial: true,
    run: async (shell) => {
      await shell.process.write(1, '0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n');
      return 0;
    },
  },
  wait: { run: wait },
  kill: { run: kill },
  jobs: { run: jobs },
  fg: { run: foreground },
  bg: { run: (shell) => { if (shell.jobs.length === 0) throw new ShellError(`bg: line ${String(shell.line)}: No current job`); return 0; } },
};

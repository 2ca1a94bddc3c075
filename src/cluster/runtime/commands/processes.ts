// Commands about processes: sleep, ps, top, kill by name, and those that run others.
import { Errno } from '../process/errno.ts';
import { executeFile, findExecutable } from '../process/execute.ts';
import { type Process, ProcessExit } from '../process/process.ts';
import { signalNames, signalNumber } from '../process/signals.ts';
import { isDirectory } from './paths.ts';
import { idOf } from './permissions.ts';
import { type CommandTable, complain, die, getOptions, nameOf, numberOf, searchSteps, usage } from './command.ts';

/** Milliseconds of `5`, `0.2`, `2m`, `infinity`; undefined when malformed. */
export function parseDuration(text: string): number | undefined {
  if (/^inf(?:inity)?$/i.test(text)) return Infinity;
  const found = /^(\d*\.?\d+|\d+\.)([smhd]?)$/.exec(text);
  if (!found) return undefined;
  const unit = ({ '': 1, s: 1, m: 60, h: 3600, d: 86400 } as Readonly<Record<string, number>>)[found[2] ?? ''] ?? 1;
  return Number(found[1]) * unit * 1000;
}

const sleepUsage = 'BusyBox v1.36.1 multi-call binary.\n\nUsage: sleep [N]...\n\nPause for a time equal to the total of the args given, where each arg can\nhave an optional suffix of (s)econds, (m)inutes, (h)ours, or (d)ays\n';

const succeed = (): number => 0;
const fail = (): number => 1;

/** Not async: what sleeps for days need not hold a function that waits. */
function sleep(process: Process): Promise<number> {
  const args = process.argv.slice(1).filter((arg) => arg !== '--');
  if (args.length === 0) return process.write(2, sleepUsage).then(fail);
  let totalMs = 0;
  for (const arg of args) {
    const ms = parseDuration(arg);
    if (ms === undefined) return complain(process, `invalid number '${arg}'`);
    totalMs += ms;
  }
  return process.sleep(totalMs).then(succeed);
}

/** Starts `argv` as a child and waits; says what cannot be run. */
export async function runChild(process: Process, argv: readonly string[], env: ReadonlyMap<string, string> = process.env): Promise<number> {
  const child = await startChild(process, argv, env);
  return typeof child === 'number' ? child : process.waitFor(child);
}

/** Starts `argv` as a child; a number is the exit code for what cannot be run. */
export async function startChild(process: Process, argv: readonly string[], env: ReadonlyMap<string, string> = process.env): Promise<Process | number> {
  const name = argv[0] ?? '';
  const found = findExecutable(process, name, env.get('PATH') ?? '/sbin:/usr/sbin:/bin:/usr/bin');
  if ('problem' in found) {
    await complain(process, found.status === 126 ? `can't execute '${name}': Permission denied` : `can't execute '${name}': No such file or directory`);
    return found.status;
  }
  const child = process.fork({ argv, env });
  void executeFile(child, found.path, argv);
  return child;
}

/** Becomes another program, as exec does. */
async function become(process: Process, argv: readonly string[]): Promise<number> {
  const name = argv[0] ?? '';
  const found = findExecutable(process, name, process.env.get('PATH') ?? '/sbin:/usr/sbin:/bin:/usr/bin');
  if ('problem' in found) {
    await complain(process, `can't execute '${name}': ${found.status === 126 ? 'Permission denied' : 'No such file or directory'}`);
    return found.status;
  }
  process.argv = argv;
  return executeFile(process, found.path, argv, true);
}

async function env(process: Process): Promise<number> {
  let args = process.argv.slice(1);
  for (;;) {
    const arg = args[0];
    if (arg === '-i' || arg === '-') process.env.clear();
    else if (arg === '-u') {
      process.env.delete(args[1] ?? '');
      args = args.slice(1);
    } else if (arg !== '--' && arg !== '-0') {
      if (arg !== undefined && /^-./.test(arg)) return complain(process, `invalid option -- '${arg.charAt(1)}'`);
      break;
    }
    args = args.slice(1);
  }
  while (args[0]?.includes('=')) {
    const at = args[0].indexOf('=');
    process.env.set(args[0].slice(0, at), args[0].slice(at + 1));
    args = args.slice(1);
  }
  if (args.length > 0) return become(process, args);
  await process.write(1, [...process.env].map(([name, value]) => `${name}=${value}\n`).join(''));
  return 0;
}

async function printenv(process: Process): Promise<number> {
  const names = process.argv.slice(1);
  if (names.length === 0) return env(process);
  let status = 0;
  for (const name of names) {
    const value = process.env.get(name);
    if (value === undefined) status = 1;
    else await process.write(1, `${value}\n`);
  }
  return status;
}

export function userName(process: Process, uid: number): string {
  return nameIn('/etc/passwd', process, uid);
}

export function groupName(process: Process, gid: number): string {
  return nameIn('/etc/group', process, gid);
}

/** The name that a file of users or groups has for `id`; the number when it has none. */
function nameIn(path: string, process: Process, id: number): string {
  try {
    return process.fs.readFile(path, { uid: 0, gid: 0, groups: [] }).split('\n').find((line) => line.split(':')[2] === String(id))?.split(':')[0] ?? String(id);
  } catch (error) {
    if (error instanceof Errno) return String(id);
    throw error;
  }
}

function commandLine(process: Process): string {
  return process.argv.join(' ');
}

function elapsed(process: Process): string {
  const seconds = Math.floor((process.context.clock.now() - process.startedAtMs) / 1000);
  return seconds < 3600 ? `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}` : `${String(Math.floor(seconds / 3600))}h${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}`;
}

function sorted(process: Process): Process[] {
  return [...process.namespace.processes.values()].sort((a, b) => a.pid - b.pid);
}

interface Column {
  readonly header: string;
  readonly width: number;
  readonly isRight: boolean;
  value(process: Process, reader: Process): string;
}

const kilobytes = (bytes: number): string => (bytes >= 10240 * 1024 ? `${String(Math.round(bytes / 1024 / 1024))}m` : String(Math.round(bytes / 1024)));

const columns: Readonly<Record<string, Column>> = {
  pid: { header: 'PID', width: 5, isRight: true, value: (p) => String(p.pid) },
  ppid: { header: 'PPID', width: 5, isRight: true, value: (p) => String(p.parent?.pid ?? 0) },
  pgid: { header: 'PGID', width: 5, isRight: true, value: (p) => String(p.pid) },
  user: { header: 'USER', width: 8, isRight: false, value: (p, reader) => userName(reader, p.credentials.uid) },
  group: { header: 'GROUP', width: 8, isRight: false, value: (p) => String(p.credentials.gid) },
  comm: { header: 'COMMAND', width: 16, isRight: false, value: (p) => (p.argv[0] ?? '').replace(/^.*\//, '').slice(0, 15) },
  args: { header: 'COMMAND', width: 27, isRight: false, value: commandLine },
  time: { header: 'TIME', width: 5, isRight: false, value: () => '0:00' },
  etime: { header: 'ELAPSED', width: 7, isRight: true, value: elapsed },
  tty: { header: 'TT', width: 6, isRight: false, value: (p) => (p.tty === undefined ? '?' : '136,0') },
  stat: { header: 'STAT', width: 4, isRight: false, value: (p, reader) => (p === reader ? 'R' : 'S') },
  vsz: { header: 'VSZ', width: 4, isRight: true, value: (p) => kilobytes(p.memoryBytes * 4) },
  rss: { header: 'RSS', width: 4, isRight: true, value: (p) => kilobytes(p.memoryBytes) },
  nice: { header: 'NI', width: 5, isRight: true, value: () => '0' },
};
const columnAliases: Readonly<Record<string, string>> = { command: 'args', cmd: 'args', cputime: 'time', ucmd: 'comm', uid: 'user', euser: 'user', s: 'stat', state: 'stat', pgrp: 'pgid' };

/** True in images of Debian, whose tools are not busybox's. */
export function isProcps(process: Process): boolean {
  return process.fs.exists('/etc/debian_version', process.credentials);
}

async function ps(process: Process): Promise<number> {
  const args = process.argv.slice(1);
  const at = args.findIndex((arg) => /^-?[a-zA-Z]*o$/.test(arg) && arg.startsWith('-'));
  const all = sorted(process);
  if (at < 0 && isProcps(process)) {
    const rows = all.map((p) => `${userName(process, p.credentials.uid).padEnd(8)} ${String(p.pid).padStart(7)}  0.0  0.0 ${String(Math.round(p.memoryBytes / 256)).padStart(6)} ${String(Math.round(p.memoryBytes / 1024)).padStart(5)} ${p.tty ? 'pts/0' : '?    '}    ${p === process ? 'R' : 'S'}${p.pid === 1 ? 's' : ' '}   ${new Date(p.startedAtMs).toISOString().slice(11, 16)}   0:00 ${commandLine(p)}`);
    await process.write(1, `USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n${rows.join('\n')}\n`);
    return 0;
  }
  const wanted = at < 0 ? ['pid', 'user', 'time', 'args'] : args.slice(at + 1).concat(args[at]?.replace(/^-[a-zA-Z]*o/, '') ?? '').filter((text) => text !== '' && !text.startsWith('-')).flatMap((text) => text.split(','));
  const chosen: Column[] = [];
  for (const name of wanted) {
    const [key = '', header] = name.split('=');
    const column = columns[columnAliases[key] ?? key];
    if (!column) return die(process, `bad -o argument '${key}', supported arguments: user,group,comm,args,pid,ppid,pgid,tty,vsz,stat,rss`);
    chosen.push(header === undefined ? column : { ...column, header });
  }
  const line = (cells: readonly string[]): string => cells.map((cell, i) => { const column = chosen[i]; return i === cells.length - 1 ? cell : column?.isRight ? cell.padStart(column.width) : cell.padEnd(column?.width ?? 0); }).join(' ').trimEnd();
  const lines = all.map((one) => line(chosen.map((column) => column.value(one, process))));
  const headers = chosen.every((column) => column.header === '') ? [] : [line(chosen.map((column) => column.header))];
  await process.write(1, `${[...headers, ...lines].join('\n')}\n`);
  return 0;
}

function topScreen(process: Process): string {
  const { machine, memory } = process.context;
  const all = sorted(process);
  const kB = (bytes: number): string => `${String(Math.round(bytes / 1024))}K`;
  const rows = all.map((p) => `${String(p.pid).padStart(5)} ${String(p.parent?.pid ?? 0).padStart(5)} ${userName(process, p.credentials.uid).padEnd(8)} ${p === process ? 'R' : 'S'}    ${kilobytes(p.memoryBytes * 4).padStart(5)}   0%   0   0% ${commandLine(p)}`);
  return `Mem: ${kB(memory.usedBytes)} used, ${kB(machine.memoryBytes - memory.usedBytes)} free, 0K shrd, 0K buff, 0K cached\nCPU:   0% usr   0% sys   0% nic 100% idle   0% io   0% irq   0% sirq\nLoad average: 0.00 0.00 0.00 1/${String(all.length)} ${String(process.pid)}\n  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND\n${rows.join('\n')}\n`;
}

async function top(process: Process): Promise<number> {
  const options = await getOptions(process, 'bn:d:mH');
  const count = Number(options.value('n') ?? (options.has('b') ? Infinity : Infinity));
  for (let i = 0; i < count; i++) {
    if (i > 0) await process.sleep(Number(options.value('d') ?? 5) * 1000);
    await process.write(1, `${options.has('b') ? '' : '\x1b[H\x1b[J'}${topScreen(process)}`);
  }
  return 0;
}

async function kill(process: Process): Promise<number> {
  const args = process.argv.slice(1);
  let signal: number | undefined = 15;
  if (args[0] === '-l') {
    await process.write(1, signalNames.slice(1).map((name, n) => `${String(n + 1).padStart(2)}) ${name}\n`).join(''));
    return 0;
  }
  if (args[0] === '-s') signal = signalNumber(args.splice(0, 2)[1] ?? '');
  else if (args[0]?.startsWith('-') && args.length > 1) signal = signalNumber(args.shift()?.slice(1) ?? '');
  if (signal === undefined) return complain(process, 'bad signal name');
  let status = 0;
  for (const arg of args) {
    const target = process.namespace.processes.get(Number(arg));
    if (!target) status = await complain(process, `can't kill pid ${arg}: No such process`);
    else if (process.credentials.uid !== 0 && process.credentials.uid !== target.credentials.uid) status = await complain(process, `can't kill pid ${arg}: Operation not permitted`);
    else target.signal(signal);
  }
  return status;
}

async function byName(process: Process): Promise<number> {
  const command = nameOf(process);
  const args = process.argv.slice(1);
  let signal = 15;
  const flags = new Set<string>();
  const names: string[] = [];
  for (const arg of args) {
    const number = arg.startsWith('-') ? signalNumber(arg.slice(1)) : undefined;
    if (number !== undefined && command !== 'pgrep' && command !== 'pidof') signal = number;
    else if (/^-./.test(arg)) for (const letter of arg.slice(1)) flags.add(letter);
    else names.push(arg);
  }
  const matches = sorted(process).filter((one) => {
    if (one === process) return false;
    const name = (one.argv[0] ?? '').replace(/^.*\//, '');
    if (command === 'pidof' || command === 'killall') return names.some((wanted) => wanted.replace(/^.*\//, '') === name);
    const subject = flags.has('f') ? commandLine(one) : name;
    const pattern = names[0] ?? '';
    return (flags.has('x') ? subject === pattern : new RegExp(pattern.replace(/[()+|{}]/g, '\\$&')).test(subject)) !== flags.has('v');
  });
  if (command === 'pidof') {
    if (matches.length > 0) await process.write(1, `${matches.map((one) => String(one.pid)).reverse().join(' ')}\n`);
  } else if (command === 'pgrep') {
    for (const one of matches) await process.write(1, flags.has('l') ? `${String(one.pid)} ${(one.argv[0] ?? '').replace(/^.*\//, '')}\n` : flags.has('a') ? `${String(one.pid)} ${commandLine(one)}\n` : `${String(one.pid)}\n`);
  } else for (const one of matches) one.signal(signal);
  if (matches.length === 0 && command === 'killall') await complain(process, `${names[0] ?? ''}: no process killed`);
  return matches.length > 0 ? 0 : 1;
}

async function timeout(process: Process): Promise<number> {
  const options = await getOptions(process, '+s:k:tp', { signal: 's', 'kill-after': 'k', foreground: 'p' });
  const [limit = '', ...argv] = options.args;
  if (argv.length === 0) return usage(process);
  const ms = parseDuration(limit);
  if (ms === undefined) return complain(process, `invalid number '${limit}'`);
  const signal = signalNumber(options.value('s') ?? 'TERM');
  if (signal === undefined) return complain(process, `bad signal name '${options.value('s') ?? ''}'`);
  const child = await startChild(process, argv);
  if (typeof child === 'number') return child;
  let isTimedOut = false;
  const timer = process.context.clock.setTimeout(() => {
    isTimedOut = true;
    child.signal(signal);
  }, ms);
  const killAfter = options.value('k');
  const killer = killAfter === undefined ? undefined : process.context.clock.setTimeout(() => { child.signal(9); }, ms + (parseDuration(killAfter) ?? 0));
  try {
    const code = await process.waitFor(child);
    if (isTimedOut && isProcps(process) && code === 143) return 124;
    // Busybox runs the command in place of timeout, so that its death by a signal is timeout's own.
    if (child.exitSignal !== undefined) throw new ProcessExit(code, child.exitSignal);
    return code;
  } finally {
    timer.dispose();
    killer?.dispose();
    if (!isTimedOut && child.isAlive) child.signal(15);
  }
}

async function xargs(process: Process): Promise<number> {
  const options = await getOptions(process, '+n:I:0rtpP:L:s:d:x', { null: '0', 'no-run-if-empty': 'r', 'max-args': 'n', replace: 'I', 'max-procs': 'P', delimiter: 'd' });
  const input = await process.readAll(0);
  const replace = options.value('I');
  const delimiter = options.value('d');
  const items = options.has('0') ? input.split('\0') : delimiter !== undefined ? input.split(delimiter.replace('\\n', '\n').replace('\\t', '\t')) : replace !== undefined ? input.split('\n').map((line) => line.trim()) : await splitWords(process, input);
  if (items === undefined) return complain(process, `unmatched ${/'[^']*$/.test(input) && !/"[^"]*$/.test(input) ? 'single' : 'double'} quote`);
  while (items.at(-1) === '') items.pop();
  const command = options.args.length > 0 ? options.args : ['echo'];
  const runs: string[][] = [];
  if (replace !== undefined) for (const item of items) { if (item !== '') runs.push(command.map((arg) => arg.replaceAll(replace, item))); }
  else {
    const size = await numberOf(process, options.value('n') ?? options.value('L') ?? '5000');
    for (let at = 0; at < items.length; at += size) runs.push([...command, ...items.slice(at, at + size)]);
    if (items.length === 0 && !options.has('r')) runs.push([...command]);
  }
  let status = 0;
  const parallel = Math.max(1, Number(options.value('P') ?? 1));
  for (let at = 0; at < runs.length; at += parallel) {
    const children: (Process | number)[] = [];
    for (const argv of runs.slice(at, at + parallel)) {
      if (options.has('t')) await process.write(2, `${argv.join(' ')}\n`);
      children.push(await startChild(process, argv));
    }
    for (const child of children) {
      const code = typeof child === 'number' ? child : await process.waitFor(child);
      if (code === 255) {
        await complain(process, `${command[0] ?? ''}: exited with status 255; aborting`);
        return 124;
      }
      if (typeof child === 'number') return code;
      if (code !== 0) status = 123;
    }
  }
  return status;
}

/** Words with quotes and backslashes as xargs reads them; undefined when a quote is not closed. */
async function splitWords(process: Process, input: string): Promise<string[] | undefined> {
  const words: string[] = [];
  let word = '';
  let hasWord = false;
  let nextPause = 8192;
  for (let i = 0; i < input.length; i++) {
    if (i >= nextPause) {
      nextPause = i + 8192;
      await process.tick(searchSteps);
    }
    const c = input[i] ?? '';
    if (c === '\\') {
      word += input[++i] ?? '';
      hasWord = true;
    } else if (c === "'" || c === '"') {
      const end = input.indexOf(c, i + 1);
      if (end < 0) return undefined;
      word += input.slice(i + 1, end);
      hasWord = true;
      i = end;
    } else if (c === ' ' || c === '\t' || c === '\n') {
      if (hasWord) words.push(word);
      word = '';
      hasWord = false;
    } else {
      word += c;
      hasWord = true;
    }
  }
  if (hasWord) words.push(word);
  return words;
}

async function watch(process: Process): Promise<number> {
  const options = await getOptions(process, '+n:t', {}, { min: 1 });
  const seconds = Number(options.value('n') ?? 2);
  for (;;) {
    await process.write(1, `\x1b[H\x1b[J${options.has('t') ? '' : `Every ${seconds.toFixed(1)}s: ${options.args.join(' ')}\n\n`}`);
    await runChild(process, ['sh', '-c', options.args.join(' ')]);
    await process.sleep(seconds * 1000);
  }
}

async function yes(process: Process): Promise<number> {
  const text = `${process.argv.length > 1 ? process.argv.slice(1).join(' ') : 'y'}\n`;
  const chunk = text.repeat(Math.max(1, Math.floor(4096 / text.length)));
  for (;;) await process.write(1, chunk);
}

async function time(process: Process): Promise<number> {
  const options = await getOptions(process, '+pvao:f:', {}, { min: 1 });
  const startMs = process.context.clock.now();
  const code = await runChild(process, options.args);
  const seconds = (process.context.clock.now() - startMs) / 1000;
  await process.write(2, options.has('p') ? `real ${seconds.toFixed(2)}\nuser 0.00\nsys 0.00\n` : `real\t${String(Math.floor(seconds / 60))}m ${(seconds % 60).toFixed(2)}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n`);
  return code;
}

/** Becomes a shell of another user; only root may. */
async function su(process: Process): Promise<number> {
  const options = await getOptions(process, 'lmpc:s:');
  const [name = 'root', ...args] = options.args.filter((arg) => arg !== '-');
  const uid = idOf(process, '/etc/passwd', name);
  if (uid === undefined) return complain(process, `unknown user ${name}`);
  if (process.credentials.uid !== 0 && process.credentials.uid !== uid) return complain(process, 'must be suid to work properly');
  process.credentials = { ...process.credentials, uid, ...(uid !== 0 && { gid: uid, groups: [uid] }) };
  process.env.set('USER', name);
  const command = options.value('c');
  return become(process, [options.value('s') ?? 'sh', ...(command === undefined ? [] : ['-c', command]), ...args]);
}

export const processCommands: CommandTable = {
  sleep, ps, top, kill, env, printenv, timeout, xargs, watch, yes, time,
  usleep: async (process) => {
    const { args: [text = ''] } = await getOptions(process, '', {}, { min: 1 });
    await process.sleep((await numberOf(process, text)) / 1000);
    return 0;
  },
  pgrep: byName, pkill: byName, pidof: byName, killall: byName,
  nohup: async (process) => { await getOptions(process, '+', {}, { min: 1 }); process.handlers.set(1, 'ignore'); return become(process, process.argv.slice(1)); },
  setsid: async (process) => {
    const { args } = await getOptions(process, '+cwf', {}, { min: 1 });
    return become(process, args);
  },
  nice: async (process) => { const options = await getOptions(process, '+n:'); return become(process, options.args); },
  chroot: async (process) => {
    const [, root, ...argv] = process.argv;
    if (root === undefined) return usage(process);
    if (!isDirectory(process, root)) return complain(process, `can't change root directory to '${root}': No such file or directory`);
    return become(process, argv.length > 0 ? argv : ['sh', '-i']);
  },
  su,
  pstree: async (process) => {
    const show = (one: Process, indent: string): string => `${indent}${(one.argv[0] ?? '').replace(/^.*\//, '')}\n${[...one.children.values()].map((child) => show(child, `${indent}  `)).join('')}`;
    await process.write(1, sorted(process).filter((one) => one.parent === undefined).map((one) => show(one, '')).join(''));
    return 0;
  },
};

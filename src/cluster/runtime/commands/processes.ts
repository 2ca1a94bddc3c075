// Commands about processes: sleep, kill by name, and those that run others.
import { type Process, ProcessExit } from '../process/process.ts';
import { signalNames, signalNumber } from '../process/signals.ts';
import { isDirectory } from './paths.ts';
import { idOf } from './permissions.ts';
import { type CommandTable, complain, getOptions, nameOf, numberOf, usage } from './command.ts';
import { become, runChild, startChild } from './children.ts';
import { parseDuration } from './duration.ts';
import { commandLine, isProcps, ps, sorted, top } from './ps.ts';
import { xargs } from './xargs.ts';

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
    process.isSessionLeader = true;
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

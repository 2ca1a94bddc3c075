// Commands that start and stop other programs: start-stop-daemon, run-parts, and those that set how a program is scheduled.
import { Errno } from '../process/errno.ts';
import { nullFile } from '../process/open-file.ts';
import type { Process } from '../process/process.ts';
import { signalNumber } from '../process/signals.ts';
import { become, runChild, startChild } from './children.ts';
import { type CommandTable, complain, getOptions, nameOf, pathOf, usage } from './command.ts';
import { sorted } from './ps.ts';

/** Processes that match all that is given. */
function matching(process: Process, conditions: { readonly pidFile?: string | undefined; readonly executable?: string | undefined; readonly name?: string | undefined }): Process[] {
  let pid: number | undefined;
  if (conditions.pidFile !== undefined) {
    try {
      pid = Number(process.fs.readFile(pathOf(process, conditions.pidFile), process.credentials, process).trim());
    } catch (error) {
      if (error instanceof Errno) return [];
      throw error;
    }
  }
  return sorted(process).filter((one) => one !== process && (pid === undefined || one.pid === pid) && (conditions.executable === undefined || one.argv[0] === conditions.executable || one.exe === conditions.executable) && (conditions.name === undefined || one.argv[0]?.replace(/^.*\//, '') === conditions.name));
}

async function startStopDaemon(process: Process): Promise<number> {
  const options = await getOptions(process, '+SKa:bmp:x:n:u:c:s:toqvN:k:d:', { start: 'S', stop: 'K', startas: 'a', background: 'b', 'make-pidfile': 'm', pidfile: 'p', exec: 'x', name: 'n', user: 'u', chuid: 'c', signal: 's', test: 't', oknodo: 'o', quiet: 'q', verbose: 'v', chdir: 'd' });
  const pidFile = options.value('p');
  const executable = options.value('x');
  if (options.has('S') === options.has('K')) return usage(process);
  const found = matching(process, { pidFile, executable, name: options.value('n') });
  const say = async (text: string): Promise<void> => { if (!options.has('q')) await process.write(1, text); };
  if (options.has('K')) {
    const signal = signalNumber(options.value('s') ?? 'TERM');
    if (signal === undefined) return complain(process, `bad signal name '${options.value('s') ?? ''}'`);
    for (const one of found) if (!options.has('t')) one.signal(signal);
    const what = pidFile === undefined ? (executable ?? options.value('n') ?? '') : `process in pidfile '${pidFile}'`;
    if (found.length > 0) await say(`stopped ${what} (pid${found.length > 1 ? 's' : ''} ${found.map((one) => String(one.pid)).join(' ')})\n`);
    else if (!options.has('q')) await process.write(1, `no ${executable ?? options.value('n') ?? `process in pidfile '${pidFile ?? ''}'`} found; none killed\n`);
    return found.length > 0 || options.has('o') ? 0 : 1;
  }
  if (found.length > 0) {
    await say(`${executable ?? options.value('a') ?? ''} is already running\n${String(found[0]?.pid ?? 0)}\n`);
    return options.has('o') ? 0 : 1;
  }
  const argv = [options.value('a') ?? executable ?? '', ...options.args];
  const write = (pid: number): void => { if (options.has('m') && pidFile !== undefined) process.fs.writeFile(pathOf(process, pidFile), `${String(pid)}\n`, process.credentials, 0o644); };
  if (!options.has('b')) {
    write(process.pid);
    return become(process, argv);
  }
  for (const fd of [0, 1, 2]) process.installAt(fd, nullFile());
  const child = await startChild(process, argv);
  if (typeof child === 'number') return child;
  child.isSessionLeader = true;
  write(child.pid);
  return 0;
}

async function runParts(process: Process): Promise<number> {
  const options = await getOptions(process, 'a:u:lte', { arg: 'a', umask: 'u', list: 'l', test: 't', 'exit-on-error': 'e', reverse: 'l' }, { min: 1, max: 1 });
  const [directory = ''] = options.args;
  let names: string[];
  try {
    names = process.fs.list(pathOf(process, directory), process.credentials, process).filter((name) => /^[\w-]+$/.test(name)).sort();
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    await complain(process, `${directory}: ${error.message}`);
    return 0;
  }
  let status = 0;
  for (const name of options.has('l') ? names.reverse() : names) {
    const path = `${directory.replace(/\/$/, '')}/${name}`;
    const { node } = process.fs.stat(pathOf(process, path), process.credentials, { process });
    if (node.type !== 'file' || (node.mode & 0o111) === 0) continue;
    if (options.has('t')) {
      await process.write(1, `${path}\n`);
      continue;
    }
    const code = await runChild(process, [path, ...options.values('a')]);
    if (code === 0) continue;
    await complain(process, `${path}: exit status ${String(code)}`);
    status = 1;
    if (options.has('e')) break;
  }
  return status;
}

/** Runs what follows its options; one processor and one queue are all there is to choose from. */
function running(spec: string, ownOperands: number, report: (process: Process, pid: string) => string): CommandTable[string] {
  return async (process) => {
    const options = await getOptions(process, spec);
    const isAbout = options.has('p');
    const pid = options.value('p') ?? options.args.at(-1) ?? '';
    const argv = options.has('c') && nameOf(process) === 'taskset' ? options.args.slice(isAbout ? 0 : 1) : options.args.slice(isAbout ? 0 : ownOperands);
    if (!isAbout && argv.length > 0) return become(process, argv);
    if (isAbout && !process.namespace.processes.has(Number(pid))) return complain(process, `can't ${nameOf(process) === 'taskset' ? 'get affinity' : 'ioprio_get'}: No such process`);
    if (argv.length === 0 && !isAbout && ownOperands > 0) return usage(process);
    await process.write(1, report(process, pid));
    return 0;
  };
}

async function renice(process: Process): Promise<number> {
  const words = process.argv.slice(1).filter((arg) => !/^-[npgu]$/.test(arg));
  const [, ...pids] = words;
  if (pids.length === 0) return usage(process);
  const missing = pids.find((pid) => !process.namespace.processes.has(Number(pid)));
  return missing === undefined ? 0 : complain(process, `setpriority: No such process`);
}

/** As root of a container without the capabilities: the kernel refuses. */
function refused(text: string): CommandTable[string] {
  return (process) => complain(process, text);
}

/** Asks process 1 to end, as init would. */
function ending(signal: number): CommandTable[string] {
  return (process) => {
    process.namespace.processes.get(1)?.signal(signal);
    return 0;
  };
}

export const daemonCommands: CommandTable = {
  'start-stop-daemon': startStopDaemon,
  'run-parts': runParts,
  renice,
  ionice: running('+c:n:tp:', 0, () => 'none: prio 0\n'),
  taskset: running('+apc', 1, (process, pid) => `pid ${pid}'s current affinity mask: ${((1 << Math.min(process.context.machine.cpuCount, 30)) - 1).toString(16)}\n`),
  halt: ending(10), poweroff: ending(12), reboot: ending(15),
  unshare: refused('unshare(0x20000): Operation not permitted'),
  nsenter: refused("can't open '/proc/1/ns/mnt': Permission denied"),
  swapon: refused('/dev/vdb: Operation not permitted'), swapoff: refused('/dev/vdb: Operation not permitted'),
  modprobe: refused("can't change directory to '/lib/modules': No such file or directory"), insmod: refused("can't insert: Operation not permitted"), rmmod: refused("can't unload: Operation not permitted"),
  lsmod: async (process) => { await process.write(1, 'Module                  Size  Used by    Not tainted\n'); return 0; },
  nologin: async (process) => { await process.write(1, 'This account is not available\n'); return 1; },
  w: async (process) => { await process.write(1, 'USER\t\tTTY\t\tIDLE\tTIME\t\t HOST\n'); return 0; },
  last: async (process) => { await process.write(1, 'USER       TTY            HOST               LOGIN        TIME\n'); return 0; },
};

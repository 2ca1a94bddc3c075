// ps and top.
import { machineMemory } from '../kernel/proc-machine.ts';
import { sessionOf } from '../kernel/proc-process.ts';
import { sizeOfProcess } from '../kernel/process-memory.ts';
import type { Process } from '../process/process.ts';
import { die, getOptions } from './command.ts';
import { userName } from './names.ts';

export function commandLine(process: Process): string {
  return process.argv.join(' ');
}

function elapsed(process: Process): string {
  const seconds = Math.floor((process.context.clock.now() - process.startedAtMs) / 1000);
  return seconds < 3600 ? `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}` : `${String(Math.floor(seconds / 3600))}h${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}`;
}

export function sorted(process: Process): Process[] {
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
  pgid: { header: 'PGID', width: 5, isRight: true, value: (p) => String(sessionOf(p)) },
  sid: { header: 'SID', width: 5, isRight: true, value: (p) => String(sessionOf(p)) },
  user: { header: 'USER', width: 8, isRight: false, value: (p, reader) => userName(reader, p.credentials.uid) },
  group: { header: 'GROUP', width: 8, isRight: false, value: (p) => String(p.credentials.gid) },
  comm: { header: 'COMMAND', width: 16, isRight: false, value: (p) => (p.argv[0] ?? '').replace(/^.*\//, '').slice(0, 15) },
  args: { header: 'COMMAND', width: 27, isRight: false, value: commandLine },
  time: { header: 'TIME', width: 5, isRight: true, value: () => '0:00' },
  etime: { header: 'ELAPSED', width: 7, isRight: true, value: elapsed },
  tty: { header: 'TT', width: 6, isRight: false, value: (p) => (p.tty === undefined ? '?' : '136,0') },
  stat: { header: 'STAT', width: 4, isRight: false, value: (p, reader) => `${p === reader ? 'R' : 'S'}  ` },
  vsz: { header: 'VSZ', width: 4, isRight: true, value: (p) => kilobytes(sizeOfProcess(p).virtualKiB * 1024) },
  rss: { header: 'RSS', width: 4, isRight: true, value: (p) => kilobytes(sizeOfProcess(p).residentKiB * 1024) },
  nice: { header: 'NI', width: 5, isRight: true, value: () => '0' },
};
const columnAliases: Readonly<Record<string, string>> = { command: 'args', cmd: 'args', cputime: 'time', ucmd: 'comm', uid: 'user', euser: 'user', s: 'stat', state: 'stat', pgrp: 'pgid' };

/** True in images of Debian, whose tools are not busybox's. */
export function isProcps(process: Process): boolean {
  return process.fs.exists('/etc/debian_version', process.credentials);
}

export async function ps(process: Process): Promise<number> {
  const args = process.argv.slice(1);
  const at = args.findIndex((arg) => /^-?[a-zA-Z]*o$/.test(arg) && arg.startsWith('-'));
  const all = sorted(process);
  if (at < 0 && isProcps(process)) {
    const rows = all.map((p) => `${userName(process, p.credentials.uid).padEnd(8)} ${String(p.pid).padStart(7)}  0.0  0.0 ${String(sizeOfProcess(p).virtualKiB).padStart(6)} ${String(sizeOfProcess(p).residentKiB).padStart(5)} ${p.tty ? 'pts/0' : '?    '}    ${p === process ? 'R' : 'S'}${p.pid === 1 ? 's' : ' '}   ${new Date(p.startedAtMs).toISOString().slice(11, 16)}   0:00 ${commandLine(p)}`);
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
  const line = (cells: readonly string[], isHeading = false): string => cells.map((cell, i) => { const column = chosen[i]; return i === cells.length - 1 && !(column?.isRight && !isHeading) ? cell : column?.isRight && !isHeading ? cell.padStart(column.width) : cell.padEnd(column?.width ?? 0); }).join(' ');
  const lines = all.map((one) => line(chosen.map((column) => column.value(one, process))));
  const headers = chosen.every((column) => column.header === '') ? [] : [line(chosen.map((column) => column.header), true)];
  await process.write(1, `${[...headers, ...lines].join('\n')}\n`);
  return 0;
}

function topScreen(process: Process): string {
  const { totalBytes, usedBytes, sharedBytes, buffersBytes, cachedBytes, freeBytes } = machineMemory(process.context);
  const all = sorted(process);
  const kB = (bytes: number): string => `${String(Math.round(bytes / 1024))}K`;
  const rows = all.map((p) => `${String(p.pid).padStart(5)} ${String(p.parent?.pid ?? 0).padStart(5)} ${userName(process, p.credentials.uid).padEnd(8)} ${p === process ? 'R' : 'S'}    ${kilobytes(sizeOfProcess(p).virtualKiB * 1024).padStart(5)} ${String(Math.floor((sizeOfProcess(p).virtualKiB * 102400) / totalBytes)).padStart(3)}%   0   0% ${commandLine(p)}`);
  return `Mem: ${kB(usedBytes + buffersBytes + cachedBytes)} used, ${kB(freeBytes)} free, ${kB(sharedBytes)} shrd, ${kB(buffersBytes)} buff, ${kB(cachedBytes)} cached\nCPU:   0% usr   0% sys   0% nic 100% idle   0% io   0% irq   0% sirq\nLoad average: 0.00 0.00 0.00 1/${String(all.length)} ${String(process.pid)}\n  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND\n${rows.join('\n')}\n`;
}

export async function top(process: Process): Promise<number> {
  const options = await getOptions(process, 'bn:d:mH');
  const count = Number(options.value('n') ?? (options.has('b') ? Infinity : Infinity));
  for (let i = 0; i < count; i++) {
    if (i > 0) await process.sleep(Number(options.value('d') ?? 5) * 1000);
    await process.write(1, `${options.has('b') ? '' : '\x1b[H\x1b[J'}${topScreen(process)}`);
  }
  return 0;
}

// crond and crontab: commands at set minutes, from /var/spool/cron/crontabs.
import { type CronSchedule, parseCronSchedule } from '../../../api/batch/cron-schedule.ts';
import { firesAt } from '../../../api/batch/cron-time.ts';
import { findExecutable, executeFile } from '../process/execute.ts';
import { nullFile } from '../process/open-file.ts';
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { type CommandTable, complain, getOptions, pathOf } from './command.ts';
import { userName } from './names.ts';

const minuteMs = 60_000;
const defaultDirectory = '/var/spool/cron/crontabs';
interface Job {
  readonly schedule: CronSchedule;
  readonly command: string;
}

/** Undefined for what is no job. */
function jobOf(line: string): Job | undefined {
  const [, times = '', command = ''] = /^(@\w+|(?:\S+\s+){4}\S+)\s+(.*)$/.exec(line) ?? [];
  const schedule = parseCronSchedule(times, { hasSunday7: true });
  return typeof schedule === 'string' ? undefined : { schedule, command };
}

interface Table { readonly user: string; readonly shell: string; readonly jobs: readonly Job[] }

function readTables(process: Process, directory: string): Table[] {
  return process.fs.list(directory, process.credentials, process).sort().map((user) => {
    const lines = process.fs.readFile(`${directory}/${user}`, process.credentials, process).split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
    const shell = lines.map((line) => /^SHELL=(.*)$/.exec(line)?.[1]).findLast((one) => one !== undefined) ?? '/bin/sh';
    return { user, shell, jobs: lines.map(jobOf).filter((job) => job !== undefined) };
  });
}

/** Starts a job. What it prints is mail, and there is no mail: scripts that want it seen write to /proc/1/fd/1. */
function startJob(process: Process, { shell }: Table, command: string): Process | undefined {
  const found = findExecutable(process, shell, '');
  if ('problem' in found) return undefined;
  const argv = [shell, '-c', command];
  const child = process.fork({ argv, files: new Map([0, 1, 2].map((fd) => [fd, nullFile()])) });
  void executeFile(child, found.path, argv);
  return child;
}

async function serve(process: Process, directory: string, log: (level: number, text: string) => Promise<void>): Promise<number> {
  await log(8, 'crond (busybox 1.36.1) started, log level 8');
  for (;;) {
    const now = process.context.clock.now();
    const nextMs = (Math.floor(now / minuteMs) + 1) * minuteMs;
    await process.sleep(nextMs - now);
    for (const table of readTables(process, directory)) {
      for (const job of table.jobs) {
        await process.tick();
        if (!firesAt(job.schedule, nextMs)) continue;
        const child = startJob(process, table, job.command);
        if (child) await log(8, `USER ${table.user} pid ${String(child.pid).padStart(3)} cmd ${job.command}`);
      }
    }
  }
}

async function crond(process: Process): Promise<number> {
  const options = await getOptions(process, 'fbSl:L:c:d:');
  const directory = pathOf(process, options.value('c') ?? defaultDirectory);
  // What goes wrong goes where the log goes.
  if (!process.fs.exists(directory, process.credentials, process)) return options.has('d') ? complain(process, `can't change directory to '${options.value('c') ?? defaultDirectory}': No such file or directory`) : 1;
  const least = Number(options.value('d') ?? options.value('l') ?? 8);
  const logPath = options.value('L');
  const log = async (one: Process, level: number, text: string): Promise<void> => {
    if (level < least) return;
    if (options.has('d')) await one.write(2, `crond: ${text}\n`);
    else if (logPath !== undefined) {
      const file = one.fs.open(pathOf(process, logPath), { write: true, create: true, append: true, mode: 0o600 }, one);
      await file.write(one, `crond: ${text}\n`);
    }
  };
  if (options.has('f') || options.has('d')) return serve(process, directory, (level, text) => log(process, level, text));
  const daemon = process.fork({ files: new Map() });
  void daemon.run((one) => serve(one, directory, (level, text) => log(one, level, text)));
  return 0;
}

async function crontab(process: Process): Promise<number> {
  const options = await getOptions(process, 'c:u:ler', {}, { max: 1 });
  const user = options.value('u') ?? userName(process, process.credentials.uid);
  const directory = options.value('c') ?? defaultDirectory;
  const path = `${pathOf(process, directory)}/${user}`;
  if (!process.fs.exists(pathOf(process, directory), process.credentials, process)) return complain(process, `can't change directory to '${directory}': No such file or directory`);
  if (options.has('e')) return complain(process, 'this simulated terminal has no screen editor; use `crontab -`');
  try {
    if (options.has('l')) await process.write(1, process.fs.readFile(path, process.credentials, process));
    else if (options.has('r')) process.fs.unlink(path, process.credentials);
    else {
      const [from = '-'] = options.args;
      process.fs.writeFile(path, from === '-' ? await process.readAll(0) : process.fs.readFile(pathOf(process, from), process.credentials, process), process.credentials, 0o600);
    }
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return complain(process, `can't open '${options.has('l') || options.has('r') ? user : (options.args[0] ?? '-')}': ${error.message}`);
  }
  return 0;
}

export const cronCommands: CommandTable = { crond, crontab };

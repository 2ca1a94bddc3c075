// crond and crontab: commands at set minutes, from /var/spool/cron/crontabs.
import { findExecutable, executeFile } from '../process/execute.ts';
import { nullFile } from '../process/open-file.ts';
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { type CommandTable, complain, getOptions, pathOf } from './command.ts';
import { userName } from './names.ts';

const minuteMs = 60_000;
const defaultDirectory = '/var/spool/cron/crontabs';
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const specials: Readonly<Record<string, string>> = { '@yearly': '0 0 1 1 *', '@annually': '0 0 1 1 *', '@monthly': '0 0 1 * *', '@weekly': '0 0 * * 0', '@daily': '0 0 * * *', '@midnight': '0 0 * * *', '@hourly': '0 * * * *' };

interface Job {
  readonly times: readonly ReadonlySet<number>[];
  /** Whether days of the month and of the week are both given: either will do. */
  readonly isEitherDay: boolean;
  readonly command: string;
}

/** The values that a field names; undefined when it is malformed. */
function valuesOf(text: string, from: number, to: number, names: readonly string[], firstName: number): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  const numberOf = (word: string): number => {
    const at = names.indexOf(word.slice(0, 3).toLowerCase());
    return at >= 0 ? at + firstName : /^\d+$/.test(word) ? Number(word) : NaN;
  };
  for (const part of text.split(',')) {
    const [range = '', stepText] = part.split('/');
    const step = stepText === undefined ? 1 : Number(stepText);
    const [first = '', last] = range.split('-');
    const start = range === '*' ? from : numberOf(first);
    const end = range === '*' ? to : last === undefined ? (stepText === undefined ? start : to) : numberOf(last);
    if (!(step >= 1) || Number.isNaN(start) || Number.isNaN(end) || start < from || end > Math.max(to, names === days ? 7 : to)) return undefined;
    for (let value = start; value <= end; value += step) values.add(names === days ? value % 7 : value);
  }
  return values;
}

function jobOf(line: string): Job | undefined {
  const special = /^(@\w+)\s+(.*)$/.exec(line);
  const fields = /^(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(.*)$/.exec(special ? `${specials[special[1] ?? ''] ?? ''} ${special[2] ?? ''}` : line);
  if (!fields) return undefined;
  const [, minute = '', hour = '', date = '', month = '', day = '', command = ''] = fields;
  const times = [valuesOf(minute, 0, 59, [], 0), valuesOf(hour, 0, 23, [], 0), valuesOf(date, 1, 31, [], 0), valuesOf(month, 1, 12, months, 1), valuesOf(day, 0, 6, days, 0)];
  const known = times.filter((one) => one !== undefined);
  return known.length < times.length ? undefined : { times: known, isEitherDay: date !== '*' && day !== '*', command };
}

/** Whether a job is due in the minute of `epochMs`. */
function isDue({ times, isEitherDay }: Job, epochMs: number): boolean {
  const now = new Date(epochMs);
  const has = [now.getUTCMinutes(), now.getUTCHours(), now.getUTCDate(), now.getUTCMonth() + 1, now.getUTCDay()].map((value, i) => times[i]?.has(value) === true);
  const [minute, hour, date, month, day] = has;
  return minute === true && hour === true && month === true && (isEitherDay ? date === true || day === true : date === true && day === true);
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
        if (!isDue(job, nextMs)) continue;
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

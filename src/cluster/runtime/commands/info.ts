// Commands that tell about the machine, the user and the time.
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { mayAdminister } from '../process/security.ts';
import { type CommandTable, complain, getOptions, pathOf, usage } from './command.ts';
import { formatDate, parseByFormat, parseDate } from './date-format.ts';
import { groupName, userName } from './names.ts';
import { isProcps } from './ps.ts';
import { sysctl } from './sysctl.ts';
import { mountRows } from '../kernel/mount-table.ts';
import { machineMemory } from '../kernel/proc-machine.ts';

async function date(process: Process): Promise<number> {
  const rawFlags = process.argv.slice(1);
  const isIso = (arg: string): boolean => /^(?:-I|--iso-8601)/.test(arg);
  process.argv = process.argv.filter((arg) => !isIso(arg));
  const options = await getOptions(process, 'd:uRs:r:D:n', { date: 'd', utc: 'u', universal: 'u', 'rfc-2822': 'R', reference: 'r', set: 's' });
  let nowMs = process.context.clock.now();
  const text = options.value('d');
  if (text !== undefined) {
    const format = options.value('D');
    const parsed = (format === undefined ? undefined : parseByFormat(text, format, nowMs)) ?? parseDate(text, nowMs, isProcps(process));
    if (parsed === undefined) return complain(process, `invalid date '${text}'`);
    nowMs = parsed;
  }
  const reference = options.value('r');
  if (reference !== undefined) nowMs = process.fs.stat(pathOf(process, reference), process.credentials).node.mtimeMs;
  if (options.has('s')) return complain(process, "can't set date: Operation not permitted");
  // busybox is built without nanoseconds.
  const format = options.args.find((arg) => arg.startsWith('+'))?.slice(1).replace(/%N/g, (letters) => (isProcps(process) ? letters : '%%N'));
  if (options.args.length > 1 && format === undefined) return usage(process);
  const stray = options.args.find((arg) => !arg.startsWith('+'));
  if (stray !== undefined) return complain(process, `invalid date '${stray}'`);
  const iso = rawFlags.find(isIso);
  if (format !== undefined) await process.write(1, `${formatDate(format, nowMs)}\n`);
  else if (iso !== undefined) await process.write(1, `${formatDate(/seconds|s$/.test(iso) ? '%Y-%m-%dT%H:%M:%S+00:00' : '%Y-%m-%d', nowMs)}\n`);
  else if (options.has('R')) await process.write(1, `${formatDate('%a, %d %b %Y %H:%M:%S +0000', nowMs)}\n`);
  else await process.write(1, `${formatDate('%a %b %e %H:%M:%S UTC %Y', nowMs)}\n`);
  return 0;
}

async function hostname(process: Process): Promise<number> {
  const options = await getOptions(process, 'fdsiIF:', { fqdn: 'f', 'ip-address': 'i', short: 's' });
  const { machine, network, domainname } = process.context;
  const [wanted] = options.args;
  if (wanted !== undefined) {
    if (!mayAdminister(process.context.security, process.credentials)) return complain(process, 'sethostname: Operation not permitted');
    machine.hostname = wanted;
    return 0;
  }
  const full = domainname === '' ? machine.hostname : `${machine.hostname}.${domainname}`;
  const text = options.has('i') || options.has('I') ? network.ip : options.has('f') ? full : options.has('d') ? domainname : options.has('s') ? (machine.hostname.split('.')[0] ?? '') : machine.hostname;
  await process.write(1, `${text}\n`);
  return 0;
}

async function uname(process: Process): Promise<number> {
  const options = await getOptions(process, 'asnrvmpio', { all: 'a' });
  const { machine } = process.context;
  const parts: [string, string][] = [['s', 'Linux'], ['n', machine.hostname], ['r', machine.kernelVersion], ['v', '#1 SMP PREEMPT_DYNAMIC'], ['m', 'x86_64'], ['o', 'GNU/Linux']];
  const chosen = options.has('a') ? parts : parts.filter(([letter]) => options.has(letter) || (letter === 'm' && (options.has('p') || options.has('i'))));
  await process.write(1, `${(chosen.length > 0 ? chosen : [['s', 'Linux'] as [string, string]]).map(([, text]) => text).join(' ')}\n`);
  return 0;
}

/** A user's ids by the files of users and groups; undefined when there is no such user. */
function credentialsOf(process: Process, name: string): { uid: number; gid: number; groups: number[] } | undefined {
  const rows = (path: string): string[][] => {
    try {
      return process.fs.readFile(path, { uid: 0, gid: 0, groups: [] }).split('\n').map((line) => line.split(':'));
    } catch (error) {
      if (error instanceof Errno) return [];
      throw error;
    }
  };
  const user = rows('/etc/passwd').find((row) => row[0] === name);
  if (!user) return undefined;
  return { uid: Number(user[2]), gid: Number(user[3]), groups: rows('/etc/group').filter((row) => row[3]?.split(',').includes(name)).map((row) => Number(row[2])) };
}

async function groupsOf(process: Process): Promise<number> {
  const [, name] = process.argv;
  const known = name === undefined ? process.credentials : credentialsOf(process, name);
  if (!known) return complain(process, `unknown user ${name ?? ''}`);
  await process.write(1, `${[...new Set([known.gid, ...known.groups])].map((gid) => groupName(process, gid)).join(' ')}\n`);
  return 0;
}

async function id(process: Process): Promise<number> {
  const options = await getOptions(process, 'ugnGr', { user: 'u', group: 'g', name: 'n', groups: 'G' }, { max: 1 });
  const [name] = options.args;
  const known = name === undefined ? process.credentials : credentialsOf(process, name);
  if (!known) return complain(process, `unknown user ${name ?? ''}`);
  const { uid, gid, groups } = known;
  const all = [...new Set([gid, ...groups])];
  const named = options.has('n');
  let text: string;
  if (options.has('u')) text = named ? userName(process, uid) : String(uid);
  else if (options.has('g')) text = named ? groupName(process, gid) : String(gid);
  else if (options.has('G')) text = all.map((one) => (named ? groupName(process, one) : String(one))).join(' ');
  else {
    const show = (number: number, name: string): string => (name === String(number) ? String(number) : `${String(number)}(${name})`);
    text = `uid=${show(uid, userName(process, uid))} gid=${show(gid, groupName(process, gid))}${name === undefined && all.length === 1 && groups.length === 0 ? '' : ` groups=${all.map((one) => show(one, groupName(process, one))).join(',')}`}`;
  }
  await process.write(1, `${text}\n`);
  return 0;
}

async function df(process: Process): Promise<number> {
  const options = await getOptions(process, 'khmPTia');
  const human = options.has('h');
  const size = (bytes: number): string => {
    if (!human) return String(Math.floor(bytes / (options.has('m') ? 1024 ** 2 : 1024)));
    if (bytes === 0) return '0';
    return bytes >= 1024 ** 3 ? `${(bytes / 1024 ** 3).toFixed(1)}G` : bytes >= 1024 ** 2 ? `${(bytes / 1024 ** 2).toFixed(1)}M` : `${(bytes / 1024).toFixed(1)}K`;
  };
  const missing = options.args.find((path) => !process.fs.exists(pathOf(process, path), process.credentials, process));
  const headings = options.has('P') ? '1024-blocks    Used Available Capacity' : human ? '     Size      Used Available Use%' : options.has('m') ? '1M-blocks      Used Available Use%' : options.has('i') ? '   Inodes      Used Available Use%' : '1K-blocks      Used Available Use%';
  const heading = `Filesystem           ${options.has('T') ? 'Type       ' : ''}${headings} Mounted on\n`;
  if (missing !== undefined) {
    await process.write(1, heading);
    return complain(process, `${missing}: can't find mount point`);
  }
  const rows = mountRows(process.context);
  const shown = options.args.length === 0 ? rows : options.args.flatMap((arg) => {
    const { path: place } = process.fs.resolve(pathOf(process, arg), process.credentials, { process });
    const holding = rows.filter(({ path }) => path === '/' || path === place || place.startsWith(`${path}/`));
    return holding.sort((a, b) => a.path.length - b.path.length).slice(-1);
  });
  const lines = shown.flatMap(({ source, path, type, size: bytes }) => {
    if (bytes === undefined && options.args.length === 0 && !options.has('a')) return [];
    const { totalBytes, usedBytes } = bytes ?? { totalBytes: 0, usedBytes: 0 };
    const percent = totalBytes === 0 ? 0 : Math.ceil((usedBytes / totalBytes) * 100);
    return [`${source.padEnd(20)} ${options.has('T') ? type.padEnd(11) : ''}${size(totalBytes).padStart(9)} ${size(usedBytes).padStart(9)} ${size(totalBytes - usedBytes).padStart(9)} ${String(percent).padStart(3)}% ${path}`];
  });
  await process.write(1, `${heading}${lines.join('\n')}\n`);
  return 0;
}

async function free(process: Process): Promise<number> {
  const options = await getOptions(process, 'bkmgh');
  const unit = options.has('b') ? 1 : options.has('m') || options.has('h') ? 1024 ** 2 : options.has('g') ? 1024 ** 3 : 1024;
  const { totalBytes, usedBytes, freeBytes, sharedBytes, buffersBytes, cachedBytes, availableBytes } = machineMemory(process.context);
  const human = (bytes: number): string => (bytes >= 1024 ** 3 ? `${(bytes / 1024 ** 3).toFixed(1)}G` : bytes >= 1024 ** 2 ? `${(bytes / 1024 ** 2).toFixed(1)}M` : bytes > 0 ? `${(bytes / 1024).toFixed(1)}K` : '0');
  const cell = (bytes: number): string => (options.has('h') ? human(bytes) : String(Math.floor(bytes / unit))).padStart(12);
  await process.write(1, `              total        used        free      shared  buff/cache   available\nMem:   ${[totalBytes, usedBytes, freeBytes, sharedBytes, buffersBytes + cachedBytes, availableBytes].map(cell).join('')}\nSwap:  ${[0, 0, 0].map(cell).join('')}\n`);
  return 0;
}

async function mount(process: Process): Promise<number> {
  const options = await getOptions(process, 't:o:rwa');
  const [what, where] = options.args;
  if (where !== undefined && !process.fs.exists(pathOf(process, where), process.credentials, process)) {
    await complain(process, `mounting ${what ?? ''} on ${where} failed: No such file or directory`);
    return 255;
  }
  if (what !== undefined) return complain(process, 'permission denied (are you root?)');
  const type = options.value('t');
  await process.write(1, mountRows(process.context).filter((row) => type === undefined || row.type === type).map((row) => `${row.source} on ${row.path} type ${row.type} (${row.options})\n`).join(''));
  return 0;
}

async function uptime(process: Process): Promise<number> {
  await getOptions(process, 's');
  const now = process.context.clock.now();
  const minutes = Math.floor((now - process.context.machine.bootedAtMs) / 60000);
  await process.write(1, ` ${formatDate('%H:%M:%S', now)} up ${minutes < 60 ? `${String(minutes)} min` : `${String(Math.floor(minutes / 60))}:${String(minutes % 60).padStart(2, '0')}`},  0 users,  load average: 0.00, 0.00, 0.00\n`);
  return 0;
}

async function which(process: Process): Promise<number> {
  let status = 0;
  const options = await getOptions(process, 'a', {}, { min: 1 });
  for (const name of options.args) {
    await process.tick();
    const directories = name.includes('/') ? [''] : (process.env.get('PATH') ?? '/sbin:/usr/sbin:/bin:/usr/bin').split(':');
    const found = directories.map((directory) => (directory === '' ? name : `${directory}/${name}`)).find((path) => {
      try {
        const { node } = process.fs.stat(pathOf(process, path), process.credentials, { process });
        return node.type === 'file' && (node.mode & 0o111) !== 0;
      } catch {
        return false;
      }
    });
    if (found === undefined) status = 1;
    else await process.write(1, `${found}\n`);
  }
  return status;
}

async function tty(process: Process): Promise<number> {
  const options = await getOptions(process, 's', { silent: 's', quiet: 's' }, { failure: 2 });
  const file = process.files.get(0);
  if (options.has('s')) return file?.isTty ? 0 : 1;
  await process.write(1, file?.isTty ? `${file.path}\n` : 'not a tty\n');
  return file?.isTty ? 0 : 1;
}

async function say(process: Process, text: string): Promise<number> {
  await process.write(1, text);
  return 0;
}

export const infoCommands: CommandTable = {
  date, hostname, uname, id, df, free, mount, uptime, which, tty,
  whoami: async (process) => {
    await getOptions(process, '', {}, { max: 0 });
    return say(process, `${userName(process, process.credentials.uid)}\n`);
  },
  logname: (process) => complain(process, 'getlogin: No such device or address'),
  groups: groupsOf,
  nproc: async (process) => {
    await getOptions(process, 'ai:', { all: 'a', ignore: 'i' });
    return say(process, `${String(process.context.machine.cpuCount)}\n`);
  },
  arch: (process) => say(process, 'x86_64\n'),
  hostid: (process) => say(process, '007f0100\n'),
  dnsdomainname: (process) => say(process, process.context.domainname === '' ? '' : `${process.context.domainname}\n`),
  dmesg: (process) => complain(process, 'klogctl: Operation not permitted'),
  who: () => 0,
  sysctl,
  umount: (process) => complain(process, `can't unmount ${process.argv.at(-1) ?? ''}: Operation not permitted`),
  lsof: (process) => say(process, [...process.namespace.processes.values()].flatMap((one) => [...one.files].map(([, file]) => `${String(one.pid)}\t${one.argv[0] ?? ''}\t${file.path}\n`)).join('')),
};

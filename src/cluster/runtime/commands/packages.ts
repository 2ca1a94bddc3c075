// apk and apt-get: print what the real ones print and make the program available. Nothing is fetched.
import { executable } from './executable.ts';
import type { Process } from '../process/process.ts';
import { type CommandTable, complain } from './command.ts';

interface Package {
  readonly version: string;
  /** Paths and the programs that they are. */
  readonly programs: Readonly<Record<string, string>>;
  readonly depends?: readonly string[];
}

const packages: Readonly<Record<string, Package>> = {
  curl: { version: '8.14.1-r2', programs: { '/usr/bin/curl': 'curl' }, depends: ['brotli-libs', 'c-ares', 'libunistring', 'libidn2', 'nghttp2-libs', 'libpsl', 'zstd-libs', 'libcurl'] },
  wget: { version: '1.25.0-r1', programs: { '/usr/bin/wget': 'wget' } },
  bash: { version: '5.2.37-r0', programs: { '/bin/bash': 'bash' }, depends: ['readline'] },
  'bind-tools': { version: '9.20.11-r0', programs: { '/usr/bin/nslookup': 'nslookup' } },
  dnsutils: { version: '9.18.33', programs: { '/usr/bin/nslookup': 'nslookup' } },
  procps: { version: '4.0.4-r3', programs: { '/usr/bin/ps': 'ps', '/usr/bin/top': 'top', '/usr/bin/free': 'free', '/usr/bin/pgrep': 'pgrep', '/usr/bin/pkill': 'pkill', '/usr/bin/uptime': 'uptime', '/usr/bin/watch': 'watch', '/usr/bin/pidof': 'pidof' } },
  'iputils-ping': { version: '20221126', programs: { '/usr/bin/ping': 'ping' } },
  iputils: { version: '20240905-r0', programs: { '/usr/bin/ping': 'ping' } },
  'netcat-openbsd': { version: '1.226.1.1-r0', programs: { '/usr/bin/nc': 'nc' } },
  netcat: { version: '1.219', programs: { '/usr/bin/nc': 'nc' } },
  'net-tools': { version: '2.10-r3', programs: { '/usr/bin/netstat': 'netstat', '/usr/sbin/ifconfig': 'ifconfig', '/usr/sbin/route': 'route' } },
  iproute2: { version: '6.15.0-r0', programs: { '/usr/sbin/ip': 'ip' } },
  coreutils: { version: '9.7-r1', programs: {} },
  vim: { version: '9.1.1415-r0', programs: { '/usr/bin/vim': 'vi', '/usr/bin/vi': 'vi' } },
  nano: { version: '8.4-r0', programs: { '/usr/bin/nano': 'vi' } },
  less: { version: '679-r0', programs: { '/usr/bin/less': 'less' } },
  'ca-certificates': { version: '20250619-r0', programs: {} },
  redis: { version: '8.0.3-r0', programs: { '/usr/bin/redis-cli': 'redis-cli' } },
  nginx: { version: '1.28.0-r3', programs: { '/usr/sbin/nginx': 'nginx' } },
};

function install(process: Process, name: string): void {
  for (const [path, program] of Object.entries(packages[name]?.programs ?? {})) {
    process.fs.makeDirectories(path.slice(0, path.lastIndexOf('/')), process.credentials, 0o755);
    if (!process.fs.exists(path, process.credentials)) process.fs.writeFile(path, executable(program), process.credentials, 0o755);
  }
}

async function apk(process: Process): Promise<number> {
  const args = process.argv.slice(1);
  const command = args.find((arg) => !arg.startsWith('-'));
  const names = args.filter((arg) => !arg.startsWith('-') && arg !== command);
  const isQuiet = args.includes('-q') || args.includes('--quiet');
  const say = async (text: string): Promise<void> => { if (!isQuiet) await process.write(1, text); };
  const fetchLine = async (): Promise<void> => {
    for (const repository of ['main', 'community']) await say(`fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/${repository}/x86_64/APKINDEX.tar.gz\n`);
  };
  if (process.credentials.uid !== 0) {
    await process.write(2, 'ERROR: Unable to lock database: Permission denied\nERROR: Failed to open apk database: Permission denied\n');
    return 99;
  }
  switch (command) {
    case 'add': {
      await fetchLine();
      await process.sleep(400);
      const unknown = names.filter((name) => !packages[name.split(/[=<>~]/)[0] ?? '']);
      if (unknown.length > 0) {
        await process.write(2, `ERROR: unable to select packages:\n${unknown.map((name) => `  ${name} (no such package):\n    required by: world[${name}]\n`).join('')}`);
        return unknown.length;
      }
      const lines = names.flatMap((name) => [...(packages[name.split(/[=<>~]/)[0] ?? '']?.depends ?? []).map((dependency) => `${dependency} (1.0.0-r0)`), `${name} (${packages[name.split(/[=<>~]/)[0] ?? '']?.version ?? ''})`]);
      for (const [i, line] of lines.entries()) await say(`(${String(i + 1)}/${String(lines.length)}) Installing ${line}\n`);
      for (const name of names) install(process, name.split(/[=<>~]/)[0] ?? '');
      await say(`Executing busybox-1.37.0-r18.trigger\nOK: ${String(8 + lines.length)} MiB in ${String(16 + lines.length)} packages\n`);
      return 0;
    }
    case 'update':
      await fetchLine();
      await say('v3.22.1-236-g0ddc2fdd5d6 [https://dl-cdn.alpinelinux.org/alpine/v3.22/main]\nOK: 26326 distinct packages available\n');
      return 0;
    case 'del':
    case 'upgrade':
    case 'fix':
      await say('OK: 8 MiB in 16 packages\n');
      return 0;
    case 'info':
    case 'list':
      await say('alpine-baselayout\nbusybox\nmusl\napk-tools\n');
      return 0;
    default:
      await process.write(1, 'apk-tools 2.14.9, compiled for x86_64.\n\nusage: apk [<OPTIONS>...] COMMAND [<ARGUMENTS>...]\n');
      return command === undefined ? 1 : 99;
  }
}

async function aptGet(process: Process): Promise<number> {
  const args = process.argv.slice(1).filter((arg) => !arg.startsWith('-'));
  const [command, ...names] = args;
  const isQuiet = process.argv.includes('-qq');
  if (process.credentials.uid !== 0) {
    await process.write(2, 'E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)\nE: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?\n');
    return 100;
  }
  if (command === 'update') {
    await process.sleep(800);
    if (!isQuiet) await process.write(1, 'Get:1 http://deb.debian.org/debian bookworm InRelease [151 kB]\nGet:2 http://deb.debian.org/debian bookworm-updates InRelease [55.4 kB]\nGet:3 http://deb.debian.org/debian-security bookworm-security InRelease [48.0 kB]\nFetched 254 kB in 1s (318 kB/s)\nReading package lists... Done\n');
    return 0;
  }
  if (command === 'install') {
    if (!isQuiet) await process.write(1, 'Reading package lists... Done\nBuilding dependency tree... Done\nReading state information... Done\n');
    for (const name of names) {
      if (packages[name]) continue;
      await process.write(2, `E: Unable to locate package ${name}\n`);
      return 100;
    }
    await process.sleep(1200);
    for (const name of names) {
      install(process, name);
      if (!isQuiet) await process.write(1, `Selecting previously unselected package ${name}.\nPreparing to unpack .../${name}_amd64.deb ...\nUnpacking ${name} ...\nSetting up ${name} ...\n`);
    }
    return 0;
  }
  if (command === 'clean' || command === 'autoremove' || command === 'upgrade' || command === 'remove' || command === 'purge') return 0;
  return command === undefined ? 0 : complain(process, `Invalid operation ${command}`);
}

export const packageCommands: CommandTable = { apk, 'apt-get': aptGet };

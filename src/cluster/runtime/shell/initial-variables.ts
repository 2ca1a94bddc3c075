// The variables with which a shell begins.
import type { Shell } from './shell.ts';

/** Gives a new shell the variables of its process and those that a shell sets itself. */
export function importEnvironment(shell: Shell): void {
  for (const [name, value] of shell.process.env) {
    if (!/^[A-Za-z_]\w*$/.test(name)) continue;
    shell.variables.set(name, value);
    shell.variables.declare(name).isExported = true;
  }
  const defaults: Readonly<Record<string, string>> = { IFS: ' \t\n', OPTIND: '1', PS1: shell.process.credentials.uid === 0 ? '\\w # ' : '\\w $ ', PS2: '> ', PS4: '+ ' };
  for (const [name, value] of Object.entries(defaults)) shell.variables.set(name, value);
  if (shell.variables.get('PATH') === undefined) shell.variables.set('PATH', '/sbin:/usr/sbin:/bin:/usr/bin');
  shell.variables.set('PPID', String(shell.process.parent?.pid ?? 0));
  shell.variables.set('PWD', shell.process.cwd);
  shell.variables.declare('PWD').isExported = true;
  shell.variables.set('SHLVL', String(Number.parseInt(shell.variables.get('SHLVL') ?? '0', 10) + 1));
  shell.variables.declare('SHLVL').isExported = true;
  let seed = shell.process.pid * 2654435761 + shell.process.startedAtMs;
  shell.variables.dynamic.set('RANDOM', () => {
    seed = (Math.imul(seed | 0, 1103515245) + 12345) & 0x7fffffff;
    return String((seed >>> 8) & 32767);
  });
  if (!shell.isBash) return;
  const secondsFrom = shell.process.startedAtMs;
  shell.variables.dynamic.set('SECONDS', () => String(Math.floor((shell.process.context.clock.now() - secondsFrom) / 1000)));
  const { uid } = shell.process.credentials;
  const own = { BASH: '/bin/bash', BASH_VERSION: '5.2.15(1)-release', EUID: String(uid), UID: String(uid), HOSTNAME: shell.process.context.machine.hostname, HOSTTYPE: 'x86_64', OSTYPE: 'linux-gnu', MACHTYPE: 'x86_64-pc-linux-gnu' };
  for (const [name, value] of Object.entries(own)) shell.variables.set(name, value);
  for (const [i, part] of ['5', '2', '15', '1', 'release', own.MACHTYPE].entries()) shell.variables.setElement('BASH_VERSINFO', String(i), part);
}

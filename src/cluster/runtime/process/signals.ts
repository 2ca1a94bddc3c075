// Signal names and numbers (Linux), and what an unhandled one does.

/** Index is the number; names without SIG. */
export const signalNames: readonly string[] = [
  'EXIT', 'HUP', 'INT', 'QUIT', 'ILL', 'TRAP', 'ABRT', 'BUS', 'FPE', 'KILL', 'USR1', 'SEGV', 'USR2', 'PIPE', 'ALRM', 'TERM',
  'STKFLT', 'CHLD', 'CONT', 'STOP', 'TSTP', 'TTIN', 'TTOU', 'URG', 'XCPU', 'XFSZ', 'VTALRM', 'PROF', 'WINCH', 'POLL', 'PWR', 'SYS',
];

export const SIGINT = 2;
export const SIGQUIT = 3;
export const SIGKILL = 9;
export const SIGPIPE = 13;
export const SIGTERM = 15;
export const SIGCHLD = 17;
const SIGCONT = 18;

const realtimeMin = 34;

/** Number of `TERM`, `SIGTERM`, `term`, `15` or `SIGRTMIN+3`; undefined when there is none. */
export function signalNumber(name: string): number | undefined {
  if (/^\d+$/.test(name)) return Number(name) <= 64 ? Number(name) : undefined;
  const bare = name.toUpperCase().replace(/^SIG/, '');
  const realtime = /^RTMIN(?:\+(\d+))?$/.exec(bare);
  if (realtime) return realtimeMin + Number(realtime[1] ?? 0);
  if (bare === 'IOT') return 6;
  if (bare === 'CLD') return SIGCHLD;
  if (bare === 'IO') return 29;
  const at = signalNames.indexOf(bare);
  return at < 0 ? undefined : at;
}

/** What busybox prints when a foreground child dies of a signal; empty for those that are silent. */
export function signalText(signal: number): string {
  const said: Readonly<Record<number, string>> = {
    1: 'Hangup', 3: 'Quit', 4: 'Illegal instruction', 5: 'Trace/breakpoint trap', 6: 'Aborted', 7: 'Bus error', 8: 'Floating point exception', 9: 'Killed',
    10: 'User defined signal 1', 11: 'Segmentation fault', 12: 'User defined signal 2', 14: 'Alarm clock', 15: 'Terminated',
  };
  return said[signal] ?? '';
}

/** True when the default action does nothing. */
export function isIgnoredByDefault(signal: number): boolean {
  return signal === SIGCHLD || signal === SIGCONT || signal === 23 || signal === 28;
}

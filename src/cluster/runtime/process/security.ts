// What a container's processes may do beyond their user: Linux capabilities as runc sets them, no_new_privs and seccomp.
import type { Credentials } from './credentials.ts';

export interface ProcessSecurity {
  /** The bounding set; root's other sets are the same, other users' are empty. */
  readonly capabilities: bigint;
  readonly noNewPrivileges: boolean;
  readonly hasSeccomp: boolean;
  readonly isPrivileged: boolean;
}

/** What a container asks for. */
export interface SecurityRequest {
  readonly privileged?: boolean;
  readonly addCapabilities?: readonly string[];
  readonly dropCapabilities?: readonly string[];
  readonly noNewPrivileges?: boolean;
  readonly hasSeccomp?: boolean;
}

/** By number. */
const names = ('CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT '
  + 'SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE').split(' ');
const all = (1n << BigInt(names.length)) - 1n;
/** containerd's default set. */
const usual = setOf(['CHOWN', 'DAC_OVERRIDE', 'FSETID', 'FOWNER', 'MKNOD', 'NET_RAW', 'SETGID', 'SETUID', 'SETFCAP', 'SETPCAP', 'NET_BIND_SERVICE', 'SYS_CHROOT', 'KILL', 'AUDIT_WRITE']);

function setOf(wanted: readonly string[]): bigint {
  let set = 0n;
  for (const name of wanted) {
    if (name.toUpperCase() === 'ALL') return all;
    const bit = names.indexOf(name.toUpperCase().replace(/^CAP_/, ''));
    if (bit >= 0) set |= 1n << BigInt(bit);
  }
  return set;
}

/** ALL is taken first, so that single names can be taken out of it or added to nothing. */
export function processSecurity({ privileged, addCapabilities = [], dropCapabilities = [], noNewPrivileges = false, hasSeccomp = false }: SecurityRequest): ProcessSecurity {
  if (privileged === true) return { capabilities: all, noNewPrivileges: false, hasSeccomp: false, isPrivileged: true };
  const has = (list: readonly string[]): boolean => list.some((name) => name.toUpperCase() === 'ALL');
  const base = has(addCapabilities) ? all : has(dropCapabilities) ? 0n : usual;
  const added = has(addCapabilities) ? base : base | setOf(addCapabilities);
  return { capabilities: has(dropCapabilities) ? added : added & ~setOf(dropCapabilities), noNewPrivileges, hasSeccomp, isPrivileged: false };
}

/** Whether root may set what belongs to the whole machine or namespace: names, mounts. */
export function mayAdminister({ capabilities }: ProcessSecurity, { uid }: Credentials): boolean {
  return uid === 0 && (capabilities & setOf(['SYS_ADMIN'])) !== 0n;
}

/** What the container's root lacks of containerd's default set. */
export function usualLack({ capabilities }: ProcessSecurity): bigint {
  return usual & ~capabilities;
}

const bits = { CHOWN: setOf(['CHOWN']), DAC_OVERRIDE: setOf(['DAC_OVERRIDE']), FOWNER: setOf(['FOWNER']) };

/** Whether it is root and has one of the capabilities that files ask for. */
export function isCapable({ uid, lacks }: Credentials, capability: keyof typeof bits): boolean {
  return uid === 0 && (lacks === undefined || (lacks & bits[capability]) === 0n);
}

/** The lines of /proc/PID/status. */
export function securityLines({ capabilities, noNewPrivileges, hasSeccomp }: ProcessSecurity, uid: number): string[] {
  const hex = (set: bigint): string => set.toString(16).padStart(16, '0');
  const own = uid === 0 ? capabilities : 0n;
  return [`CapInh:\t${hex(0n)}`, `CapPrm:\t${hex(own)}`, `CapEff:\t${hex(own)}`, `CapBnd:\t${hex(capabilities)}`, `CapAmb:\t${hex(0n)}`, `NoNewPrivs:\t${noNewPrivileges ? 1 : 0}`, `Seccomp:\t${hasSeccomp ? 2 : 0}`, `Seccomp_filters:\t${hasSeccomp ? 1 : 0}`];
}

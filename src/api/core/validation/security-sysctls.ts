// Rules for a Pod's sysctls: core validation's validateSysctls and ValidateHostSysctl.
import { duplicate, type FieldError, invalid, required } from '../../field/error.ts';
import { byteLength } from '../../field/go-text.ts';
import type { FieldPath } from '../../field/path.ts';
import type { PodSpec } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import type { PodValidationOptions } from './pod-options.ts';

const segment = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const sysctlPattern = `^(${segment}[\\./])*${segment}$`;
const sysctlRegex = new RegExp(sysctlPattern);

function isValidSysctlName(name: string): boolean {
  return byteLength(name) <= 253 && sysctlRegex.test(name);
}

export function validateSysctls(spec: New<PodSpec>, path: FieldPath, options: PodValidationOptions): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  spec.securityContext?.sysctls?.forEach(({ name = '' }, i) => {
    const namePath = path.index(i).child('name');
    if (name === '') errors.push(required(namePath, ''));
    else if (!isValidSysctlName(name)) errors.push(invalid(namePath, name, `must have at most 253 characters and match regex ${sysctlPattern}`));
    else if (names.has(name)) errors.push(duplicate(namePath, name));
    if (!options.allowNamespacedSysctlsForHostNetAndHostIPC) errors.push(...validateHostSysctl(name, spec, namePath));
    names.add(name);
  });
  return errors;
}

/** A sysctl of a namespace that the Pod shares with the host would change the host. */
export function validateHostSysctl(name: string, spec: New<PodSpec>, path: FieldPath): FieldError[] {
  const namespace = sysctlNamespace(name);
  if (spec.hostNetwork === true && namespace === 'Net') return [invalid(path, name, "may not be specified when 'hostNetwork' is true")];
  if (spec.hostIPC === true && namespace === 'IPC') return [invalid(path, name, "may not be specified when 'hostIPC' is true")];
  return [];
}

const ipcSysctls: ReadonlySet<string> = new Set(['kernel.sem', 'kernel.shmall', 'kernel.shmmax', 'kernel.shmmni', 'kernel.shm_rmid_forced', 'kernel.shm', 'kernel.msgmax', 'kernel.msgmnb', 'kernel.msgmni', 'kernel.msg']);

/** The kernel namespace that a sysctl belongs to, where known. */
function sysctlNamespace(name: string): 'IPC' | 'Net' | undefined {
  const normalized = normalizeSysctlName(name).split('*', 1)[0] ?? '';
  if (ipcSysctls.has(normalized) || normalized.startsWith('fs.mqueue.')) return 'IPC';
  return normalized.startsWith('net.') ? 'Net' : undefined;
}

/** Slashes may separate segments; dots and slashes then change places, unless a dot comes first. */
function normalizeSysctlName(name: string): string {
  const first = /[./]/.exec(name)?.[0];
  if (first !== '/') return name;
  return name.replace(/[./]/g, (c) => (c === '/' ? '.' : '/'));
}

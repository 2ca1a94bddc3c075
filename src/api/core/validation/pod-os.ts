// Rules for Pods that say their operating system: core validation's validateOS, validateLinux and validateWindows.
import { type FieldError, forbidden, named, notSupported, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { PodSecurityContext, PodSpec, SecurityContext } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { visitContainersWithPath } from './container-visitor.ts';

/** Fields that the other operating system has are refused. */
export function validateOS(spec: New<PodSpec>, path: FieldPath): FieldError[] {
  if (spec.os === undefined) return [];
  const { name } = spec.os;
  if (name === undefined || (name as string) === '') return [required(path.child('os', 'name'), '')];
  if (name === 'linux') return validateLinux(spec, path);
  if (name === 'windows') return validateWindows(spec, path);
  return [notSupported(path.child('os'), named(name), ['linux', 'windows'])];
}

function validateLinux(spec: New<PodSpec>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const text = 'windows options cannot be set for a linux pod';
  if (spec.securityContext?.windowsOptions !== undefined) errors.push(forbidden(path.child('securityContext', 'windowsOptions'), text));
  visitContainersWithPath(spec, path, ({ securityContext }, containerPath) => {
    if (securityContext?.windowsOptions !== undefined) errors.push(forbidden(containerPath.child('securityContext', 'windowsOptions'), text));
  });
  return errors;
}

const podFieldsBeforeHost: readonly (keyof PodSecurityContext)[] = ['appArmorProfile', 'seLinuxOptions'];
const podFieldsAfterHost: readonly (keyof PodSecurityContext)[] = ['seccompProfile', 'fsGroup', 'fsGroupChangePolicy', 'sysctls'];
const podFieldsAtEnd: readonly (keyof PodSecurityContext)[] = ['runAsUser', 'runAsGroup', 'supplementalGroups', 'supplementalGroupsPolicy', 'seLinuxChangePolicy'];
const containerFields: readonly (keyof SecurityContext)[] = [
  'appArmorProfile', 'seLinuxOptions', 'seccompProfile', 'capabilities', 'readOnlyRootFilesystem', 'privileged', 'allowPrivilegeEscalation', 'procMount', 'runAsUser', 'runAsGroup',
];
const windowsText = 'cannot be set for a windows pod';

/** In upstream's order, which mixes fields of the spec with those of the security context. */
function validateWindows(spec: New<PodSpec>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const context = spec.securityContext ?? {};
  const refuse = (fields: readonly (keyof PodSecurityContext)[]): void => {
    for (const field of fields) {
      const isSet = field === 'sysctls' ? (context.sysctls ?? []).length > 0 : context[field] !== undefined;
      if (isSet) errors.push(forbidden(path.child('securityContext', field), windowsText));
    }
  };
  refuse(podFieldsBeforeHost);
  if (spec.hostUsers !== undefined) errors.push(forbidden(path.child('hostUsers'), windowsText));
  if (spec.hostPID === true) errors.push(forbidden(path.child('hostPID'), windowsText));
  if (spec.hostIPC === true) errors.push(forbidden(path.child('hostIPC'), windowsText));
  refuse(podFieldsAfterHost);
  if (spec.shareProcessNamespace !== undefined) errors.push(forbidden(path.child('shareProcessNamespace'), windowsText));
  refuse(podFieldsAtEnd);
  visitContainersWithPath(spec, path, ({ securityContext }, containerPath) => {
    for (const field of containerFields) {
      if (securityContext?.[field] !== undefined) errors.push(forbidden(containerPath.child('securityContext', field), windowsText));
    }
  });
  return errors;
}

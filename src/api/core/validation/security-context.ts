// Rules for the security contexts of Pods and containers: core validation's ValidateSecurityContext and validatePodSpecSecurityContext.
import { type FieldError, invalid, named, notSupported } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { PodSpec, SecurityContext } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { isValidGroupID, isValidUserID } from '../../meta/validation/names.ts';
import { internalForm } from './internal-form.ts';
import type { PodValidationOptions } from './pod-options.ts';
import { validateAppArmorProfile, validateSeccompProfile } from './security-profiles.ts';
import { validateSysctls } from './security-sysctls.ts';
import { validateWindowsOptions } from './security-windows.ts';

/** Privileged containers are allowed, as in a cluster made by kubeadm. `hostUsers`: the Pod has no user namespace of its own. */
export function validateSecurityContext(context: New<SecurityContext>, path: FieldPath, hostUsers: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const { runAsUser, runAsGroup, procMount } = context;
  if (runAsUser !== undefined) for (const text of isValidUserID(runAsUser)) errors.push(invalid(path.child('runAsUser'), runAsUser, text));
  if (runAsGroup !== undefined) for (const text of isValidGroupID(runAsGroup)) errors.push(invalid(path.child('runAsGroup'), runAsGroup, text));
  if (procMount !== undefined) {
    if (procMount !== 'Default' && procMount !== 'Unmasked') errors.push(notSupported(path.child('procMount'), named(procMount), ['Default', 'Unmasked']));
    if (hostUsers && procMount === 'Unmasked') errors.push(invalid(path.child('procMount'), named(procMount), '`hostUsers` must be false to use `Unmasked`'));
  }
  if (context.seccompProfile !== undefined) errors.push(...validateSeccompProfile(context.seccompProfile, path.child('seccompProfile')));
  errors.push(...validatePrivilegeEscalation(context, path));
  if (context.windowsOptions !== undefined) errors.push(...validateWindowsOptions(context.windowsOptions, path.child('windowsOptions')));
  if (context.appArmorProfile !== undefined) errors.push(...validateAppArmorProfile(context.appArmorProfile, path.child('appArmorProfile')));
  return errors;
}

function validatePrivilegeEscalation(context: New<SecurityContext>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (context.allowPrivilegeEscalation !== false) return errors;
  const whole = (): unknown => internalForm('core.SecurityContext', context);
  if (context.privileged === true) errors.push(invalid(path, whole(), 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'));
  for (const capability of context.capabilities?.add ?? []) {
    if (capability === 'CAP_SYS_ADMIN') errors.push(invalid(path, whole(), 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'));
  }
  return errors;
}

const fsGroupChangePolicies: readonly string[] = ['Always', 'OnRootMismatch'];
const supplementalGroupsPolicies: readonly string[] = ['Merge', 'Strict'];

export function validatePodSecurityContext(spec: New<PodSpec>, path: FieldPath, options: PodValidationOptions): FieldError[] {
  const errors: FieldError[] = [];
  const context = spec.securityContext;
  if (context === undefined) return errors;
  const { fsGroup, runAsUser, runAsGroup, supplementalGroups, fsGroupChangePolicy, supplementalGroupsPolicy, seLinuxChangePolicy } = context;
  if (fsGroup !== undefined) for (const text of isValidGroupID(fsGroup)) errors.push(invalid(path.child('fsGroup'), fsGroup, text));
  if (runAsUser !== undefined) for (const text of isValidUserID(runAsUser)) errors.push(invalid(path.child('runAsUser'), runAsUser, text));
  if (runAsGroup !== undefined) for (const text of isValidGroupID(runAsGroup)) errors.push(invalid(path.child('runAsGroup'), runAsGroup, text));
  supplementalGroups?.forEach((gid, i) => {
    for (const text of isValidGroupID(gid)) errors.push(invalid(path.child('supplementalGroups').index(i), gid, text));
  });
  if (spec.shareProcessNamespace === true && spec.hostPID === true) errors.push(invalid(path.child('shareProcessNamespace'), true, 'ShareProcessNamespace and HostPID cannot both be enabled'));
  errors.push(...validateSysctls(spec, path.child('sysctls'), options));
  if (fsGroupChangePolicy !== undefined && !fsGroupChangePolicies.includes(fsGroupChangePolicy)) errors.push(notSupported(path.child('fsGroupChangePolicy'), named(fsGroupChangePolicy), fsGroupChangePolicies));
  if (context.seccompProfile !== undefined) errors.push(...validateSeccompProfile(context.seccompProfile, path.child('seccompProfile')));
  if (context.windowsOptions !== undefined) errors.push(...validateWindowsOptions(context.windowsOptions, path.child('windowsOptions')));
  if (context.appArmorProfile !== undefined) errors.push(...validateAppArmorProfile(context.appArmorProfile, path.child('appArmorProfile')));
  if (supplementalGroupsPolicy !== undefined && !supplementalGroupsPolicies.includes(supplementalGroupsPolicy)) errors.push(notSupported(path.child('supplementalGroupsPolicy'), named(supplementalGroupsPolicy), supplementalGroupsPolicies));
  // MountOption needs the gate SELinuxMount, which is off in 1.36.
  const seLinuxChangePolicies = options.allowOnlyRecursiveSELinuxChangePolicy ? ['Recursive'] : ['MountOption', 'Recursive'];
  if (seLinuxChangePolicy !== undefined && !seLinuxChangePolicies.includes(seLinuxChangePolicy)) errors.push(notSupported(path.child('seLinuxChangePolicy'), named(seLinuxChangePolicy), seLinuxChangePolicies));
  return errors;
}

import { expect, test } from 'vitest';
import type { PodSpec } from '../../../../src/api/generated/core-v1.ts';
import type { New } from '../../../../src/api/meta/object.ts';
import { containerFindings, findings } from './findings.ts';

test.each<[string, object, readonly string[]]>([
  ['users are 31 bits', { runAsUser: -1, runAsGroup: 2147483648 }, ['securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive', 'securityContext.runAsGroup: Invalid value: 2147483648: must be between 0 and 2147483647, inclusive']],
  ['/proc is masked for root of the host', { procMount: 'Unmasked' }, ['securityContext.procMount: Invalid value: "Unmasked": `hostUsers` must be false to use `Unmasked`']],
  ['who is privileged has escalated', { privileged: true, allowPrivilegeEscalation: false }, [
    'securityContext: Invalid value: {"Capabilities":null,"Privileged":true,"SELinuxOptions":null,"WindowsOptions":null,"RunAsUser":null,"RunAsGroup":null,"RunAsNonRoot":null,"ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,"ProcMount":null,"SeccompProfile":null,"AppArmorProfile":null}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
  ]],
  ['seccomp profiles', { seccompProfile: { type: 'RuntimeDefault', localhostProfile: 'x' } }, ['securityContext.seccompProfile.localhostProfile: Invalid value: {"Type":"RuntimeDefault","LocalhostProfile":"x"}: can only be set when seccomp type is Localhost']],
  ['AppArmor profiles', { appArmorProfile: { type: 'Localhost', localhostProfile: ' x' } }, ['securityContext.appArmorProfile.localhostProfile: Invalid value: " x": must not be padded with whitespace']],
  ['users of Windows', { windowsOptions: { runAsUserName: 'a\\b\\c' } }, ['securityContext.windowsOptions.runAsUserName: Invalid value: "a\\\\b\\\\c": runAsUserName cannot contain more than one backslash']],
])('%s', (_, securityContext, expected) => {
  expect(containerFindings({ securityContext })).toEqual(expected);
});

test.each<[string, New<PodSpec>, readonly string[]]>([
  ['sysctls of the host\'s network', { hostNetwork: true, securityContext: { sysctls: [{ name: 'net/ipv4/tcp_syncookies', value: '1' }, { name: 'A', value: '' }] } }, [
    "spec.securityContext.sysctls[0].name: Invalid value: \"net/ipv4/tcp_syncookies\": may not be specified when 'hostNetwork' is true",
    'spec.securityContext.sysctls[1].name: Invalid value: "A": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$',
  ]],
  ['policies', { securityContext: { supplementalGroupsPolicy: 'x' as never, seLinuxChangePolicy: 'MountOption' } }, [
    'spec.securityContext.supplementalGroupsPolicy: Unsupported value: "x": supported values: "Merge", "Strict"',
    'spec.securityContext.seLinuxChangePolicy: Unsupported value: "MountOption": supported values: "Recursive"',
  ]],
  ['Linux has no Windows options', { os: { name: 'linux' }, securityContext: { windowsOptions: {} } }, ['spec.securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod']],
  ['Windows has no users by number', { os: { name: 'windows' }, securityContext: { runAsUser: 1 } }, ['spec.securityContext.runAsUser: Forbidden: cannot be set for a windows pod']],
  ['processes of a Windows host', { securityContext: { windowsOptions: { hostProcess: true } } }, ['spec.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers']],
  ['a user namespace excludes the host\'s', { hostUsers: false, hostPID: true }, ['spec.HostPID: Forbidden: when `hostUsers` is false']],
  ['systems', { os: { name: 'mac' as never } }, ['spec.os: Unsupported value: "mac": supported values: "linux", "windows"']],
])('%s', (_, spec, expected) => {
  expect(findings(spec)).toEqual(expected);
});

test('annotations say the same as fields', () => {
  const annotations = { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined', 'container.apparmor.security.beta.kubernetes.io/z': 'x' };
  expect(findings({ securityContext: { seccompProfile: { type: 'RuntimeDefault' } } }, { annotations })).toEqual([
    'metadata.annotations[container.apparmor.security.beta.kubernetes.io/z]: Invalid value: "z": container not found',
    'metadata.annotations[container.apparmor.security.beta.kubernetes.io/z]: Invalid value: "x": invalid AppArmor profile name: "x"',
    'spec.securityContext.seccompProfile.type: Forbidden: seccomp type in annotation and field must match',
  ]);
});

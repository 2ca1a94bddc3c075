// What each `debug --profile` gives the debugging container: k8s.io/kubectl's debug profiles.
import type { SecurityContext } from '../../api/generated/core-v1.ts';

const profiles = ['legacy', 'general', 'baseline', 'restricted', 'netadmin', 'sysadmin', 'auto'];

export function isProfile(name: string): boolean {
  return profiles.includes(name);
}

/** Where the debugging container runs. */
export type DebugPlace = 'ephemeral' | 'copy' | 'node';

export function debugProfile(profile: string, place: DebugPlace): { securityContext?: SecurityContext } {
  switch (profile) {
    case 'general':
      return place === 'node' ? {} : { securityContext: { capabilities: { add: ['SYS_PTRACE'] } } };
    case 'restricted':
      return { securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } };
    case 'netadmin':
      return { securityContext: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] }, ...(place === 'node' && { privileged: true }) } };
    case 'sysadmin':
      return { securityContext: { privileged: true } };
    default:
      return {};
  }
}

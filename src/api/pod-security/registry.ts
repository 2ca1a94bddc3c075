// All checks of the Pod Security Standards by level and version: k8s.io/pod-security-admission/policy's registry.
import type { PodSpec } from '../generated/core-v1.ts';
import type { ObjectMeta } from '../generated/meta-v1.ts';
import type { New } from '../meta/object.ts';
import type { CheckPod, Violation } from './check.ts';
import { hostNamespaces, hostPathVolumes, hostPorts, hostProbesAndHostLifecycle, sysctls, windowsHostProcess } from './host-checks.ts';
import type { LevelVersion } from './policy.ts';
import { allowPrivilegeEscalation, capabilitiesBaseline, capabilitiesRestricted, privileged, procMount, restrictedVolumes, runAsNonRoot, runAsUser, unlessUserNamespace, unlessWindows } from './privilege-checks.ts';
import { appArmorProfile, seccompProfileAnnotations, seccompProfileBaseline, seccompProfileRestricted, seLinuxOptions } from './profile-checks.ts';

/** How a check stands from 1.`since` on. */
interface VersionedCheck {
  readonly since: number;
  readonly check: CheckPod;
}
interface Check {
  readonly id: string;
  readonly versions: readonly VersionedCheck[];
  /** A baseline check that this restricted one takes the place of. */
  readonly overrides?: string;
}

/** The last version with a change; later ones are the same. */
const maxMinor = 35;

/** In the order of their ids, which is the order of findings. */
const baselineChecks: readonly Check[] = [
  { id: 'appArmorProfile', versions: [{ since: 0, check: appArmorProfile }] },
  { id: 'capabilities_baseline', versions: [{ since: 0, check: capabilitiesBaseline }] },
  { id: 'hostNamespaces', versions: [{ since: 0, check: hostNamespaces }] },
  { id: 'hostPathVolumes', versions: [{ since: 0, check: hostPathVolumes }] },
  { id: 'hostPorts', versions: [{ since: 0, check: hostPorts }] },
  { id: 'hostProbesAndHostLifecycle', versions: [{ since: 34, check: hostProbesAndHostLifecycle }] },
  { id: 'privileged', versions: [{ since: 0, check: privileged }] },
  { id: 'procMount', versions: [{ since: 0, check: procMount }, { since: 35, check: unlessUserNamespace(procMount) }] },
  { id: 'seLinuxOptions', versions: [{ since: 0, check: seLinuxOptions(0) }, { since: 31, check: seLinuxOptions(31) }] },
  { id: 'seccompProfile_baseline', versions: [{ since: 0, check: seccompProfileAnnotations }, { since: 19, check: seccompProfileBaseline }] },
  { id: 'sysctls', versions: [0, 27, 29, 32].map((since) => ({ since, check: sysctls(since) })) },
  { id: 'windowsHostProcess', versions: [{ since: 0, check: windowsHostProcess }] },
];
const restrictedChecks: readonly Check[] = [
  { id: 'allowPrivilegeEscalation', versions: [{ since: 8, check: allowPrivilegeEscalation }, { since: 25, check: unlessWindows(allowPrivilegeEscalation) }] },
  { id: 'capabilities_restricted', versions: [{ since: 22, check: capabilitiesRestricted }, { since: 25, check: unlessWindows(capabilitiesRestricted) }], overrides: 'capabilities_baseline' },
  { id: 'procMount_restricted', versions: [{ since: 35, check: procMount }], overrides: 'procMount' },
  { id: 'restrictedVolumes', versions: [{ since: 0, check: restrictedVolumes }], overrides: 'hostPathVolumes' },
  { id: 'runAsNonRoot', versions: [{ since: 0, check: runAsNonRoot }, { since: 35, check: unlessUserNamespace(runAsNonRoot) }] },
  { id: 'runAsUser', versions: [{ since: 23, check: runAsUser }, { since: 35, check: unlessUserNamespace(runAsUser) }] },
  { id: 'seccompProfile_restricted', versions: [{ since: 19, check: seccompProfileRestricted }, { since: 25, check: unlessWindows(seccompProfileRestricted) }], overrides: 'seccompProfile_baseline' },
];

const made = new Map<string, readonly CheckPod[]>();

/** The checks of a level, in order. */
function checksOf({ level, version }: LevelVersion): readonly CheckPod[] {
  if (level === 'privileged') return [];
  const minor = version === 'latest' ? maxMinor : Math.min(version, maxMinor);
  const key = `${level} ${minor}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const restricted = level === 'restricted' ? restrictedChecks.filter(({ versions }) => versions.some(({ since }) => since <= minor)) : [];
  const overridden = new Set(restricted.map(({ overrides }) => overrides));
  const checks = [...baselineChecks.filter(({ id }) => !overridden.has(id)), ...restricted].flatMap(({ versions }) => versions.findLast(({ since }) => since <= minor)?.check ?? []);
  made.set(key, checks);
  return checks;
}

/** What a Pod, or a template, does that the level does not allow. */
export function evaluatePod(levelVersion: LevelVersion, meta: New<ObjectMeta>, spec: New<PodSpec>): Violation[] {
  return checksOf(levelVersion).flatMap((check) => check(spec, meta) ?? []);
}

/** `reason (detail), reason (detail)`. */
export function violationsText(violations: readonly Violation[]): string {
  return violations.map(({ reason, detail }) => (detail === '' ? reason : `${reason} (${detail})`)).join(', ');
}

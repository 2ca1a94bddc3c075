// Checks about power over the node: privileges, capabilities, users, volumes and /proc.
import { allContainers } from '../core/validation/container-visitor.ts';
import type { Volume } from '../generated/core-v1.ts';
import type { New } from '../meta/object.ts';
import { type CheckPod, containersText, hasUserNamespace, isWindows, joinQuote, namesOf, pluralize, settersText, sorted } from './check.ts';

export const privileged: CheckPod = (spec) => {
  const names = namesOf(spec, (c) => c.securityContext?.privileged === true);
  return names.length === 0 ? undefined : { reason: 'privileged', detail: `${containersText(names)} must not set securityContext.privileged=true` };
};

export const allowPrivilegeEscalation: CheckPod = (spec) => {
  const names = namesOf(spec, (c) => c.securityContext?.allowPrivilegeEscalation !== false);
  return names.length === 0 ? undefined : { reason: 'allowPrivilegeEscalation != false', detail: `${containersText(names)} must set securityContext.allowPrivilegeEscalation=false` };
};

const defaultCapabilities: ReadonlySet<string> = new Set([
  'AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT',
]);

export const capabilitiesBaseline: CheckPod = (spec) => {
  const added = addedCapabilities((name) => !defaultCapabilities.has(name));
  const names = namesOf(spec, (c) => added(c).length > 0);
  if (names.length === 0) return undefined;
  return { reason: 'non-default capabilities', detail: `${containersText(names)} must not include ${joinQuote(sorted(allContainers(spec).flatMap(added)))} in securityContext.capabilities.add` };
};

export const capabilitiesRestricted: CheckPod = (spec) => {
  const added = addedCapabilities((name) => name !== 'NET_BIND_SERVICE');
  const keeping = namesOf(spec, (c) => c.securityContext?.capabilities?.drop?.includes('ALL') !== true);
  const adding = namesOf(spec, (c) => added(c).length > 0);
  const details: string[] = [];
  if (keeping.length > 0) details.push(`${containersText(keeping)} must set securityContext.capabilities.drop=["ALL"]`);
  if (adding.length > 0) details.push(`${containersText(adding)} must not include ${joinQuote(sorted(allContainers(spec).flatMap(added)))} in securityContext.capabilities.add`);
  return details.length === 0 ? undefined : { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

function addedCapabilities(isBad: (name: string) => boolean): (container: ReturnType<typeof allContainers>[number]) => string[] {
  return (container) => (container.securityContext?.capabilities?.add ?? []).filter(isBad);
}

export const procMount: CheckPod = (spec) => {
  const typeOf = (c: ReturnType<typeof allContainers>[number]): string => c.securityContext?.procMount ?? 'Default';
  const names = namesOf(spec, (c) => typeOf(c) !== 'Default');
  if (names.length === 0) return undefined;
  const types = sorted(allContainers(spec).map(typeOf).filter((type) => type !== 'Default'));
  return { reason: 'procMount', detail: `${containersText(names)} must not set securityContext.procMount to ${joinQuote(types)}` };
};

/** What is said outright counts before what is left open. */
export const runAsNonRoot: CheckPod = (spec) => {
  const ofPod = spec.securityContext?.runAsNonRoot;
  const reason = 'runAsNonRoot != true';
  const setters = settersText(ofPod === false, namesOf(spec, (c) => c.securityContext?.runAsNonRoot === false));
  if (setters !== '') return { reason, detail: `${setters} must not set securityContext.runAsNonRoot=false` };
  const open = ofPod === true ? [] : namesOf(spec, (c) => c.securityContext?.runAsNonRoot === undefined);
  return open.length === 0 ? undefined : { reason, detail: `pod or ${containersText(open)} must set securityContext.runAsNonRoot=true` };
};

export const runAsUser: CheckPod = (spec) => {
  const setters = settersText(spec.securityContext?.runAsUser === 0, namesOf(spec, (c) => c.securityContext?.runAsUser === 0));
  return setters === '' ? undefined : { reason: 'runAsUser=0', detail: `${setters} must not set runAsUser=0` };
};

const restrictedTypes: readonly (keyof Volume)[] = ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret'];
const namedTypes: readonly (keyof Volume)[] = [
  'hostPath', 'gcePersistentDisk', 'awsElasticBlockStore', 'gitRepo', 'nfs', 'iscsi', 'glusterfs', 'rbd', 'flexVolume', 'cinder', 'cephfs', 'flocker', 'fc', 'azureFile',
  'vsphereVolume', 'quobyte', 'azureDisk', 'photonPersistentDisk', 'portworxVolume', 'scaleIO', 'storageos',
];

export const restrictedVolumes: CheckPod = (spec) => {
  const isBad = (volume: New<Volume>): boolean => !restrictedTypes.some((type) => volume[type] !== undefined);
  const bad = (spec.volumes ?? []).filter(isBad);
  if (bad.length === 0) return undefined;
  const types = sorted(bad.map((volume) => namedTypes.find((type) => volume[type] !== undefined) ?? 'unknown'));
  return {
    reason: 'restricted volume types',
    detail: `${pluralize('volume', 'volumes', bad.length)} ${joinQuote(bad.map(({ name = '' }) => name))} ${pluralize('uses', 'use', bad.length)} ${pluralize('restricted volume type', 'restricted volume types', types.length)} ${joinQuote(types)}`,
  };
};

/** The check, for Pods that are not root in a namespace of their own. */
export function unlessUserNamespace(check: CheckPod): CheckPod {
  return (spec, meta) => (hasUserNamespace(spec) ? undefined : check(spec, meta));
}

/** The check, for Pods that can run on Linux. */
export function unlessWindows(check: CheckPod): CheckPod {
  return (spec, meta) => (isWindows(spec) ? undefined : check(spec, meta));
}

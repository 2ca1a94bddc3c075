// The rules for the statuses of containers: core validation's ValidateContainerStateTransition and its kin.
import { duplicate, type FieldError, forbidden, invalid, named, notSupported, required, tooLong } from '../../field/error.ts';
import { byteLength } from '../../field/go-text.ts';
import type { FieldPath } from '../../field/path.ts';
import type { Container, ContainerStatus, LinuxContainerUser, PodSpec, PodStatus, ResourceStatus } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { isValidGroupID, isValidUserID } from '../../meta/validation/names.ts';

type Statuses = readonly New<ContainerStatus>[];

/** What has ended starts again only if its restart policy says so. */
export function validateStateTransitions(status: New<PodStatus>, oldStatus: New<PodStatus>, spec: New<PodSpec>, path: FieldPath): FieldError[] {
  const all = [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
  const restartsAll = all.some((c) => (c.restartPolicyRules ?? []).some((rule) => rule.action === 'RestartAllContainers'));
  const mayRestart = (containers: readonly New<Container>[]) => (name: string, exitCode: number): boolean => {
    const container = containers.find((c) => c.name === name);
    return restartsAll || (container !== undefined && containerShouldRestart(container, spec, exitCode));
  };
  return [
    ...validateTransitions(status.containerStatuses, oldStatus.containerStatuses, mayRestart(spec.containers ?? []), path.child('containerStatuses')),
    ...validateTransitions(status.initContainerStatuses, oldStatus.initContainerStatuses, mayRestart(spec.initContainers ?? []), path.child('initContainerStatuses')),
    ...validateTransitions(status.ephemeralContainerStatuses, oldStatus.ephemeralContainerStatuses, () => false, path.child('ephemeralContainerStatuses')),
  ];
}

function validateTransitions(statuses: Statuses = [], oldStatuses: Statuses = [], mayRestart: (name: string, exitCode: number) => boolean, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  oldStatuses.forEach(({ name = '', state }, i) => {
    if (state?.terminated === undefined) return;
    const runsAgain = statuses.some((s) => s.name === name && s.state?.terminated === undefined);
    if (runsAgain && !mayRestart(name, state.terminated.exitCode ?? 0)) errors.push(forbidden(path.index(i).child('state'), 'may not be transitioned to non-terminated state'));
  });
  return errors;
}

/** By the container's rules, then its policy, then the Pod's: pkg/api/v1/pod's ContainerShouldRestart. */
function containerShouldRestart({ restartPolicy, restartPolicyRules }: New<Container>, spec: New<PodSpec>, exitCode: number): boolean {
  if (restartPolicy !== undefined) {
    const rule = restartPolicyRules?.find(({ exitCodes }) => {
      const isListed = (exitCodes?.values ?? []).includes(exitCode);
      return exitCodes !== undefined && (exitCodes.operator === 'In' ? isListed : exitCodes.operator === 'NotIn' && !isListed);
    });
    if (rule?.action === 'Restart' || rule?.action === 'RestartAllContainers') return true;
  }
  const policy = restartPolicy ?? spec.restartPolicy;
  if (policy === 'OnFailure') return exitCode !== 0;
  return policy !== 'Never';
}

const lists = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const;

/** Users, and the health of allocated devices. */
export function validateContainerStatuses(status: New<PodStatus>, spec: New<PodSpec>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  for (const list of lists) {
    status[list]?.forEach(({ user }, i) => {
      const linuxPath = path.child(list).index(i).child('user', 'linux');
      if (user?.linux === undefined) return;
      if (spec.os?.name === 'windows') errors.push(forbidden(linuxPath, 'cannot be set for a windows pod'));
      else errors.push(...validateLinuxUser(user.linux, linuxPath));
    });
  }
  for (const [list, containers] of [['containerStatuses', spec.containers], ['initContainerStatuses', spec.initContainers]] as const) {
    status[list]?.forEach((s, i) => errors.push(...validateAllocatedResources(s, containers ?? [], path.child(list).index(i).child('allocatedResourcesStatus'))));
  }
  status.ephemeralContainerStatuses?.forEach(({ allocatedResourcesStatus = [] }, i) => {
    if (allocatedResourcesStatus.length > 0) errors.push(forbidden(path.child('ephemeralContainerStatuses').index(i).child('allocatedResourcesStatus'), 'must not be specified in container status'));
  });
  return errors;
}

function validateLinuxUser({ uid = 0, gid = 0, supplementalGroups }: New<LinuxContainerUser>, path: FieldPath): FieldError[] {
  const errors = isValidUserID(uid).map((text) => invalid(path.child('uid'), uid, text));
  for (const text of isValidGroupID(gid)) errors.push(invalid(path.child('gid'), gid, text));
  supplementalGroups?.forEach((group, i) => {
    for (const text of isValidGroupID(group)) errors.push(invalid(path.child('supplementalGroups').index(i), group, text));
  });
  return errors;
}

function validateAllocatedResources({ name = '', allocatedResourcesStatus }: New<ContainerStatus>, containers: readonly New<Container>[], path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const container = containers.find((c) => c.name === name);
  allocatedResourcesStatus?.forEach((resource, i) => {
    const { name: resourceName = '' } = resource;
    if (container !== undefined && !isAskedFor(resourceName, container)) {
      const what = resourceName.startsWith('claim:') ? "resource claims in a format 'claim:<claimName>/<request>' or 'claim:<claimName>' if request is empty" : 'resource requests';
      errors.push(invalid(path.index(i).child('name'), named(resourceName), `must match one of the container's ${what}`));
    }
    errors.push(...validateResourceHealth(resource, path.index(i).child('resources')));
  });
  return errors;
}

function isAskedFor(resourceName: string, { resources }: New<Container>): boolean {
  if (!resourceName.startsWith('claim:')) return resources?.requests?.[resourceName] !== undefined;
  return (resources?.claims ?? []).some(({ name = '', request = '' }) => resourceName === `claim:${name}${request === '' ? '' : `/${request}`}`);
}

const maxHealthMessageBytes = 1024;

function validateResourceHealth({ resources }: New<ResourceStatus>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  const supported: readonly string[] = ['Healthy', 'Unhealthy', 'Unknown'];
  resources?.forEach(({ resourceID = '', health, message }, i) => {
    const itemPath = path.index(i);
    if (health === undefined || !supported.includes(health)) errors.push(notSupported(itemPath.child('health'), named(health), supported));
    if (message === '') errors.push(required(itemPath.child('message'), 'must be non-empty if specified'));
    else if (message !== undefined && byteLength(message) > maxHealthMessageBytes) errors.push(tooLong(itemPath.child('message'), maxHealthMessageBytes));
    if (seen.has(resourceID)) errors.push(duplicate(itemPath.child('resourceID'), named(resourceID)));
    seen.add(resourceID);
  });
  return errors;
}

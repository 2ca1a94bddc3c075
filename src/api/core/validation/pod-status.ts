// The rules for writing a Pod's status: core validation's ValidatePodStatusUpdate.
import { duplicate, type FieldError, forbidden, internalError, invalid, named, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { Pod, PodCondition, PodExtendedResourceClaimStatus, PodResourceClaimStatus, PodSpec } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { isIPv4, isValidIPForLegacyField, parseIP } from '../../meta/validation/ip.ts';
import { isDNS1123Label, isQualifiedName, nameIsDNSSubdomain } from '../../meta/validation/names.ts';
import { fieldImmutableMessage } from '../../meta/validation/object-meta.ts';
import { validateObjectMetaUpdate } from './object-meta.ts';
import { metadataPath } from './pod.ts';
import { validatePodSpecificAnnotationUpdates } from './pod-annotations.ts';
import { podUpdateOptions } from './pod-options-update.ts';
import { validateContainerStatuses, validateStateTransitions } from './pod-status-containers.ts';

const statusPath = FieldPath.of('status');

/** `newPod` has the old Pod's spec already. */
export function validatePodStatusUpdate(newPod: New<Pod>, oldPod: New<Pod>): FieldError[] {
  const { status = {}, spec = {} } = newPod;
  const { status: oldStatus = {}, spec: oldSpec = {} } = oldPod;
  const errors = validateObjectMetaUpdate(newPod.metadata ?? {}, oldPod.metadata ?? {}, metadataPath);
  // Few Pods have annotations, and the options are many.
  if (newPod.metadata?.annotations !== undefined || oldPod.metadata?.annotations !== undefined) errors.push(...validatePodSpecificAnnotationUpdates(newPod, oldPod, metadataPath.child('annotations'), podUpdateOptions(oldPod)));
  errors.push(...validatePodConditions(status.conditions ?? [], statusPath.child('conditions')));
  if ((spec.nodeName ?? '') !== (oldSpec.nodeName ?? '')) errors.push(forbidden(statusPath.child('nodeName'), 'may not be changed directly'));
  errors.push(...validateNominatedNodeName(status.nominatedNodeName ?? '', oldStatus.nominatedNodeName ?? '', oldSpec));
  if ((status.observedGeneration ?? 0) < 0) errors.push(invalid(statusPath.child('observedGeneration'), status.observedGeneration, 'must be a non-negative integer'));
  if ((status.qosClass ?? '') !== (oldStatus.qosClass ?? '')) errors.push(invalid(statusPath.child('qosClass'), named(status.qosClass), fieldImmutableMessage));
  errors.push(...validateStateTransitions(status, oldStatus, oldSpec, statusPath));
  errors.push(...validateResourceClaimStatuses(status.resourceClaimStatuses ?? [], spec, statusPath.child('resourceClaimStatuses')));
  if (status.extendedResourceClaimStatus !== undefined) errors.push(...validateExtendedClaimStatus(status.extendedResourceClaimStatus, spec, statusPath.child('extendedResourceClaimStatus')));
  errors.push(...validatePodIPs(status.podIPs ?? [], oldStatus.podIPs ?? []));
  errors.push(...validateHostIPs(status.hostIP ?? '', status.hostIPs ?? [], oldStatus.hostIPs ?? []));
  errors.push(...validateContainerStatuses(status, spec, statusPath));
  return errors;
}

const systemConditions: readonly string[] = ['PodScheduled', 'Ready', 'Initialized'];

function validatePodConditions(conditions: readonly New<PodCondition>[], path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  conditions.forEach(({ type = '', observedGeneration = 0 }, i) => {
    if (observedGeneration < 0) errors.push(invalid(path.index(i).child('observedGeneration'), observedGeneration, 'must be a non-negative integer'));
    if (systemConditions.includes(type)) return;
    for (const text of isQualifiedName(type)) errors.push(invalid(path.index(i).child('Type'), type, text));
  });
  return errors;
}

function validateNominatedNodeName(name: string, oldName: string, oldSpec: New<PodSpec>): FieldError[] {
  if (name === oldName || name === '') return [];
  const path = statusPath.child('nominatedNodeName');
  const errors = nameIsDNSSubdomain(name, false).map((text) => invalid(path, name, text));
  if ((oldSpec.nodeName ?? '') !== '') errors.push(forbidden(path, 'may not be set on pods that are already bound to a node'));
  return errors;
}

function validateResourceClaimStatuses(statuses: readonly New<PodResourceClaimStatus>[], { resourceClaims = [] }: New<PodSpec>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  statuses.forEach(({ name = '', resourceClaimName }, i) => {
    const itemPath = path.index(i);
    if (!resourceClaims.some((claim) => (claim.name ?? '') === name)) errors.push(invalid(itemPath.child('name'), name, 'must match the name of an entry in `spec.resourceClaims`'));
    if (names.has(name)) errors.push(duplicate(itemPath.child('name'), name));
    names.add(name);
    if (resourceClaimName !== undefined) for (const text of nameIsDNSSubdomain(resourceClaimName, false)) errors.push(invalid(itemPath.child('resourceClaimName'), named(resourceClaimName), text));
  });
  return errors;
}

function validateExtendedClaimStatus({ requestMappings = [], resourceClaimName = '' }: New<PodExtendedResourceClaimStatus>, { initContainers = [], containers = [] }: New<PodSpec>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (requestMappings.length === 0) errors.push(required(path.child('requestMappings'), 'at least one request mapping is required'));
  const seen = new Set<string>();
  requestMappings.forEach(({ containerName = '', resourceName = '', requestName = '' }, i) => {
    const itemPath = path.child('requestMappings').index(i);
    const container = [...initContainers, ...containers].findLast((c) => c.name === containerName);
    if (container === undefined) errors.push(invalid(itemPath.child('containerName'), containerName, 'must match the name of an entry in spec.initContainers.name or spec.containers.name'));
    else if (container.resources?.requests?.[resourceName] === undefined) errors.push(invalid(itemPath.child('resourceName'), resourceName, 'must match the extended resource name of an entry in spec.initContainers.resources.requests or spec.containers.resources.requests'));
    for (const text of isDNS1123Label(requestName)) errors.push(invalid(path.child('requestName'), requestName, text));
    const key = JSON.stringify([containerName, resourceName, requestName]);
    if (seen.has(key)) errors.push(duplicate(itemPath.child('containerName'), containerName), duplicate(itemPath.child('resourceName'), resourceName), duplicate(itemPath.child('requestName'), requestName));
    seen.add(key);
  });
  if (resourceClaimName === '') errors.push(required(path.child('resourceClaimName'), ''));
  else for (const text of nameIsDNSSubdomain(resourceClaimName, false)) errors.push(invalid(path.child('resourceClaimName'), resourceClaimName, text));
  return errors;
}

type IPs = readonly { readonly ip?: string }[];

function validatePodIPs(ips: IPs, oldIPs: IPs): FieldError[] {
  return validateIPs(ips, oldIPs, statusPath.child('podIPs'));
}

function validateHostIPs(hostIP: string, ips: IPs, oldIPs: IPs): FieldError[] {
  const path = statusPath.child('hostIPs');
  const first = ips[0]?.ip ?? '';
  const differs = ips.length > 0 && first !== hostIP ? [invalid(path.index(0).child('ip'), first, 'must be equal to `hostIP`')] : [];
  return [...differs, ...validateIPs(ips, oldIPs, path)];
}

/** One of each family at most. */
function validateIPs(ips: IPs, oldIPs: IPs, path: FieldPath): FieldError[] {
  const existing = oldIPs.map(({ ip = '' }) => ip);
  const errors = ips.flatMap(({ ip = '' }, i) => isValidIPForLegacyField(path.index(i), ip, existing));
  if (ips.length < 2) return errors;
  const parsed = ips.map(({ ip = '' }) => parseIP(ip));
  const unreadable = parsed.findIndex((ip) => ip === undefined);
  if (unreadable >= 0) errors.push(internalError(path, `failed to check for dual stack with error:invalid IP[${unreadable}]: ${ips[unreadable]?.ip ?? ''}`));
  const families = new Set(parsed.map((ip) => ip !== undefined && isIPv4(ip)));
  const isDualStack = unreadable < 0 && families.size === 2;
  if (!isDualStack || ips.length > 2) errors.push(invalid(path, ips.map(({ ip = '' }) => ({ IP: ip })), 'may specify no more than one IP for each IP family'));
  return errors;
}

// Rules for the status of core kinds, written through its subresource: core validation's Validate…StatusUpdate functions.
import { type FieldError, forbidden, invalid, named, notSupported, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { Namespace, PersistentVolumeClaim, ReplicationController, Service } from '../../generated/core-v1.ts';
import type { Ingress } from '../../generated/networking-v1.ts';
import { isValidIPForLegacyField, parseIP } from '../../meta/validation/ip.ts';
import { isDNS1123Subdomain } from '../../meta/validation/names.ts';
import { quantity, quantityInt64 } from '../../resource/quantity.ts';
import { validateNonnegativeField } from '../../meta/validation/object-meta.ts';

const statusPath = FieldPath.of('status');

/** Counts that may not be negative, and some that may not exceed another. */
export function validateCounts(status: object, counts: readonly string[], limits: readonly (readonly [field: string, limit: string, detail: string])[]): FieldError[] {
  const values = status as Readonly<Record<string, number | undefined>>;
  const errors = counts.flatMap((field) => validateNonnegativeField(values[field] ?? 0, statusPath.child(field)));
  for (const [field, limit, detail] of limits) {
    const value = values[field] ?? 0;
    if (value > (values[limit] ?? 0)) errors.push(invalid(statusPath.child(field), value, detail));
  }
  return errors;
}

const beyondReplicas = 'cannot be greater than status.replicas';

/** Also of ReplicaSets. */
export function validateReplicaStatus({ status }: Pick<ReplicationController, 'status'>): FieldError[] {
  return validateCounts(status, ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'], [
    ['fullyLabeledReplicas', 'replicas', beyondReplicas], ['readyReplicas', 'replicas', beyondReplicas], ['availableReplicas', 'replicas', beyondReplicas], ['availableReplicas', 'readyReplicas', 'cannot be greater than readyReplicas'],
  ]);
}

export function validateServiceStatus({ spec, status }: Service): FieldError[] {
  const path = statusPath.child('loadBalancer', 'ingress');
  const ingresses = status.loadBalancer.ingress ?? [];
  if (spec.type !== 'LoadBalancer' && ingresses.length > 0) return [forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'")];
  return ingresses.flatMap(({ ip = '', ipMode, hostname = '' }, i) => {
    const at = path.index(i);
    const errors = validateAddress(ip, at);
    if (ip !== '' && ipMode === undefined) errors.push(required(at.child('ipMode'), 'must be specified when `ip` is set'));
    if (ip === '' && ipMode !== undefined) errors.push(forbidden(at.child('ipMode'), 'may not be specified when `ip` is not set'));
    if (ipMode !== undefined && !ipModes.includes(ipMode)) errors.push(notSupported(at.child('ipMode'), ipMode, ipModes));
    return [...errors, ...validateHostname(hostname, at)];
  });
}
const ipModes = ['Proxy', 'VIP'];

export function validateIngressStatus({ status }: Ingress): FieldError[] {
  const path = statusPath.child('loadBalancer', 'ingress');
  return (status.loadBalancer.ingress ?? []).flatMap(({ ip = '', hostname = '' }, i) => [...validateAddress(ip, path.index(i)), ...validateHostname(hostname, path.index(i))]);
}

function validateAddress(ip: string, at: FieldPath): FieldError[] {
  return ip === '' ? [] : isValidIPForLegacyField(at.child('ip'), ip);
}

function validateHostname(hostname: string, at: FieldPath): FieldError[] {
  if (hostname === '') return [];
  const path = at.child('hostname');
  const errors = isDNS1123Subdomain(hostname).map((text) => invalid(path, hostname, text));
  return parseIP(hostname) === undefined ? errors : [...errors, invalid(path, hostname, 'must be a DNS name, not an IP address')];
}

/** What a resize of a claim has come to. */
export function validateClaimStatus({ status }: PersistentVolumeClaim): FieldError[] {
  const errors = validateAmounts(status.capacity, statusPath.child('capacity'));
  const claimed = Object.keys(status.allocatedResources ?? {}).filter((name) => name !== 'storage' && !name.includes('/'));
  errors.push(...claimed.map((name) => notSupported(statusPath.child('allocatedResources'), named(name), ['storage'])), ...validateAmounts(status.allocatedResources, statusPath.child('allocatedResources')));
  const path = statusPath.child('allocatedResourceStatuses');
  for (const [name, state] of Object.entries(status.allocatedResourceStatuses ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (name !== 'storage' && !name.includes('/')) errors.push(notSupported(path, named(name), ['storage']));
    // Upstream names the resource, not the state.
    else if (!resizeStates.includes(state)) errors.push(notSupported(path, named(name), resizeStates));
  }
  return errors;
}
const resizeStates = ['ControllerResizeInProgress', 'ControllerResizeInfeasible', 'NodeResizeInProgress', 'NodeResizeInfeasible', 'NodeResizePending'];

function validateAmounts(amounts: Readonly<Record<string, string>> | undefined, path: FieldPath): FieldError[] {
  return Object.keys(amounts ?? {}).sort().flatMap((name) => {
    const value = quantityInt64(quantity(amounts?.[name] ?? '0'));
    return value < 0n ? [invalid(path.key(name), value, 'must be a valid resource quantity')] : [];
  });
}

export function validateNamespaceStatus({ metadata, status: { phase } }: Namespace): FieldError[] {
  const isDeleted = metadata.deletionTimestamp !== undefined;
  const wanted = isDeleted ? 'Terminating' : 'Active';
  return phase === wanted ? [] : [invalid(FieldPath.of('status', 'Phase'), phase ?? '', `may only be '${wanted}' if \`deletionTimestamp\` is ${isDeleted ? 'not empty' : 'empty'}`)];
}

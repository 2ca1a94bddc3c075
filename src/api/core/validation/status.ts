// Rules for the status of core kinds, written through its subresource: core validation's Validate…StatusUpdate functions.
import { type FieldError, forbidden, invalid, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { Namespace, ReplicationController, Service } from '../../generated/core-v1.ts';
import { parseIP } from '../../meta/validation/ip.ts';
import { isDNS1123Subdomain } from '../../meta/validation/names.ts';
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
    const errors: FieldError[] = [];
    const at = path.index(i);
    if (ip !== '' && parseIP(ip) === undefined) errors.push(invalid(at.child('ip'), ip, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'));
    if (ip !== '' && ipMode === undefined) errors.push(required(at.child('ipMode'), 'must be specified when `ip` is set'));
    if (ip === '' && ipMode !== undefined) errors.push(forbidden(at.child('ipMode'), 'may not be specified when `ip` is not set'));
    if (hostname === '') return errors;
    errors.push(...isDNS1123Subdomain(hostname).map((text) => invalid(at.child('hostname'), hostname, text)));
    return parseIP(hostname) === undefined ? errors : [...errors, invalid(at.child('hostname'), hostname, 'must be a DNS name, not an IP address')];
  });
}

export function validateNamespaceStatus({ metadata, status: { phase } }: Namespace): FieldError[] {
  const isDeleted = metadata.deletionTimestamp !== undefined;
  const wanted = isDeleted ? 'Terminating' : 'Active';
  return phase === wanted ? [] : [invalid(FieldPath.of('status', 'Phase'), phase ?? '', `may only be '${wanted}' if \`deletionTimestamp\` is ${isDeleted ? 'not empty' : 'empty'}`)];
}

// The rows of the coordination group in the validation registry, with the rules for Leases.
import { plainMeta, plainMetaUpdate } from '../../core/validation/metadata.ts';
import { type FieldError, invalid } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { Lease, LeaseSpec } from '../../generated/coordination-v1.ts';
import { kindRules } from '../../kind-rules.ts';

const specPath = FieldPath.of('spec');

function validateSpec({ leaseDurationSeconds, leaseTransitions }: LeaseSpec): FieldError[] {
  const errors: FieldError[] = [];
  if (leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0) errors.push(invalid(specPath.child('leaseDurationSeconds'), leaseDurationSeconds, 'must be greater than 0'));
  if (leaseTransitions !== undefined && leaseTransitions < 0) errors.push(invalid(specPath.child('leaseTransitions'), leaseTransitions, 'must be greater than or equal to 0'));
  return errors;
}

export const coordinationRules = [
  kindRules<Lease>('coordination/v1.Lease', { validateCreate: (lease) => [...plainMeta(lease, true), ...validateSpec(lease.spec)], validateUpdate: (lease, old) => [...plainMetaUpdate(lease, old), ...validateSpec(lease.spec)] }),
];

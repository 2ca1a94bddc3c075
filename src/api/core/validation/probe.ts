// Rules for probes: core validation's validateProbe and its three callers.
import { type FieldError, invalid } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { Probe } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { validateNonnegativeField } from '../../meta/validation/object-meta.ts';
import type { AnyContainer } from './container-visitor.ts';
import { validateHandler } from './lifecycle-handler.ts';

/** Liveness, readiness and startup, in this order. */
export function validateProbes({ livenessProbe, readinessProbe, startupProbe }: AnyContainer, gracePeriodSeconds: number | undefined, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (livenessProbe !== undefined) errors.push(...validateOneSuccessProbe(livenessProbe, gracePeriodSeconds, path.child('livenessProbe')));
  if (readinessProbe !== undefined) {
    const probePath = path.child('readinessProbe');
    errors.push(...validateProbe(readinessProbe, gracePeriodSeconds, probePath));
    const { terminationGracePeriodSeconds } = readinessProbe;
    if (terminationGracePeriodSeconds !== undefined) errors.push(invalid(probePath.child('terminationGracePeriodSeconds'), terminationGracePeriodSeconds, 'must not be set for readinessProbes'));
  }
  if (startupProbe !== undefined) errors.push(...validateOneSuccessProbe(startupProbe, gracePeriodSeconds, path.child('startupProbe')));
  return errors;
}

function validateOneSuccessProbe(probe: New<Probe>, gracePeriodSeconds: number | undefined, path: FieldPath): FieldError[] {
  const errors = validateProbe(probe, gracePeriodSeconds, path);
  const { successThreshold = 0 } = probe;
  if (successThreshold !== 1) errors.push(invalid(path.child('successThreshold'), successThreshold, 'must be 1'));
  return errors;
}

function validateProbe(probe: New<Probe>, gracePeriodSeconds: number | undefined, path: FieldPath): FieldError[] {
  const { exec, httpGet, tcpSocket, grpc, terminationGracePeriodSeconds } = probe;
  const errors = validateHandler({ exec, httpGet, tcpSocket, grpc }, gracePeriodSeconds, path);
  for (const field of ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const) {
    const value = probe[field] ?? 0;
    if (value < 0) errors.push(...validateNonnegativeField(value, path.child(field)));
  }
  if (terminationGracePeriodSeconds !== undefined && terminationGracePeriodSeconds <= 0) errors.push(invalid(path.child('terminationGracePeriodSeconds'), terminationGracePeriodSeconds, 'must be greater than 0'));
  return errors;
}

// Rules for a container's lifecycle hooks: core validation's validateLifecycle.
// stopSignal never gets here: its gate is off in 1.36 and the API server drops it before.
import type { FieldError } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { Lifecycle } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { validateHandler } from './lifecycle-handler.ts';

export function validateLifecycle({ postStart, preStop }: New<Lifecycle>, gracePeriodSeconds: number | undefined, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (postStart !== undefined) errors.push(...validateHandler(postStart, gracePeriodSeconds, path.child('postStart')));
  if (preStop !== undefined) errors.push(...validateHandler(preStop, gracePeriodSeconds, path.child('preStop')));
  return errors;
}

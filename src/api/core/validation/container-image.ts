// Rules for images and how they are pulled: core validation's validatePullPolicy and validateContainerOnlyForPod.
import { type FieldError, invalid, named, notSupported, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';

const pullPolicies: readonly string[] = ['Always', 'IfNotPresent', 'Never'];

export function validatePullPolicy(policy: string | undefined, path: FieldPath): FieldError[] {
  if (policy === undefined || policy === '') return [required(path, '')];
  return pullPolicies.includes(policy) ? [] : [notSupported(path, named(policy), pullPolicies)];
}

/** A Pod's image is final; a template's may still be padded, since something may fill it in. */
export function validateContainerOnlyForPod(image: string, path: FieldPath): FieldError[] {
  return isPadded(image) ? [invalid(path.child('image'), image, 'must not have leading or trailing whitespace')] : [];
}

/** Unicode white space at an end, as Go's strings.TrimSpace sees it. */
export function isPadded(text: string): boolean {
  return /^[\s\u0085]|[\s\u0085]$/.test(text);
}

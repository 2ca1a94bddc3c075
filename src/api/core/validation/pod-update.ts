// The rules for replacing a Pod: core validation's ValidatePodUpdate.
import type { FieldError } from '../../field/error.ts';
import type { Pod } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { validateObjectMetaUpdate } from './object-meta.ts';
import { metadataPath } from './pod.ts';

export function validatePodUpdate(newPod: New<Pod>, oldPod: New<Pod>): FieldError[] {
  return validateObjectMetaUpdate(newPod.metadata ?? {}, oldPod.metadata ?? {}, metadataPath);
}

// Rules for metadata as the built-in groups have them: core validation's ValidateObjectMeta and ValidateObjectMetaUpdate, which add to apimachinery's.
import { type FieldError, invalid } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { ObjectMeta } from '../../generated/meta-v1.ts';
import type { New } from '../../meta/object.ts';
import { type ObjectMetaValidationOptions, validateObjectMeta as validateAnyObjectMeta, validateObjectMetaUpdate as validateAnyObjectMetaUpdate } from '../../meta/validation/object-meta.ts';

/** For kinds of core and of the groups that build on it; Leases and Events have apimachinery's rules only. */
export function validateObjectMeta(meta: New<ObjectMeta>, options: ObjectMetaValidationOptions, path: FieldPath): FieldError[] {
  return withKubeFinalizers(validateAnyObjectMeta(meta, options, path), meta, path);
}

export function validateObjectMetaUpdate(newMeta: New<ObjectMeta>, oldMeta: New<ObjectMeta>, path: FieldPath): FieldError[] {
  return withKubeFinalizers(validateAnyObjectMetaUpdate(newMeta, oldMeta, path), newMeta, path);
}

function withKubeFinalizers(errors: FieldError[], { finalizers }: New<ObjectMeta>, path: FieldPath): FieldError[] {
  finalizers?.forEach((finalizer, i) => errors.push(...validateKubeFinalizerName(finalizer, path.child('finalizers').index(i))));
  return errors;
}

const standardFinalizers: readonly string[] = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** Names without a domain are Kubernetes' own. */
function validateKubeFinalizerName(name: string, path: FieldPath): FieldError[] {
  return name.includes('/') || standardFinalizers.includes(name) ? [] : [invalid(path, name, 'name is neither a standard finalizer name nor is it fully qualified')];
}

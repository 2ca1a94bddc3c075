// The first rule of nearly every kind: its metadata.
import type { FieldError } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { KubeObject } from '../../meta/object.ts';
import { nameIsDNSSubdomain, type ValidateName } from '../../meta/validation/names.ts';
import { validateObjectMeta as validateAnyObjectMeta, validateObjectMetaUpdate as validateAnyObjectMetaUpdate } from '../../meta/validation/object-meta.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';

const path = FieldPath.of('metadata');

/** Metadata of an object with a namespace. */
export function namespacedMeta({ metadata }: KubeObject, validateName: ValidateName = nameIsDNSSubdomain): FieldError[] {
  return validateObjectMeta(metadata, { isNamespaced: true, validateName }, path);
}
/** Metadata of an object of the whole cluster. */
export function clusterMeta({ metadata }: KubeObject, validateName: ValidateName = nameIsDNSSubdomain): FieldError[] {
  return validateObjectMeta(metadata, { isNamespaced: false, validateName }, path);
}
/** Metadata as apimachinery judges it: for Leases and RuntimeClasses, whose finalizers need no domain. */
export function plainMeta({ metadata }: KubeObject, isNamespaced: boolean): FieldError[] {
  return validateAnyObjectMeta(metadata, { isNamespaced, validateName: nameIsDNSSubdomain }, path);
}
export function plainMetaUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  return validateAnyObjectMetaUpdate(object.metadata, old.metadata, path);
}
/** Metadata that replaces `old`'s. */
export function metaUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  return validateObjectMetaUpdate(object.metadata, old.metadata, path);
}

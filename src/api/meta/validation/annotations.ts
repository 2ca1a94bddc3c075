// Rules for annotations: k8s.io/apimachinery's ValidateAnnotations.
import { type FieldError, invalid, tooLong } from '../../field/error.ts';
import { byteLength } from '../../field/go-text.ts';
import type { FieldPath } from '../../field/path.ts';
import { isQualifiedName } from './names.ts';

/** Keys and values of one object together, in bytes. */
const totalAnnotationSizeLimitBytes = 256 * 1024;

export function validateAnnotations(annotations: Readonly<Record<string, string | undefined>> | undefined, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  let sizeBytes = 0;
  for (const key in annotations) {
    for (const text of isQualifiedName(key.toLowerCase())) errors.push(invalid(path, key, text));
    sizeBytes += byteLength(key) + byteLength(annotations[key] ?? '');
  }
  if (sizeBytes > totalAnnotationSizeLimitBytes) errors.push(tooLong(path, totalAnnotationSizeLimitBytes));
  return errors;
}

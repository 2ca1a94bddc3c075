// Rules for labels: k8s.io/apimachinery's ValidateLabels and ValidateLabelName.
import { type FieldError, invalid } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import { isQualifiedName, isValidLabelValue } from './names.ts';

export function validateLabelName(name: string, path: FieldPath): FieldError[] {
  return isQualifiedName(name).map((text) => invalid(path, name, text));
}

/** Findings stand at `path` itself, not at the key, as upstream reports them. */
export function validateLabels(labels: Readonly<Record<string, string | undefined>> | undefined, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  for (const key in labels) {
    const value = labels[key] ?? '';
    for (const text of isQualifiedName(key)) errors.push(invalid(path, key, text));
    for (const text of isValidLabelValue(value)) errors.push(invalid(path, value, text));
  }
  return errors;
}

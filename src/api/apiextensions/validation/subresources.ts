// The status and scale of a definition's kind.
import { type FieldError, invalid, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { CustomResourceSubresources } from '../../generated/apiextensions-v1.ts';
import { validateSimpleJsonPath } from './columns.ts';

export function validateSubresources({ scale }: CustomResourceSubresources, at: FieldPath): FieldError[] {
  if (scale === undefined) return [];
  const path = at.child('scale');
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale;
  const errors: FieldError[] = [];
  const check = (name: string, value: string, parts: readonly string[], where: string): void => {
    const wrong = validateSimpleJsonPath(value, path.child(name));
    if (wrong.length > 0) errors.push(...wrong);
    else if (!parts.some((part) => value.startsWith(`${part}.`))) errors.push(invalid(path.child(name), value, `should be a json path under ${where}`));
  };
  if (specReplicasPath === '') errors.push(required(path.child('specReplicasPath'), ''));
  else check('specReplicasPath', specReplicasPath, ['.spec'], '.spec');
  if (statusReplicasPath === '') errors.push(required(path.child('statusReplicasPath'), ''));
  else check('statusReplicasPath', statusReplicasPath, ['.status'], '.status');
  if (labelSelectorPath !== undefined && labelSelectorPath !== '') check('labelSelectorPath', labelSelectorPath, ['.spec', '.status'], 'either .spec or .status');
  return errors;
}

// The names under which a definition's kind is served.
import { type FieldError, invalid, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { CustomResourceDefinitionNames } from '../../generated/apiextensions-v1.ts';
import { isDNS1035Label } from '../../meta/validation/names.ts';

export function validateNames({ plural, singular = '', kind, listKind = '', shortNames = [], categories = [] }: CustomResourceDefinitionNames, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const label = (name: string, value: string): void => { errors.push(...isDNS1035Label(value).map((text) => invalid(path.child(name), value, text))); };
  const mixed = (name: string, value: string): void => { errors.push(...isDNS1035Label(value.toLowerCase()).map((text) => invalid(path.child(name), value, `may have mixed case, but should otherwise match: ${text}`))); };
  if (plural === '') errors.push(required(path.child('plural'), ''));
  else label('plural', plural);
  if (singular === '') errors.push(required(path.child('singular'), ''));
  else label('singular', singular);
  if (kind === '') errors.push(required(path.child('kind'), ''));
  else mixed('kind', kind);
  if (listKind === '') errors.push(required(path.child('listKind'), ''));
  else mixed('listKind', listKind);
  for (const [i, name] of shortNames.entries()) errors.push(...isDNS1035Label(name).map((text) => invalid(path.child('shortNames').index(i), name, text)));
  if (kind !== '' && kind === listKind) errors.push(invalid(path.child('listKind'), listKind, 'kind and listKind may not be the same'));
  for (const [i, name] of categories.entries()) errors.push(...isDNS1035Label(name).map((text) => invalid(path.child('categories').index(i), name, text)));
  return errors;
}

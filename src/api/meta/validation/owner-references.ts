// Rules for metadata.ownerReferences: k8s.io/apimachinery's ValidateOwnerReferences.
import { type FieldError, invalid, NamedString } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { OwnerReference } from '../../generated/meta-v1.ts';
import type { New } from '../object.ts';

/** Findings about a reference's fields carry no index, as upstream reports them. */
export function validateOwnerReferences(references: readonly New<OwnerReference>[] | undefined, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (references === undefined) return errors;
  let controllerName = '';
  for (const reference of references) {
    errors.push(...validateOwnerReference(reference, path));
    if (reference.controller !== true) continue;
    const name = `${reference.kind ?? ''}/${reference.name ?? ''}`;
    if (controllerName === '') controllerName = name;
    else errors.push(invalid(path, references.map(written), `Only one reference can have Controller set to true. Found "true" in references for ${controllerName} and ${name}`));
  }
  return errors;
}

function validateOwnerReference(reference: New<OwnerReference>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const { apiVersion = '', kind = '', name = '', uid = '' } = reference;
  const { group, version } = parseGroupVersion(apiVersion);
  if (version === '') errors.push(invalid(path.child('apiVersion'), apiVersion, 'version must not be empty'));
  if (kind === '') errors.push(invalid(path.child('kind'), kind, 'must not be empty'));
  if (name === '') errors.push(invalid(path.child('name'), name, 'must not be empty'));
  if (uid === '') errors.push(invalid(path.child('uid'), new NamedString(uid), 'must not be empty'));
  if (group === '' && version === 'v1' && kind === 'Event') errors.push(invalid(path, written(reference), '/v1, Kind=Event is disallowed from being an owner'));
  return errors;
}

/** What is not `version` or `group/version` has neither part, as upstream's FromAPIVersionAndKind. */
function parseGroupVersion(apiVersion: string): { group: string; version: string } {
  const parts = apiVersion.split('/');
  if (parts.length === 1) return { group: '', version: apiVersion };
  const [group = '', version = ''] = parts;
  return parts.length === 2 ? { group, version } : { group: '', version: '' };
}

/** The reference in the order of the Go type's fields. */
function written(reference: New<OwnerReference>): unknown {
  const { apiVersion = '', kind = '', name = '', uid = '', controller, blockOwnerDeletion } = reference;
  return { apiVersion, kind, name, uid, controller, blockOwnerDeletion };
}

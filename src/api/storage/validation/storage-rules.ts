// The rows of the storage group in the validation registry, with the rules for StorageClasses.
import { validateImmutableField } from '../../core/validation/immutable.ts';
import { clusterMeta, metaUpdate } from '../../core/validation/metadata.ts';
import { duplicate, type FieldError, invalid, named, notSupported, required, tooLong } from '../../field/error.ts';
import { byteLength } from '../../field/go-text.ts';
import { FieldPath } from '../../field/path.ts';
import type { TopologySelectorLabelRequirement, TopologySelectorTerm } from '../../generated/core-v1.ts';
import type { CSIDriver, CSINode, StorageClass, VolumeAttachment } from '../../generated/storage-v1.ts';
import { kindRules } from '../../kind-rules.ts';
import { validateLabelName } from '../../meta/validation/labels.ts';
import { isQualifiedName } from '../../meta/validation/names.ts';

const maxParameters = 512;
const maxParameterBytes = 256 * 1024;
const reclaimPolicies = ['Delete', 'Retain'];
const bindingModes = ['Immediate', 'WaitForFirstConsumer'];

function validateStorageClass(storageClass: StorageClass): FieldError[] {
  const { provisioner, parameters = {}, reclaimPolicy, volumeBindingMode } = storageClass;
  const errors = clusterMeta(storageClass);
  const path = FieldPath.of('provisioner');
  errors.push(...(provisioner === '' ? [required(path, '')] : isQualifiedName(provisioner.toLowerCase()).map((text) => invalid(path, provisioner.toLowerCase(), text))));
  errors.push(...validateParameters(parameters));
  if (reclaimPolicy !== undefined && (reclaimPolicy as string) !== '' && !reclaimPolicies.includes(reclaimPolicy)) errors.push(notSupported(FieldPath.of('reclaimPolicy'), named(reclaimPolicy), reclaimPolicies));
  const modePath = FieldPath.of('volumeBindingMode');
  if (volumeBindingMode === undefined) errors.push(required(modePath, ''));
  else if (!bindingModes.includes(volumeBindingMode)) errors.push(notSupported(modePath, named(volumeBindingMode), bindingModes));
  return [...errors, ...validateTopologies(storageClass.allowedTopologies ?? [], FieldPath.of('allowedTopologies'))];
}

/** No term twice; upstream compares with as many empty terms as there are, so an empty one is always a repetition. */
function validateTopologies(terms: readonly TopologySelectorTerm[], path: FieldPath): FieldError[] {
  const seen: string[] = terms.map(() => '[]');
  return terms.flatMap(({ matchLabelExpressions = [] }, i) => {
    const at = path.index(i).child('matchLabelExpressions');
    const values = new Map<string, string[]>();
    const errors = matchLabelExpressions.flatMap((requirement, j) => {
      const found = validateRequirement(requirement, at.index(j));
      if (values.has(requirement.key)) found.push(duplicate(at.index(j).child('key'), requirement.key));
      values.set(requirement.key, [...new Set(requirement.values)].sort());
      return found;
    });
    const term = JSON.stringify([...values].sort(([a], [b]) => (a < b ? -1 : 1)));
    errors.push(...seen.filter((other) => other === term).map(() => duplicate(at, '')));
    seen.push(term);
    return errors;
  });
}

function validateRequirement({ key, values = [] }: TopologySelectorLabelRequirement, path: FieldPath): FieldError[] {
  const errors = values.length === 0 ? [required(path.child('values'), '')] : [];
  values.forEach((value, i) => { if (values.indexOf(value) < i) errors.push(duplicate(path.child('values').index(i), value)); });
  return [...errors, ...validateLabelName(key, path.child('key'))];
}

function validateParameters(parameters: Readonly<Record<string, string>>): FieldError[] {
  const path = FieldPath.of('parameters');
  const names = Object.keys(parameters).sort();
  if (names.length > maxParameters) return [tooLong(path, maxParameters)];
  const errors = names.filter((name) => name === '').map((name) => invalid(path, name, 'field can not be empty.'));
  const sizeBytes = names.reduce((sum, name) => sum + byteLength(name) + byteLength(parameters[name] ?? ''), 0);
  return sizeBytes > maxParameterBytes ? [...errors, tooLong(path, maxParameterBytes)] : errors;
}

function validateStorageClassUpdate(storageClass: StorageClass, old: StorageClass): FieldError[] {
  const fixed = ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'] as const;
  return [...validateStorageClass(storageClass), ...metaUpdate(storageClass, old), ...fixed.flatMap((field) => validateImmutableField(storageClass[field], old[field], FieldPath.of(field)))];
}

// Differs from Kubernetes: of what only drivers and controllers write, just the metadata is checked.
export const storageRules = [
  kindRules<StorageClass>('storage/v1.StorageClass', { validateCreate: validateStorageClass, validateUpdate: validateStorageClassUpdate }),
  kindRules<CSIDriver>('storage/v1.CSIDriver', { validateCreate: (driver) => clusterMeta(driver), validateUpdate: metaUpdate }),
  kindRules<CSINode>('storage/v1.CSINode', { validateCreate: (node) => clusterMeta(node), validateUpdate: metaUpdate }),
  kindRules<VolumeAttachment>('storage/v1.VolumeAttachment', { validateCreate: (attachment) => clusterMeta(attachment), validateUpdate: metaUpdate }),
];

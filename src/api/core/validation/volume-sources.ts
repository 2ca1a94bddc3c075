// Rules for the kinds of volumes that every cluster has: core validation's validateSecretVolumeSource, validateHostPathVolumeSource and their kin.
import { type FieldError, invalid, named, notSupported, required, tooLong } from '../../field/error.ts';
import { byteLength } from '../../field/go-text.ts';
import type { FieldPath } from '../../field/path.ts';
import type { ConfigMapVolumeSource, CSIVolumeSource, DownwardAPIVolumeFile, DownwardAPIVolumeSource, EphemeralVolumeSource, GitRepoVolumeSource, HostPathVolumeSource, ImageVolumeSource, KeyToPath, NFSVolumeSource, PersistentVolumeClaimVolumeSource, SecretVolumeSource } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { isDNS1123Subdomain, nameIsDNSSubdomain } from '../../meta/validation/names.ts';
import { validatePullPolicy } from './container-image.ts';
import { validateContainerResourceFieldSelector, validateObjectFieldSelector, volumeFieldPaths } from './env-downward-api.ts';
import type { PodValidationOptions } from './pod-options.ts';
import { validatePersistentVolumeClaimTemplate } from './volume-claim-template.ts';
import { isAbsolutePath, validateFileMode, validateLocalDescendingPath, validateLocalNonReservedPath, validatePathNoBacksteps } from './volume-paths.ts';

export function validateHostPath({ path: target = '', type }: New<HostPathVolumeSource>, path: FieldPath): FieldError[] {
  if (target === '') return [required(path.child('path'), '')];
  const errors = validatePathNoBacksteps(target, path.child('path'));
  const supported: readonly string[] = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];
  if (type !== undefined && !supported.includes(type)) errors.push(notSupported(path.child('type'), named(type), supported));
  return errors;
}

export function validateGitRepo({ repository = '', directory = '' }: New<GitRepoVolumeSource>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (repository === '') errors.push(required(path.child('repository'), ''));
  errors.push(...validateLocalDescendingPath(directory, path.child('directory')));
  return errors;
}

export function validateSecretVolume({ secretName = '', defaultMode, items }: New<SecretVolumeSource>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (secretName === '') errors.push(required(path.child('secretName'), ''));
  errors.push(...validateFileMode(defaultMode, path.child('defaultMode')));
  items?.forEach((item, i) => errors.push(...validateKeyToPath(item, path.child('items').index(i))));
  return errors;
}

export function validateConfigMapVolume({ name = '', defaultMode, items }: New<ConfigMapVolumeSource>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (name === '') errors.push(required(path.child('name'), ''));
  errors.push(...validateFileMode(defaultMode, path.child('defaultMode')));
  items?.forEach((item, i) => errors.push(...validateKeyToPath(item, path.child('items').index(i))));
  return errors;
}

export function validateKeyToPath({ key = '', path: target = '', mode }: New<KeyToPath>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (key === '') errors.push(required(path.child('key'), ''));
  if (target === '') errors.push(required(path.child('path'), ''));
  errors.push(...validateLocalNonReservedPath(target, path.child('path')));
  errors.push(...validateFileMode(mode, path.child('mode')));
  return errors;
}

export function validateNFS({ server = '', path: target = '' }: New<NFSVolumeSource>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (server === '') errors.push(required(path.child('server'), ''));
  if (target === '') errors.push(required(path.child('path'), ''));
  if (!isAbsolutePath(target)) errors.push(invalid(path.child('path'), target, 'must be an absolute path'));
  return errors;
}

export function validatePersistentVolumeClaimVolume({ claimName = '' }: New<PersistentVolumeClaimVolumeSource>, path: FieldPath): FieldError[] {
  return claimName === '' ? [required(path.child('claimName'), '')] : [];
}

/** Findings about files stand at the volume's source, without an index, as upstream reports them. */
export function validateDownwardAPIVolume({ defaultMode, items }: New<DownwardAPIVolumeSource>, path: FieldPath): FieldError[] {
  const errors = validateFileMode(defaultMode, path.child('defaultMode'));
  for (const file of items ?? []) errors.push(...validateDownwardAPIVolumeFile(file, path));
  return errors;
}

export function validateDownwardAPIVolumeFile({ path: target = '', fieldRef, resourceFieldRef, mode }: New<DownwardAPIVolumeFile>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (target === '') errors.push(required(path.child('path'), ''));
  errors.push(...validateLocalNonReservedPath(target, path.child('path')));
  if (fieldRef !== undefined) {
    errors.push(...validateObjectFieldSelector(fieldRef, volumeFieldPaths, path.child('fieldRef')));
    if (resourceFieldRef !== undefined) errors.push(invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
  } else if (resourceFieldRef !== undefined) {
    errors.push(...validateContainerResourceFieldSelector(resourceFieldRef, path.child('resourceFieldRef'), true));
  } else {
    errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'));
  }
  errors.push(...validateFileMode(mode, path.child('mode')));
  return errors;
}

export function validateCSI({ driver = '', nodePublishSecretRef }: New<CSIVolumeSource>, path: FieldPath): FieldError[] {
  const errors = validateCSIDriverName(driver, path.child('driver'));
  if (nodePublishSecretRef === undefined) return errors;
  const { name = '' } = nodePublishSecretRef;
  if (name === '') errors.push(required(path.child('nodePublishSecretRef', 'name'), ''));
  else for (const text of nameIsDNSSubdomain(name, false)) errors.push(invalid(path.child('name'), name, text));
  return errors;
}

export function validateCSIDriverName(driver: string, path: FieldPath): FieldError[] {
  if (driver === '') return [required(path, '')];
  const errors = isDNS1123Subdomain(driver.toLowerCase()).map((text) => invalid(path, driver, text));
  return byteLength(driver) > 63 ? [tooLong(path, 63), ...errors] : errors;
}

export function validateEphemeral({ volumeClaimTemplate }: New<EphemeralVolumeSource>, path: FieldPath): FieldError[] {
  const templatePath = path.child('volumeClaimTemplate');
  return volumeClaimTemplate === undefined ? [required(templatePath, '')] : validatePersistentVolumeClaimTemplate(volumeClaimTemplate, templatePath);
}

/** A template may leave the image open. */
export function validateImageVolume({ reference = '', pullPolicy }: New<ImageVolumeSource>, path: FieldPath, { resourceIsPod }: PodValidationOptions): FieldError[] {
  const errors = validatePullPolicy(pullPolicy, path.child('pullPolicy'));
  return resourceIsPod && reference === '' ? [required(path.child('reference'), ''), ...errors] : errors;
}

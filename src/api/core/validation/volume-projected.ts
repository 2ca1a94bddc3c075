// Rules for projected volumes: core validation's validateProjectedVolumeSource.
// Sources of kind clusterTrustBundle and podCertificate never get here: their gates are off in 1.36 and the API server drops them before.
import { type FieldError, forbidden, invalid, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { ConfigMapProjection, ProjectedVolumeSource, ServiceAccountTokenProjection } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import type { PodValidationOptions } from './pod-options.ts';
import { validateFileMode, validateLocalNonReservedPath } from './volume-paths.ts';
import { validateDownwardAPIVolumeFile, validateKeyToPath } from './volume-sources.ts';

const conflict = 'conflicting duplicate paths';

export function validateProjected({ defaultMode, sources }: New<ProjectedVolumeSource>, path: FieldPath, options: PodValidationOptions): FieldError[] {
  const errors = validateFileMode(defaultMode, path.child('defaultMode'));
  const taken = new Set<string>();
  sources?.forEach(({ secret, configMap, downwardAPI, serviceAccountToken }, i) => {
    const sourcePath = path.child('sources').index(i);
    if (secret !== undefined) errors.push(...validateKeyProjection(secret, sourcePath.child('secret'), path, taken));
    if (configMap !== undefined) errors.push(...validateKeyProjection(configMap, sourcePath.child('configMap'), path, taken));
    for (const file of downwardAPI?.items ?? []) {
      errors.push(...validateDownwardAPIVolumeFile(file, sourcePath.child('downwardAPI')));
      if (!claim(file.path, taken)) errors.push(invalid(path, file.path, conflict));
    }
    if (serviceAccountToken !== undefined) errors.push(...validateTokenProjection(serviceAccountToken, sourcePath.child('serviceAccountToken'), path, options));
    const count = [secret, configMap, downwardAPI, serviceAccountToken].filter((s) => s !== undefined).length;
    if (count > 1) errors.push(forbidden(sourcePath, 'may not specify more than 1 volume type per source'));
  });
  return errors;
}

/** Of a ConfigMap or a Secret. A path taken twice is reported with the name of the object. */
function validateKeyProjection({ name = '', items }: New<ConfigMapProjection>, path: FieldPath, volumePath: FieldPath, taken: Set<string>): FieldError[] {
  const errors: FieldError[] = [];
  if (name === '') errors.push(required(path.child('name'), ''));
  items?.forEach((item, i) => {
    errors.push(...validateKeyToPath(item, path.child('items').index(i)));
    if (!claim(item.path, taken)) errors.push(invalid(volumePath, name, conflict));
  });
  return errors;
}

function claim(target = '', taken: Set<string>): boolean {
  if (target === '') return true;
  const isFree = !taken.has(target);
  taken.add(target);
  return isFree;
}

/** A wrong path of the token stands at the volume, as upstream reports it. */
function validateTokenProjection({ expirationSeconds = 0, path: target = '' }: New<ServiceAccountTokenProjection>, path: FieldPath, volumePath: FieldPath, options: PodValidationOptions): FieldError[] {
  const errors: FieldError[] = [];
  if (expirationSeconds < 600) errors.push(invalid(path.child('expirationSeconds'), expirationSeconds, 'may not specify a duration less than 10 minutes'));
  if (expirationSeconds > 2 ** 32) errors.push(invalid(path.child('expirationSeconds'), expirationSeconds, 'may not specify a duration larger than 2^32 seconds'));
  if (target === '') errors.push(required(volumePath.child('path'), ''));
  else if (!options.allowNonLocalProjectedTokenPath) errors.push(...validateLocalNonReservedPath(target, volumePath.child('path')));
  return errors;
}

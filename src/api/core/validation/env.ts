// Rules for a container's environment: core validation's ValidateEnv and ValidateEnvFrom.
import { type FieldError, invalid, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { ConfigMapKeySelector, EnvFromSource, EnvVar, FileKeySelector } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { isConfigMapKey, isDNS1123Label, isRelaxedEnvVarName, nameIsDNSSubdomain } from '../../meta/validation/names.ts';
import { envFieldPaths, validateContainerResourceFieldSelector, validateObjectFieldSelector } from './env-downward-api.ts';
import { validatePathNoBacksteps } from './volume-paths.ts';

export function validateEnv(variables: readonly New<EnvVar>[], path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  variables.forEach((variable, i) => {
    const itemPath = path.index(i);
    const { name = '' } = variable;
    if (name === '') errors.push(required(itemPath.child('name'), ''));
    else for (const text of isRelaxedEnvVarName(name)) errors.push(invalid(itemPath.child('name'), name, text));
    errors.push(...validateEnvVarValueFrom(variable, itemPath));
  });
  return errors;
}

function validateEnvVarValueFrom({ value = '', valueFrom }: New<EnvVar>, itemPath: FieldPath): FieldError[] {
  if (valueFrom === undefined) return [];
  const path = itemPath.child('valueFrom');
  const errors: FieldError[] = [];
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = valueFrom;
  if (fieldRef !== undefined) errors.push(...validateObjectFieldSelector(fieldRef, envFieldPaths, path.child('fieldRef')));
  if (resourceFieldRef !== undefined) errors.push(...validateContainerResourceFieldSelector(resourceFieldRef, path.child('resourceFieldRef'), false));
  if (configMapKeyRef !== undefined) errors.push(...validateKeySelector(configMapKeyRef, path.child('configMapKeyRef')));
  if (secretKeyRef !== undefined) errors.push(...validateKeySelector(secretKeyRef, path.child('secretKeyRef')));
  if (fileKeyRef !== undefined) errors.push(...validateFileKeySelector(fileKeyRef, path.child('fileKeyRef')));
  const count = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef].filter((s) => s !== undefined).length;
  if (count === 0) errors.push(invalid(path, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'));
  else if (value !== '') errors.push(invalid(path, '', 'may not be specified when `value` is not empty'));
  else if (count > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  return errors;
}

/** A key of a ConfigMap or a Secret. */
function validateKeySelector({ name = '', key = '' }: New<ConfigMapKeySelector>, path: FieldPath): FieldError[] {
  const errors = nameIsDNSSubdomain(name, false).map((text) => invalid(path.child('name'), name, text));
  if (key === '') errors.push(required(path.child('key'), ''));
  else for (const text of isConfigMapKey(key)) errors.push(invalid(path.child('key'), key, text));
  return errors;
}

function validateFileKeySelector({ key = '', volumeName = '', path: file = '' }: New<FileKeySelector>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (key === '') errors.push(required(path.child('key'), ''));
  else for (const text of isRelaxedEnvVarName(key)) errors.push(invalid(path.child('key'), key, text));
  if (volumeName === '') errors.push(required(path.child('volumeName'), ''));
  else for (const text of isDNS1123Label(volumeName)) errors.push(invalid(path.child('volumeName'), volumeName, text));
  if (file === '') errors.push(required(path.child('path'), ''));
  else errors.push(...validatePathNoBacksteps(file, path.child('path')));
  return errors;
}

/** What is wrong with the choice of source stands at the list, as upstream reports it. */
export function validateEnvFrom(sources: readonly New<EnvFromSource>[], path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  sources.forEach(({ prefix = '', configMapRef, secretRef }, i) => {
    const itemPath = path.index(i);
    if (prefix !== '') for (const text of isRelaxedEnvVarName(prefix)) errors.push(invalid(itemPath.child('prefix'), prefix, text));
    if (configMapRef !== undefined) errors.push(...validateSourceName(configMapRef.name, itemPath.child('configMapRef', 'name')));
    if (secretRef !== undefined) errors.push(...validateSourceName(secretRef.name, itemPath.child('secretRef', 'name')));
    if (configMapRef === undefined && secretRef === undefined) errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    else if (configMapRef !== undefined && secretRef !== undefined) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  });
  return errors;
}

/** Upstream checks it as a prefix: a trailing dash passes. */
function validateSourceName(name = '', path: FieldPath): FieldError[] {
  if (name === '') return [required(path, '')];
  return nameIsDNSSubdomain(name, true).map((text) => invalid(path, name, text));
}

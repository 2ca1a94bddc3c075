// Rules for Secrets and what each type must hold: core validation's ValidateSecret and ValidateSecretUpdate.
import { parseJson } from '../../decode/json-text.ts';
import { jsonKind } from '../../decode/json-value.ts';
import { type FieldError, forbidden, invalid, required, tooLong } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { Secret } from '../../generated/core-v1.ts';
import { base64Length, keyErrors, maxSecretSizeBytes } from './config-map.ts';
import { validateImmutableField } from './immutable.ts';
import { isEqual } from '../../meta/equality.ts';
import { metaUpdate, namespacedMeta } from './metadata.ts';

const dataPath = FieldPath.of('data');
const accountAnnotation = 'kubernetes.io/service-account.name';
const immutable = 'field is immutable when `immutable` is set';

export function validateSecret(secret: Secret): FieldError[] {
  const errors = namespacedMeta(secret);
  const data = secret.data ?? {};
  let sizeBytes = 0;
  for (const key of Object.keys(data).sort()) {
    errors.push(...keyErrors(key, dataPath));
    sizeBytes += base64Length(data[key] ?? '');
  }
  if (sizeBytes > maxSecretSizeBytes) errors.push(tooLong(dataPath, maxSecretSizeBytes));
  return [...errors, ...validateType(secret, data)];
}

function validateType(secret: Secret, data: Readonly<Record<string, string>>): FieldError[] {
  const missing = (...keys: readonly string[]): FieldError[] => keys.filter((key) => !Object.hasOwn(data, key)).map((key) => required(dataPath.key(key), ''));
  switch (secret.type) {
    case 'kubernetes.io/service-account-token':
      return (secret.metadata.annotations?.[accountAnnotation] ?? '') === '' ? [required(FieldPath.of('metadata', 'annotations').key(accountAnnotation), '')] : [];
    case 'kubernetes.io/dockercfg':
      return validateJson(data, '.dockercfg');
    case 'kubernetes.io/dockerconfigjson':
      return validateJson(data, '.dockerconfigjson');
    case 'kubernetes.io/basic-auth': {
      const both = missing('username', 'password');
      return both.length === 2 ? both : [];
    }
    case 'kubernetes.io/ssh-auth':
      return (data['ssh-privatekey'] ?? '') === '' ? [required(dataPath.key('ssh-privatekey'), '')] : [];
    case 'kubernetes.io/tls':
      return missing('tls.crt', 'tls.key');
    default:
      return [];
  }
}

/** The content is a JSON object; it is not shown when it isn't. */
function validateJson(data: Readonly<Record<string, string>>, key: string): FieldError[] {
  const text = data[key];
  if (text === undefined) return [required(dataPath.key(key), '')];
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const parsed = parseJson(new TextDecoder().decode(bytes));
  const kind = 'value' in parsed ? jsonKind(parsed.value) : 'object';
  const problem = parsed.error ?? (kind === 'object' || kind === 'null' ? undefined : `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`);
  return problem === undefined ? [] : [invalid(dataPath.key(key), '<secret contents redacted>', problem)];
}

export function validateSecretUpdate(secret: Secret, old: Secret): FieldError[] {
  const errors = [...metaUpdate(secret, old), ...validateImmutableField(secret.type, old.type, FieldPath.of('type'))];
  if (old.immutable === true) {
    if (secret.immutable !== true) errors.push(forbidden(FieldPath.of('immutable'), immutable));
    if (!isEqual(secret.data, old.data)) errors.push(forbidden(dataPath, immutable));
  }
  return [...errors, ...validateSecret(secret)];
}

// Rules for ConfigMaps: core validation's ValidateConfigMap and ValidateConfigMapUpdate.
import { type FieldError, forbidden, invalid, tooLong } from '../../field/error.ts';
import { byteLength } from '../../field/go-text.ts';
import { FieldPath } from '../../field/path.ts';
import type { ConfigMap } from '../../generated/core-v1.ts';
import { isConfigMapKey } from '../../meta/validation/names.ts';
import { isEqual } from '../../meta/equality.ts';
import { metaUpdate, namespacedMeta } from './metadata.ts';

export const maxSecretSizeBytes = 1024 * 1024;
const immutable = 'field is immutable when `immutable` is set';

export function validateConfigMap(map: ConfigMap): FieldError[] {
  const errors = namespacedMeta(map);
  const { data = {}, binaryData = {} } = map;
  let sizeBytes = 0;
  for (const key of Object.keys(data).sort()) {
    errors.push(...keyErrors(key, FieldPath.of('data')));
    if (Object.hasOwn(binaryData, key)) errors.push(invalid(FieldPath.of('data').key(key), key, 'duplicate of key present in binaryData'));
    sizeBytes += byteLength(data[key] ?? '');
  }
  for (const key of Object.keys(binaryData).sort()) {
    errors.push(...keyErrors(key, FieldPath.of('binaryData')));
    sizeBytes += base64Length(binaryData[key] ?? '');
  }
  if (sizeBytes > maxSecretSizeBytes) errors.push(tooLong(FieldPath.of(''), maxSecretSizeBytes));
  return errors;
}

/** A key of data is a file name. */
export function keyErrors(key: string, path: FieldPath): FieldError[] {
  return isConfigMapKey(key).map((text) => invalid(path.key(key), key, text));
}

/** Bytes that canonical base64 stands for. */
export function base64Length(text: string): number {
  return (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
}

export function validateConfigMapUpdate(map: ConfigMap, old: ConfigMap): FieldError[] {
  const errors = metaUpdate(map, old);
  if (old.immutable === true) {
    if (map.immutable !== true) errors.push(forbidden(FieldPath.of('immutable'), immutable));
    if (!isEqual(map.data, old.data)) errors.push(forbidden(FieldPath.of('data'), immutable));
    if (!isEqual(map.binaryData, old.binaryData)) errors.push(forbidden(FieldPath.of('binaryData'), immutable));
  }
  return [...errors, ...validateConfigMap(map)];
}

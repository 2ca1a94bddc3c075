// `--overrides`: inline JSON that changes what run and expose make.
import { kindSchema } from '../../api/schema/schema.ts';
import { KubectlError } from '../errors.ts';
import type { FlagSpec, FlagValues } from '../flags.ts';
import { applyPatch } from '../patch/apply-patch.ts';
import type { NewObject } from './create-object.ts';

export const overrideFlags: readonly FlagSpec[] = [
  { name: 'override-type', type: 'string', default: 'merge' },
  { name: 'overrides', type: 'string' },
];

/** The object with the overrides of `flags`. */
export function overridden(object: NewObject, flags: FlagValues): NewObject {
  const text = flags.string('overrides');
  if (text === '') return object;
  let patch: unknown;
  try {
    patch = JSON.parse(text);
  } catch {
    throw new KubectlError('Invalid JSON Patch');
  }
  const kind = flags.string('override-type');
  if (kind !== 'json' && kind !== 'merge' && kind !== 'strategic') throw new KubectlError(`invalid override type: ${kind}`);
  return applyPatch(kind, object, patch, kindSchema(object.apiVersion, object.kind)) as NewObject;
}

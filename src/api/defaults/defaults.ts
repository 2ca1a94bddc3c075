// Fills what a manifest left open, as the SetDefaults functions of pkg/apis/*/v1 do: the type's own function first, then those of its fields.
import { fieldsOf, type TypeSchema } from '../schema/schema.ts';
import { appsDefaults } from './apps.ts';
import { autoscalingDefaults } from './autoscaling.ts';
import { batchDefaults } from './batch.ts';
import { coreDefaults } from './core.ts';
import { networkingDefaults } from './networking.ts';
import { podDefaults } from './pod.ts';
import { rbacDefaults } from './rbac.ts';
import type { Defaulter } from './register.ts';
import { storageDefaults } from './storage.ts';
import { volumeDefaults } from './volume.ts';

const defaulters = new Map<string, Defaulter>([
  ...podDefaults, ...volumeDefaults, ...coreDefaults, ...appsDefaults, ...batchDefaults, ...storageDefaults, ...networkingDefaults, ...autoscalingDefaults, ...rbacDefaults,
]);
const needsDefaults = new Map<string, boolean>();

/** Changes a decoded value of `type` in place. */
export function applyDefaults(type: TypeSchema, value: unknown): void {
  if (typeof value !== 'object' || value === null || !isDefaulted(type, new Set())) return;
  defaulters.get(type.goType)?.(value);
  if (type.element !== undefined) {
    for (const item of Object.values(value)) applyDefaults(type.element, item);
    return;
  }
  for (const field of fieldsOf(type)) applyDefaults(field.type, (value as Record<string, unknown>)[field.name]);
}

/** Whether anything in or below the type has defaults; saves walking the rest. */
function isDefaulted(type: TypeSchema, visiting: Set<string>): boolean {
  const known = needsDefaults.get(type.goType);
  if (known !== undefined) return known;
  if (visiting.has(type.goType)) return false;
  visiting.add(type.goType);
  const below = type.element === undefined ? fieldsOf(type).map((field) => field.type) : [type.element];
  const isNeeded = defaulters.has(type.goType) || below.some((part) => isDefaulted(part, visiting));
  needsDefaults.set(type.goType, isNeeded);
  return isNeeded;
}

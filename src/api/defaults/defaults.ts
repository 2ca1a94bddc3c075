// Fills what a manifest left open, as the SetDefaults functions of pkg/apis/*/v1 do: the type's own function first, then those of its fields.
import { fieldsOf, type FieldSchema, type TypeSchema } from '../schema/schema.ts';
import { apiextensionsDefaults } from './apiextensions.ts';
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
  ...podDefaults, ...volumeDefaults, ...coreDefaults, ...appsDefaults, ...batchDefaults, ...storageDefaults, ...networkingDefaults, ...autoscalingDefaults, ...rbacDefaults, ...apiextensionsDefaults,
]);
/** Types of groups without defaults, whose fields of core's types get none either: amounts stay as fine as they were written. */
const ownGroups: ReadonlySet<string> = new Set(['node/v1.Overhead']);
const needsDefaults = new Map<string, boolean>();

/** What applying defaults to a type takes. */
interface Plan {
  readonly own: Defaulter | undefined;
  /** Of a list or a map, when its items have defaults. */
  readonly element: TypeSchema | undefined;
  /** The fields that have defaults in or below them, in order. */
  readonly fields: readonly FieldSchema[];
}

const plans = new Map<TypeSchema, Plan>();

function planOf(type: TypeSchema): Plan {
  let plan = plans.get(type);
  if (plan === undefined) {
    const hasDefaults = (part: TypeSchema): boolean => isDefaulted(part, new Set());
    plan = {
      own: defaulters.get(type.goType),
      element: type.element !== undefined && hasDefaults(type.element) ? type.element : undefined,
      fields: type.element === undefined && !ownGroups.has(type.goType) ? fieldsOf(type).filter((field) => hasDefaults(field.type)) : [],
    };
    plans.set(type, plan);
  }
  return plan;
}

/** Changes a decoded value of `type` in place. */
export function applyDefaults(type: TypeSchema, value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const { own, element, fields } = planOf(type);
  own?.(value);
  if (element !== undefined) for (const item of Object.values(value)) applyDefaults(element, item);
  for (const field of fields) applyDefaults(field.type, (value as Record<string, unknown>)[field.name]);
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

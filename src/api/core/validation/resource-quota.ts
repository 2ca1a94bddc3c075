// Rules for ResourceQuotas: core validation's ValidateResourceQuota.
import { type FieldError, invalid, named, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { ResourceQuota, ResourceQuotaSpec, ScopedResourceSelectorRequirement } from '../../generated/core-v1.ts';
import { fieldImmutableMessage } from '../../meta/validation/object-meta.ts';
import { quantity } from '../../resource/quantity.ts';
import { metaUpdate, namespacedMeta } from './metadata.ts';
import { isQuotaHugePageResourceName, validateResourceName } from './resources-names.ts';
import { validateResourceQuantityValue } from './resources.ts';

const computeResources = ['cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
const quotaResources: ReadonlySet<string> = new Set([
  ...computeResources, 'ephemeral-storage', 'requests.storage', 'requests.ephemeral-storage', 'limits.ephemeral-storage', 'pods', 'resourcequotas', 'services', 'replicationcontrollers',
  'secrets', 'persistentvolumeclaims', 'configmaps', 'services.nodeports', 'services.loadbalancers',
]);
const podScopes = ['Terminating', 'NotTerminating', 'NotBestEffort', 'PriorityClass', 'CrossNamespacePodAffinity'];
const scopesThatExist = ['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity'];
const scopes: ReadonlySet<string> = new Set([...podScopes, 'BestEffort', 'VolumeAttributesClass']);
const conflicts = [['BestEffort', 'NotBestEffort'], ['Terminating', 'NotTerminating']] as const;

export function validateResourceQuota(quota: ResourceQuota): FieldError[] {
  return [
    ...namespacedMeta(quota),
    ...validateResourceQuotaSpec(quota.spec, FieldPath.of('spec')),
    ...validateResourceQuotaStatus(quota),
  ];
}

export function validateResourceQuotaStatus({ status }: ResourceQuota): FieldError[] {
  return [...validateAmounts(status.hard, FieldPath.of('status', 'hard')), ...validateAmounts(status.used, FieldPath.of('status', 'used'))];
}

function validateResourceQuotaSpec(spec: ResourceQuotaSpec, path: FieldPath): FieldError[] {
  return [...validateAmounts(spec.hard, path.child('hard')), ...validateScopes(spec, path.child('scopes')), ...validateScopeSelector(spec, path.child('scopeSelector'))];
}

function isStandardQuotaResource(name: string): boolean {
  return quotaResources.has(name) || isQuotaHugePageResourceName(name);
}

function validateAmounts(amounts: Readonly<Record<string, string>> | undefined, path: FieldPath): FieldError[] {
  return Object.keys(amounts ?? {}).sort().flatMap((name) => {
    const errors = validateResourceName(name, path.key(name));
    if (!name.includes('/') && !isStandardQuotaResource(name)) errors.push(invalid(path.key(name), named(name), 'must be a standard resource for quota'));
    return [...errors, ...validateResourceQuantityValue(name, quantity(amounts?.[name] ?? '0'), path.key(name))];
  });
}

function isValidForResource(scope: string, resource: string): boolean {
  if (podScopes.includes(scope)) return resource === 'pods' || computeResources.includes(resource);
  if (scope === 'BestEffort') return resource === 'pods';
  if (scope === 'VolumeAttributesClass') return resource === 'persistentvolumeclaims' || resource === 'requests.storage';
  return true;
}
function hasUnsupported(spec: ResourceQuotaSpec, scope: string): readonly string[] {
  return Object.keys(spec.hard ?? {}).sort().filter((name) => isStandardQuotaResource(name) && !isValidForResource(scope, name));
}
function hasConflict(named: ReadonlySet<string>): number {
  return conflicts.filter(([a, b]) => named.has(a) && named.has(b)).length;
}

function validateScopes(spec: ResourceQuotaSpec, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const list = spec.scopes ?? [];
  for (const scope of list) {
    if (!scopes.has(scope)) errors.push(invalid(path, list, 'unsupported scope'));
    for (let i = hasUnsupported(spec, scope).length; i > 0; i--) errors.push(invalid(path, list, 'unsupported scope applied to resource'));
  }
  for (let i = hasConflict(new Set(list)); i > 0; i--) errors.push(invalid(path, list, 'conflicting scopes'));
  return errors;
}

function validateScopeSelector(spec: ResourceQuotaSpec, path: FieldPath): FieldError[] {
  const requirements = spec.scopeSelector?.matchExpressions ?? [];
  const at = path.child('matchExpressions');
  const errors = requirements.flatMap((requirement) => validateRequirement(spec, requirement, at));
  for (let i = hasConflict(new Set(requirements.map((r) => r.scopeName))); i > 0; i--) errors.push(invalid(at, requirements, 'conflicting scopes'));
  return errors;
}

function validateRequirement(spec: ResourceQuotaSpec, { scopeName, operator, values = [] }: ScopedResourceSelectorRequirement, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (!scopes.has(scopeName)) errors.push(invalid(path.child('scopeName'), named(scopeName), 'unsupported scope'));
  for (let i = hasUnsupported(spec, scopeName).length; i > 0; i--) errors.push(invalid(path, internalSelector(spec), 'unsupported scope applied to resource'));
  if (scopesThatExist.includes(scopeName) && operator !== 'Exists') {
    errors.push(invalid(path.child('operator'), named(operator), "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity"));
  }
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) errors.push(required(path.child('values'), "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"));
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) errors.push(invalid(path.child('values'), values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"));
      break;
    default:
      errors.push(invalid(path.child('operator'), named(operator), 'not a valid selector operator'));
  }
  return errors;
}

/** The selector as Go prints the internal type. */
function internalSelector({ scopeSelector }: ResourceQuotaSpec): unknown {
  return { MatchExpressions: (scopeSelector?.matchExpressions ?? []).map((r) => ({ ScopeName: r.scopeName, Operator: r.operator, Values: r.values ?? null })) };
}

export function validateResourceQuotaUpdate(quota: ResourceQuota, old: ResourceQuota): FieldError[] {
  const errors = [...metaUpdate(quota, old), ...validateResourceQuotaSpec(quota.spec, FieldPath.of('spec'))];
  const [now, before] = [new Set(quota.spec.scopes), new Set(old.spec.scopes)];
  if (now.size !== before.size || [...now].some((scope) => !before.has(scope))) errors.push(invalid(FieldPath.of('spec', 'scopes'), quota.spec.scopes ?? null, fieldImmutableMessage));
  return errors;
}

// Names of resources: pkg/apis/core/helper's sets and core validation's validateResourceName with its callers.
import { type FieldError, invalid, named, notSupported } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import { isQualifiedName } from '../../meta/validation/names.ts';
import { parseQuantity, type Quantity, quantityMilliValue, quantitySign, quantityValue } from '../../resource/quantity.ts';

const countedResources = ['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps', 'persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers'];
const integerResources: ReadonlySet<string> = new Set(countedResources);
const standardResources: ReadonlySet<string> = new Set([
  'cpu', 'memory', 'ephemeral-storage', 'requests.cpu', 'requests.memory', 'requests.ephemeral-storage', 'limits.cpu', 'limits.memory', 'limits.ephemeral-storage',
  'storage', 'requests.storage', ...countedResources,
]);
const containerResources: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);

export function isHugePageResourceName(name: string): boolean {
  return name.startsWith('hugepages-');
}
export function isQuotaHugePageResourceName(name: string): boolean {
  return name.startsWith('hugepages-') || name.startsWith('requests.hugepages-');
}
/** Kubernetes' own, without a domain or in the domain `kubernetes.io/`. */
function isNativeResource(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}
function isExtendedResourceName(name: string): boolean {
  return !isNativeResource(name) && !name.startsWith('requests.') && isQualifiedName(`requests.${name}`).length === 0;
}
/** Limits may exceed requests only for these. */
export function isOvercommitAllowed(name: string): boolean {
  return isNativeResource(name) && !isHugePageResourceName(name);
}
function isStandardResourceName(name: string): boolean {
  return standardResources.has(name) || isQuotaHugePageResourceName(name);
}
function isStandardContainerResourceName(name: string): boolean {
  return containerResources.has(name) || isHugePageResourceName(name);
}
/** Counted in whole numbers. */
export function isIntegerResourceName(name: string): boolean {
  return integerResources.has(name) || isExtendedResourceName(name);
}

/** Whether the amount is a whole number of such pages; false when the name gives no page size. */
export function isHugePageResourceValueDivisible(name: string, amount: Quantity): boolean {
  const pageSize = parseQuantity(name.slice('hugepages-'.length));
  if (typeof pageSize === 'string' || quantitySign(pageSize) <= 0 || quantityMilliValue(pageSize) % 1000n !== 0n) return false;
  return quantityValue(amount) % quantityValue(pageSize) === 0n;
}

export function validateResourceName(name: string, path: FieldPath): FieldError[] {
  if (standardResources.has(name)) return [];
  const errors = isQualifiedName(name).map((text) => invalid(path, named(name), text));
  if (errors.length === 0 && !name.includes('/') && !isStandardResourceName(name)) errors.push(invalid(path, named(name), 'must be a standard resource type or fully qualified'));
  return errors;
}

export function validateContainerResourceName(name: string, path: FieldPath): FieldError[] {
  if (containerResources.has(name)) return [];
  const errors = validateResourceName(name, path);
  if (!name.includes('/')) {
    if (!isStandardContainerResourceName(name)) errors.push(invalid(path, named(name), 'must be a standard resource for containers'));
  } else if (!isNativeResource(name) && !isExtendedResourceName(name)) {
    errors.push(invalid(path, named(name), "doesn't follow extended resource name standard"));
  }
  return errors;
}

/** What a Pod as a whole can ask for. */
function isSupportedPodLevelResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || isHugePageResourceName(name);
}

export function validatePodResourceName(name: string, path: FieldPath): FieldError[] {
  const errors = validateResourceName(name, path);
  if (errors.length > 0 || isSupportedPodLevelResource(name)) return errors;
  return [notSupported(path, named(name), ['cpu', 'hugepages-', 'memory'])];
}

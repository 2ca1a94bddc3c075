// Rules for requests, limits and claims: core validation's validateResourceRequirements.
import { duplicate, type FieldError, forbidden, invalid, notFound, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { ResourceClaim, ResourceRequirements } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { isDNS1123Label } from '../../meta/validation/names.ts';
import { compareQuantities, type Quantity, quantity, quantityMilliValue, quantitySign, quantityText } from '../../resource/quantity.ts';
import type { PodValidationOptions } from './pod-options.ts';
import { isHugePageResourceName, isHugePageResourceValueDivisible, isIntegerResourceName, isOvercommitAllowed, validateContainerResourceName, validatePodResourceName } from './resources-names.ts';

type ResourceList = Readonly<Record<string, string | undefined>>;
type ValidateResourceName = (name: string, path: FieldPath) => FieldError[];

export function validateContainerResourceRequirements(requirements: New<ResourceRequirements>, podClaimNames: ReadonlySet<string>, path: FieldPath, options: PodValidationOptions): FieldError[] {
  return validateResourceRequirements(requirements, validateContainerResourceName, podClaimNames, path, options);
}

export function validatePodResourceRequirements(requirements: New<ResourceRequirements>, podClaimNames: ReadonlySet<string>, path: FieldPath, options: PodValidationOptions): FieldError[] {
  return validateResourceRequirements(requirements, validatePodResourceName, podClaimNames, path, options);
}

function validateResourceRequirements({ limits = {}, requests = {}, claims }: New<ResourceRequirements>, validateName: ValidateResourceName, podClaimNames: ReadonlySet<string>, path: FieldPath, options: PodValidationOptions): FieldError[] {
  const errors = validateResourceList(limits, validateName, path.child('limits'), options);
  const requestsPath = path.child('requests');
  for (const name in requests) {
    const amount = quantity(requests[name] ?? '0');
    errors.push(...validateResource(name, amount, validateName, requestsPath.key(name)));
    errors.push(...validateRequestAgainstLimit(name, amount, limits, path));
    errors.push(...validateHugePages(name, amount, requestsPath.key(name), options));
  }
  if (hasHugePages(limits, requests) && !hasCPUOrMemory(limits, requests)) errors.push(forbidden(path, 'HugePages require cpu or memory'));
  if (claims !== undefined) errors.push(...validateResourceClaimNames(claims, podClaimNames, path.child('claims')));
  return errors;
}

function validateResourceList(list: ResourceList, validateName: ValidateResourceName, path: FieldPath, options: PodValidationOptions): FieldError[] {
  const errors: FieldError[] = [];
  for (const name in list) {
    const amount = quantity(list[name] ?? '0');
    errors.push(...validateResource(name, amount, validateName, path.key(name)));
    errors.push(...validateHugePages(name, amount, path.key(name), options));
  }
  return errors;
}

function validateResource(name: string, amount: Quantity, validateName: ValidateResourceName, path: FieldPath): FieldError[] {
  return [...validateName(name, path), ...validateResourceQuantityValue(name, amount, path)];
}

/** Not negative; whole, if the resource is counted. */
export function validateResourceQuantityValue(name: string, amount: Quantity, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (quantitySign(amount) < 0) errors.push(invalid(path, quantityText(amount), 'must be greater than or equal to 0'));
  if (isIntegerResourceName(name) && quantityMilliValue(amount) % 1000n !== 0n) errors.push(invalid(path, quantityText(amount), 'must be an integer'));
  return errors;
}

function validateHugePages(name: string, amount: Quantity, path: FieldPath, options: PodValidationOptions): FieldError[] {
  if (!isHugePageResourceName(name) || options.allowIndivisibleHugePagesValues || isHugePageResourceValueDivisible(name, amount)) return [];
  return [invalid(path, quantityText(amount), `${quantityText(amount)} is not positive integer multiple of ${name}`)];
}

/** What is wrong stands at `requests`, without the resource's key, as upstream reports it. */
function validateRequestAgainstLimit(name: string, amount: Quantity, limits: ResourceList, path: FieldPath): FieldError[] {
  const limitText = limits[name];
  if (limitText === undefined) return isOvercommitAllowed(name) ? [] : [required(path.child('limits'), 'Limit must be set for non overcommitable resources')];
  const limit = quantity(limitText);
  const order = compareQuantities(amount, limit);
  if (order !== 0 && !isOvercommitAllowed(name)) return [invalid(path.child('requests'), quantityText(amount), `must be equal to ${name} limit of ${quantityText(limit)}`)];
  if (order > 0) return [invalid(path.child('requests'), quantityText(amount), `must be less than or equal to ${name} limit of ${quantityText(limit)}`)];
  return [];
}

function hasHugePages(...lists: readonly ResourceList[]): boolean {
  return lists.some((list) => Object.keys(list).some(isHugePageResourceName));
}
function hasCPUOrMemory(...lists: readonly ResourceList[]): boolean {
  return lists.some((list) => list['cpu'] !== undefined || list['memory'] !== undefined);
}

/** A claim of the Pod, or one request of it, once each. */
function validateResourceClaimNames(claims: readonly New<ResourceClaim>[], podClaimNames: ReadonlySet<string>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const taken = new Set<string>();
  claims.forEach(({ name = '', request = '' }, i) => {
    const itemPath = path.index(i);
    if (name === '') {
      errors.push(required(itemPath, ''));
      return;
    }
    errors.push(...validateClaimIsNew(name, request, taken, itemPath));
    if (podClaimNames.has(name)) return;
    const names = podClaimNames.size === 0 ? ' which is empty' : `: ${[...podClaimNames].sort().join(', ')}`;
    errors.push({ ...notFound(itemPath, name), detail: `must be one of the names in pod.spec.resourceClaims${names}` });
  });
  return errors;
}

function validateClaimIsNew(name: string, request: string, taken: Set<string>, path: FieldPath): FieldError[] {
  if (taken.has(name)) return [duplicate(path, name)];
  const errors: FieldError[] = [];
  if (request !== '') for (const text of isDNS1123Label(request)) errors.push(invalid(path.child('request'), request, text));
  const key = request === '' ? name : `${name}/${request}`;
  if (taken.has(key)) errors.push(duplicate(path, key));
  else if (request === '') for (const other of taken) if (other.startsWith(`${name}/`)) errors.push(duplicate(path, name));
  taken.add(key);
  return errors;
}

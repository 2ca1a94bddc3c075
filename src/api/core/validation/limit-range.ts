// Rules for LimitRanges: core validation's ValidateLimitRange.
import { duplicate, type FieldError, forbidden, invalid, named, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { LimitRange, LimitRangeItem } from '../../generated/core-v1.ts';
import { isQualifiedName } from '../../meta/validation/names.ts';
import { compareQuantities, type Quantity, quantity, quantityMilliValue, quantityOf, quantityText, quantityValue } from '../../resource/quantity.ts';
import { namespacedMeta } from './metadata.ts';
import { isOvercommitAllowed, validateContainerResourceName, validateResourceName } from './resources-names.ts';

const limitsPath = FieldPath.of('spec', 'limits');
const standardTypes: ReadonlySet<string> = new Set(['Pod', 'Container', 'PersistentVolumeClaim']);
const one = quantityOf(1);
const maxMilliValue = (2n ** 63n - 1n) / 1000n;

export function validateLimitRange(range: LimitRange): FieldError[] {
  const errors = namespacedMeta(range);
  const types = new Set<string>();
  range.spec.limits.forEach((item, i) => {
    const path = limitsPath.index(i);
    errors.push(...validateTypeName(item.type, path.child('type')));
    if (types.has(item.type)) errors.push(duplicate(path.child('type'), named(item.type)));
    types.add(item.type);
    errors.push(...validateItem(item, path));
  });
  return errors;
}

function validateTypeName(type: string, path: FieldPath): FieldError[] {
  const errors = isQualifiedName(type).map((text) => invalid(path, named(type), text));
  if (errors.length > 0 || type.includes('/') || standardTypes.has(type)) return errors;
  return [invalid(path, named(type), 'must be a standard limit type or fully qualified')];
}

function validateItem(item: LimitRangeItem, path: FieldPath): FieldError[] {
  const isPod = item.type === 'Pod';
  const errors: FieldError[] = [];
  const names = new Set<string>();
  const read = (field: 'max' | 'min' | 'default' | 'defaultRequest' | 'maxLimitRequestRatio'): Map<string, Quantity> => {
    const amounts = new Map<string, Quantity>();
    for (const [name, amount] of Object.entries(item[field] ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))) {
      const at = path.child(field).key(name);
      errors.push(...(isPod || item.type === 'Container' ? validateContainerResourceName(name, at) : validateResourceName(name, at)));
      names.add(name);
      amounts.set(name, quantity(amount));
    }
    return amounts;
  };
  const max = read('max');
  const min = read('min');
  const defaults = isPod ? new Map<string, Quantity>() : read('default');
  const requests = isPod ? new Map<string, Quantity>() : read('defaultRequest');
  for (const field of ['default', 'defaultRequest'] as const) {
    if (isPod && Object.keys(item[field] ?? {}).length > 0) errors.push(forbidden(path.child(field), "may not be specified when `type` is 'Pod'"));
  }
  if (item.type === 'PersistentVolumeClaim' && !min.has('storage') && !max.has('storage')) errors.push(required(path.child('limits'), 'either minimum or maximum storage value is required, but neither was provided'));
  const ratios = read('maxLimitRequestRatio');
  for (const name of [...names].sort()) errors.push(...validateAmounts(name, { max: max.get(name), min: min.get(name), limit: defaults.get(name), request: requests.get(name), ratio: ratios.get(name) }, path));
  return errors;
}

interface Amounts {
  readonly max: Quantity | undefined;
  readonly min: Quantity | undefined;
  readonly limit: Quantity | undefined;
  readonly request: Quantity | undefined;
  readonly ratio: Quantity | undefined;
}

/** min ≤ default request ≤ default limit ≤ max, and the ratio within what min and max allow. */
function validateAmounts(name: string, { max, min, limit, request, ratio }: Amounts, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const isMore = (a: Quantity | undefined, b: Quantity | undefined): boolean => a !== undefined && b !== undefined && compareQuantities(a, b) > 0;
  const text = (amount: Quantity | undefined): string => (amount === undefined ? '' : quantityText(amount));
  const report = (field: string, bad: Quantity | undefined, detail: string): void => {
    errors.push(invalid(path.child(field).key(name), named(text(bad)), detail));
  };
  if (isMore(min, max)) report('min', min, `min value ${text(min)} is greater than max value ${text(max)}`);
  if (isMore(min, request)) report('defaultRequest', request, `min value ${text(min)} is greater than default request value ${text(request)}`);
  if (isMore(request, max)) report('defaultRequest', request, `default request value ${text(request)} is greater than max value ${text(max)}`);
  if (isMore(request, limit)) report('defaultRequest', request, `default request value ${text(request)} is greater than default limit value ${text(limit)}`);
  if (isMore(min, limit)) report('default', min, `min value ${text(min)} is greater than default value ${text(limit)}`);
  if (isMore(limit, max)) report('default', max, `default value ${text(limit)} is greater than max value ${text(max)}`);
  if (isMore(one, ratio)) report('maxLimitRequestRatio', ratio, `ratio ${text(ratio)} is less than 1`);
  if (ratio !== undefined && min !== undefined && max !== undefined) {
    const limitOfRatio = maxRatio(ratio, min, max);
    if (limitOfRatio !== undefined) report('maxLimitRequestRatio', ratio, `ratio ${text(ratio)} is greater than max/min = ${goFloat(limitOfRatio)}`);
  }
  if (!isOvercommitAllowed(name) && limit !== undefined && request !== undefined && compareQuantities(limit, request) !== 0) report('defaultRequest', request, `default value ${text(limit)} must equal to defaultRequest value ${text(request)} in ${name}`);
  return errors;
}

/** max/min when the ratio is greater. */
function maxRatio(ratio: Quantity, min: Quantity, max: Quantity): number | undefined {
  const values = [ratio, min, max].map((amount) => int64(quantityValue(amount)));
  const isSmall = values.every((value) => value < maxMilliValue);
  const [asked, low, high] = isSmall ? [Number(int64(quantityMilliValue(ratio))) / 1000, Number(int64(quantityMilliValue(min))), Number(int64(quantityMilliValue(max)))] : values.map(Number);
  const allowed = (high ?? 0) / (low ?? 0);
  return (asked ?? 0) > allowed ? allowed : undefined;
}

/** Upstream computes in 64 bits, which wrap around. */
function int64(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

/** Go's `%f`. */
function goFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? value.toFixed(6) : value > 0 ? '+Inf' : '-Inf';
}


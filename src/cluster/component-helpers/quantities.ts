// Quantities as the numbers that schedulers and kubelets reckon with: resource.Quantity's Value and MilliValue, memoised by text.
import { parseQuantity, quantityMilliValue as exactMilliValue, quantityValue as exactValue } from '../../api/resource/quantity.ts';

const values = new Map<string, number>();
const milliValues = new Map<string, number>();
const maxCached = 4096;

function memoised(cache: Map<string, number>, text: string, reckon: (text: string) => number): number {
  let value = cache.get(text);
  if (value === undefined) {
    value = reckon(text);
    if (cache.size >= maxCached) cache.clear();
    cache.set(text, value);
  }
  return value;
}

/** Whole units, rounded up: bytes, counts. 0 for what is no quantity. */
export function quantityValue(text: string | number | undefined): number {
  return text === undefined ? 0 : memoised(values, String(text), (t) => {
    const parsed = parseQuantity(t);
    return typeof parsed === 'string' ? 0 : Number(exactValue(parsed));
  });
}

/** Thousandths, rounded up: CPU. 0 for what is no quantity. */
export function quantityMilliValue(text: string | number | undefined): number {
  return text === undefined ? 0 : memoised(milliValues, String(text), (t) => {
    const parsed = parseQuantity(t);
    return typeof parsed === 'string' ? 0 : Number(exactMilliValue(parsed));
  });
}

/** CPU in thousandths, everything else in whole units, as the scheduler's Resource has them. */
export function resourceAmount(name: string, text: string | number | undefined): number {
  return name === 'cpu' ? quantityMilliValue(text) : quantityValue(text);
}

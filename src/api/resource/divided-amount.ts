// What a resourceFieldRef shows: api/v1/resource's convertResource….
import { parseQuantity, quantityMilliValue, quantityValue, type Quantity } from './quantity.ts';

/** An amount of a resource in units of the divisor, rounded up. A divisor that is 0 or left out is 1; what is no quantity is 0. */
export function dividedAmount(resource: string, amount: string | number | undefined, divisor: string | number | undefined): bigint {
  const valueOf = resource === 'cpu' ? quantityMilliValue : quantityValue;
  const one = resource === 'cpu' ? 1000n : 1n;
  const by = valueOf(quantityOr0(divisor)) || one;
  const value = valueOf(quantityOr0(amount));
  return value / by + (value % by > 0n ? 1n : 0n);
}

function quantityOr0(text: string | number | undefined): Quantity {
  const parsed = parseQuantity(String(text ?? '0'));
  return typeof parsed === 'string' ? { unscaled: 0n, scale: 0, format: 'DecimalSI' } : parsed;
}

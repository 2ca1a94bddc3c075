// Quantities as numbers, where describe only compares or divides them.
import { parseQuantity, type Quantity, zeroQuantity } from '../../api/resource/quantity.ts';

/** What the server accepted; anything else counts as 0. */
export function quantityOrZero(text: string | number | undefined): Quantity {
  const parsed = text === undefined ? zeroQuantity : parseQuantity(String(text));
  return typeof parsed === 'string' ? zeroQuantity : parsed;
}

/** The approximate number. */
export function amountOf(quantity: Quantity | string | undefined): number {
  const { unscaled, scale } = typeof quantity === 'object' ? quantity : quantityOrZero(quantity);
  return scale >= 0 ? Number(unscaled) * 10 ** scale : Number(unscaled) / 10 ** -scale;
}

// Warnings about amounts: fractions of a byte, as pkg/api/pod/warnings.go reports them.
import { goQuote } from '../../field/go-text.ts';
import type { FieldPath } from '../../field/path.ts';
import type { ResourceRequirements } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { quantity, quantityMilliInt64, quantityText } from '../../resource/quantity.ts';

/** Amounts that need no arithmetic. */
const wholeBytes = /^\d+(?:[kMGTPE]|[KMGTPE]i)?$/;

export function fractionalByteWarning(text: string | undefined, path: FieldPath): string[] {
  if (text === undefined || wholeBytes.test(text)) return [];
  const amount = quantity(text);
  if (quantityMilliInt64(amount) % 1000n === 0n) return [];
  return [`${path.toString()}: fractional byte value ${goQuote(quantityText(amount))} is invalid, must be an integer`];
}

/** `path` is that of the requirements. */
export function resourceWarnings(resources: New<ResourceRequirements>, path: FieldPath): string[] {
  return (['memory', 'ephemeral-storage'] as const).flatMap((name) => (['limits', 'requests'] as const).flatMap((side) => fractionalByteWarning(resources[side]?.[name], path.child(side).key(name))));
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addQuantities, compareQuantities, milliQuantityOf, parseQuantity, quantity, quantityFormatError, quantityMilliValue, quantitySuffixError, quantityText, quantityValue, roundUpQuantity, subtractQuantities } from '../../../src/api/resource/quantity.ts';

test.each([
  ['0', '0'], ['1', '1'], ['+1', '+1'], ['-1', '-1'], ['5.', '5.'], ['.5', '500m'], ['1.5', '1500m'], ['0.5m', '500u'], ['1n', '1n'], ['0.0001', '100u'], ['1e3', '1e3'], ['1E3', '1E3'],
  ['1Ki', '1Ki'], ['1.5Gi', '1536Mi'], ['0.5Ki', '512'], ['1000m', '1'], ['1024Mi', '1Gi'], ['1000000', '1M'], ['1024', '1024'], ['1e4', '10e3'], ['1e100', '10e99'], ['9223372036854775808', '9223372036854775808'], ['1E', '1E'], ['0.0000000001', '1n'], ['-0.0000000001', '-1n'], ['0.1Ki', '102400m'],
])('%s reads as %s', (text, expected) => {
  expect(quantityText(quantity(text))).toBe(expected);
});

test.each([['', quantityFormatError], ['abc', quantityFormatError], ['1kI', quantityFormatError], ['1 Gi', quantityFormatError], ['１', quantityFormatError], ['1.2.3', quantityFormatError], ['1Ee', quantitySuffixError], ['1Kim', quantitySuffixError], ['1e', quantitySuffixError], ['1i', quantitySuffixError]])('%j is refused', (text, error) => {
  expect(parseQuantity(text)).toBe(error);
});

test('rounding goes up to milli and to whole numbers', () => {
  expect(quantityText(roundUpQuantity(quantity('0.0001'), -3))).toBe('1m');
  expect(quantityText(roundUpQuantity(quantity('1e3'), -3))).toBe('1e3');
  expect(quantityValue(quantity('1500m'))).toBe(2n);
  expect(quantityMilliValue(quantity('1.0001'))).toBe(1001n);
  expect(quantityValue(quantity('-1500m'))).toBe(-2n);
});

const texts = fc.tuple(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.constantFrom('', 'm', 'u', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3')).map(([n, suffix]) => `${n}${suffix}`);

test('canonical text reads back as the same amount', () => {
  fc.assert(fc.property(texts, texts, (a, b) => {
    const sum = addQuantities(quantity(a), quantity(b));
    expect(compareQuantities(quantity(quantityText(sum)), sum)).toBe(0);
  }));
});

test('subtracting undoes adding, and order survives adding', () => {
  fc.assert(fc.property(texts, texts, texts, (a, b, c) => {
    const [x, y, z] = [quantity(a), quantity(b), quantity(c)];
    expect(compareQuantities(subtractQuantities(addQuantities(x, y), y), x)).toBe(0);
    expect(Math.sign(compareQuantities(addQuantities(x, z), addQuantities(y, z)))).toBe(Math.sign(compareQuantities(x, y)));
  }));
});

test('any text is an amount or an error, never an exception', () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const parsed = parseQuantity(text);
    if (typeof parsed !== 'string') expect(typeof parseQuantity(quantityText(parsed))).toBe('object');
  }));
  expect(quantityMilliValue(milliQuantityOf(5))).toBe(5n);
});

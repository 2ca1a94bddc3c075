// Exact amounts such as `100m` or `1.5Gi`: apimachinery's resource.Quantity, its parser, error texts and canonical form.
import { RecentMap } from '../../base/recent-map.ts';

/** How an amount is written: `1500m`, `2Gi`, `1e3`. */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** The exact value `unscaled * 10 ** scale`. */
export interface Quantity {
  readonly unscaled: bigint;
  readonly scale: number;
  readonly format: QuantityFormat;
  /** The text it was read from, which upstream keeps when it has the canonical digits and suffix, e.g. `+1` or `1E3`; not `1000m`. */
  readonly text?: string;
}

export const quantityFormatError = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
export const quantitySuffixError = "unable to parse quantity's suffix";

const decimalExponents: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binaryExponents: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const decimalSuffixes = new Map(Object.entries(decimalExponents).map(([suffix, exponent]) => [exponent, suffix]));
const binarySuffixes = new Map(Object.entries(binaryExponents).map(([suffix, exponent]) => [exponent, suffix]));
const shape = /^([+-]?)0*(\d*)(?:\.(\d*))?([eEinumkKMGTP]*(?:[-+]?\d*)?)$/;
const maxInt64 = 2n ** 63n - 1n;
const nano = -9;

export const zeroQuantity: Quantity = { unscaled: 0n, scale: 0, format: 'DecimalSI', text: '0' };

/** The same few amounts are read over and over: at each default, check and sum of each Pod. */
const read = new RecentMap<string, Quantity | string>(500);
const longestRemembered = 32;

/** The amount, or upstream's error text. Nothing finer than a nano is kept: it is rounded away from zero. */
export function parseQuantity(text: string): Quantity | string {
  if (text.length > longestRemembered) return parse(text);
  let known = read.get(text);
  if (known === undefined) read.set(text, (known = parse(text)));
  return known;
}

function parse(text: string): Quantity | string {
  if (text === '') return quantityFormatError;
  if (text === '0') return zeroQuantity;
  const match = shape.exec(text);
  if (match === null) return quantityFormatError;
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  const unit = interpretSuffix(suffix);
  if (unit === undefined) return quantitySuffixError;
  const digits = BigInt(whole + fraction);
  const magnitude = unit.format === 'BinarySI' ? digits << BigInt(unit.exponent) : digits;
  const scale = (unit.format === 'BinarySI' ? 0 : unit.exponent) - fraction.length;
  const value = { unscaled: sign === '-' ? -magnitude : magnitude, scale, format: unit.format };
  if (isSmall(unit, whole === '' ? 1 : whole.length, fraction.length, magnitude) && scale >= nano) return fraction === '' && isSpelledCanonically(text, value) ? { ...value, text } : value;
  const rounded = roundAway(value, nano);
  if (rounded.format === 'BinarySI' && quantityValue(rounded) > maxInt64) return { unscaled: maxInt64, scale: 0, format: 'BinarySI' };
  const isBelowOne = rounded.unscaled !== 0n && compareQuantities(rounded, oneQuantity) < 0 && rounded.unscaled > 0n;
  return rounded.format === 'BinarySI' && isBelowOne ? { ...rounded, format: 'DecimalSI' } : rounded;
}
const oneQuantity: Quantity = { unscaled: 1n, scale: 0, format: 'DecimalSI' };

/** An amount known to be well-formed, such as one of a stored object. */
export function quantity(text: string): Quantity {
  const parsed = parseQuantity(text);
  if (typeof parsed === 'string') throw new Error(`${parsed}: ${text}`);
  return parsed;
}

function interpretSuffix(suffix: string): { exponent: number; format: QuantityFormat } | undefined {
  const binary = binaryExponents[suffix];
  if (binary !== undefined) return { exponent: binary, format: 'BinarySI' };
  const decimal = Object.hasOwn(decimalExponents, suffix) ? decimalExponents[suffix] : undefined;
  if (decimal !== undefined) return { exponent: decimal, format: 'DecimalSI' };
  const exponent = /^[eE]([-+]?\d+)$/.exec(suffix)?.[1];
  // Differs from Kubernetes: exponents beyond 9999 are refused, there they take the server's memory.
  return exponent === undefined || Math.abs(Number(exponent)) > 9999 ? undefined : { exponent: Number(exponent), format: 'DecimalExponent' };
}

/** Whether upstream keeps the amount in 64 bits, which decides whether its text survives. */
function isSmall(unit: { exponent: number; format: QuantityFormat }, wholeDigits: number, fractionDigits: number, magnitude: bigint): boolean {
  if (magnitude > maxInt64) return false;
  if (unit.format !== 'BinarySI') return wholeDigits + fractionDigits <= 18;
  return fractionDigits === 0 && 15 - wholeDigits - Math.trunc((unit.exponent * 3) / 10) - 1 >= 0;
}

/** Up to a plus sign, leading zeros, a final point and the case of an exponent. */
function isSpelledCanonically(text: string, value: Quantity): boolean {
  const plain = text.replace(/^\+/, '').replace('.', '').replace(/^(-?)0+(?=\d)/, '$1').replace(/E(?=[-+]?\d)/, 'e');
  return plain === canonicalText(value);
}

function power(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

/** Rounded away from zero to a multiple of `10 ** scale`. */
function roundAway<Q extends Quantity>(value: Q, scale: number): Quantity {
  if (value.scale >= scale) return value;
  const divisor = power(scale - value.scale);
  const quotient = value.unscaled / divisor;
  const isExact = quotient * divisor === value.unscaled;
  const away = value.unscaled < 0n ? -1n : 1n;
  return { unscaled: isExact ? quotient : quotient + away, scale, format: value.format };
}

/** Upstream's `RoundUp`: to milli with -3; keeps the text of an amount that needs no rounding. */
export function roundUpQuantity(value: Quantity, scale: number): Quantity {
  return roundAway(value, scale);
}

function aligned(a: Quantity, b: Quantity): readonly [bigint, bigint, number] {
  const scale = Math.min(a.scale, b.scale);
  return [a.unscaled * power(a.scale - scale), b.unscaled * power(b.scale - scale), scale];
}

/** Negative, zero or positive as `a` is less than, equal to or more than `b`. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  const [x, y] = aligned(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}
/** -1, 0 or 1. */
export function quantitySign(value: Quantity): number {
  return value.unscaled < 0n ? -1 : value.unscaled > 0n ? 1 : 0;
}
/** The sum, in the format of `a` unless that is zero. */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  const [x, y, scale] = aligned(a, b);
  return { unscaled: x + y, scale, format: a.unscaled === 0n ? b.format : a.format };
}
export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  const [x, y, scale] = aligned(a, b);
  return { unscaled: x - y, scale, format: a.unscaled === 0n ? b.format : a.format };
}
/** Upstream's `Value`: rounded up to a whole number. */
export function quantityValue(value: Quantity): bigint {
  return scaledValue(value, 0);
}
/** Upstream's `Value` with Go's overflow: what is kept as 18 digits and a scale is then 0, longer amounts lose their upper bits. */
export function quantityInt64(value: Quantity): bigint {
  return inInt64(value, 0);
}
/** The same of `MilliValue`. */
export function quantityMilliInt64(value: Quantity): bigint {
  return inInt64(value, -3);
}
function inInt64(value: Quantity, scale: number): bigint {
  const whole = scaledValue(value, scale);
  const wrapped = BigInt.asIntN(64, whole);
  return wrapped === whole || `${value.unscaled}`.replace('-', '').length > 18 ? wrapped : 0n;
}
/** Upstream's `MilliValue`: in thousandths, rounded up. */
export function quantityMilliValue(value: Quantity): bigint {
  return scaledValue(value, -3);
}
function scaledValue(value: Quantity, scale: number): bigint {
  if (value.scale >= scale) return value.unscaled * power(value.scale - scale);
  return roundAway(value, scale).unscaled;
}
export function quantityOf(value: bigint | number, format: QuantityFormat = 'DecimalSI'): Quantity {
  return { unscaled: BigInt(value), scale: 0, format };
}
export function milliQuantityOf(milli: bigint | number): Quantity {
  return { unscaled: BigInt(milli), scale: -3, format: 'DecimalSI' };
}

/** As upstream prints it: the text it came from, or the canonical form. */
export function quantityText(value: Quantity): string {
  return value.text ?? canonicalText(value);
}

function canonicalText(value: Quantity): string {
  if (value.unscaled === 0n) return '0';
  if (value.format === 'BinarySI') {
    const isWhole = value.scale >= 0 || value.unscaled % power(-value.scale) === 0n;
    const whole = isWhole ? scaledValue(value, 0) : 0n;
    if (isWhole && (whole >= 1024n || whole <= -1024n)) return binaryText(whole);
  }
  let { unscaled, scale } = value;
  while (unscaled % 10n === 0n) [unscaled, scale] = [unscaled / 10n, scale + 1];
  while (scale % 3 !== 0) [unscaled, scale] = [unscaled * 10n, scale - 1];
  if (value.format === 'DecimalExponent') return scale === 0 ? `${unscaled}` : `${unscaled}e${scale}`;
  // Beyond the largest suffix upstream writes none.
  return `${unscaled}${decimalSuffixes.get(scale) ?? ''}`;
}

function binaryText(whole: bigint): string {
  let exponent = 0;
  let amount = whole;
  while (amount % 1024n === 0n && exponent < 60) [amount, exponent] = [amount / 1024n, exponent + 10];
  return `${amount}${binarySuffixes.get(exponent) ?? ''}`;
}

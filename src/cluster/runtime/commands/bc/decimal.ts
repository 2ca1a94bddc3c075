// Decimal numbers of any length with bc's rules for how many digits a result has.

/** `value` times ten to the power of `-scale`. */
export interface Decimal {
  readonly value: bigint;
  readonly scale: number;
}

/** A calculation that cannot be made; `message` as bc and dc print it. */
export class CalculationError extends Error {}

/** Longer results are refused: they would take the thread. */
const maxDigits = 50_000;

export const zero: Decimal = { value: 0n, scale: 0 };

export function ofInteger(value: number | bigint): Decimal {
  return { value: BigInt(value), scale: 0 };
}

/** Reads digits of a base up to 36 with a point; capital letters are digits. */
export function parseDecimal(text: string, base = 10): Decimal {
  const [whole = '', fraction = ''] = text.split('.');
  const digitOf = (c: string): bigint => BigInt(Math.min(parseInt(c, 36), text.length === 1 ? 36 : base - 1));
  let value = 0n;
  for (const c of whole) value = value * BigInt(base) + digitOf(c);
  if (base === 10) return { value: fraction === '' ? value : value * 10n ** BigInt(fraction.length) + BigInt(fraction.replace(/[A-Z]/g, '9')), scale: fraction.length };
  let part = 0n;
  for (const c of fraction) part = part * BigInt(base) + digitOf(c);
  const unit = BigInt(base) ** BigInt(fraction.length);
  const power = 10n ** BigInt(fraction.length);
  return { value: value * power + (part * power) / unit, scale: fraction.length };
}

/** Cut or padded to `scale` digits behind the point. */
export function rescale({ value, scale }: Decimal, wanted: number): Decimal {
  if (scale === wanted) return { value, scale };
  return { value: scale < wanted ? value * 10n ** BigInt(wanted - scale) : value / 10n ** BigInt(scale - wanted), scale: wanted };
}

export function add(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { value: rescale(a, scale).value + rescale(b, scale).value, scale };
}

export function negate({ value, scale }: Decimal): Decimal {
  return { value: -value, scale };
}

export function multiply(a: Decimal, b: Decimal, scale: number): Decimal {
  return rescale({ value: a.value * b.value, scale: a.scale + b.scale }, Math.min(a.scale + b.scale, Math.max(scale, a.scale, b.scale)));
}

export function divide(a: Decimal, b: Decimal, scale: number): Decimal {
  if (b.value === 0n) throw new CalculationError('divide by zero');
  const shift = scale + b.scale - a.scale;
  return { value: shift >= 0 ? (a.value * 10n ** BigInt(shift)) / b.value : a.value / (b.value * 10n ** BigInt(-shift)), scale };
}

export function modulo(a: Decimal, b: Decimal, scale: number): Decimal {
  const quotient = divide(a, b, scale);
  const product = { value: quotient.value * b.value, scale: quotient.scale + b.scale };
  return rescale(add(a, negate(product)), Math.max(scale + b.scale, a.scale));
}

export function power(base: Decimal, exponent: Decimal, scale: number): Decimal {
  const count = rescale(exponent, 0);
  if (compare(count, exponent) !== 0) throw new CalculationError('not an integer');
  const size = count.value < 0n ? -count.value : count.value;
  if (size > 1_000_000n || Number(size) * base.value.toString().length > maxDigits) throw new CalculationError('exponent too large');
  const whole = { value: base.value ** size, scale: base.scale * Number(size) };
  if (count.value < 0n) return divide(ofInteger(1), whole, scale);
  return rescale(whole, Math.min(whole.scale, Math.max(scale, base.scale)));
}

export function compare(a: Decimal, b: Decimal): number {
  const { value } = add(a, negate(b));
  return value < 0n ? -1 : value > 0n ? 1 : 0;
}

export function squareRoot(a: Decimal, scale: number): Decimal {
  if (a.value < 0n) throw new CalculationError('negative number');
  const wanted = Math.max(scale, a.scale);
  const { value } = rescale(a, wanted * 2);
  if (value < 2n) return { value, scale: wanted };
  let guess = 1n << BigInt((value.toString(2).length + 1) >> 1);
  for (let next = (guess + value / guess) >> 1n; next < guess; next = (guess + value / guess) >> 1n) guess = next;
  return { value: guess, scale: wanted };
}

/** As printed: no zero before the point, capital digits; long ones in lines of 69 characters. */
export function formatDecimal({ value, scale }: Decimal, base = 10): string {
  const sign = value < 0n ? '-' : '';
  const size = value < 0n ? -value : value;
  const unit = 10n ** BigInt(scale);
  let text = base <= 36 ? (size / unit).toString(base).toUpperCase() : (size / unit).toString();
  let fraction = '';
  if (base === 10) fraction = scale === 0 ? '' : (size % unit).toString().padStart(scale, '0');
  else {
    let rest = size % unit;
    for (let weight = 1n; weight < unit; weight *= BigInt(base)) {
      rest *= BigInt(base);
      fraction += (rest / unit).toString(base).toUpperCase();
      rest %= unit;
    }
  }
  if (text === '0' && fraction !== '') text = '';
  const whole = value === 0n ? '0' : `${sign}${text}${fraction === '' ? '' : `.${fraction}`}`;
  return whole.length < 70 ? whole : (whole.match(/.{1,68}/g) ?? []).join('\\\n');
}

/** The functions of `bc -l`: exponential, logarithm, sine, cosine, arc tangent, to `scale` digits. */
export function series(name: string, x: Decimal, scale: number): Decimal {
  const guard = scale + 12;
  const one = 10n ** BigInt(guard);
  const at = rescale(x, guard).value;
  const cut = (value: bigint): Decimal => rescale({ value, scale: guard }, scale);
  const times = (a: bigint, b: bigint): bigint => (a * b) / one;
  const taylor = (first: bigint, next: (term: bigint, n: bigint) => bigint): bigint => {
    let sum = first;
    let n = 1n;
    for (let term = next(first, n); term !== 0n; term = next(term, ++n)) sum += term;
    return sum;
  };
  const exponential = (value: bigint): bigint => {
    let halvings = 0;
    for (let size = value < 0n ? -value : value; size > one >> 2n; size >>= 1n) halvings++;
    if (halvings > 20) throw new CalculationError('exponent too large');
    let result = taylor(one, (term, n) => times(term, value >> BigInt(halvings)) / n);
    for (; halvings > 0; halvings--) result = times(result, result);
    return result;
  };
  const arcTangent = (value: bigint): bigint => {
    const root = squareRoot({ value: one + times(value, value), scale: guard }, guard).value;
    if ((value < 0n ? -value : value) > one / 10n) return 2n * arcTangent((value * one) / (one + root));
    const square = times(value, value);
    let power = value;
    let sum = 0n;
    for (let n = 1n; power !== 0n; n += 2n) {
      sum += (n & 2n ? -power : power) / n;
      power = times(power, square);
    }
    return sum;
  };
  switch (name) {
    case 'e': return cut(exponential(at));
    case 'l': {
      if (at <= 0n) return { value: 1n - 10n ** BigInt(scale), scale };
      let guess = BigInt(Math.round(Math.log(Number(x.value)) * 1e9 - x.scale * Math.LN10 * 1e9)) * 10n ** BigInt(guard - 9);
      for (let i = 0; i < 8; i++) {
        const raised = exponential(guess);
        guess += (2n * one * (at - raised)) / (at + raised);
      }
      return cut(guess);
    }
    case 'a': return cut(arcTangent(at));
    default: {
      const square = -times(at, at);
      return cut(name === 's' ? taylor(at, (term, n) => times(term, square) / (2n * n * (2n * n + 1n))) : taylor(one, (term, n) => times(term, square) / (2n * n * (2n * n - 1n))));
    }
  }
}

// Randomness as an ability, so that the same seed gives the same history.

/** A source of randomness. No other file may use Math.random or crypto (enforced by eslint). */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
}

/** A deterministic source (mulberry32): the same seed gives the same sequence. Not for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    },
  };
}

/** A whole number in [0, below). */
export function randomInt(random: Random, below: number): number {
  return Math.floor(random.next() * below);
}

/** The alphabet of k8s.io/apimachinery/pkg/util/rand: no vowels and no look-alikes, so that no words arise. */
const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** A random name suffix as `generateName` appends it. */
export function randomSuffix(random: Random, length = 5): string {
  let text = '';
  for (let i = 0; i < length; i++) text += nameAlphabet.charAt(randomInt(random, nameAlphabet.length));
  return text;
}

/** A version 4 UUID drawn from `random`. */
export function randomUid(random: Random): string {
  let hex = '';
  for (let i = 0; i < 32; i++) {
    const digit = i === 12 ? 4 : i === 16 ? 8 + randomInt(random, 4) : randomInt(random, 16);
    hex += digit.toString(16);
    if (i === 7 || i === 11 || i === 15 || i === 19) hex += '-';
  }
  return hex;
}

/** `length` random hexadecimal digits, as container and sandbox ids have them. */
export function randomHex(random: Random, length: number): string {
  let hex = '';
  for (let i = 0; i < length; i++) hex += randomInt(random, 16).toString(16);
  return hex;
}

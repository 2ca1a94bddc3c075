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
export const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** Made at one go: a text grown letter by letter keeps a chain of all its beginnings. */
function textOf(length: number, letter: (i: number) => number): string {
  const codes = new Array<number>(length);
  for (let i = 0; i < length; i++) codes[i] = letter(i);
  return String.fromCharCode(...codes);
}

/** A random name suffix as `generateName` appends it. */
export function randomSuffix(random: Random, length = 5): string {
  return textOf(length, () => nameAlphabet.charCodeAt(randomInt(random, nameAlphabet.length)));
}

const hexDigits = '0123456789abcdef';
const dash = 45;

/** A version 4 UUID drawn from `random`. */
export function randomUid(random: Random): string {
  return textOf(36, (i) => {
    if (i === 8 || i === 13 || i === 18 || i === 23) return dash;
    return hexDigits.charCodeAt(i === 14 ? 4 : i === 19 ? 8 + randomInt(random, 4) : randomInt(random, 16));
  });
}

/** `length` random hexadecimal digits, as container and sandbox ids have them. */
export function randomHex(random: Random, length: number): string {
  return textOf(length, () => hexDigits.charCodeAt(randomInt(random, 16)));
}

// MD5, SHA-1, SHA-256 and SHA-512 over byte strings, for the sum commands.

const sha256Constants = primeRoots(64, 3);
const sha256Start = primeRoots(8, 2);

/** The first 32 bits of the fractions of the roots of the first primes. */
function primeRoots(count: number, root: number): number[] {
  const values: number[] = [];
  for (let n = 2; values.length < count; n++) {
    let isPrime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) isPrime = false;
    if (!isPrime) continue;
    const value = n ** (1 / root);
    values.push(((value - Math.floor(value)) * 2 ** 32) | 0);
  }
  return values;
}

function padded(bytes: string, isLittleEndian: boolean): number[] {
  const words = new Array<number>((((bytes.length + 8) >> 6) + 1) * 16).fill(0);
  for (let i = 0; i <= bytes.length; i++) {
    const byte = i === bytes.length ? 0x80 : bytes.charCodeAt(i);
    words[i >> 2] = (words[i >> 2] ?? 0) | (byte << (isLittleEndian ? (i & 3) * 8 : 24 - (i & 3) * 8));
  }
  const bits = bytes.length * 8;
  const high = Math.floor(bits / 2 ** 32);
  words[words.length - 2] = isLittleEndian ? bits | 0 : high;
  words[words.length - 1] = isLittleEndian ? high : bits | 0;
  return words;
}

function rotate(x: number, n: number): number {
  return (x << n) | (x >>> (32 - n));
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

export function sha256(bytes: string): string {
  const words = padded(bytes, false);
  const state = [...sha256Start];
  const w = new Int32Array(64);
  for (let block = 0; block < words.length; block += 16) {
    for (let i = 0; i < 64; i++) {
      if (i < 16) w[i] = words[block + i] ?? 0;
      else {
        const a = w[i - 15] ?? 0;
        const b = w[i - 2] ?? 0;
        w[i] = ((w[i - 16] ?? 0) + (rotate(a, 25) ^ rotate(a, 14) ^ (a >>> 3)) + (w[i - 7] ?? 0) + (rotate(b, 15) ^ rotate(b, 13) ^ (b >>> 10))) | 0;
      }
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let i = 0; i < 64; i++) {
      const t1 = (h + (rotate(e, 26) ^ rotate(e, 21) ^ rotate(e, 7)) + ((e & f) ^ (~e & g)) + (sha256Constants[i] ?? 0) + (w[i] ?? 0)) | 0;
      const t2 = ((rotate(a, 30) ^ rotate(a, 19) ^ rotate(a, 10)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] = ((state[i] ?? 0) + value) | 0; });
  }
  return state.map(hex).join('');
}

export function sha1(bytes: string): string {
  const words = padded(bytes, false);
  const state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0];
  const w = new Int32Array(80);
  for (let block = 0; block < words.length; block += 16) {
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
    for (let i = 0; i < 80; i++) {
      w[i] = i < 16 ? (words[block + i] ?? 0) : rotate((w[i - 3] ?? 0) ^ (w[i - 8] ?? 0) ^ (w[i - 14] ?? 0) ^ (w[i - 16] ?? 0), 1);
      const [mix, constant] = i < 20 ? [(b & c) | (~b & d), 0x5a827999] : i < 40 ? [b ^ c ^ d, 0x6ed9eba1] : i < 60 ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc] : [b ^ c ^ d, 0xca62c1d6];
      const next = (rotate(a, 5) + mix + e + constant + (w[i] ?? 0)) | 0;
      [e, d, c, b, a] = [d, c, rotate(b, 30), a, next];
    }
    [a, b, c, d, e].forEach((value, i) => { state[i] = ((state[i] ?? 0) + value) | 0; });
  }
  return state.map(hex).join('');
}

const md5Shifts = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]] as const;

export function md5(bytes: string): string {
  const words = padded(bytes, true);
  const state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let block = 0; block < words.length; block += 16) {
    let [a = 0, b = 0, c = 0, d = 0] = state;
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const [mix, at] = round === 0 ? [(b & c) | (~b & d), i] : round === 1 ? [(d & b) | (~d & c), (5 * i + 1) & 15] : round === 2 ? [b ^ c ^ d, (3 * i + 5) & 15] : [c ^ (b | ~d), (7 * i) & 15];
      const sum = (a + mix + Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) + (words[block + at] ?? 0)) | 0;
      [a, d, c, b] = [d, c, b, (b + rotate(sum, md5Shifts[round as 0 | 1 | 2 | 3][i & 3] ?? 0)) | 0];
    }
    [a, b, c, d].forEach((value, i) => { state[i] = ((state[i] ?? 0) + value) | 0; });
  }
  return state.map((word) => hex(((word & 255) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24))).join('');
}

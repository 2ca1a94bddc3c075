// MD5, SHA-1, SHA-256 and SHA-512 over byte strings, for the sum commands. Long inputs give others their turn.

/** Called now and then; what it answers is awaited. */
type Pause = () => Promise<void> | undefined;
export type Digest = (bytes: string, pause: Pause) => Promise<string>;

/** What changes from block to block. `words` holds one block of 16. */
type Compress = (state: number[], words: Int32Array) => void;

const pauseAfterBytes = 16 * 1024;

function isPrime(n: number): boolean {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}

/** The first 64 bits of the fractions of the roots of the first primes. */
function primeRoots(count: number, root: bigint): bigint[] {
  const values: bigint[] = [];
  for (let n = 2; values.length < count; n++) {
    if (!isPrime(n)) continue;
    const target = BigInt(n) << (64n * root);
    let low = 0n;
    let high = 1n << 72n;
    while (low < high) {
      const middle = (low + high + 1n) >> 1n;
      if (middle ** root <= target) low = middle;
      else high = middle - 1n;
    }
    values.push(low & 0xffff_ffff_ffff_ffffn);
  }
  return values;
}

const top32 = (value: bigint): number => Number(value >> 32n) | 0;
const cubeRoots = primeRoots(80, 3n);
const squareRoots = primeRoots(8, 2n);
const sha256Constants = cubeRoots.slice(0, 64).map(top32);

/** The end of the message: what is left of it, a one bit, zeros, the length in bits. */
function lastBlocks(bytes: string, blockBytes: number, isLittleEndian: boolean): string {
  const rest = bytes.slice(bytes.length - (bytes.length % blockBytes));
  const lengthBytes = blockBytes / 8;
  const zeros = (2 * blockBytes - rest.length - 1 - lengthBytes) % blockBytes;
  let length = '';
  for (let i = 0, bits = BigInt(bytes.length) * 8n; i < lengthBytes; i++, bits >>= 8n) {
    const byte = String.fromCharCode(Number(bits & 255n));
    length = isLittleEndian ? length + byte : byte + length;
  }
  return `${rest}\x80${'\0'.repeat(zeros)}${length}`;
}

async function run(bytes: string, pause: Pause, start: readonly number[], compress: Compress, isLittleEndian: boolean): Promise<number[]> {
  const state = [...start];
  const words = new Int32Array(16);
  const block = (text: string, at: number): void => {
    for (let i = 0; i < 16; i++) {
      const [a, b, c, d] = [text.charCodeAt(at + i * 4), text.charCodeAt(at + i * 4 + 1), text.charCodeAt(at + i * 4 + 2), text.charCodeAt(at + i * 4 + 3)];
      words[i] = isLittleEndian ? a | (b << 8) | (c << 16) | (d << 24) : (a << 24) | (b << 16) | (c << 8) | d;
    }
    compress(state, words);
  };
  for (let at = 0; at + 64 <= bytes.length; at += 64) {
    block(bytes, at);
    if (at % pauseAfterBytes === 0) await pause();
  }
  const end = lastBlocks(bytes, 64, isLittleEndian);
  for (let at = 0; at < end.length; at += 64) block(end, at);
  return state;
}

function rotate(x: number, n: number): number {
  return (x << n) | (x >>> (32 - n));
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

function addAll(state: number[], values: readonly number[]): void {
  values.forEach((value, i) => { state[i] = ((state[i] ?? 0) + value) | 0; });
}

const w256 = new Int32Array(64);

function compress256(state: number[], words: Int32Array): void {
  const w = w256;
  w.set(words);
  for (let i = 16; i < 64; i++) {
    const a = w[i - 15] ?? 0;
    const b = w[i - 2] ?? 0;
    w[i] = ((w[i - 16] ?? 0) + (rotate(a, 25) ^ rotate(a, 14) ^ (a >>> 3)) + (w[i - 7] ?? 0) + (rotate(b, 15) ^ rotate(b, 13) ^ (b >>> 10))) | 0;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const t1 = (h + (rotate(e, 26) ^ rotate(e, 21) ^ rotate(e, 7)) + ((e & f) ^ (~e & g)) + (sha256Constants[i] ?? 0) + (w[i] ?? 0)) | 0;
    const t2 = ((rotate(a, 30) ^ rotate(a, 19) ^ rotate(a, 10)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
  }
  addAll(state, [a, b, c, d, e, f, g, h]);
}

export const sha256: Digest = async (bytes, pause) => (await run(bytes, pause, squareRoots.map(top32), compress256, false)).map(hex).join('');

const w1 = new Int32Array(80);

function compress1(state: number[], words: Int32Array): void {
  const w = w1;
  w.set(words);
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
  for (let i = 0; i < 80; i++) {
    if (i >= 16) w[i] = rotate((w[i - 3] ?? 0) ^ (w[i - 8] ?? 0) ^ (w[i - 14] ?? 0) ^ (w[i - 16] ?? 0), 1);
    const [mix, constant] = i < 20 ? [(b & c) | (~b & d), 0x5a827999] : i < 40 ? [b ^ c ^ d, 0x6ed9eba1] : i < 60 ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc] : [b ^ c ^ d, 0xca62c1d6];
    const next = (rotate(a, 5) + mix + e + constant + (w[i] ?? 0)) | 0;
    [e, d, c, b, a] = [d, c, rotate(b, 30), a, next];
  }
  addAll(state, [a, b, c, d, e]);
}

const sha1Start = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0];

export const sha1: Digest = async (bytes, pause) => (await run(bytes, pause, sha1Start, compress1, false)).map(hex).join('');

const md5Shifts = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]] as const;
const md5Sines = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0);

function compressMd5(state: number[], words: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (let i = 0; i < 64; i++) {
    const round = i >> 4;
    const [mix, at] = round === 0 ? [(b & c) | (~b & d), i] : round === 1 ? [(d & b) | (~d & c), (5 * i + 1) & 15] : round === 2 ? [b ^ c ^ d, (3 * i + 5) & 15] : [c ^ (b | ~d), (7 * i) & 15];
    const sum = (a + mix + (md5Sines[i] ?? 0) + (words[at] ?? 0)) | 0;
    [a, d, c, b] = [d, c, b, (b + rotate(sum, md5Shifts[round as 0 | 1 | 2 | 3][i & 3] ?? 0)) | 0];
  }
  addAll(state, [a, b, c, d]);
}

function swapped(word: number): number {
  return ((word & 255) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

export const md5: Digest = async (bytes, pause) => (await run(bytes, pause, sha1Start.slice(0, 4), compressMd5, true)).map((word) => hex(swapped(word))).join('');

const mask64 = 0xffff_ffff_ffff_ffffn;

function rotate64(x: bigint, n: bigint): bigint {
  return ((x >> n) | (x << (64n - n))) & mask64;
}

function compress512(state: bigint[], w: bigint[]): void {
  for (let i = 16; i < 80; i++) {
    const a = w[i - 15] ?? 0n;
    const b = w[i - 2] ?? 0n;
    w[i] = ((w[i - 16] ?? 0n) + (rotate64(a, 1n) ^ rotate64(a, 8n) ^ (a >> 7n)) + (w[i - 7] ?? 0n) + (rotate64(b, 19n) ^ rotate64(b, 61n) ^ (b >> 6n))) & mask64;
  }
  let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
  for (let i = 0; i < 80; i++) {
    const t1 = h + (rotate64(e, 14n) ^ rotate64(e, 18n) ^ rotate64(e, 41n)) + ((e & f) ^ (~e & mask64 & g)) + (cubeRoots[i] ?? 0n) + (w[i] ?? 0n);
    const t2 = (rotate64(a, 28n) ^ rotate64(a, 34n) ^ rotate64(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & mask64, c, b, a, (t1 + t2) & mask64];
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] = ((state[i] ?? 0n) + value) & mask64; });
}

export const sha512: Digest = async (bytes, pause) => {
  const state = [...squareRoots];
  const block = (text: string, at: number): void => {
    const w: bigint[] = [];
    for (let i = 0; i < 16; i++) {
      let word = 0n;
      for (let k = 0; k < 8; k++) word = (word << 8n) | BigInt(text.charCodeAt(at + i * 8 + k));
      w.push(word);
    }
    compress512(state, w);
  };
  for (let at = 0; at + 128 <= bytes.length; at += 128) {
    block(bytes, at);
    if (at % 1024 === 0) await pause();
  }
  const end = lastBlocks(bytes, 128, false);
  for (let at = 0; at < end.length; at += 128) block(end, at);
  return state.map((word) => word.toString(16).padStart(16, '0')).join('');
};

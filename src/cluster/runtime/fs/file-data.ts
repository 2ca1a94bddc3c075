// What a file holds: a string while it is small, pieces when it has grown, so that reading or writing a part of a large file touches that part only.
import type { Bytes } from '../bytes.ts';

const pieceBytes = 256 * 1024;

/** Invariant: every piece but the last is of `pieceBytes`. */
class Pieces {
  readonly #pieces: Bytes[] = [];
  length = 0;

  constructor(bytes: Bytes) {
    this.append(bytes);
  }

  copy(): Pieces {
    const copy = new Pieces('');
    copy.#pieces.push(...this.#pieces);
    copy.length = this.length;
    return copy;
  }

  slice(from: number, to: number): Bytes {
    let out = '';
    for (let at = from; at < to;) {
      const start = at % pieceBytes;
      const part = (this.#pieces[Math.floor(at / pieceBytes)] ?? '').slice(start, start + to - at);
      out += part;
      at += part.length;
    }
    return out;
  }

  whole(): Bytes {
    return this.#pieces.join('');
  }

  append(bytes: Bytes): void {
    for (let at = 0; at < bytes.length;) {
      const used = this.length % pieceBytes;
      const part = bytes.slice(at, at + pieceBytes - used);
      if (used === 0) this.#pieces.push(part);
      else this.#pieces[this.#pieces.length - 1] += part;
      this.length += part.length;
      at += part.length;
    }
  }

  overwrite(at: number, bytes: Bytes): void {
    for (let done = 0; done < bytes.length;) {
      const index = Math.floor((at + done) / pieceBytes);
      const start = (at + done) % pieceBytes;
      const piece = this.#pieces[index] ?? '';
      const part = bytes.slice(done, done + piece.length - start);
      this.#pieces[index] = piece.slice(0, start) + part + piece.slice(start + part.length);
      done += part.length;
    }
  }

  truncate(size: number): void {
    this.#pieces.length = Math.ceil(size / pieceBytes);
    const used = size % pieceBytes;
    if (used > 0) this.#pieces[this.#pieces.length - 1] = (this.#pieces.at(-1) ?? '').slice(0, used);
    this.length = size;
  }
}

/** `length` is its size. */
export type FileData = Bytes | Pieces;

export function newFileData(bytes: Bytes): FileData {
  return bytes.length <= pieceBytes ? bytes : new Pieces(bytes);
}

/** For another file with the same content. */
export function copyOfData(data: FileData): FileData {
  return typeof data === 'string' ? data : data.copy();
}

/** As a string's `slice` with both ends at or after the start. */
export function sliceOfData(data: FileData, from: number, to: number): Bytes {
  return typeof data === 'string' ? data.slice(from, to) : data.slice(from, Math.min(to, data.length));
}

/** Its last `max` bytes. */
export function endOfData(data: FileData, max: number): Bytes {
  return sliceOfData(data, Math.max(0, data.length - max), data.length);
}

export function wholeData(data: FileData): Bytes {
  return typeof data === 'string' ? data : data.whole();
}

/** The data with `bytes` at `at`, over what is there; zeros fill a gap. It may be the same object, changed. */
export function withWritten(data: FileData, at: number, bytes: Bytes): FileData {
  if (typeof data === 'string') {
    const end = at + bytes.length;
    if (Math.max(end, data.length) <= pieceBytes) {
      if (at === data.length) return data + bytes;
      return (at > data.length ? data + '\0'.repeat(at - data.length) : data.slice(0, at)) + bytes + data.slice(end);
    }
    return withWritten(new Pieces(data), at, bytes);
  }
  if (at > data.length) data.append('\0'.repeat(at - data.length));
  const inside = Math.min(bytes.length, data.length - at);
  if (inside > 0) data.overwrite(at, bytes.slice(0, inside));
  data.append(bytes.slice(inside));
  return data;
}

/** The data cut to `size`, or filled up with zeros. It may be the same object, changed. */
export function withSize(data: FileData, size: number): FileData {
  if (size > data.length) return withWritten(data, data.length, '\0'.repeat(size - data.length));
  if (typeof data === 'string') return data.slice(0, size);
  data.truncate(size);
  return data;
}

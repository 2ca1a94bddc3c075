// Answers as JSON text. Stored objects are shared by all readers, so each is printed once for gets, lists and watches.
import { listedObjects } from '../../cluster/apiserver/verbs/answer.ts';

/** Characters that are kept; beyond them everything is forgotten and printed anew as it is asked for. */
const maxKept = 12 * 1024 * 1024;
let texts = new WeakMap<object, string>();
let kept = 0;

/** The text of a frozen object that others will ask for too. */
export function sharedText(object: object): string {
  const known = texts.get(object);
  if (known !== undefined) return known;
  const text = JSON.stringify(object);
  if (kept + text.length > maxKept) forgetAll();
  keep(object, text);
  return text;
}

function keep(object: object, text: string): void {
  texts.set(object, text);
  kept += text.length;
}

function forgetAll(): void {
  texts = new WeakMap();
  kept = 0;
}

/** An answer's body, with the line's end that kube-apiserver writes; a long list in pieces. What reads get is printed once for all of them; who wrote an object seldom reads it. */
export function bodyText(body: object, isShared: boolean): string | Buffer | Iterable<Buffer> {
  const listed = listedObjects(body);
  if (listed !== undefined) return listText(body, listed);
  return `${isShared && isStored(body) ? sharedText(body) : (texts.get(body) ?? JSON.stringify(body))}\n`;
}

function isStored(body: object): boolean {
  return Object.isFrozen(body) && 'metadata' in body && typeof (body.metadata as { uid?: unknown } | undefined)?.uid === 'string';
}

function listText(body: object, listed: readonly object[]): Buffer | Iterable<Buffer> {
  const pieces = listPieces(body, listed);
  const first = pieces.next().value ?? Buffer.alloc(0);
  const second = pieces.next();
  return second.done === true ? first : chained([first, second.value], pieces);
}

function* chained(begin: readonly Buffer[], rest: Iterable<Buffer>): Generator<Buffer> {
  yield* begin;
  yield* rest;
}

/** As much as is worth compressing. */
const pieceBytes = 128 * 1024;

/** Written into the buffers that are sent, each when the one before has gone: a list of thousands takes as much memory as one of ten. */
function* listPieces(body: object, listed: readonly object[]): Generator<Buffer, undefined> {
  const { items: _items, ...head } = Object.getOwnPropertyDescriptors(body) as Record<string, PropertyDescriptor>;
  const begin = JSON.stringify({ ...(Object.defineProperties({}, head) as object), items: [] }).slice(0, -2);
  let piece = Buffer.allocUnsafeSlow(Math.max(pieceBytes, 3 * begin.length));
  let at = piece.write(begin);
  const last = listed.length - 1;
  const wasFull = kept > 0.9 * maxKept;
  let met = 0;
  for (const [i, object] of listed.entries()) {
    let text = texts.get(object);
    if (text !== undefined) met += text.length;
    else {
      text = JSON.stringify(object);
      // A long list must not push out what it will itself ask for next time.
      if (kept + text.length <= maxKept) keep(object, text);
    }
    const needed = 3 * text.length + 4;
    if (at + needed > piece.length) {
      yield piece.subarray(0, at);
      piece = Buffer.allocUnsafeSlow(Math.max(pieceBytes, needed));
      at = 0;
    }
    at = writeItem(piece, at, object, text);
    if (i < last) piece[at++] = comma;
  }
  // Most of what is kept may be of objects that have changed since.
  if (wasFull && 2 * met < kept) forgetAll();
  if (at + 3 > piece.length) {
    yield piece.subarray(0, at);
    at = 0;
  }
  at += piece.write(']}\n', at, 'latin1');
  yield piece.subarray(0, at);
  return undefined;
}

const comma = 0x2c;
const brace = 0x7b;

/** Items of a list carry no type of their own; a stored object begins with it. */
function writeItem(piece: Buffer, at: number, object: object, text: string): number {
  const { kind, apiVersion } = object as { readonly kind?: string; readonly apiVersion?: string };
  const head = `{"kind":"${kind ?? ''}","apiVersion":"${apiVersion ?? ''}",`;
  if (text.startsWith(head)) {
    piece[at] = brace;
    return at + 1 + piece.write(text.slice(head.length), at + 1);
  }
  const { kind: _kind, apiVersion: _apiVersion, ...item } = JSON.parse(text) as Record<string, unknown>;
  return at + piece.write(JSON.stringify(item), at);
}

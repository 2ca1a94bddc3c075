// Answers as JSON text. Stored objects are shared by all readers, so each is printed once for gets, lists and watches.
import type { KubeObject } from '../../api/meta/object.ts';
import { type ListedObjects, listedObjects } from '../../cluster/apiserver/verbs/answer.ts';

/** Characters that are kept; beyond them everything is forgotten and printed anew as it is asked for. */
const maxKept = 12 * 1024 * 1024;
let textOf = new WeakMap<object, string>();
let kept = 0;

/** The text of a frozen object that others will ask for too. */
export function sharedText(object: object): string {
  const known = textOf.get(object);
  if (known !== undefined) return known;
  const text = JSON.stringify(object);
  if (kept + text.length > maxKept) forgetAll();
  keep(object, text);
  return text;
}

function keep(object: object, text: string): void {
  textOf.set(object, text);
  kept += text.length;
}

function forgetAll(): void {
  textOf = new WeakMap();
  kept = 0;
}

/** An answer's body, with the line's end that kube-apiserver writes; a long list in pieces. What reads get is printed once for all of them; who wrote an object seldom reads it. */
export function bodyText(body: object, isShared: boolean): string | Buffer | Iterable<Buffer> {
  const listed = listedObjects(body);
  if (listed !== undefined) return listText(listed);
  return `${isShared && isStored(body) ? sharedText(body) : (textOf.get(body) ?? JSON.stringify(body))}\n`;
}

function isStored(body: object): boolean {
  return Object.isFrozen(body) && 'metadata' in body && typeof (body.metadata as { uid?: unknown } | undefined)?.uid === 'string';
}

function listText(listed: ListedObjects): Buffer | Iterable<Buffer> {
  const pieces = listPieces(listed);
  const first = pieces.next().value ?? Buffer.alloc(0);
  const second = pieces.next();
  return second.done === true ? first : chained([first, second.value], pieces);
}

function* chained(begin: readonly Buffer[], rest: Iterable<Buffer>): Generator<Buffer> {
  yield* begin;
  yield* rest;
}

/** As much as is worth compressing. */
const pieceLength = 128 * 1024;

/** Each piece is made when the one before has gone: a list of thousands takes as much memory as one of ten. */
function* listPieces({ head, items }: ListedObjects): Generator<Buffer, undefined> {
  const wasFull = kept > 0.9 * maxKept;
  let met = 0;
  let begin = JSON.stringify({ ...head, items: [] }).slice(0, -2);
  let texts: string[] = [];
  let length = 0;
  let from = 0;
  for (const [i, object] of items.entries()) {
    const known = textOf.get(object);
    if (known !== undefined) met += known.length;
    const text = known ?? listedText(object);
    texts.push(text);
    length += text.length;
    if (length < pieceLength || i === items.length - 1) continue;
    yield bytesOf(begin, items, from, texts, ',');
    begin = '';
    texts = [];
    length = 0;
    from = i + 1;
  }
  // Most of what is kept may be of objects that have changed since.
  if (wasFull && 2 * met < kept) forgetAll();
  yield bytesOf(begin, items, from, texts, ']}\n');
  return undefined;
}

/** A long list must not push out what it will itself ask for next time. */
function listedText(object: object): string {
  const text = JSON.stringify(object);
  if (kept + text.length <= maxKept) keep(object, text);
  return text;
}

const comma = 0x2c;
const brace = 0x7b;

/** The items from `from` on whose texts are given, with commas between them. Written into one buffer: a text put together first would be copied twice. */
function bytesOf(begin: string, items: readonly KubeObject[], from: number, texts: readonly string[], end: string): Buffer {
  const bytes = Buffer.allocUnsafe(texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, Buffer.byteLength(begin) + end.length));
  let at = bytes.write(begin);
  for (const [i, text] of texts.entries()) {
    if (i > 0) bytes[at++] = comma;
    at = writeItem(bytes, at, items[from + i], text);
  }
  return bytes.subarray(0, at + bytes.write(end, at, 'latin1'));
}

/** Items of a list carry no type of their own; a stored object begins with it. */
function writeItem(bytes: Buffer, at: number, object: KubeObject | undefined, text: string): number {
  const begin = `{"kind":"${object?.kind ?? ''}","apiVersion":"${object?.apiVersion ?? ''}",`;
  if (text.startsWith(begin)) {
    bytes[at] = brace;
    return at + 1 + bytes.write(text.slice(begin.length), at + 1);
  }
  const { kind: _kind, apiVersion: _apiVersion, ...item } = JSON.parse(text) as Record<string, unknown>;
  return at + bytes.write(JSON.stringify(item), at);
}

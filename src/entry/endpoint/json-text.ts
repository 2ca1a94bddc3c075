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
  if (kept + text.length > maxKept) {
    texts = new WeakMap();
    kept = 0;
  }
  texts.set(object, text);
  kept += text.length;
  return text;
}

/** An answer's body, with the line's end that kube-apiserver writes. What reads get is printed once for all of them; who wrote an object seldom reads it. */
export function bodyText(body: object, isShared: boolean): string | Buffer {
  const listed = listedObjects(body);
  if (listed !== undefined) return listBytes(body, listed);
  return `${isShared && isStored(body) ? sharedText(body) : (texts.get(body) ?? JSON.stringify(body))}\n`;
}

function isStored(body: object): boolean {
  return Object.isFrozen(body) && 'metadata' in body && typeof (body.metadata as { uid?: unknown } | undefined)?.uid === 'string';
}

/** Written piece by piece into one buffer: joining thousands of texts first would copy everything three times more. */
function listBytes(body: object, listed: readonly object[]): Buffer {
  const begin = JSON.stringify({ ...body, items: [] }).slice(0, -2);
  const end = ']}\n';
  const items = listed.map(itemText);
  let size = Buffer.byteLength(begin) + end.length + Math.max(0, items.length - 1);
  for (const item of items) size += Buffer.byteLength(item);
  const bytes = Buffer.allocUnsafe(size);
  let at = bytes.write(begin);
  for (const [i, item] of items.entries()) {
    if (i > 0) at += bytes.write(',', at, 'latin1');
    at += bytes.write(item, at);
  }
  bytes.write(end, at, 'latin1');
  return bytes;
}

/** Items of a list carry no type of their own; a stored object begins with it. */
function itemText(object: object): string {
  const text = sharedText(object);
  const { kind, apiVersion } = object as { readonly kind?: string; readonly apiVersion?: string };
  const head = `{"kind":"${kind ?? ''}","apiVersion":"${apiVersion ?? ''}",`;
  if (text.startsWith(head)) return `{${text.slice(head.length)}`;
  const { kind: _kind, apiVersion: _apiVersion, ...item } = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify(item);
}

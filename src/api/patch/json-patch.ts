// JSON Patch, RFC 6902, with the behaviour and messages of evanphx/json-patch as the API server and kubectl use it.
import { deepEqual } from '../meta/deep-equal.ts';
import { cloneJson, type Fields, getOwn, isFields, setOwn } from '../meta/json.ts';

export interface JsonPatchOperation {
  readonly op?: unknown;
  readonly path?: unknown;
  readonly from?: unknown;
  readonly value?: unknown;
}

/** The patch cannot be applied; `message` is upstream's. */
export class JsonPatchError extends Error {}

/** How much `copy` operations may add, as text (the request limit of the API server). */
const maxCopied = 3 * 1024 * 1024;

/** `document` after all operations; `document` itself is not changed. Throws JsonPatchError. */
export function jsonPatch(document: unknown, operations: readonly JsonPatchOperation[]): unknown {
  let root = cloneJson(document);
  let copied = 0;
  for (const operation of operations) {
    const { op } = operation;
    const path = pointer(operation.path, 'path');
    switch (op) {
      case 'add': root = add(root, path, cloneJson(value(operation)), op); break;
      case 'remove': root = removeAt(root, path); break;
      case 'replace': root = replace(root, path, cloneJson(value(operation))); break;
      case 'move': {
        const from = pointer(operation.from, 'from');
        const moved = read(root, from, 'move', textOf(operation.path));
        root = add(removeAt(root, from), path, moved, op);
        break;
      }
      case 'copy': {
        const original = read(root, pointer(operation.from, 'from'), 'copy', textOf(operation.path));
        copied += JSON.stringify(original ?? null).length;
        if (copied > maxCopied) throw new JsonPatchError(`Unable to complete the copy, the accumulated size increase of copy is ${copied}, exceeding the limit ${maxCopied}`);
        root = add(root, path, cloneJson(original), op);
        break;
      }
      case 'test': test(root, path, operation); break;
      default: throw new JsonPatchError(`Unexpected kind: ${typeof op === 'string' ? op : 'unknown'}`);
    }
  }
  for (const { path, from } of operations) for (const place of [path, from]) if (typeof place === 'string' && place !== '') sortAlong(root, pointer(place, 'path'));
  return root;
}

/** Upstream's library works on Go maps: what it looked into is written with its keys in order. */
function sortAlong(root: unknown, path: readonly string[]): void {
  let at = root;
  for (const part of path) {
    if (isFields(at)) {
      for (const key of Object.keys(at).sort()) {
        const kept = at[key];
        delete at[key];
        setOwn(at, key, kept);
      }
      at = getOwn(at, part);
    } else at = Array.isArray(at) ? (at[index(part)] as unknown) : undefined;
  }
}

function value(operation: JsonPatchOperation): unknown {
  return Object.hasOwn(operation, 'value') ? operation.value : null;
}

function textOf(path: unknown): string {
  return typeof path === 'string' ? path : '';
}

function pointer(path: unknown, field: string): readonly string[] {
  if (typeof path !== 'string') throw new JsonPatchError(`operation missing ${field} field`);
  if (path === '') return [];
  // What stands before the first slash is not looked at.
  if (!path.includes('/')) throw new JsonPatchError(`Unable to access the path ${JSON.stringify(path)}: missing value`);
  return path.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function toPointer(path: readonly string[]): string {
  return path.map((p) => `/${p.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The container of the last part of `path`. */
function container(root: unknown, path: readonly string[]): Fields | unknown[] | undefined {
  let at = root;
  for (const part of path.slice(0, -1)) at = Array.isArray(at) ? (at[index(part)] as unknown) : isFields(at) ? getOwn(at, part) : undefined;
  return Array.isArray(at) ? at : isFields(at) ? at : undefined;
}

function index(part: string): number {
  return /^-?\d+$/.test(part) ? Number(part) : NaN;
}

function missing(op: string, path: readonly string[]): JsonPatchError {
  return new JsonPatchError(`${op} operation does not apply: doc is missing path: ${JSON.stringify(toPointer(path))}: missing value`);
}

function add(root: unknown, path: readonly string[], added: unknown, op: string): unknown {
  const last = path.at(-1);
  const parent = container(root, path);
  if (parent === undefined || last === undefined) throw missing(op, path);
  if (!Array.isArray(parent)) {
    setOwn(parent, last, added);
    return root;
  }
  if (last === '-') {
    parent.push(added);
    return root;
  }
  let at = index(last);
  if (Number.isNaN(at)) throw new JsonPatchError(`error in ${op} for path: '${toPointer(path)}': value was not a proper array index: '${last}': strconv.Atoi: parsing ${JSON.stringify(last)}: invalid syntax`);
  if (at > parent.length || at < -(parent.length + 1)) throw new JsonPatchError(`error in ${op} for path: '${toPointer(path)}': Unable to access invalid index: ${at}: invalid index referenced`);
  if (at < 0) at += parent.length + 1;
  parent.splice(at, 0, added);
  return root;
}

function removeAt(root: unknown, path: readonly string[]): unknown {
  const last = path.at(-1);
  const parent = container(root, path);
  if (parent === undefined || last === undefined) throw new JsonPatchError(`remove operation does not apply: doc is missing path: ${JSON.stringify(toPointer(path))}: missing value`);
  if (!Array.isArray(parent)) {
    if (!Object.hasOwn(parent, last)) throw new JsonPatchError(`error in remove for path: '${toPointer(path)}': Unable to remove nonexistent key: ${last}: missing value`);
    delete parent[last];
    return root;
  }
  let at = index(last);
  if (Number.isNaN(at)) throw new JsonPatchError(`error in remove for path: '${toPointer(path)}': strconv.Atoi: parsing ${JSON.stringify(last)}: invalid syntax`);
  if (at >= parent.length || at < -parent.length) throw new JsonPatchError(`error in remove for path: '${toPointer(path)}': Unable to access invalid index: ${at}: invalid index referenced`);
  if (at < 0) at += parent.length;
  parent.splice(at, 1);
  return root;
}

function replace(root: unknown, path: readonly string[], replacement: unknown): unknown {
  const last = path.at(-1);
  if (last === undefined) return replacement;
  const parent = container(root, path);
  if (parent === undefined) throw missing('replace', path);
  if (!Array.isArray(parent)) {
    // Upstream's library replaces what is not there, too.
    setOwn(parent, last, replacement);
    return root;
  }
  let at = index(last);
  if (Number.isNaN(at) || at >= parent.length || at < -parent.length) throw new JsonPatchError(`replace operation does not apply: doc is missing key: ${toPointer(path)}: missing value`);
  if (at < 0) at += parent.length;
  parent[at] = replacement;
  return root;
}

function read(root: unknown, path: readonly string[], op: string, target: string): unknown {
  if (path.length === 0) throw missing(op, path);
  const parent = container(root, path);
  const last = path.at(-1) ?? '';
  if (parent === undefined) throw new JsonPatchError(`${op} operation does not apply: doc is missing from path: ${JSON.stringify(toPointer(path))}: missing value`);
  const found: unknown = Array.isArray(parent) ? parent[index(last)] : getOwn(parent, last);
  // What a map does not have is copied as null.
  if (found === undefined && op === 'copy' && !Array.isArray(parent)) return null;
  if (found === undefined) throw new JsonPatchError(`error in ${op} for path: '${Array.isArray(parent) ? target : toPointer(path)}': missing value`);
  return found;
}

function test(root: unknown, path: readonly string[], operation: JsonPatchOperation): void {
  const wanted = value(operation);
  const parent = path.length === 0 ? undefined : container(root, path);
  if (path.length > 0 && parent === undefined) throw missing('test', path);
  const last = path.at(-1) ?? '';
  const found: unknown = path.length === 0 ? root : Array.isArray(parent) ? parent[index(last)] : getOwn(parent as Fields, last);
  if (deepEqual(found ?? null, wanted ?? null)) return;
  throw new JsonPatchError(`testing value ${toPointer(path)} failed: test failed`);
}

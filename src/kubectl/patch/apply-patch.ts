// Patches applied by kubectl itself, for `--dry-run=client`, `--local` and `run --overrides`: JSON patch, merge patch, strategic merge patch.
import { fieldOf, type TypeSchema } from '../../api/schema/schema.ts';
import { KubectlError } from '../errors.ts';
import { deepEqual, isMap, type JsonMap } from './deep-equal.ts';

/** RFC 7386. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return patch;
  const result: JsonMap = isMap(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = applyMergePatch(result[key], value);
  }
  return result;
}

/** With merge keys of `type`; directives `$patch`, `$retainKeys`, `$setElementOrder`, `$deleteFromPrimitiveList` as upstream. */
export function applyStrategicPatch(target: unknown, patch: unknown, type: TypeSchema | undefined): unknown {
  if (!isMap(patch)) return patch;
  if (patch.$patch === 'replace') return without(patch, '$patch');
  if (patch.$patch === 'delete') return {};
  const retained = patch.$retainKeys as readonly string[] | undefined;
  const base = isMap(target) ? target : {};
  const result: JsonMap = retained ? Object.fromEntries(Object.entries(base).filter(([key]) => retained.includes(key))) : { ...base };
  for (const [key, value] of Object.entries(patch)) {
    const directive = /^\$(setElementOrder|deleteFromPrimitiveList)\/(.*)$/.exec(key);
    if (directive?.[1] === 'deleteFromPrimitiveList') {
      const field = directive[2] ?? '';
      result[field] = ((result[field] as unknown[] | undefined) ?? []).filter((item) => !(value as unknown[]).includes(item));
    }
    if (key.startsWith('$')) continue;
    if (value === null) {
      delete result[key];
      continue;
    }
    const field = type && fieldOf(type, key);
    const { patchStrategies = [], patchMergeKey } = field?.merge ?? {};
    if (Array.isArray(value) && patchStrategies.includes('merge') && Array.isArray(result[key])) {
      result[key] = mergeLists(result[key] as unknown[], value as unknown[], patchMergeKey, field?.type.element, patch[`$setElementOrder/${key}`] as unknown[] | undefined);
    } else if (isMap(value)) {
      result[key] = applyStrategicPatch(result[key], value, field?.type ?? (type?.shape === 'map' ? type.element : undefined));
    } else {
      result[key] = value;
    }
  }
  return result;
}

function without(map: JsonMap, key: string): JsonMap {
  return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));
}

function mergeLists(base: readonly unknown[], patch: readonly unknown[], mergeKey: string | undefined, type: TypeSchema | undefined, order: readonly unknown[] | undefined): unknown[] {
  if (mergeKey === undefined) return [...base, ...patch.filter((item) => !base.includes(item))];
  const keyOf = (item: unknown): unknown => (isMap(item) ? item[mergeKey] : undefined);
  let result = [...base];
  if (patch.some((item) => isMap(item) && item.$patch === 'replace')) return patch.filter((item) => !(isMap(item) && item.$patch !== undefined));
  const added: unknown[] = [];
  for (const item of patch) {
    const at = result.findIndex((other) => keyOf(other) === keyOf(item));
    if (isMap(item) && item.$patch === 'delete') result = result.filter((other) => keyOf(other) !== keyOf(item));
    else if (at < 0) added.push(item);
    else result[at] = applyStrategicPatch(result[at], item, type);
  }
  result = [...result, ...added];
  if (!order) return result;
  const wanted = order.map(keyOf);
  return [...result].sort((a, b) => position(wanted, keyOf(a)) - position(wanted, keyOf(b)));
}

function position(order: readonly unknown[], key: unknown): number {
  const at = order.indexOf(key);
  return at < 0 ? order.length : at;
}

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** RFC 6902. */
export function applyJsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw new KubectlError('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  return (patch as Operation[]).reduce((value, operation) => applyOperation(value, operation), structuredClone(target));
}

function applyOperation(root: unknown, { op, path, from, value }: Operation): unknown {
  switch (op) {
    case 'add':
      return edit(root, pointer(path), (parent, key) => {
        if (!Array.isArray(parent)) (parent as JsonMap)[key] = value;
        else parent.splice(key === '-' ? parent.length : Number(key), 0, value);
      }, value);
    case 'remove':
      return edit(root, pointer(path), (parent, key) => {
        if (Array.isArray(parent)) parent.splice(Number(key), 1);
        else if (Object.hasOwn(parent as object, key)) Reflect.deleteProperty(parent as object, key);
        else throw new KubectlError(`remove operation does not apply: doc is missing path: ${path}: missing value`);
      });
    case 'replace':
      return edit(root, pointer(path), (parent, key) => {
        if (!Object.hasOwn(parent as object, key)) throw new KubectlError(`replace operation does not apply: doc is missing key: ${path}: missing value`);
        (parent as JsonMap)[key] = value;
      }, value);
    case 'test':
      if (!deepEqual(read(root, pointer(path)), value)) throw new KubectlError(`testing value ${path} failed: test failed`);
      return root;
    case 'move':
    case 'copy': {
      const moved = read(root, pointer(from ?? ''));
      const rest = op === 'move' ? applyOperation(root, { op: 'remove', path: from ?? '' }) : root;
      return applyOperation(rest, { op: 'add', path, value: structuredClone(moved) });
    }
    default:
      throw new KubectlError(`unexpected kind: ${op}`);
  }
}

function pointer(path: string): string[] {
  return path === '' ? [] : path.slice(1).split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function read(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as JsonMap)[key] : undefined), root);
}

function edit(root: unknown, path: readonly string[], change: (parent: unknown, key: string) => void, whole?: unknown): unknown {
  const key = path.at(-1);
  if (key === undefined) return whole;
  const parent = read(root, path.slice(0, -1));
  if (typeof parent !== 'object' || parent === null) throw new KubectlError(`add operation does not apply: doc is missing path: "/${path.join('/')}": missing value`);
  change(parent, key);
  return root;
}

// `--sort-by`: kubectl's RuntimeSort over objects and table rows.
import { JsonPathError } from '../../api/json-path/json-path-error.ts';
import { PlainError } from '../errors.ts';
import { JsonPath, relaxedPath } from '../../api/json-path/json-path.ts';
import type { Table } from '../printers/table.ts';
import type { Session } from '../session.ts';
import { parseTime } from '../../base/clock.ts';
import { parseQuantity, compareQuantities } from '../../api/resource/quantity.ts';
import { klogHead } from '../klog.ts';

/** Sorted by the field; those without it first. */
export function sortObjects<T>(objects: readonly T[], field: string, session: Session): T[] {
  return sortBy(objects, field, session, (object) => object);
}

/** A table whose rows hold whole objects. A field that none of several rows has leaves nothing, as kubectl does. */
export function sortTable(table: Table, field: string, session: Session): Table {
  const path = pathOf(field);
  const hasField = table.rows.some(({ object }) => path.find(object).flat().length > 0);
  return { ...table, rows: hasField || table.rows.length <= 1 ? sortBy(table.rows, field, session, ({ object }) => object) : [] };
}

function pathOf(field: string): JsonPath {
  return new JsonPath(relaxedPath(field), { allowsMissingKeys: true });
}

function sortBy<T>(items: readonly T[], field: string, session: Session, data: (item: T) => unknown): T[] {
  const path = pathOf(field);
  const keyed = items.map((item) => {
    let values: unknown[] = [];
    try {
      values = path.find(data(item)).flat();
    } catch (error) {
      if (!(error instanceof JsonPathError) || !error.message.startsWith('array index out of bounds')) throw error;
    }
    return { item, value: values[0] };
  });
  const isUnsortable = keyed.find(({ value }) => typeof value === 'object' && value !== null);
  if (isUnsortable && keyed.length > 1) {
    const type = Array.isArray(isUnsortable.value) ? '[]interface {}' : 'map[string]interface {}';
    throw new PlainError(`${klogHead(session, 'F')} Field ${relaxedPath(field)} in [][][]reflect.Value is an unsortable type: interface, err: unsortable type: ${type}`);
  }
  return keyed.sort((a, b) => compareValues(a.value, b.value)).map(({ item }) => item);
}

function compareValues(a: unknown, b: unknown): number {
  if (a === undefined || a === null) return b === undefined || b === null ? 0 : -1;
  if (b === undefined || b === null) return 1;
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  return Number(a) - Number(b);
}

/** Times and quantities by value, other texts naturally: `node-9` before `node-10`. */
function compareTexts(a: string, b: string): number {
  if (/^\d{4}-\d\d-\d\dT/.test(a) && /^\d{4}-\d\d-\d\dT/.test(b)) return parseTime(a) - parseTime(b);
  const [left, right] = [parseQuantity(a), parseQuantity(b)];
  if (typeof left === 'object' && typeof right === 'object') return compareQuantities(left, right);
  return compareNaturally(a, b);
}

function compareNaturally(a: string, b: string): number {
  const [left, right] = [a.match(/\d+|\D+/g) ?? [], b.match(/\d+|\D+/g) ?? []];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [l = '', r = ''] = [left[i], right[i]];
    if (l === r) continue;
    if (/^\d/.test(l) && /^\d/.test(r) && Number(l) !== Number(r)) return Number(l) - Number(r);
    return l < r ? -1 : 1;
  }
  return left.length - right.length;
}

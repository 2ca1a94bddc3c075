// Lists that are sets or maps repeat nothing: apiextensions-apiserver's listtype validation.
import { duplicate, type FieldError } from '../field/error.ts';
import { sortedKeys } from '../field/go-text.ts';
import { getOwn, isFields } from '../meta/json.ts';
import type { OpenApiSchema } from './structural-schema.ts';
import { visitValues } from './visit-values.ts';

export function listTypeErrors(schema: OpenApiSchema, value: unknown): FieldError[] {
  const errors: FieldError[] = [];
  visitValues({ schema, value, old: undefined, path: undefined }, ({ schema: at, value: list, path }) => {
    const listType = at['x-kubernetes-list-type'];
    if (!Array.isArray(list) || (listType !== 'set' && listType !== 'map')) return;
    const seen = new Set<string>();
    for (const [i, item] of (list as unknown[]).entries()) {
      const identity = listType === 'set' ? item : keysOf(at, item);
      const text = JSON.stringify(identity);
      if (seen.has(text)) errors.push(duplicate(path?.index(i), identity));
      seen.add(text);
    }
  });
  return errors;
}

function keysOf(schema: OpenApiSchema, item: unknown): Readonly<Record<string, unknown>> {
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  return sortedKeys(Object.fromEntries(keys.flatMap((key) => {
    const value = isFields(item) ? getOwn(item, key) : undefined;
    return value === undefined ? [] : [[key, value]];
  })));
}

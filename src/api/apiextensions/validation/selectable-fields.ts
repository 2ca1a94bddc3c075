// Fields of custom resources that lists may be selected by.
import { duplicate, type FieldError, invalid, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { SelectableField } from '../../generated/apiextensions-v1.ts';
import { pathNames } from '../simple-path.ts';
import type { OpenApiSchema } from '../structural-schema.ts';

const maxFields = 8;
const types: ReadonlySet<string> = new Set(['string', 'boolean', 'integer']);

export function validateSelectableFields(fields: readonly SelectableField[], schema: OpenApiSchema | undefined, path: FieldPath): FieldError[] {
  const seen = new Set<string>();
  const errors: FieldError[] = [];
  for (const [i, { jsonPath }] of fields.entries()) {
    const at = path.index(i).child('jsonPath');
    const wrong = jsonPath === '' ? required(at, '') : seen.has(jsonPath) ? duplicate(at, jsonPath) : whyNot(jsonPath, schema, at);
    if (wrong !== undefined) errors.push(wrong);
    seen.add(jsonPath);
  }
  if (new Set(fields.map(({ jsonPath }) => jsonPath)).size > maxFields) errors.push({ type: 'FieldValueTooMany', path, badValue: fields.length, detail: `must have at most ${maxFields} items` });
  return errors;
}

function whyNot(jsonPath: string, schema: OpenApiSchema | undefined, at: FieldPath): FieldError | undefined {
  if (!/^[.[]/.test(jsonPath)) return invalid(at, jsonPath, `is an invalid path: expected [ or . but got: ${/^[^.[]+/.exec(jsonPath)?.[0] ?? ''}`);
  if (/\[\d+\]/.test(jsonPath)) return invalid(at, jsonPath, 'is an invalid path: array notation is not allowed');
  let found: OpenApiSchema | undefined = schema;
  const names = pathNames(jsonPath);
  for (const name of names) found = found?.properties !== undefined && Object.hasOwn(found.properties, name) ? found.properties[name] : undefined;
  if (found === undefined || names[0] === 'metadata') return invalid(at, jsonPath, 'is an invalid path: does not refer to a valid field');
  return types.has(found.type ?? '') ? undefined : invalid(at, jsonPath, 'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.');
}

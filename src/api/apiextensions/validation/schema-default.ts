// Defaults must be values that their schema allows and leaves as they are.
import { type FieldError, invalid, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import { deepEqual } from '../../meta/deep-equal.ts';
import { cloneJson, isFields } from '../../meta/json.ts';
import { applySchemaDefaults } from '../default-values.ts';
import { listTypeErrors } from '../list-types.ts';
import { pruneValue } from '../prune.ts';
import type { OpenApiSchema } from '../structural-schema.ts';
import { validateValue } from '../validate-value.ts';

export function validateDefault(schema: OpenApiSchema, path: FieldPath, isRoot: boolean): FieldError[] {
  const { default: byDefault } = schema;
  if (isRoot && isFields(byDefault)) return ['apiVersion', 'kind'].filter((name) => byDefault[name] === undefined).map((name) => required(path.child(name), ''));
  const errors: FieldError[] = [];
  const pruned = pruneValue(schema, byDefault);
  if (!deepEqual(pruned, byDefault)) errors.push(invalid(path, byDefault, 'must not have unknown fields'));
  const full = cloneJson(pruned);
  applySchemaDefaults(schema, full);
  errors.push(...validateValue({ schema, value: full }, path), ...listTypeErrors(schema, full).map((error) => ({ ...error, path })));
  return errors;
}

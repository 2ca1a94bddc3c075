// A value to begin with for a field that must be there, as completion begins it.
import type { FieldSchema, TypeSchema } from '../../api/schema/schema.ts';
import type { BegunPlace, BegunValue } from '../begun/begun-tree.ts';
import { begunValue } from '../begun/begun-value.ts';
import { writeBlock, writeFlow } from '../begun/write-begun.ts';

/** What follows a field's colon: a scalar or flow collection after a space, or lines of their own, indented relative to the field. */
export type SampleValue = { readonly inline: string } | { readonly lines: readonly string[] };

const scalar = (text: string): string => text;

export function sampleValue(parent: TypeSchema, field: FieldSchema, place: BegunPlace): SampleValue {
  const value = begunValue(parent, field, place, true);
  if (value.kind === 'scalar' || isFlat(value)) return { inline: writeFlow(value, { scalar, nothing: () => '' }) };
  return { lines: writeBlock(value, 0, { listIndent: 0, scalar, nothing: () => ' {}' }).split('\n').slice(1) };
}

/** Whether it is short enough to stand on the field's own line: nothing, or scalars. */
function isFlat(value: BegunValue): boolean {
  return value.kind === 'items' ? value.items.every((item) => item.kind === 'scalar' || (item.kind === 'fields' && item.fields.length === 0)) : value.kind === 'fields' && value.fields.length === 0;
}

/** The field with its value, as lines. */
export function fieldLines(field: FieldSchema, value: SampleValue): string[] {
  return 'inline' in value ? [`${field.name}: ${value.inline}`] : [`${field.name}:`, ...value.lines];
}

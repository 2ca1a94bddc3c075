// Offers the values that a field may have: constants of its type, and true and false.
import type { TypeSchema } from '../../api/schema/schema.ts';
import { defaultOf } from '../field-defaults.ts';
import type { Completion, CompletionContext } from './completion-context.ts';

export function valueCompletions(context: CompletionContext): Completion[] {
  const { cursor, place } = context;
  if (place === undefined) return [];
  const isScalarItem = cursor.kind === 'key' && cursor.isFresh && !cursor.hasColon;
  if (cursor.kind !== 'value' && !isScalarItem) return [];
  const type = place.type.shape === 'list' && cursor.kind === 'key' ? place.type.element : place.type;
  if (type === undefined) return [];
  const lead = type === place.type ? cursor.before : `${cursor.before}- `;
  const byDefault = place.parent && place.field && defaultOf(place.parent, place.field);
  return valuesOf(type).map((value, i) => ({
    label: value, kind: 'constant' as const, snippet: `${lead}${value}`, replace: cursor.replace,
    sortText: `${value === byDefault ? '0' : '1'}${String(i).padStart(3, '0')}`,
    ...(value === byDefault && { detail: 'default' }),
    ...(lead !== '' && { filterText: value }),
  }));
}

export function valuesOf(type: TypeSchema): readonly string[] {
  if (type.shape === 'bool') return ['true', 'false'];
  return (type.values ?? []).filter((value) => value !== '').map((value) => (/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value) ? JSON.stringify(value) : value));
}

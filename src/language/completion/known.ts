// Offers well-known values, list items and map keys where the API takes any string.
import { schemaAt } from '../manifest.ts';
import type { Completion, CompletionContext } from './completion-context.ts';
import { knownItems, knownKeys, knownQuantities, knownValues } from './known-values.ts';
import { escapeSnippet } from './snippet-text.ts';

export function knownCompletions(context: CompletionContext): Completion[] {
  const { cursor, place, manifest } = context;
  if (place === undefined) return [];
  if (cursor.kind === 'key' && place.type.shape === 'map') return keys(context);
  if (cursor.kind === 'value') {
    const last = cursor.path.at(-1);
    if (place.type.shape === 'quantity' && typeof last === 'string') return offer(context, knownQuantities[last] ?? []);
    if (place.parent !== undefined && place.field !== undefined) return offer(context, knownValues[place.parent.goType]?.[place.field.name] ?? []);
  }
  if (typeof cursor.path.at(-1) === 'number' && (cursor.kind === 'value' || cursor.isFresh)) {
    const list = schemaAt(manifest, cursor.path.slice(0, -1));
    if (list?.parent !== undefined && list.field !== undefined) return offer(context, knownItems[list.parent.goType]?.[list.field.name] ?? []);
  }
  return [];
}

function offer({ cursor }: CompletionContext, values: readonly string[]): Completion[] {
  return values.map((label, i) => ({ label, kind: 'value', snippet: `${cursor.before}${escapeSnippet(label)}`, replace: cursor.replace, sortText: `5${String(i).padStart(3, '0')}` }));
}

function keys({ cursor, place }: CompletionContext): Completion[] {
  if (place?.parent === undefined || place.field === undefined) return [];
  const names = knownKeys[place.parent.goType]?.[place.field.name] ?? [];
  const hasValues = place.type.element?.shape === 'quantity';
  return names.filter((name) => !cursor.siblings.includes(name)).map((label, i) => ({
    label, kind: 'field', replace: cursor.replace, sortText: `5${String(i).padStart(3, '0')}`,
    snippet: `${cursor.before}${label}${cursor.hasColon ? '' : ': $0'}`,
    ...(hasValues && !cursor.hasColon && { retriggers: true }),
  }));
}

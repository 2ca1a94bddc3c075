// Offers well-known values, list items and map keys where the API takes any string.
import { schemaAt, stringAt } from '../manifest.ts';
import type { Completion, CompletionContext } from './completion-context.ts';
import { knownItems, knownKeys, knownQuantities, knownValues, nodeLabelValues, usualSizes } from './known-values.ts';
import { escapeSnippet } from './snippet-text.ts';

export function knownCompletions(context: CompletionContext): Completion[] {
  const { cursor, place, manifest } = context;
  if (place === undefined) return [];
  if (cursor.kind === 'key' && place.type.shape === 'map') return keys(context);
  if (cursor.kind === 'value') {
    const last = cursor.path.at(-1);
    const known = place.parent !== undefined && place.field !== undefined ? (knownValues[place.parent.goType]?.[place.field.name] ?? []) : [];
    if (place.type.shape === 'quantity' && typeof last === 'string') return offer(context, knownQuantities[last] ?? (known.length > 0 ? known : usualSizes));
    if (known.length > 0) return offer(context, isInVolume(context) ? known.flatMap(inVolume) : known);
    const owner = schemaAt(manifest, cursor.path.slice(0, -1));
    if (owner?.field?.name === 'nodeSelector' && owner.type.shape === 'map') return offer(context, nodeLabelValues[String(last)] ?? []);
  }
  if (typeof cursor.path.at(-1) === 'number' && (cursor.kind === 'value' || cursor.isFresh)) {
    const list = schemaAt(manifest, cursor.path.slice(0, -1));
    if (list?.parent?.goType === 'core/v1.NodeSelectorRequirement' && list.field?.name === 'values') return offer(context, nodeLabelValues[stringAt(manifest.parsed.root, [...cursor.path.slice(0, -2), 'key'])] ?? []);
    if (list?.parent !== undefined && list.field !== undefined) return offer(context, knownItems[list.parent.goType]?.[list.field.name] ?? []);
  }
  return [];
}

function isInVolume({ cursor: { path } }: CompletionContext): boolean {
  return path.at(-1) === 'fieldPath' && path.at(-4) === 'items';
}

/** Files can hold all labels and annotations, but nothing that is known only once the Pod runs. */
function inVolume(fieldPath: string): string[] {
  if (!fieldPath.startsWith('metadata.')) return [];
  const whole = /^(metadata\.\w+)\[/.exec(fieldPath)?.[1];
  return whole === undefined ? [fieldPath] : [whole, fieldPath];
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

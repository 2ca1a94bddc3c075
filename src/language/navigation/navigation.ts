// Definition, references and rename of names, across the workspace.
import type { Range } from '../../document/position.ts';
import type { LabelSet, NamePlace } from '../names/document-names.ts';
import type { NameIndex } from '../names/name-index.ts';
import type { FoundPlace, NamedDocument } from '../names/named-document.ts';

export interface Target {
  readonly uri: string;
  readonly range: Range;
}

export function nameAt(document: NamedDocument, offset: number): NamePlace | undefined {
  return document.names.places.find(({ span }) => span.start <= offset && offset <= span.end);
}

/** Where the name at an offset is defined; for a selector, the labels that it selects. */
export function definitionsAt(index: NameIndex, document: NamedDocument, offset: number): Target[] {
  const place = nameAt(document, offset);
  if (place !== undefined) return all(index, document, place).filter(({ role }) => role === 'definition').map(toTarget);
  const selector = document.names.labelSets.find(({ role, span }) => role === 'selector' && span.start <= offset && offset <= span.end);
  return selector === undefined ? [] : selected(index, selector).map(({ set, document: { uri, rangeOf } }) => ({ uri, range: rangeOf(set.span) }));
}

export function referencesAt(index: NameIndex, document: NamedDocument, offset: number, options: { includesDefinition: boolean }): Target[] {
  const place = nameAt(document, offset);
  return place === undefined ? [] : all(index, document, place).filter(({ role }) => options.includesDefinition || role === 'use').map(toTarget);
}

/** Every place that must change when the name at an offset does. */
export function renamePlaces(index: NameIndex, document: NamedDocument, offset: number): { readonly place: NamePlace; readonly targets: readonly Target[] } | undefined {
  const place = nameAt(document, offset);
  return place && { place, targets: all(index, document, place).map(toTarget) };
}

function all(index: NameIndex, document: NamedDocument, { kind, scope, name }: NamePlace): FoundPlace[] {
  return index.places({ kind, scope, name, within: document });
}

function toTarget({ document: { uri, rangeOf }, span }: FoundPlace): Target {
  return { uri, range: rangeOf(span) };
}

/** The labels, of objects and templates, that a selector selects. */
function selected(index: NameIndex, selector: LabelSet): { readonly set: LabelSet; readonly document: NamedDocument }[] {
  const wanted = Object.entries(selector.labels);
  if (wanted.length === 0) return [];
  return index.labelSets('labels').filter(({ set }) => set.scope === selector.scope && wanted.every(([key, value]) => set.labels[key] === value));
}

// Definition, references and rename of names, across the workspace.
import type { Range } from '../../document/position.ts';
import type { NamePlace } from '../names/document-names.ts';
import type { NameIndex } from '../names/name-index.ts';
import type { FoundPlace, NamedDocument } from '../names/named-document.ts';
import { portPlaces, selected } from './port-places.ts';

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
  if (place !== undefined && place.kind !== 'label') return placesOf(index, document, place).filter(({ role }) => role === 'definition').map(toTarget);
  const selector = document.names.labelSets.find(({ role, span }) => role === 'selector' && span.start <= offset && offset <= span.end);
  if (selector === undefined) return place === undefined ? [] : placesOf(index, document, place).filter(({ role }) => role === 'definition').map(toTarget);
  return selected(index, selector).map(({ set, document: { uri, rangeOf } }) => ({ uri, range: rangeOf(set.span) }));
}

export function referencesAt(index: NameIndex, document: NamedDocument, offset: number, options: { includesDefinition: boolean }): Target[] {
  const place = nameAt(document, offset);
  return place === undefined ? [] : placesOf(index, document, place).filter(({ role }) => options.includesDefinition || role === 'use').map(toTarget);
}

/** Every place that must change when the name at an offset does. */
export function renamePlaces(index: NameIndex, document: NamedDocument, offset: number): { readonly place: NamePlace; readonly targets: readonly Target[] } | undefined {
  const place = nameAt(document, offset);
  return place && { place, targets: placesOf(index, document, place).map(toTarget) };
}

/** Every place that names the same thing. */
export function placesOf(index: NameIndex, document: NamedDocument, place: NamePlace): FoundPlace[] {
  const { kind, scope, name } = place;
  return kind === 'port' || kind === 'targetPort' ? portPlaces(index, document, place) : index.places({ kind, scope, name, within: document });
}

function toTarget({ document: { uri, rangeOf }, span }: FoundPlace): Target {
  return { uri, range: rangeOf(span) };
}

// Definition, references and rename of names, across the workspace.
import type { Range, Span } from '../../document/position.ts';
import type { NamePlace } from '../names/document-names.ts';
import type { NameIndex } from '../names/name-index.ts';
import type { FoundPlace, NamedDocument } from '../names/named-document.ts';
import { quoted } from '../quoted.ts';
import { portPlaces, selected } from './port-places.ts';

export interface Target {
  readonly uri: string;
  readonly range: Range;
}

export function nameAt(document: NamedDocument, offset: number): NamePlace | undefined {
  return document.names.places.find(({ span }) => span.start <= offset && offset <= span.end);
}

/** The name at an offset that can be another: a kind only where its definition is written. */
export function renamableAt(index: NameIndex, document: NamedDocument, offset: number): NamePlace | undefined {
  const place = nameAt(document, offset);
  return place?.kind === 'kind' && !placesOf(index, document, place).some(({ role }) => role === 'definition') ? undefined : place;
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

/** What must be written at a place; the span is of its document. */
export interface RenameTarget extends Target {
  readonly newText: string;
  readonly span: Span;
  readonly isHere: boolean;
}

/** The name at an offset, and what must be written at every place that names the same; undefined where there is no name. */
export function renameTargets(index: NameIndex, document: NamedDocument, offset: number, newName: string): { readonly oldName: string; readonly targets: readonly RenameTarget[] } | undefined {
  const place = renamableAt(index, document, offset);
  if (place === undefined) return undefined;
  const targets = placesOf(index, document, place).map((found) => ({
    ...toTarget(found), newText: found.isQuoted === true ? newName : quoted(newName), span: found.span,
    isHere: found.document.uri === document.uri && found.document.index === document.index,
  }));
  return { oldName: place.name, targets };
}

/** Every place that names the same thing. */
export function placesOf(index: NameIndex, document: NamedDocument, place: NamePlace): FoundPlace[] {
  const { kind, scope, name } = place;
  return kind === 'port' || kind === 'targetPort' ? portPlaces(index, document, place) : index.places({ kind, scope, name, within: document });
}

function toTarget({ document: { uri, rangeOf }, span }: FoundPlace): Target {
  return { uri, range: rangeOf(span) };
}

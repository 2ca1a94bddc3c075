// What the editor says of the place under the mouse.
import { pathAt } from '../../document/field-location.ts';
import type { Span } from '../../document/position.ts';
import { completionContext } from '../completion/completion-context.ts';
import { schemaAt, type Manifest } from '../manifest.ts';
import { fieldHover, unwrittenWords } from './field-hover.ts';
import type { NameIndex } from '../names/name-index.ts';
import type { NamedDocument } from '../names/named-document.ts';
import { liveHover } from './live-hover.ts';
import { valueHover } from './value-hover.ts';

export interface HoverText {
  /** Markdown. */
  readonly text: string;
  readonly span: Span;
}

export function hoverAt(manifest: Manifest, offset: number, names?: { readonly index: NameIndex; readonly document: NamedDocument }): HoverText | undefined {
  const read = pathAt(manifest.parsed.root, offset);
  const isKnown = read !== undefined && schemaAt(manifest, read.segments) !== undefined;
  const found = isKnown ? read : brokenPathAt(manifest, offset);
  if (found === undefined || found.segments.length === 0) return undefined;
  const place = schemaAt(manifest, found.segments);
  const name = found.segments.findLast((segment) => typeof segment === 'string') ?? '';
  if (place === undefined || found.span.end <= found.span.start) return undefined;
  const value = valueHover(manifest, found.segments, place, 'node' in found ? found.node : undefined);
  const live = names && liveHover(manifest, offset, names);
  const field = [fieldHover(String(name), place), 'node' in found ? unwrittenWords(place.type, found.node) : undefined].filter((part) => part !== undefined).join('\n\n');
  return { text: [...[value, live].filter((part) => part !== undefined), field].join('\n\n---\n\n'), span: found.span };
}

/** In a document without a syntax tree at that place, its lines. */
function brokenPathAt(manifest: Manifest, offset: number): { segments: readonly (string | number)[]; span: Span } | undefined {
  const { lines } = manifest.text;
  const { cursor } = completionContext(manifest, lines.positionAt(offset));
  if (cursor.kind === 'none') return undefined;
  const word = lines.text.slice(cursor.replace.start, cursor.replace.end);
  return { segments: cursor.kind === 'key' ? [...cursor.path, word] : cursor.path, span: cursor.replace };
}

// What every kind of completion is given, and what it answers.
import type { Cursor } from '../../document/cursor.ts';
import { cursorIn } from '../../document/cursor-at.ts';
import { outlineOf, type OutlineLine, unquote } from '../../document/line-outline.ts';
import type { LineTable } from '../../document/line-table.ts';
import type { Position, Span } from '../../document/position.ts';
import type { KubernetesVersion } from '../../api/schema/versions.ts';
import { typeOfKind } from '../custom/custom-kinds.ts';
import type { NameIndex } from '../names/name-index.ts';
import { schemaAt, type Manifest, type SchemaPlace } from '../manifest.ts';

export interface CompletionContext {
  readonly manifest: Manifest;
  readonly lines: LineTable;
  readonly outline: readonly OutlineLine[];
  readonly cursor: Cursor;
  /** What the schema says of the cursor's path: for a key, of the mapping it is in. */
  readonly place: SchemaPlace | undefined;
  /** How much deeper than their key the document writes the dashes of its lists. */
  readonly listIndent: number;
  /** Names of the open files, and which of their documents this one is. */
  readonly names: DocumentNameIndex | undefined;
  /** The user asked for completions; else they come by themselves, and a line break is not to be taken for one. */
  readonly isAsked: boolean;
  /** What came later is not offered. */
  readonly version: KubernetesVersion;
}

export interface DocumentNameIndex {
  readonly index: NameIndex;
  readonly document: { readonly uri: string; readonly index: number };
}

/** One offer. Offsets are of the document. */
export interface Completion {
  readonly label: string;
  readonly kind: 'field' | 'value' | 'constant' | 'snippet' | 'reference';
  /** Short, beside the label: its type. */
  readonly detail?: string;
  readonly documentation?: string;
  /** In snippet syntax, with absolute indentation. */
  readonly snippet: string;
  readonly replace: Span;
  readonly sortText: string;
  /** What the typed text is matched with, where it isn't the label. */
  readonly filterText?: string;
  /** Offer more as soon as this one is in. */
  readonly retriggers?: boolean;
  readonly also?: readonly { readonly at: number; readonly text: string }[];
}

export function completionContext(manifest: Manifest, position: Position, names?: DocumentNameIndex, version: KubernetesVersion = '1.36', isAsked = true): CompletionContext {
  const { lines } = manifest.text;
  const outline = outlineOf(lines);
  const cursor = cursorIn(lines, outline, position);
  const written = manifest.type === undefined ? guessIdentity(manifest, outline) : manifest;
  return { manifest: written, lines, outline, cursor, place: schemaAt(written, cursor.path), listIndent: listIndentOf(outline), names, version, isAsked };
}

/** Whether the document is written as JSON: quotes are not left out there. */
export function isJson({ cursor, lines }: CompletionContext): boolean {
  return cursor.style === 'flow' && /^\s*\{\s*"/.test(lines.text);
}

/** In a document too broken for a syntax tree, its lines still say what kind it is. */
function guessIdentity(manifest: Manifest, outline: readonly OutlineLine[]): Manifest {
  const valueOf = (key: string): string => unquote(outline.find((line) => line.kind === 'block' && line.column === 0 && line.key === key)?.value ?? '');
  const apiVersion = valueOf('apiVersion');
  const kind = valueOf('kind');
  if (apiVersion === '' || kind === '') return manifest;
  return { ...manifest, identity: { apiVersion, kind, name: '', namespace: '' }, type: typeOfKind(apiVersion, kind, manifest.kinds) };
}

/** The file's own habit; where it has none, the one of Kubernetes' documentation, which is none. */
function listIndentOf(outline: readonly OutlineLine[]): number {
  for (let i = 1; i < outline.length; i++) {
    const line = outline[i] as OutlineLine;
    const above = outline[i - 1] as OutlineLine;
    const dash = line.dashes[0];
    if (dash !== undefined && above.key !== undefined && above.value === '' && dash >= above.column) return dash - above.column;
  }
  return 0;
}

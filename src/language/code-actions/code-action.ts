// A quick fix, and what its makers share.
import { nodeAt, type MappingEntry, type MappingNode, type ScalarNode, type YamlNode } from '../../document/node.ts';
import type { Span } from '../../document/position.ts';
import type { Finding } from '../finding.ts';
import type { Manifest } from '../manifest.ts';
import type { LiveTaint } from '../cluster/live-object.ts';
import type { NameIndex } from '../names/name-index.ts';
import type { NamedDocument } from '../names/named-document.ts';

export interface TextReplacement {
  readonly span: Span;
  readonly text: string;
}

export interface CodeAction {
  readonly title: string;
  /** The finding that it removes; absent for refactorings. */
  readonly finding?: Finding;
  /** In the document for which it was asked. */
  readonly edits: readonly TextReplacement[];
  readonly isPreferred?: boolean;
  /** Without a finding: `refactor` unless said. */
  readonly kind?: 'quickfix' | 'refactor.extract' | 'refactor.rewrite' | 'refactor.move';
  /** Edits of another document, in an open file. */
  readonly elsewhere?: { readonly uri: string; readonly index: number; readonly edits: readonly TextReplacement[] };
  /** The whole file's new text, instead of edits. */
  readonly fileText?: string;
  /** Done by the extension, instead of edits. */
  readonly command?: { readonly command: string; readonly arguments: readonly unknown[] };
  /** A file to be made beside this one. */
  readonly newFile?: { readonly name: string; readonly text: string };
}

/** What actions see beyond their document. */
export interface ActionContext {
  readonly document: NamedDocument;
  /** The file's line on which the document begins. */
  readonly firstLine: number;
  readonly index: NameIndex;
  /** Of the running cluster's nodes, each once. */
  readonly taints: readonly LiveTaint[];
  /** The texts of the file's documents; together they are the file. */
  readonly texts: readonly string[];
  /** What would be found in a text in place of this document's, and how many mistakes it would have as YAML. */
  readonly check: (text: string) => { readonly findings: readonly Finding[]; readonly mistakes: number };
  /** Of a document in an open file. */
  readonly manifestOf: (document: Pick<NamedDocument, 'uri' | 'index'>) => Manifest | undefined;
}

/** Makes the fixes of one kind for a finding; none where it is not about that kind. */
export type Fixer = (manifest: Manifest, finding: Finding) => CodeAction[];

export interface FoundEntry {
  readonly mapping: MappingNode;
  readonly entry: MappingEntry;
}

/** The entry whose key begins where a finding stands. */
export function entryAtKey(root: YamlNode | undefined, span: Span): FoundEntry | undefined {
  if (root === undefined || root.start > span.start || root.end < span.start) return undefined;
  if (root.kind === 'mapping') {
    for (const entry of root.entries) {
      if (entry.key?.start === span.start) return { mapping: root, entry };
      const inner = entryAtKey(entry.value, span);
      if (inner !== undefined) return inner;
    }
  } else if (root.kind === 'sequence') {
    for (const item of root.items) {
      const inner = entryAtKey(item, span);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
}

/** The edit that takes an entry out and leaves valid YAML. */
export function removalOf(text: string, mapping: MappingNode, entry: MappingEntry): TextReplacement {
  const at = mapping.entries.indexOf(entry);
  const next = mapping.entries[at + 1];
  const previous = mapping.entries[at - 1];
  if (mapping.isFlow) {
    if (next !== undefined) return { span: { start: entry.start, end: next.start }, text: '' };
    return { span: { start: previous?.end ?? entry.start, end: entry.end }, text: '' };
  }
  const lineStart = text.lastIndexOf('\n', entry.start - 1) + 1;
  const isFirstOnLine = text.slice(lineStart, entry.start).trim() === '';
  const lineEnd = text.indexOf('\n', entry.end);
  const end = lineEnd < 0 ? text.length : lineEnd + 1;
  if (mapping.entries.length === 1) return { span: { start: entry.start, end: entry.end }, text: '{}' };
  if (isFirstOnLine) return { span: { start: lineStart, end }, text: '' };
  // It stands behind a dash: the next entry moves up to it.
  return { span: { start: entry.start, end: next?.start ?? entry.end }, text: '' };
}

/** Adds lines at the end of a block mapping, or in place of an empty flow mapping; undefined for other flow mappings. */
export function appended({ text: { lines, text } }: Pick<Manifest, 'text'>, mapping: MappingNode, added: readonly string[]): TextReplacement | undefined {
  const indent = ' '.repeat(lines.positionAt(mapping.start).character);
  if (!mapping.isFlow) {
    const at = lines.lineEnd(lines.positionAt(mapping.end).line);
    return { span: { start: at, end: at }, text: added.map((line) => `\n${indent}${line}`).join('') };
  }
  const { line } = lines.positionAt(mapping.start);
  const owner = lines.lineText(line);
  if (mapping.entries.length > 0 || text.slice(mapping.end, lines.lineEnd(line)).trim() !== '') return undefined;
  const column = /^[ -]*/.exec(owner)?.[0].length ?? 0;
  const from = text.slice(0, mapping.start).trimEnd().length;
  return { span: { start: from, end: mapping.end }, text: added.map((text) => `\n${' '.repeat(column + 2)}${text}`).join('') };
}

/** Puts a document of its own after the one in which the action is asked. */
export function documentAfter({ text: { text } }: Pick<Manifest, 'text'>, body: string): TextReplacement {
  return { span: { start: text.length, end: text.length }, text: `${text === '' || text.endsWith('\n') ? '' : '\n'}---\n${body}` };
}

/** The scalar that a finding is about: the one at its path, or, where that is a map or list, the key, value or item that the message quotes. */
export function offender({ parsed }: Pick<Manifest, 'parsed'>, { path, message }: Finding): ScalarNode | undefined {
  const node = path && nodeAt(parsed.root, path);
  if (node?.kind === 'scalar') return node;
  const quoted = /(?:Invalid|Unsupported|Duplicate) value: ("(?:[^"\\]|\\.)*")/.exec(message)?.[1];
  const parts = node?.kind === 'mapping' ? node.entries.flatMap(({ key, value }) => [key, value]) : node?.kind === 'sequence' ? node.items : [];
  return parts.find((part): part is ScalarNode => part?.kind === 'scalar' && JSON.stringify(part.text) === quoted);
}

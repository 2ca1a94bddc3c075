// A quick fix, and what its makers share.
import type { MappingEntry, MappingNode, YamlNode } from '../../document/node.ts';
import type { Span } from '../../document/position.ts';
import type { Finding } from '../finding.ts';
import type { Manifest } from '../manifest.ts';

export interface TextReplacement {
  readonly span: Span;
  readonly text: string;
}

export interface CodeAction {
  readonly title: string;
  /** The finding that it removes; absent for refactorings. */
  readonly finding?: Finding;
  readonly edits: readonly TextReplacement[];
  readonly isPreferred?: boolean;
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

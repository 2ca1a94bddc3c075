// What can be folded: each document of several, fields with nested values, list items, block scalars.
import type { FoldingRange } from 'vscode-languageserver';
import type { YamlNode } from '../document/node.ts';
import type { Span } from '../document/position.ts';
import type { Manifest } from './manifest.ts';

/** Lines are of the document. */
export function foldingRangesOf({ parsed, text }: Manifest): FoldingRange[] {
  const ranges: FoldingRange[] = [];
  const fold = ({ start, end }: Span): void => {
    const from = text.lines.positionAt(start).line;
    const to = text.lines.positionAt(end).line;
    if (to > from) ranges.push({ startLine: from, endLine: to });
  };
  if (text.text.startsWith('---') && parsed.root !== undefined) fold({ start: 0, end: parsed.root.end });
  visit(parsed.root, fold);
  return ranges;
}

function visit(node: YamlNode | undefined, fold: (span: Span) => void): void {
  if (node?.kind === 'mapping') for (const entry of node.entries) {
    fold(entry);
    visit(entry.value, fold);
  } else if (node?.kind === 'sequence') for (const item of node.items) {
    if (item !== undefined) fold(item);
    visit(item, fold);
  }
}

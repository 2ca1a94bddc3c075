// Fields that are commented out: `# image: nginx` among the fields of a container.
import { locateField } from './field-location.ts';
import { dereference, type YamlNode } from './node.ts';
import type { Span } from './position.ts';

/** Where the first part of a path that is not written stands in a comment beside its siblings; undefined where it does not. */
export function commentedField(text: string, root: YamlNode | undefined, segments: readonly (string | number)[]): Span | undefined {
  const { key, node, depth, isWritten } = locateField(root, segments);
  const name = segments[depth];
  const parent = dereference(node);
  if (isWritten || typeof name !== 'string' || parent?.kind === 'sequence' || (parent?.kind === 'mapping' && parent.isFlow)) return undefined;
  const sibling = parent?.kind === 'mapping' ? columnOf(text, parent.entries[0]?.start ?? 0) : undefined;
  const from = key === undefined ? 0 : text.lastIndexOf('\n', key.start) + 1;
  const to = endOfComments(text, Math.max(node?.end ?? 0, key?.end ?? 0));
  const quoted = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  for (const match of text.slice(from, to).matchAll(new RegExp(`^( *)(# *)(["']?)${quoted}\\3 *:(?=\\s|$)`, 'gm'))) {
    const [whole, before = '', mark = ''] = match;
    const column = before.length + mark.length;
    if (isBeside(before.length, column, sibling ?? columnOf(text, key?.start ?? 0) + 1, sibling === undefined)) return { start: from + match.index + column, end: from + match.index + whole.length };
  }
  return undefined;
}

/** Editors write `#` or `# ` before the text or at the beginning of the line. */
function isBeside(mark: number, column: number, sibling: number, isAtLeast: boolean): boolean {
  if (isAtLeast) return column >= sibling;
  return (mark === sibling && column - mark <= 2) || (mark === 0 && column >= sibling && column - sibling <= 2);
}

/** The end of the blank lines and comments after an offset. */
function endOfComments(text: string, offset: number): number {
  const rest = /[^\n]*(?:\n[ \t]*(?:#[^\n]*)?(?=\n|$))*/y;
  rest.lastIndex = offset;
  return offset + (rest.exec(text)?.[0].length ?? 0);
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

// Removes what must not be there: a list item that repeats another, a field that is forbidden where it stands.
import { dereference, entryOf, nodeAt, type SequenceNode } from '../../document/node.ts';
import { removalOf, type Fixer, type TextReplacement } from './code-action.ts';

export const removeValue: Fixer = (manifest, finding) => {
  const { code, path = [] } = finding;
  const { root } = manifest.parsed;
  const last = path.at(-1);
  if (code === 'FieldValueForbidden' && typeof last === 'string') {
    const mapping = dereference(nodeAt(root, path.slice(0, -1)));
    const entry = mapping?.kind === 'mapping' ? entryOf(mapping, last) : undefined;
    return mapping?.kind === 'mapping' && entry !== undefined ? [{ title: `Remove ${last}`, finding, edits: [removalOf(manifest.text.text, mapping, entry)] }] : [];
  }
  const at = code === 'FieldValueDuplicate' ? path.findLastIndex((segment) => typeof segment === 'number') : -1;
  const list = at < 0 ? undefined : dereference(nodeAt(root, path.slice(0, at)));
  const edit = list?.kind === 'sequence' ? itemRemoval(manifest.text.text, list, Number(path[at])) : undefined;
  return edit === undefined ? [] : [{ title: 'Remove this duplicate', finding, edits: [edit] }];
};

/** Of a block list whole lines, of a flow list the item with its comma. */
function itemRemoval(text: string, list: SequenceNode, index: number): TextReplacement | undefined {
  const item = list.items[index];
  const next = list.items[index + 1];
  const previous = list.items[index - 1];
  if (item === undefined || list.items.length === 1) return undefined;
  if (list.isFlow) return { span: next === undefined ? { start: previous?.end ?? item.start, end: item.end } : { start: item.start, end: next.start }, text: '' };
  const start = text.lastIndexOf('\n', item.start - 1) + 1;
  // An item on the line of its list's own dash, or one whose dash stands above it, has no lines to itself.
  if (!/^ *- *$/.test(text.slice(start, item.start))) return undefined;
  const newline = text.indexOf('\n', item.end);
  return { span: { start, end: newline < 0 ? text.length : newline + 1 }, text: '' };
}

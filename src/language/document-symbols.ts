// The outline of a file: its objects, their fields, list items by name.
import { dereference, type YamlNode } from '../document/node.ts';
import type { Span } from '../document/position.ts';
import { stringAt, type Manifest } from './manifest.ts';

export interface DocumentSymbolNode {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'object' | 'field' | 'item' | 'value';
  readonly span: Span;
  readonly nameSpan: Span;
  readonly children: readonly DocumentSymbolNode[];
}

const most = 2000;

/** One symbol for the whole document, or none where there is nothing in it. */
export function documentSymbolsOf({ parsed, identity, text }: Manifest, { isShallow = false } = {}): DocumentSymbolNode[] {
  const { root } = parsed;
  if (root === undefined || root.end <= root.start) return [];
  const budget = { left: most };
  const children = isShallow ? [] : childrenOf(root, text.text, budget);
  if (identity === undefined) return children;
  const nameSpan = { start: root.start, end: Math.min(root.end, root.start + 1) };
  return [{ name: identity.name === '' ? identity.kind : `${identity.kind} ${identity.name}`, detail: identity.namespace, kind: 'object', span: root, nameSpan, children }];
}

function childrenOf(node: YamlNode | undefined, text: string, budget: { left: number }): DocumentSymbolNode[] {
  const symbols: DocumentSymbolNode[] = [];
  if (node?.kind === 'mapping') {
    for (const { name, key, value, start, end } of node.entries) {
      if (name === undefined || key === undefined || --budget.left < 0) continue;
      symbols.push({ name: name === '' ? '""' : name, detail: scalarText(value), kind: value?.kind === 'scalar' ? 'value' : 'field', span: { start: Math.min(start, key.start), end: Math.max(end, key.end) }, nameSpan: key, children: childrenOf(value, text, budget) });
    }
  } else if (node?.kind === 'sequence') {
    node.items.forEach((item, i) => {
      if (item === undefined || --budget.left < 0) return;
      const name = stringAt(item, ['name']) || stringAt(item, ['key']) || (item.kind === 'scalar' ? firstLine(item.text) : '') || String(i);
      const first = item.kind === 'mapping' ? item.entries[0]?.key : undefined;
      symbols.push({ name, detail: '', kind: 'item', span: item, nameSpan: first !== undefined && first.start >= item.start && first.end <= item.end ? first : { start: item.start, end: Math.min(item.end, item.start + 1) }, children: childrenOf(item, text, budget) });
    });
  }
  return symbols;
}

function scalarText(node: YamlNode | undefined): string {
  const value = dereference(node);
  return value?.kind === 'scalar' ? (value.text.split('\n')[0] ?? '').slice(0, 60) : '';
}

/** A script as a list item is named by how it begins. */
function firstLine(text: string): string {
  const line = text.trimStart().split('\n', 1)[0] ?? '';
  return line.length === text.trim().length && line.length <= 60 ? line : `${line.slice(0, 59)}…`;
}

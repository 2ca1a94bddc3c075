// What "expand selection" selects next: the word, the value, the field, its mapping, and so on up.
import type { YamlNode } from '../document/node.ts';
import type { Span } from '../document/position.ts';

/** Innermost first; each contains the one before. */
export function selectionSpansAt(root: YamlNode | undefined, offset: number): Span[] {
  const spans: Span[] = [];
  const contains = ({ start, end }: Span): boolean => start <= offset && offset <= end;
  const enter = (node: YamlNode | undefined): void => {
    if (node === undefined || !contains(node)) return;
    spans.unshift(node);
    if (node.kind === 'mapping') {
      const entry = node.entries.find(contains);
      if (entry === undefined) return;
      spans.unshift(entry);
      if (entry.key !== undefined && contains(entry.key)) spans.unshift(entry.key);
      else enter(entry.value);
    } else if (node.kind === 'sequence') enter(node.items.find((item) => item !== undefined && contains(item)));
  };
  enter(root);
  const nested: Span[] = [];
  for (const { start, end } of spans) {
    const inner = nested.at(-1);
    // Broken text can leave a node outside its parent.
    const span = inner === undefined ? { start, end } : { start: Math.min(start, inner.start), end: Math.max(end, inner.end) };
    if (span.start !== inner?.start || span.end !== inner.end) nested.push(span);
  }
  return nested;
}

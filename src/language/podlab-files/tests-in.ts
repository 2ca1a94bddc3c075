// The tests of a `*.podlab-test.yaml`, as far as it can be read: a half-typed file has those that are written.
import { dereference, nodeAt } from '../../document/node.ts';
import { LineTable } from '../../document/line-table.ts';
import { parseDocument } from '../../document/parse-document.ts';
import type { NamedTest } from '../protocol.ts';

export function testsIn(text: string): NamedTest[] {
  const { root } = parseDocument(text);
  const lines = new LineTable(text);
  const tests = dereference(nodeAt(root, ['tests']));
  if (tests?.kind !== 'sequence') return [];
  const seen = new Set<string>();
  return tests.items.flatMap((item) => {
    const name = dereference(nodeAt(item, ['name']));
    if (item === undefined || name?.kind !== 'scalar' || name.text === '' || seen.has(name.text)) return [];
    seen.add(name.text);
    return [{ name: name.text, range: lines.rangeOf(item) }];
  });
}

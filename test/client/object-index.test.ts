// An index against the plain filter that it saves.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubeObject } from '../../src/api/meta/object.ts';
import { ObjectIndex } from '../../src/client/object-index.ts';

const nodeOf = ({ metadata }: KubeObject): string | undefined => metadata.labels?.['node'];

function object(name: string, node: string | undefined): KubeObject {
  return { metadata: { name, labels: node === undefined ? {} : { node } } } as unknown as KubeObject;
}

test('finds what a search of the whole cache finds, however objects come, move and go', () => {
  const change = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), node: fc.option(fc.constantFrom('n1', 'n2'), { nil: undefined }), isGone: fc.boolean() });
  fc.assert(fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
    const index = new ObjectIndex(nodeOf);
    const cache = new Map<string, KubeObject>();
    for (const { key, node, isGone } of changes) {
      const old = cache.get(key);
      const now = isGone ? undefined : object(key, node);
      if (now === undefined) cache.delete(key);
      else cache.set(key, now);
      index.replace(key, old, now);
      for (const at of ['n1', 'n2', 'n3']) expect(new Set(index.of(at))).toEqual(new Set([...cache.values()].filter((o) => nodeOf(o) === at)));
    }
  }));
});

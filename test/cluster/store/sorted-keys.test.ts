// Many keys: runs are cut, emptied and joined to ranges as one sorted set.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomInt, seededRandom } from '../../../src/base/random.ts';
import { SortedKeys } from '../../../src/cluster/store/sorted-keys.ts';

it('holds what a sorted set holds, also with thousands of keys', () => {
  fc.assert(fc.property(fc.integer(), fc.boolean(), (seed, isInOrder) => {
    const random = seededRandom(seed);
    const keys = new SortedKeys();
    const model = new Set<string>();
    for (let i = 0; i < 4000; i++) {
      const number = isInOrder ? i : randomInt(random, 3000);
      const key = `ns-${number % 3}/${String(number).padStart(5, '0')}`;
      if (model.has(key)) {
        model.delete(key);
        keys.delete(key);
      } else {
        model.add(key);
        keys.add(key);
      }
    }
    const sorted = [...model].sort();
    expect(keys.size).toBe(sorted.length);
    expect(keys.range('')).toEqual(sorted);
    for (const prefix of ['ns-0/', 'ns-1/00', 'ns-2/', 'ns-', 'ns-3', 'a']) expect(keys.range(prefix)).toEqual(sorted.filter((key) => key.startsWith(prefix)));
    for (const key of sorted) keys.delete(key);
    expect(keys.range('')).toEqual([]);
  }), { numRuns: 20 });
});

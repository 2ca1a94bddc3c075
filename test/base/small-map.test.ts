// A SmallMap is a Map, whatever is done to it.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SmallMap } from '../../src/base/small-map.ts';

it('answers as Map does', () => {
  const step = fc.record({ act: fc.constantFrom('set', 'delete', 'clear', 'get', 'has'), key: fc.integer({ min: 0, max: 5 }) });
  fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
    const map = new Map<number, number>();
    const small = new SmallMap<number, number>();
    for (const [i, { act, key }] of steps.entries()) {
      if (act === 'set') {
        map.set(key, i);
        small.set(key, i);
      } else if (act === 'delete') {
        map.delete(key);
        small.delete(key);
      } else if (act === 'clear') {
        map.clear();
        small.clear();
      } else expect([small.get(key), small.has(key)]).toEqual([map.get(key), map.has(key)]);
      expect([small.size, small.keys(), small.values()]).toEqual([map.size, [...map.keys()], [...map.values()]]);
    }
  }));
});

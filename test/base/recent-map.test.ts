// What a RecentMap keeps, and what it forgets.
import { expect, it } from 'vitest';
import { RecentMap } from '../../src/base/recent-map.ts';

it('keeps the entries used last and never more than twice as many', () => {
  const map = new RecentMap<number, string>(10);
  for (let i = 0; i < 1000; i++) {
    map.set(i, `v${i}`);
    expect(map.get(0)).toBe('v0');
  }
  const kept = Array.from({ length: 1000 }, (_, i) => i).filter((i) => map.get(i) !== undefined);
  expect(kept).toContain(999);
  expect(kept.length).toBeLessThanOrEqual(20);
});

// What a real Kubernetes 1.36.3 answered to 16,583 manifests, played against the rulebook. Floors only rise.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { judge, levels, play, readCases } from '../support/validate-oracle.ts';

const floors = JSON.parse(readFileSync(new URL('../recorded/floors.json', import.meta.url), 'utf8')) as Record<string, Record<string, number>>;

test.each(['cases', 'pairs'] as const)('validate %s reach their floors', { timeout: 60_000 }, (file) => {
  const floor = floors[`validate/${file}`] ?? {};
  const reached: Record<string, number> = Object.fromEntries(levels.map((level) => [level, 0]));
  const misses: string[] = [];
  for (const one of readCases(file)) {
    const verdict = judge(one, play(one));
    levels.forEach((level, i) => { if (verdict.reached > i) reached[level] = (reached[level] ?? 0) + 1; });
    if (verdict.difference !== undefined) misses.push(`${one.id}\n  ${verdict.difference}`);
  }
  for (const level of levels) expect(reached[level], `${level}\n${misses.slice(0, 20).join('\n')}`).toBeGreaterThanOrEqual(floor[level] ?? 0);
});

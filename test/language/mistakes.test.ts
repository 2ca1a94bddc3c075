// One-line mistakes made at random in valid manifests: where they make an error, it stands on the line of the mistake or on one beside it. Prints the share.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { randomInt, seededRandom } from '../../src/base/random.ts';
import { checkFile } from '../../src/language/check-file.ts';
import { readCases } from '../support/validate-oracle.ts';
import { makeMistake } from './support/line-mistakes.ts';

/** How many mistakes are made; PODLAB_CASES=all makes fifty times as many. */
const count = process.env['PODLAB_CASES'] === 'all' ? 30_000 : 600;

const samples = new URL('../../samples/', import.meta.url);
const corpus = [
  ...readdirSync(samples).filter((name) => name.endsWith('.yaml')).map((name) => readFileSync(new URL(name, samples), 'utf8')),
  ...[...new Map(readCases('cases').filter(({ id, expect: { code } }) => code < 300 && id.endsWith('/as-is')).map(({ group, manifest }) => [group, manifest])).values()].map((manifest, i) => stringify(manifest, { aliasDuplicateObjects: false, version: '1.1', lineWidth: 0, indentSeq: i % 2 === 0 })),
];

/** Mistakes of these kinds never leave a manifest that an API server takes. */
const neverRight = new Set(['tab for some indentation', 'tab after the dash', 'no colon', 'no space after the colon', 'unclosed quote', 'mixed quotes', 'written twice', 'wrong apiVersion', 'wrong kind', 'wide colon', 'no-break space', 'conflict markers', 'bad escape', 'merge of nothing', 'unclosed bracket', 'equals sign for the colon', 'garbage on a line of its own', 'word for a number or boolean']);

it('an error is where the mistake is', () => {
  const random = seededRandom(Number(process.env['PODLAB_SEED'] ?? 7));
  let [met, right, sure, silent] = [0, 0, 0, 0];
  const missed: string[] = [];
  for (let made = 0; made < count;) {
    const mistake = makeMistake(corpus[randomInt(random, corpus.length)] ?? '', random);
    if (mistake === undefined) continue;
    made++;
    const errors = checkFile(mistake.text).filter(({ severity }) => severity === 'error');
    const isSure = neverRight.has(mistake.name);
    if (isSure) sure++;
    if (errors.length === 0) {
      // What nobody would refuse is no mistake.
      if (isSure) silent++;
      else right++;
      continue;
    }
    if (errors.some(({ range: { start } }) => start.line >= mistake.first - 1 && start.line <= mistake.last + 1)) met++;
    else missed.push(`${mistake.name}, line ${mistake.first + 1}: ${JSON.stringify(mistake.broken)} → ${errors.map(({ range, message }) => `${range.start.line + 1}: ${message}`).slice(0, 2).join('; ')}`);
  }
  process.stderr.write(`one-line mistakes met within a line: ${met} of ${count - right - silent} (${(100 * met / (count - right - silent)).toFixed(1)} %); ${right} made no error; ${silent} of ${sure} that are never right made none\n`);
  expect(met / (count - right), missed.slice(0, 15).join('\n')).toBeGreaterThanOrEqual(0.985);
  expect(silent / sure).toBeLessThan(0.01);
}, 300_000);

// One-line mistakes made at random in valid manifests: an error stands on the line of the mistake or on one beside it. Prints the share.
import { expect, it } from 'vitest';
import { randomInt, seededRandom } from '../../src/base/random.ts';
import { checkFile } from '../../src/language/check-file.ts';
import { readCases } from '../support/validate-oracle.ts';
import { stringify } from 'yaml';

/** How many mistakes are made; PODLAB_CASES=all makes fifty times as many. */
const count = process.env['PODLAB_CASES'] === 'all' ? 30_000 : 600;

const corpus = [...new Map(readCases('cases').filter(({ id, expect: { code } }) => code < 300 && id.endsWith('/as-is')).map(({ group, manifest }) => [group, stringify(manifest, { aliasDuplicateObjects: false, version: '1.1', lineWidth: 0 })])).values()];

/** Each makes of a line one that is wrong, or answers undefined where it does not apply. */
const mistakes: Readonly<Record<string, (line: string, next: string) => string | undefined>> = {
  'misspelt field': (line) => (/^\s*(?:- )?(?:spec|metadata|containers|image|template|selector|ports|volumes|volumeMounts|mountPath|containerPort|rules|data|replicas):/.test(line) ? line.replace(/([a-z])([a-zA-Z]+):/i, (_all, first: string, rest: string) => `${first}${rest}x:`) : undefined),
  'missing colon': (line) => (/^\s*(?:- )?\w+: *$/.test(line) ? line.replace(/: *$/, '') : undefined),
  'missing space after the colon': (line, next) => (/^\s*(?:- )?[a-z]\w*: [a-z]\w*$/.test(line) && /^\s*\w+:/.test(next) ? line.replace(': ', ':') : undefined),
  'unclosed quote': (line) => (/: [a-z][\w-]*$/.test(line) ? line.replace(/: ([a-z][\w-]*)$/, ': "$1') : undefined),
  'unclosed bracket': (line) => (/: [a-z][\w-]*$/.test(line) ? line.replace(/: ([a-z][\w-]*)$/, ': [$1') : undefined),
  'tab for indentation': (line) => (/^ {2,}\S/.test(line) ? line.replace(/^ {2}/, '\t') : undefined),
  'one space too many': (line, next) => (/^ +[a-z]\w*: \S/.test(line) && /^ *[a-z]\w*:/.test(next) && /^ */.exec(line)?.[0] === /^ */.exec(next)?.[0] ? ` ${line}` : undefined),
  'a word for a number': (line) => (/(?:replicas|containerPort|port|periodSeconds|parallelism|backoffLimit): \d+$/.test(line) ? line.replace(/\d+$/, 'many') : undefined),
  'written twice': (line, next) => (/^ *[a-z]\w*: \S+$/.test(line) && !/^\s*-/.test(next) ? `${line}\n${line}` : undefined),
};

it('an error is where the mistake is', () => {
  const random = seededRandom(7);
  const names = Object.keys(mistakes);
  const found = new Map<string, { made: number; met: number }>();
  const missed: string[] = [];
  for (let made = 0; made < count;) {
    const text = corpus[randomInt(random, corpus.length)] ?? '';
    const lines = text.split('\n');
    const at = randomInt(random, lines.length);
    const name = names[randomInt(random, names.length)] ?? '';
    const broken = mistakes[name]?.(lines[at] ?? '', lines[at + 1] ?? '');
    if (broken === undefined) continue;
    made++;
    const errors = checkFile([...lines.slice(0, at), broken, ...lines.slice(at + 1)].join('\n')).filter(({ severity }) => severity === 'error');
    const isMet = errors.some(({ range }) => range.start.line >= at - 1 && range.start.line <= at + 1 + Number(name === 'written twice'));
    const tally = found.get(name) ?? { made: 0, met: 0 };
    found.set(name, { made: tally.made + 1, met: tally.met + Number(isMet) });
    if (!isMet) missed.push(`${name}, line ${at + 1}: ${JSON.stringify(broken)} → ${errors.map(({ range, message }) => `${range.start.line + 1}: ${message}`).slice(0, 2).join('; ')}`);
  }
  const met = count - missed.length;
  process.stderr.write(`one-line mistakes met within a line: ${met} of ${count} (${(100 * met / count).toFixed(1)} %); ${[...found].map(([name, tally]) => `${name} ${tally.met}/${tally.made}`).join(', ')}\n`);
  expect(met / count, missed.slice(0, 15).join('\n')).toBeGreaterThanOrEqual(0.97);
}, 300_000);

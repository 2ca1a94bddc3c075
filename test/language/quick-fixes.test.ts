// Over the recorded refusals, written as YAML in two styles: a quick fix that is offered removes its finding, makes no mistake in the YAML, and changes nothing but what it says.
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { valueOf } from '../../src/document/value.ts';
import { parseDocument } from '../../src/document/parse-document.ts';
import { createLanguageService } from '../../src/language/language-service.ts';
import { readCases } from '../support/validate-oracle.ts';
import { applyAction, drain, uri } from './support/editor.ts';

/** Of every so many cases one is played; PODLAB_CASES=all plays all, which takes minutes. */
const step = process.env['PODLAB_CASES'] === 'all' ? 1 : 120;

/** These work on another part of the object than the field that they mend. */
const reaching = /^(?:Add a volume|Give the template|Remove|Make it|Convert to \[)/;

function errorsOf(text: string): { code: unknown; message: string; range: object }[] {
  const service = createLanguageService();
  service.open(uri, 1, text);
  return drain(service.diagnostics(uri)).filter(({ severity }) => severity === 1).map(({ code, message, range }) => ({ code, message: String(message).replace(/\[\d+\]/g, '[]'), range }));
}

/** Paths of the scalars that differ, without their last segment. */
function changed(before: unknown, after: unknown, path = ''): string[] {
  if (Object.is(before, after)) return [];
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null || Array.isArray(before) !== Array.isArray(after)) return [path];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => changed((before as Record<string, unknown>)[key], (after as Record<string, unknown>)[key], `${path}/${key}`));
}

const cases = readCases('cases').filter(({ expect: { code } }) => code >= 400);

it.each(['block', 'flow'] as const)('quick fixes in %s style mend what they are for', (style) => {
  const wrong: string[] = [];
  let played = 0;
  for (const [i, { id, manifest }] of cases.entries()) {
    if (i % step !== (style === 'flow' ? step >> 1 : 0)) continue;
    const text = stringify(manifest, { aliasDuplicateObjects: false, version: '1.1', lineWidth: 0, ...(style === 'flow' && { collectionStyle: 'flow' }) });
    const service = createLanguageService();
    service.open(uri, 1, text);
    const errors = errorsOf(text);
    for (const diagnostic of drain(service.diagnostics(uri)).filter(({ severity }) => severity === 1).slice(0, 3)) {
      const message = String(diagnostic.message).replace(/\[\d+\]/g, '[]');
      for (const action of drain(service.codeActions(uri, { start: diagnostic.range.start, end: diagnostic.range.start }))) {
        if (action.kind !== 'quickfix' || action.diagnostics?.[0]?.message !== diagnostic.message) continue;
        played++;
        const after = applyAction(text, action);
        const left = errorsOf(after);
        const parsed = parseDocument(after.split(/^---$/m)[0] ?? '');
        const count = (list: typeof errors): number => list.filter((error) => error.code === diagnostic.code && error.message === message).length;
        if (count(left) >= count(errors)) wrong.push(`${id}: ${action.title}: still ${message}`);
        if (parsed.findings.length > 0) wrong.push(`${id}: ${action.title}: ${parsed.findings[0]?.message ?? ''}`);
        const paths = changed(manifest, valueOf(parsed.root)?.value).filter((path) => path !== '');
        const parents = new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/'))));
        if (!reaching.test(action.title) && parents.size > 1 && ![...parents].every((parent) => [...parents].some((other) => other !== parent && (other.startsWith(parent) || parent.startsWith(other))))) wrong.push(`${id}: ${action.title}: changes ${[...parents].join(' ')}`);
      }
    }
  }
  expect(wrong.slice(0, 20)).toEqual([]);
  expect(played).toBeGreaterThan(20);
}, 600_000);

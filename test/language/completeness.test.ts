// For every field of a corpus of valid manifests: with the field deleted, completing at its place puts it back, and the API takes the manifest as it is then; with a value deleted, every enum value and every name can be put there.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CompletionItem } from 'vscode-languageserver';
import { stringify } from 'yaml';
import { nodeAt, type YamlNode } from '../../src/document/node.ts';
import { LineTable } from '../../src/document/line-table.ts';
import { DocumentText } from '../../src/document/yaml-stream.ts';
import { checkFile } from '../../src/language/check-file.ts';
import { createLanguageService } from '../../src/language/language-service.ts';
import { readManifest, schemaAt, type Manifest } from '../../src/language/manifest.ts';
import { documentNamesOf } from '../../src/language/names/document-names.ts';
import { readCases } from '../support/validate-oracle.ts';
import { accept, drain, uri } from './support/editor.ts';
import { manifests as written } from './support/manifests.ts';

/** Every base object of the recorded cases, as it was accepted. */
const bases = [...new Map(readCases('cases').filter(({ id, expect: { code } }) => code < 300 && id.endsWith('/as-is')).map(({ group, manifest }) => [group, stringify(manifest, { aliasDuplicateObjects: false, version: '1.1' })])).values()];
const folder = new URL('../../samples/', import.meta.url);
/** The samples' documents that are objects. */
const samples = readdirSync(folder).filter((name) => name.endsWith('.yaml')).flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split(/^---\n/m)).filter((text) => /^kind:/m.test(text));
const corpus = [...bases, ...samples, ...written.slice(0, 1), ...written.slice(3, -1)];
/** Of so many fields one is asked for; PODLAB_CASES=all asks for all, which takes a minute. */
const step = process.env['PODLAB_CASES'] === 'all' ? 1 : 3;
/** The same objects on one line each, as far as they go. */
const inFlow = [...new Map(readCases('cases').filter(({ id, expect: { code } }) => code < 300 && id.endsWith('/as-is')).map(({ group, manifest }) => [group, stringify(manifest, { aliasDuplicateObjects: false, version: '1.1', collectionStyle: 'flow', lineWidth: 0 })])).values()];

interface Place {
  readonly path: readonly (string | number)[];
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly valueStart: number | undefined;
  readonly isEnum: readonly string[];
}

function placesOf(manifest: Manifest): Place[] {
  const places: Place[] = [];
  const visit = (node: YamlNode | undefined, path: readonly (string | number)[]): void => {
    if (node?.kind === 'sequence') node.items.forEach((item, i) => visit(item, [...path, i]));
    if (node?.kind !== 'mapping') return;
    const parent = schemaAt(manifest, path);
    for (const { name, key, value, start, end } of node.entries) {
      if (name === undefined || key === undefined) continue;
      const place = schemaAt(manifest, [...path, name]);
      if (parent?.type.shape === 'struct' && place !== undefined) places.push({ path, name, start, end, valueStart: value?.kind === 'scalar' ? value.start : undefined, isEnum: place.type.values ?? [] });
      visit(value, [...path, name]);
    }
  };
  visit(manifest.parsed.root, []);
  return places;
}

/** The text with the field gone and the cursor where it stood. */
function deleted(text: string, { start, end }: Place): { text: string; offset: number } {
  let after = end;
  const lineEnd = text.indexOf('\n', end);
  if (text.slice(end, lineEnd < 0 ? undefined : lineEnd).trim() === '') after = lineEnd < 0 ? text.length : lineEnd;
  return { text: text.slice(0, start) + text.slice(after), offset: start };
}

/** What is offered where `span` was cut out, and the text without it. */
function offeredWithout(text: string, start: number, end: number): { without: string; items: CompletionItem[] } {
  const without = text.slice(0, start) + text.slice(end);
  const service = createLanguageService();
  service.open(uri, 1, without);
  return { without, items: drain(service.completion(uri, new LineTable(without).positionAt(start))) };
}

function errorsOf(text: string): string[] {
  return checkFile(text).filter(({ severity }) => severity === 'error').map(({ message }) => message);
}

describe('completion over a corpus', () => {
  it.each([['block', corpus], ['flow', inFlow]] as const)('in %s style, puts every field back where it was deleted, with a value that the API takes', (style, texts) => {
    const missed: string[] = [];
    let asked = 0;
    for (const text of texts.filter((each) => errorsOf(each).length === 0)) {
      for (const place of placesOf(readManifest(new DocumentText(text)))) {
        if (asked++ % step !== 0) continue;
        const { text: left, offset } = deleted(text, place);
        const { without, items } = offeredWithout(left, offset, offset);
        const item = items.find(({ label }) => label === place.name);
        const after = item && accept(without, item).replace('<|>', '');
        const path = [...place.path, place.name].join('.');
        if (after === undefined) missed.push(`${path}: offered ${items.slice(0, 5).map(({ label }) => label).join(' ')}`);
        else if (nodeAt(readManifest(new DocumentText(after)).parsed.root, [...place.path, place.name]) === undefined) missed.push(`${path}: not at its place`);
        else if (errorsOf(after).length > 0) missed.push(`${path}: ${errorsOf(after).slice(0, 2).join('; ')}`);
      }
    }
    const count = Math.ceil(asked / step);
    process.stderr.write(`completion in ${style} style: ${count - missed.length} of ${count} fields put back\n`);
    expect(count).toBeGreaterThan(300);
    expect(missed.length / count, missed.join('\n')).toBeLessThanOrEqual(0.005);
  }, 300_000);

  it('puts every value of an enum at its place', () => {
    const missed: string[] = [];
    let asked = 0;
    for (const text of [...corpus, ...inFlow]) {
      for (const { path, name, valueStart, end, isEnum } of placesOf(readManifest(new DocumentText(text)))) {
        if (valueStart === undefined || isEnum.length === 0) continue;
        const { without, items } = offeredWithout(text, valueStart, end);
        for (const value of isEnum) {
          if (value === '') continue;
          asked++;
          const item = items.find(({ label }) => label.replaceAll('"', '') === value);
          const node = item && nodeAt(readManifest(new DocumentText(accept(without, item).replace('<|>', ''))).parsed.root, [...path, name]);
          if (node?.kind !== 'scalar' || node.value !== value) missed.push(`${[...path, name].join('.')}: ${value}`);
        }
      }
    }
    process.stderr.write(`completion of enums: ${asked - missed.length} of ${asked} put in\n`);
    expect(asked).toBeGreaterThan(300);
    expect(missed).toEqual([]);
  }, 300_000);

  it('puts in every name that is defined in the document, where a use of it was deleted', () => {
    const missed: string[] = [];
    let asked = 0;
    for (const text of [...corpus, ...inFlow]) {
      const { places } = documentNamesOf(readManifest(new DocumentText(text)));
      for (const use of places) {
        if (use.role !== 'use' || !places.some(({ role, kind, scope, name }) => role === 'definition' && kind === use.kind && scope === use.scope && name === use.name)) continue;
        asked++;
        const { without, items } = offeredWithout(text, use.span.start, use.span.end);
        const item = items.find(({ label }) => label === use.name);
        const after = item && accept(without, item).replace('<|>', '');
        if (after === undefined) missed.push(`${use.path.join('.')}: ${use.kind} ${use.name}, offered ${items.slice(0, 5).map(({ label }) => label).join(' ')}`);
        else if (errorsOf(after).length > errorsOf(text).length) missed.push(`${use.path.join('.')}: ${errorsOf(after).join('; ')}`);
      }
    }
    process.stderr.write(`completion of names: ${asked - missed.length} of ${asked} put in\n`);
    expect(asked).toBeGreaterThan(20);
    expect(missed).toEqual([]);
  }, 300_000);
});

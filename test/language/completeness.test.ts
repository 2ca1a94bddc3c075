// For every field of a corpus of valid manifests: with the field deleted, completing at its place offers it; with its value deleted, every enum value is offered.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { YamlNode } from '../../src/document/node.ts';
import { LineTable } from '../../src/document/line-table.ts';
import { DocumentText } from '../../src/document/yaml-stream.ts';
import { createLanguageService } from '../../src/language/language-service.ts';
import { readManifest, schemaAt, type Manifest } from '../../src/language/manifest.ts';
import { documentNamesOf } from '../../src/language/names/document-names.ts';
import { readCases } from '../support/validate-oracle.ts';
import { drain, uri } from './support/editor.ts';
import { manifests as written } from './support/manifests.ts';

/** Every base object of the recorded cases, as it was accepted. */
const bases = [...new Map(readCases('cases').filter(({ id, expect: { code } }) => code < 300 && id.endsWith('/as-is')).map(({ group, manifest }) => [group, stringify(manifest, { aliasDuplicateObjects: false, version: '1.1' })])).values()];
const folder = new URL('../../samples/', import.meta.url);
/** The samples' documents that are objects. */
const samples = readdirSync(folder).filter((name) => name.endsWith('.yaml')).flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split(/^---\n/m)).filter((text) => /^kind:/m.test(text));
const corpus = [...bases, ...samples, ...written.slice(0, 1), ...written.slice(3, -1)];
/** The same objects on one line each, as far as they go: every third, since each is asked about in all its places. */
const inFlow = [...new Map(readCases('cases').filter(({ id, expect: { code } }) => code < 300 && id.endsWith('/as-is')).map(({ group, manifest }) => [group, stringify(manifest, { aliasDuplicateObjects: false, version: '1.1', collectionStyle: 'flow', lineWidth: 0 })])).values()].filter((_text, i) => i % 3 === 0);

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

describe('completion over a corpus', () => {
  it.each([['block', corpus, 500], ['flow', inFlow, 200]] as const)('in %s style, offers every field where it was deleted, and every enum value', (style, texts, least) => {
    const missed: string[] = [];
    let asked = 0;
    for (const text of texts) {
      const manifest = readManifest(new DocumentText(text));
      for (const place of placesOf(manifest)) {
        asked++;
        const without = deleted(text, place);
        const service = createLanguageService();
        service.open(uri, 1, without.text);
        const isTop = place.path.length === 0 && (place.name === 'kind' || place.name === 'apiVersion');
        const offered = drain(service.completion(uri, new LineTable(without.text).positionAt(without.offset))).map((item) => item.label);
        if (!offered.includes(place.name)) missed.push(`${isTop ? 'top ' : ''}${[...place.path, place.name].join('.')}: offered ${offered.slice(0, 5).join(' ')} in\n${without.text.slice(Math.max(0, without.offset - 120), without.offset)}<|>`);
        if (place.valueStart === undefined || place.isEnum.length === 0) continue;
        asked++;
        const values = text.slice(0, place.valueStart) + text.slice(place.end);
        service.open(uri, 2, values);
        const found = drain(service.completion(uri, new LineTable(values).positionAt(place.valueStart))).map((item) => item.label.replaceAll('"', ''));
        const absent = place.isEnum.filter((value) => value !== '' && !found.includes(value));
        if (absent.length > 0) missed.push(`${[...place.path, place.name].join('.')}: no ${absent.join(' ')}`);
      }
    }
    process.stderr.write(`completion in ${style} style: ${asked - missed.length} of ${asked} fields and enums offered\n`);
    expect(asked).toBeGreaterThan(least);
    expect(missed.slice(0, 12), `${missed.length} of ${asked}`).toEqual([]);
  }, 300_000);
  it('offers every name that is defined in the document, where a use of it was deleted', () => {
    const missed: string[] = [];
    let asked = 0;
    for (const text of [...corpus, ...inFlow]) {
      const { places } = documentNamesOf(readManifest(new DocumentText(text)));
      for (const use of places) {
        if (use.role !== 'use' || !places.some(({ role, kind, scope, name }) => role === 'definition' && kind === use.kind && scope === use.scope && name === use.name)) continue;
        asked++;
        const without = text.slice(0, use.span.start) + text.slice(use.span.end);
        const service = createLanguageService();
        service.open(uri, 1, without);
        const offered = drain(service.completion(uri, new LineTable(without).positionAt(use.span.start))).map(({ label }) => label);
        if (!offered.includes(use.name)) missed.push(`${use.path.join('.')}: ${use.kind} ${use.name}, offered ${offered.slice(0, 5).join(' ')}`);
      }
    }
    process.stderr.write(`completion of names: ${asked - missed.length} of ${asked} offered\n`);
    expect(asked).toBeGreaterThan(20);
    expect(missed.slice(0, 12), `${missed.length} of ${asked}`).toEqual([]);
  }, 300_000);
});

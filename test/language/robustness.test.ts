// Every prefix and any edit of a manifest leaves every feature answering, with ranges inside the document.
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { stringify } from 'yaml';
import { LineTable } from '../../src/document/line-table.ts';
import { createLanguageService } from '../../src/language/language-service.ts';
import { readCases } from '../support/validate-oracle.ts';
import { askAll, isInsidePair } from './support/ask-all.ts';
import { uri } from './support/editor.ts';
import { manifests } from './support/manifests.ts';

/** With PODLAB_EDITS=50000 as many edits, and every prefix, of 300 manifests; else a sample of few. PODLAB_SHARD=2/8 plays the second eighth of the prefixes. */
const edits = Number(process.env['PODLAB_EDITS'] ?? 150);
const [shard = 1, shards = 1] = (process.env['PODLAB_SHARD'] ?? '1/1').split('/').map(Number);
const corpus = edits <= 150 ? manifests : [...manifests, ...readCases('cases').filter(({ expect: { code } }) => code < 300).filter((_, i) => i % 10 === 0).slice(0, 300 - manifests.length).map(({ manifest }, i) => stringify(manifest, { aliasDuplicateObjects: i % 3 === 0, version: '1.1', ...(i % 4 === 0 && { collectionStyle: 'flow' }) }))];

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}

/** An offset where an editor's cursor can be: not inside a character of two units. */
function between(text: string, offset: number): number {
  return isInsidePair(text, offset) ? offset + 1 : offset;
}

describe('while a manifest is typed', () => {
  it('every prefix is answered', () => {
    // In order, so that a beginning that two manifests share is asked about once.
    const sorted = (edits <= 150 ? corpus.slice(0, 4) : corpus).toSorted();
    for (const [index, manifest] of sorted.entries()) {
      if (index % shards !== shard - 1) continue;
      const asked = commonLength(sorted[index - 1] ?? '', manifest);
      const service = createLanguageService();
      service.open(uri, 0, '');
      for (let i = 0; i <= manifest.length; i++) {
        const text = manifest.slice(0, i);
        const at = new LineTable(manifest.slice(0, Math.max(0, i - 1)));
        const end = at.positionAt(at.text.length);
        if (i > 0) service.change(uri, i, [manifest.charAt(i - 1) === '\n' && manifest.charAt(i - 2) === '\r' ? { text } : { range: { start: end, end }, text: manifest.charAt(i - 1) }]);
        if ((i > asked || index === 0) && i % (edits <= 150 ? 7 : 1) === 0) askAll(service, text, i);
      }
    }
  }, 14_400_000);

  const piece = fc.constantFrom('\n', '\r\n', ' ', '  ', '- ', ': ', ':', '{', '}', '[', ']', '"', "'", '#', '&a ', '*a', '|', '>', '---\n', '\n---\n', '...\n', '? ', ',', '\t', '!', '%', '🙂', '\u0000', 'name', 'spec:\n  ', '80', '<<: *a\n', '\u2028');
  const edit = fc.record({ at: fc.nat(), length: fc.oneof(fc.nat(3), fc.nat(40)), text: fc.array(piece, { maxLength: 3 }).map((p) => p.join('')), cursor: fc.nat() });
  it('every edit is answered', () => {
    fc.assert(fc.property(fc.nat(corpus.length - 1), fc.array(edit, { minLength: 1, maxLength: 6 }), (index, edits) => {
      let text = corpus[index] ?? '';
      const service = createLanguageService();
      service.open(uri, 0, text);
      for (const [i, { at, length, text: inserted, cursor }] of edits.entries()) {
        const lines = new LineTable(text);
        const start = lines.positionAt(between(text, at % (text.length + 1)));
        const end = lines.positionAt(between(text, Math.min((at % (text.length + 1)) + length, text.length)));
        text = text.slice(0, lines.offsetAt(start)) + inserted + text.slice(Math.max(lines.offsetAt(start), lines.offsetAt(end)));
        service.change(uri, i + 1, [{ range: { start, end }, text: inserted }]);
        askAll(service, text, between(text, cursor % (text.length + 1)));
      }
    }), { numRuns: edits });
  }, 14_400_000);
});

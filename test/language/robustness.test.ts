// Every prefix and any edit of a manifest leaves every feature answering, with ranges inside the document.
import fc from 'fast-check';
import type { DocumentSymbol } from 'vscode-languageserver';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { LineTable } from '../../src/document/line-table.ts';
import type { Position, Range } from '../../src/document/position.ts';
import { createLanguageService, type LanguageService } from '../../src/language/language-service.ts';
import { readCases } from '../support/validate-oracle.ts';
import { drain, uri } from './support/editor.ts';
import { manifests } from './support/manifests.ts';

/** With PODLAB_EDITS=50000 as many edits, and every prefix, of 300 manifests; else a sample of few. */
const edits = Number(process.env['PODLAB_EDITS'] ?? 150);
const corpus = edits <= 150 ? manifests : [...manifests, ...readCases('cases').filter(({ expect: { code } }) => code < 300).filter((_, i) => i % 10 === 0).slice(0, 300 - manifests.length).map(({ manifest }, i) => stringify(manifest, { aliasDuplicateObjects: i % 3 === 0, version: '1.1', ...(i % 4 === 0 && { collectionStyle: 'flow' }) }))];

/** Asks for everything at an offset, and looks at every range of the answers. */
function askAll(service: LanguageService, text: string, offset: number): void {
  const lines = new LineTable(text);
  const position = lines.positionAt(offset);
  const ranges: Range[] = drain(service.diagnostics(uri)).flatMap((d) => [d.range, ...(d.relatedInformation ?? []).map((r) => r.location.range)]);
  for (const item of drain(service.completion(uri, position))) {
    if (item.textEdit !== undefined && 'range' in item.textEdit) {
      const { range } = item.textEdit;
      expect(range.start.line).toBe(range.end.line);
      expect({ range, ok: range.start.line === position.line && range.start.character <= position.character && range.end.character >= position.character, text, position, item }).toMatchObject({ ok: true });
      ranges.push(range);
    }
  }
  const hover = drain(service.hover(uri, position));
  if (hover?.range !== undefined) ranges.push(hover.range);
  for (const action of drain(service.codeActions(uri, { start: position, end: position }))) for (const edit of action.edit?.changes?.[uri] ?? []) ranges.push(edit.range);
  const visit = (symbols: readonly DocumentSymbol[]): void => symbols.forEach((symbol) => {
    ranges.push(symbol.range, symbol.selectionRange);
    expect(contains(symbol.range, symbol.selectionRange)).toBe(true);
    visit(symbol.children ?? []);
  });
  visit(drain(service.documentSymbols(uri)));
  for (let at = service.selectionRanges(uri, [position])[0]; at !== undefined; at = at.parent) {
    ranges.push(at.range);
    if (at.parent !== undefined) expect(contains(at.parent.range, at.range)).toBe(true);
  }
  for (const { startLine, endLine } of drain(service.foldingRanges(uri))) expect(startLine < endLine && endLine < lines.lineCount).toBe(true);
  for (const object of drain(service.kubernetesDocuments(uri)) ?? []) ranges.push(object.range);
  for (const location of [...drain(service.definition(uri, position)), ...drain(service.references(uri, position, { includesDefinition: true }))]) ranges.push(location.range);
  for (const edits of Object.values(drain(service.rename(uri, position, 'renamed'))?.changes ?? {})) for (const edit of edits) ranges.push(edit.range);
  for (const lens of drain(service.codeLenses(uri))) ranges.push(lens.range);
  for (const hint of drain(service.inlayHints(uri, { start: { line: 0, character: 0 }, end: position }))) ranges.push({ start: hint.position, end: hint.position });
  for (const edit of drain(service.format(uri))) ranges.push(edit.range);
  expect(drain(service.semanticTokens(uri)).length % 5).toBe(0);
  service.documentLinks(uri);
  service.runCommand({ uri, position });
  const located = service.locate(uri, 0, 'spec.containers[0].image');
  if (located !== undefined) ranges.push(located);
  for (const range of ranges) expectInside(lines, range);
}

/** An offset where an editor's cursor can be: not inside a character of two units. */
function between(text: string, offset: number): number {
  return /[\ud800-\udbff]/.test(text.charAt(offset - 1)) && /[\udc00-\udfff]/.test(text.charAt(offset)) ? offset + 1 : offset;
}

function contains(outer: Range, inner: Range): boolean {
  const isBefore = (a: Position, b: Position): boolean => a.line < b.line || (a.line === b.line && a.character <= b.character);
  return isBefore(outer.start, inner.start) && isBefore(inner.end, outer.end);
}

function expectInside(lines: LineTable, { start, end }: Range): void {
  const from = lines.offsetAt(start);
  const to = lines.offsetAt(end);
  // A range is a round trip exactly when it names characters that are there.
  expect([lines.positionAt(from), lines.positionAt(to)]).toEqual([start, end]);
  expect(from).toBeLessThanOrEqual(to);
  for (const offset of [from, to]) expect(/[\ud800-\udbff]/.test(lines.text.charAt(offset - 1)) && /[\udc00-\udfff]/.test(lines.text.charAt(offset))).toBe(false);
}

describe('while a manifest is typed', () => {
  it('every prefix is answered', () => {
    for (const manifest of edits <= 150 ? corpus.slice(0, 4) : corpus) {
      const service = createLanguageService();
      service.open(uri, 0, '');
      for (let i = 0; i <= manifest.length; i++) {
        const text = manifest.slice(0, i);
        const at = new LineTable(manifest.slice(0, Math.max(0, i - 1)));
        const end = at.positionAt(at.text.length);
        if (i > 0) service.change(uri, i, [manifest.charAt(i - 1) === '\n' && manifest.charAt(i - 2) === '\r' ? { text } : { range: { start: end, end }, text: manifest.charAt(i - 1) }]);
        if (i % (edits <= 150 ? 7 : 1) === 0) askAll(service, text, i);
      }
    }
  }, 3_600_000);

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
  }, 3_600_000);
});

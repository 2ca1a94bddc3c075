// Asks a language service for everything at one place, and looks at every range of its answers.
import type { DocumentSymbol } from 'vscode-languageserver';
import { LineTable } from '../../../src/document/line-table.ts';
import type { Position, Range } from '../../../src/document/position.ts';
import type { LanguageService } from '../../../src/language/language-service.ts';
import { drain, uri } from './editor.ts';

/** Fails when a feature throws, or answers with a range that is not one of this text. */
export function askAll(service: LanguageService, text: string, offset: number): void {
  const lines = new LineTable(text);
  const position = lines.positionAt(offset);
  const ranges: Range[] = drain(service.diagnostics(uri)).flatMap((d) => [d.range, ...(d.relatedInformation ?? []).map((r) => r.location.range)]);
  for (const item of drain(service.completion(uri, position))) {
    if (item.textEdit === undefined || !('range' in item.textEdit)) continue;
    const { range } = item.textEdit;
    // VS Code drops an item whose edit leaves the cursor's line or does not touch the cursor.
    insist(range.start.line === position.line && range.end.line === position.line && range.start.character <= position.character && range.end.character >= position.character, 'completion replaces the text at the cursor', { range, item });
    ranges.push(range);
  }
  const hover = drain(service.hover(uri, position));
  if (hover?.range !== undefined) ranges.push(hover.range);
  for (const action of drain(service.codeActions(uri, { start: position, end: position }))) for (const edit of action.edit?.changes?.[uri] ?? []) ranges.push(edit.range);
  const visit = (symbols: readonly DocumentSymbol[]): void => symbols.forEach((symbol) => {
    ranges.push(symbol.range, symbol.selectionRange);
    insist(contains(symbol.range, symbol.selectionRange), 'a symbol contains its name', symbol);
    visit(symbol.children ?? []);
  });
  visit(drain(service.documentSymbols(uri)));
  for (let at = service.selectionRanges(uri, [position])[0]; at !== undefined; at = at.parent) {
    ranges.push(at.range);
    if (at.parent !== undefined) insist(contains(at.parent.range, at.range), 'a selection grows', at);
  }
  for (const fold of drain(service.foldingRanges(uri))) insist(fold.startLine < fold.endLine && fold.endLine < lines.lineCount, 'a fold holds lines', fold);
  for (const object of drain(service.kubernetesDocuments(uri)) ?? []) ranges.push(object.range);
  for (const location of [...drain(service.definition(uri, position)), ...drain(service.references(uri, position, { includesDefinition: true }))]) ranges.push(location.range);
  for (const edits of Object.values(drain(service.rename(uri, position, 'renamed'))?.changes ?? {})) for (const edit of edits) ranges.push(edit.range);
  for (const lens of drain(service.codeLenses(uri))) ranges.push(lens.range);
  for (const hint of drain(service.inlayHints(uri, { start: { line: 0, character: 0 }, end: position }))) ranges.push({ start: hint.position, end: hint.position });
  for (const edit of drain(service.format(uri))) ranges.push(edit.range);
  insist(drain(service.semanticTokens(uri)).length % 5 === 0, 'a token is five numbers', {});
  service.documentLinks(uri);
  service.runCommand({ uri, position });
  const located = service.locate(uri, 0, 'spec.containers[0].image');
  if (located !== undefined) ranges.push(located);
  for (const range of ranges) insist(isInside(lines, range), 'a range names characters that are there', range);

  function insist(holds: boolean, what: string, subject: unknown): void {
    if (!holds) throw new Error(`${what}: ${JSON.stringify({ subject, position, text })}`);
  }
}

function contains(outer: Range, inner: Range): boolean {
  return isBefore(outer.start, inner.start) && isBefore(inner.end, outer.end);
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character <= b.character);
}

function isInside(lines: LineTable, { start, end }: Range): boolean {
  return isBefore(start, end) && [start, end].every((position) => {
    const offset = lines.offsetAt(position);
    const { line, character } = lines.positionAt(offset);
    // A position is a round trip exactly when it stands between characters that are there.
    return line === position.line && character === position.character && !isInsidePair(lines.text, offset);
  });
}

/** Whether an offset lies inside a character of two UTF-16 units, where no cursor can be. */
export function isInsidePair(text: string, offset: number): boolean {
  return /[\ud800-\udbff]/.test(text.charAt(offset - 1)) && /[\udc00-\udfff]/.test(text.charAt(offset));
}

// The face of the editor's features: everything that the language server can do, over the files that are open.
import type { CodeAction as LspCodeAction, CompletionItem, Diagnostic, DocumentSymbol, FoldingRange, Hover, SelectionRange } from 'vscode-languageserver';
import { findingSpan, parseFieldPath } from '../document/field-location.ts';
import { shiftRange, type DocumentText } from '../document/yaml-stream.ts';
import type { Position, Range, Span, TextChange } from '../document/position.ts';
import { codeActionsIn } from './code-actions/code-actions.ts';
import { completionsAt } from './completion/completion.ts';
import { hoverAt } from './hover/hover.ts';
import { ManifestFile } from './manifest-file.ts';
import type { Manifest } from './manifest.ts';
import { NameIndex } from './names/name-index.ts';
import type { DocumentObject } from './protocol.ts';
import { selectionSpansAt } from './selection-ranges.ts';
import { toCodeAction, toCompletionItem, toDiagnostic, toDocumentSymbol, type Place } from './to-protocol.ts';

/** Positions and ranges are of the file. Every answer is about the file as it is now; an unknown uri answers nothing. */
export interface LanguageService {
  open(uri: string, version: number, text: string): void;
  change(uri: string, version: number, changes: readonly TextChange[]): void;
  close(uri: string): void;
  version(uri: string): number | undefined;
  /** Yields after each document that had to be checked, so that the caller can let others in or give up. */
  diagnostics(uri: string): Generator<void, Diagnostic[]>;
  completion(uri: string, position: Position): CompletionItem[];
  hover(uri: string, position: Position): Hover | undefined;
  codeActions(uri: string, range: Range): LspCodeAction[];
  documentSymbols(uri: string): DocumentSymbol[];
  foldingRanges(uri: string): FoldingRange[];
  selectionRanges(uri: string, positions: readonly Position[]): SelectionRange[];
  kubernetesDocuments(uri: string): DocumentObject[] | undefined;
  /** The range of a field by its path, or of its nearest written parent. */
  locate(uri: string, documentIndex: number, fieldPath: string): Range | undefined;
}

interface At extends Place {
  readonly file: ManifestFile;
  readonly manifest: Manifest;
  readonly index: number;
  readonly position: Position;
  readonly offset: number;
}

export function createLanguageService(): LanguageService {
  const files = new Map<string, ManifestFile>();
  const names = new NameIndex(function* () {
    for (const file of files.values()) yield* file.namedDocuments();
  });

  function at(uri: string, position: Position): At | undefined {
    const file = files.get(uri);
    if (file === undefined) return undefined;
    const { index, position: inDocument, offset } = file.stream.at(position);
    const place = placeOf(file, index);
    return place && { ...place, file, index, position: inDocument, offset };
  }

  function placeOf(file: ManifestFile, index: number): (Place & { manifest: Manifest }) | undefined {
    const manifest = file.manifest(index);
    return manifest && { uri: file.uri, manifest, lines: manifest.text.lines, firstLine: file.stream.firstLine(index) };
  }

  function* places(uri: string): Generator<Place & { readonly file: ManifestFile; readonly text: DocumentText }> {
    const file = files.get(uri);
    let firstLine = 0;
    for (const text of file?.stream.documents ?? []) {
      if (file !== undefined) yield { uri, file, text, lines: text.lines, firstLine };
      firstLine += text.breaks;
    }
  }

  return {
    open: (uri, version, text) => void files.set(uri, new ManifestFile(uri, version, text)),
    change: (uri, version, changes) => files.get(uri)?.change(version, changes),
    close: (uri) => void files.delete(uri),
    version: (uri) => files.get(uri)?.version,

    *diagnostics(uri) {
      const file = files.get(uri);
      if (file === undefined) return [];
      return (yield* file.check()).map((finding) => toDiagnostic(uri, finding));
    },

    completion(uri, position) {
      const place = at(uri, position);
      return place === undefined || place.manifest.parsed.isRefused ? [] : completionsAt(place.manifest, place.position, { index: names, document: place }).map((completion) => toCompletionItem(place, completion));
    },

    hover(uri, position) {
      const place = at(uri, position);
      const hover = place && !place.manifest.parsed.isRefused ? hoverAt(place.manifest, place.offset) : undefined;
      return place && hover && { contents: { kind: 'markdown', value: hover.text }, range: rangeIn(place, hover.span) };
    },

    codeActions(uri, range) {
      const place = at(uri, range.start);
      const end = at(uri, range.end);
      if (place === undefined || end === undefined) return [];
      const span = { start: place.offset, end: end.index === place.index ? end.offset : place.lines.text.length };
      return codeActionsIn(place.manifest, place.file.documentFindings(place.index), span).map((action) => toCodeAction(place, action));
    },

    documentSymbols: (uri) => [...places(uri)].flatMap((place) => place.file.symbols(place.text).map((symbol) => toDocumentSymbol(place, symbol))),
    foldingRanges: (uri) => [...places(uri)].flatMap(({ file, text, firstLine }) => file.folds(text).map(({ startLine, endLine }) => ({ startLine: startLine + firstLine, endLine: endLine + firstLine }))),

    selectionRanges: (uri, positions) => positions.map((position) => {
      const place = at(uri, position);
      const spans = place === undefined ? [] : selectionSpansAt(place.manifest.parsed.root, place.offset);
      return place === undefined ? { range: { start: position, end: position } } : spans.reduceRight<SelectionRange | undefined>((parent, span) => ({ range: rangeIn(place, span), ...(parent && { parent }) }), undefined) ?? { range: { start: position, end: position } };
    }),

    kubernetesDocuments(uri) {
      const file = files.get(uri);
      if (file === undefined) return undefined;
      const objects: DocumentObject[] = [];
      let firstLine = 0;
      file.stream.documents.forEach((text, index) => {
        const identity = file.identity(index);
        if (identity !== undefined) {
          const range = { start: { line: firstLine, character: 0 }, end: shiftRange(text.lines.rangeOf({ start: text.text.length, end: text.text.length }), firstLine).end };
          objects.push({ index, range, text: text.text, ...identity, hasErrors: file.documentFindings(index).some((f) => f.severity === 'error') });
        }
        firstLine += text.breaks;
      });
      return objects;
    },

    locate(uri, documentIndex, fieldPath) {
      const file = files.get(uri);
      const place = file && placeOf(file, documentIndex);
      return place && rangeIn(place, findingSpan(place.lines.text, place.manifest.parsed.root, parseFieldPath(fieldPath)));
    },
  };
}

function rangeIn(place: Place, span: Span): Range {
  return shiftRange(place.lines.rangeOf(span), place.firstLine);
}

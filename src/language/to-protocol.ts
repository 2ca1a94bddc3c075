// Our answers in the words of the Language Server Protocol.
import { CodeActionKind, CompletionItemKind, DiagnosticSeverity, DiagnosticTag, InsertTextFormat, InsertTextMode, SymbolKind, type CodeAction as LspCodeAction, type CompletionItem, type Diagnostic, type DocumentSymbol, type TextEdit, type WorkspaceEdit } from 'vscode-languageserver';
import type { LineTable } from '../document/line-table.ts';
import { shiftRange } from '../document/yaml-stream.ts';
import type { Range, Span } from '../document/position.ts';
import type { CodeAction, TextReplacement } from './code-actions/code-action.ts';
import type { Completion } from './completion/completion-context.ts';
import type { DocumentSymbolNode } from './document-symbols.ts';
import type { FileFinding, Finding, Severity } from './finding.ts';
import { deprecatedId } from './lints/deprecated.ts';
import { lintIds } from './lints/lint-ids.ts';

/** A document in its file. */
export interface Place {
  readonly uri: string;
  readonly lines: LineTable;
  readonly firstLine: number;
}

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = { error: DiagnosticSeverity.Error, warning: DiagnosticSeverity.Warning, information: DiagnosticSeverity.Information, hint: DiagnosticSeverity.Hint };
const completionKinds: Readonly<Record<Completion['kind'], CompletionItemKind>> = { field: CompletionItemKind.Property, value: CompletionItemKind.Value, constant: CompletionItemKind.EnumMember, snippet: CompletionItemKind.Snippet, reference: CompletionItemKind.Reference };
const symbolKinds: Readonly<Record<DocumentSymbolNode['kind'], SymbolKind>> = { object: SymbolKind.Module, field: SymbolKind.Field, item: SymbolKind.Object, value: SymbolKind.Property };

function rangeIn({ lines, firstLine }: Place, span: Span): Range {
  return shiftRange(lines.rangeOf(span), firstLine);
}

/** `lintsPage` tells of each piece of advice under its id. */
export function toDiagnostic(uri: string, { range, severity, code, message, related, isUnnecessary, source = 'podlab' }: FileFinding, lintsPage?: string): Diagnostic {
  return {
    range, severity: severities[severity], code, message, source,
    ...(lintsPage !== undefined && lintIds.has(code) && { codeDescription: { href: `${lintsPage}#${code}` } }),
    ...(related.length > 0 && { relatedInformation: related.map((r) => ({ location: { uri: r.uri ?? uri, range: r.range }, message: r.message })) }),
    ...((isUnnecessary || code === deprecatedId) && { tags: [isUnnecessary ? DiagnosticTag.Unnecessary : DiagnosticTag.Deprecated] }),
  };
}

export function toCompletionItem(place: Place, { label, kind, detail, documentation, snippet, replace, sortText, filterText, retriggers, also }: Completion): CompletionItem {
  return {
    label, kind: completionKinds[kind], sortText,
    ...(detail !== undefined && { detail }),
    ...(documentation !== undefined && documentation !== '' && { documentation: { kind: 'markdown', value: documentation } }),
    ...(filterText !== undefined && { filterText }),
    insertTextFormat: InsertTextFormat.Snippet, insertTextMode: InsertTextMode.asIs,
    textEdit: { range: rangeIn(place, replace), newText: snippet },
    ...(also && { additionalTextEdits: also.map(({ at, text }) => ({ range: rangeIn(place, { start: at, end: at }), newText: text })) }),
    ...(retriggers === true && { command: { title: 'Suggest', command: 'editor.action.triggerSuggest' } }),
  };
}

/** `others` finds the place of an edit in another document. */
export function toCodeAction(place: Place, { title, edits, finding, isPreferred, kind, elsewhere, fileText, newFile, command }: CodeAction, others: (uri: string, index: number) => { readonly place: Place; readonly wholeFile: Range } | undefined): LspCodeAction {
  const inOrder = (at: Place, made: readonly TextReplacement[]): TextEdit[] => made.map(({ span, text }) => ({ range: rangeIn(at, span), newText: text }));
  const documentChanges: NonNullable<WorkspaceEdit['documentChanges']> = [];
  const change = (uri: string, changes: TextEdit[]): void => void documentChanges.push({ textDocument: { uri, version: null }, edits: changes });
  if (newFile !== undefined) {
    const uri = place.uri.replace(/[^/]*$/, encodeURIComponent(newFile.name));
    documentChanges.push({ kind: 'create', uri, options: { ignoreIfExists: false, overwrite: false } });
    change(uri, [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, newText: newFile.text }]);
  }
  const own = others(place.uri, 0);
  if (fileText !== undefined && own !== undefined) change(place.uri, [{ range: own.wholeFile, newText: fileText }]);
  else if (elsewhere !== undefined) change(elsewhere.uri, inOrder(others(elsewhere.uri, elsewhere.index)?.place ?? place, elsewhere.edits));
  const isPlain = documentChanges.length === 0;
  return {
    title, kind: finding === undefined ? (kind ?? CodeActionKind.Refactor) : CodeActionKind.QuickFix,
    ...(finding && { diagnostics: [toDiagnostic(place.uri, inFile(place, finding))] }),
    ...(isPreferred === true && { isPreferred }),
    ...(command && { command: { title, command: command.command, arguments: [...command.arguments] } }),
    ...(command === undefined && { edit: isPlain ? { changes: { [place.uri]: inOrder(place, edits) } } : { documentChanges } }),
  };
}

function inFile(place: Place, { span, severity, code, message, related, relatedInFiles = [], isUnnecessary, source }: Finding): FileFinding {
  return { range: rangeIn(place, span), severity, code, message, related: [...related?.map((r) => ({ range: rangeIn(place, r.span), message: r.message })) ?? [], ...relatedInFiles], isUnnecessary: isUnnecessary === true, ...(source !== undefined && { source }) };
}

export function toDocumentSymbol(place: Place, { name, detail, kind, span, nameSpan, children }: DocumentSymbolNode): DocumentSymbol {
  return { name, detail, kind: symbolKinds[kind], range: rangeIn(place, span), selectionRange: rangeIn(place, nameSpan), children: children.map((child) => toDocumentSymbol(place, child)) };
}

// Our answers in the words of the Language Server Protocol.
import { CodeActionKind, CompletionItemKind, DiagnosticSeverity, DiagnosticTag, InsertTextFormat, InsertTextMode, SymbolKind, type CodeAction as LspCodeAction, type CompletionItem, type Diagnostic, type DocumentSymbol, type TextEdit } from 'vscode-languageserver';
import type { LineTable } from '../document/line-table.ts';
import { shiftRange } from '../document/yaml-stream.ts';
import type { Range, Span } from '../document/position.ts';
import type { CodeAction } from './code-actions/code-action.ts';
import type { Completion } from './completion/completion-context.ts';
import type { DocumentSymbolNode } from './document-symbols.ts';
import type { FileFinding, Finding, Severity } from './finding.ts';

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

export function toDiagnostic(uri: string, { range, severity, code, message, related, isUnnecessary, source = 'podlab' }: FileFinding): Diagnostic {
  return {
    range, severity: severities[severity], code, message, source,
    ...(related.length > 0 && { relatedInformation: related.map((r) => ({ location: { uri: r.uri ?? uri, range: r.range }, message: r.message })) }),
    ...(isUnnecessary && { tags: [DiagnosticTag.Unnecessary] }),
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

export function toCodeAction(place: Place, { title, edits, finding, isPreferred }: CodeAction): LspCodeAction {
  const changes: TextEdit[] = edits.map(({ span, text }) => ({ range: rangeIn(place, span), newText: text }));
  return {
    title, kind: finding === undefined ? CodeActionKind.Refactor : CodeActionKind.QuickFix,
    ...(finding && { diagnostics: [toDiagnostic(place.uri, inFile(place, finding))] }),
    ...(isPreferred === true && { isPreferred }),
    edit: { changes: { [place.uri]: changes } },
  };
}

function inFile(place: Place, { span, severity, code, message, related, relatedInFiles = [], isUnnecessary, source }: Finding): FileFinding {
  return { range: rangeIn(place, span), severity, code, message, related: [...related?.map((r) => ({ range: rangeIn(place, r.span), message: r.message })) ?? [], ...relatedInFiles], isUnnecessary: isUnnecessary === true, ...(source !== undefined && { source }) };
}

export function toDocumentSymbol(place: Place, { name, detail, kind, span, nameSpan, children }: DocumentSymbolNode): DocumentSymbol {
  return { name, detail, kind: symbolKinds[kind], range: rangeIn(place, span), selectionRange: rangeIn(place, nameSpan), children: children.map((child) => toDocumentSymbol(place, child)) };
}

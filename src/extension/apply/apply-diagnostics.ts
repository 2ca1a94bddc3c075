// Refusals of the last apply as diagnostics on the lines that caused them; each goes when its line is edited or the document is applied again.
import { Diagnostic, DiagnosticSeverity, languages, Range, type TextDocument, type TextDocumentChangeEvent, type Uri, workspace } from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { ApplyOutcome } from '../session/cluster-session.ts';
import type { LanguageSupport } from '../language/language-support.ts';
import { printable } from '../text/printable.ts';
import { isAlreadySaid, type SaidFinding } from './already-said.ts';
import { refusedFields } from './refused-fields.ts';
import { documentLines } from './selected-documents.ts';

export class ApplyDiagnostics implements Disposable {
  readonly #language: LanguageSupport;
  readonly #collection = languages.createDiagnosticCollection('podlab-apply');
  readonly #owned = new DisposableStore();

  constructor(language: LanguageSupport) {
    this.#language = language;
    this.#owned.add(this.#collection);
    this.#owned.add(workspace.onDidChangeTextDocument((change) => { this.#onEdit(change); }));
    this.#owned.add(workspace.onDidCloseTextDocument((document) => { this.#collection.delete(document.uri); }));
  }

  clear(uri: Uri): void {
    this.#collection.delete(uri);
  }

  /** Replaces what was said about the document. */
  async report(document: TextDocument, outcomes: readonly ApplyOutcome[]): Promise<void> {
    const found: Diagnostic[] = [];
    for (const outcome of outcomes) {
      if (outcome.outcome !== 'failed') continue;
      for (const { field, line, message } of refusedFields(outcome.status, outcome.message)) {
        const range = await this.#locate(document, outcome.documentIndex, field, line);
        found.push(this.#diagnostic(range, printable(message), outcome.status?.reason));
      }
    }
    const said = saidIn(document.uri);
    this.#collection.set(document.uri, found.filter(({ range, message }) => !isAlreadySaid({ line: range.start.line, message }, said)));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #diagnostic(range: Range, message: string, reason: string | undefined): Diagnostic {
    const diagnostic = new Diagnostic(range, message, DiagnosticSeverity.Error);
    diagnostic.source = 'Podlab apply';
    if (reason !== undefined && reason !== '') diagnostic.code = reason;
    return diagnostic;
  }

  async #locate(document: TextDocument, documentIndex: number, field: string, line: number | undefined): Promise<Range> {
    const located = field === '' ? undefined : await this.#language.locate(document, documentIndex, field);
    if (located !== undefined) return document.validateRange(located);
    const start = documentLines(document.getText(), documentIndex)?.start ?? 0;
    const first = document.lineAt(Math.min(start, document.lineCount - 1)).text.startsWith('---') ? start + 1 : start;
    const { range, firstNonWhitespaceCharacterIndex } = document.lineAt(Math.min(first + (line ?? 1) - 1, document.lineCount - 1));
    return range.with(range.start.with(undefined, firstNonWhitespaceCharacterIndex));
  }

  /** Moves what lies below an edit and drops what an edit touches. */
  #onEdit({ document, contentChanges }: TextDocumentChangeEvent): void {
    const said = this.#collection.get(document.uri);
    if (said === undefined || said.length === 0 || contentChanges.length === 0) return;
    const left: Diagnostic[] = [];
    for (const diagnostic of said) {
      let line: number | undefined = 0;
      for (const { range, text } of contentChanges) {
        if (range.end.line < diagnostic.range.start.line) line += text.split('\n').length - 1 - (range.end.line - range.start.line);
        else if (range.start.line <= diagnostic.range.end.line) line = undefined;
        if (line === undefined) break;
      }
      if (line === undefined) continue;
      const { start, end } = diagnostic.range;
      const moved = new Diagnostic(new Range(start.translate(line), end.translate(line)), diagnostic.message, diagnostic.severity);
      moved.source = 'Podlab apply';
      if (diagnostic.code !== undefined) moved.code = diagnostic.code;
      left.push(moved);
    }
    this.#collection.set(document.uri, left);
  }
}

/** What the editor itself says is wrong in a document. */
function saidIn(uri: Uri): SaidFinding[] {
  return languages.getDiagnostics(uri).filter(({ source, severity }) => source === 'podlab' && severity === DiagnosticSeverity.Error)
    .map(({ range, message, code }) => ({ line: range.start.line, message, code: String(typeof code === 'object' ? code.value : (code ?? '')) }));
}

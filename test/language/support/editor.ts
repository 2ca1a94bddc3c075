// Manifests with a cursor, and the text after an edit, for tests of the editor's features.
import { createLanguageService, type LanguageService } from '../../../src/language/language-service.ts';
import type { CodeAction, CompletionItem, Diagnostic, TextEdit } from 'vscode-languageserver';
import { LineTable } from '../../../src/document/line-table.ts';
import type { Position } from '../../../src/document/position.ts';

export const uri = 'file:///manifest.yaml';

export interface Opened {
  readonly service: LanguageService;
  readonly text: string;
  readonly position: Position;
}

/** Opens a file whose cursor is marked `<|>`. */
export function open(annotated: string): Opened {
  const offset = annotated.indexOf('<|>');
  const text = annotated.replace('<|>', '');
  const service = createLanguageService();
  service.open(uri, 1, text);
  return { service, text, position: new LineTable(text).positionAt(Math.max(offset, 0)) };
}

export function labels(annotated: string): string[] {
  const { service, position } = open(annotated);
  return drain(service.completion(uri, position)).sort((a, b) => (a.sortText ?? a.label).localeCompare(b.sortText ?? b.label, 'en')).map((item) => item.label);
}

/** The text after accepting a completion, with the cursor where the snippet leaves it. */
export function complete(annotated: string, label: string): string {
  const { service, text, position } = open(annotated);
  const item = drain(service.completion(uri, position)).find((i) => i.label === label);
  if (item === undefined) throw new Error(`${label} is not offered`);
  return accept(text, item);
}

/** The text after an item is accepted, with `<|>` where typing goes on. */
export function accept(text: string, item: CompletionItem): string {
  const edit = item.textEdit as TextEdit;
  return applyEdits(text, [{ range: edit.range, newText: snippetText(edit.newText) }, ...(item.additionalTextEdits ?? [])]);
}

/** What VS Code makes of a snippet: placeholders as their defaults, `<|>` at the first tab stop. */
function snippetText(snippet: string): string {
  const stop = /\\([\\$}])|\$(?:(\d+)|\{(\d+)(?::((?:\\.|[^\\}])*)|\|([^,|]*)[^}]*)?\})/g;
  const numbers = [...snippet.matchAll(stop)].flatMap(([, , bare, braced]) => bare ?? braced ?? []).map(Number);
  // The last place is 0.
  const first = numbers.filter((n) => n > 0).sort((a, b) => a - b)[0] ?? 0;
  let isMarked = false;
  return snippet.replace(stop, (_all: string, escaped?: string, bare?: string, braced?: string, placeholder = '', choice = '') => {
    if (escaped !== undefined) return escaped;
    const mark = !isMarked && Number(bare ?? braced) === first ? '<|>' : '';
    isMarked ||= mark !== '';
    return mark + (placeholder.replace(/\\(.)/g, '$1') || choice);
  });
}

export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const lines = new LineTable(text);
  const sorted = edits.map((e, i) => ({ start: lines.offsetAt(e.range.start), end: lines.offsetAt(e.range.end), text: e.newText, i })).sort((a, b) => b.start - a.start || b.i - a.i);
  let result = text;
  for (const { start, end, text: inserted } of sorted) result = result.slice(0, start) + inserted + result.slice(end);
  return result;
}

export function drain<T>(generator: Generator<void, T>): T {
  for (;;) {
    const step = generator.next();
    if (step.done === true) return step.value;
  }
}

export function diagnosticsOf(text: string): Diagnostic[] {
  const { service } = open(text);
  return drain(service.diagnostics(uri));
}

/** `line:text underlined: message` of each error, lines from 1. */
export function findings(text: string): string[] {
  const lines = new LineTable(text);
  return diagnosticsOf(text).filter(({ severity }) => severity === 1).map(({ range, message }) => `${range.start.line + 1}:${text.slice(lines.offsetAt(range.start), lines.offsetAt(range.end))}: ${message}`);
}

export function actionsAt(annotated: string): { text: string; actions: CodeAction[] } {
  const { service, text, position } = open(annotated);
  return { text, actions: drain(service.codeActions(uri, { start: position, end: position })) };
}

/** The text after a quick fix, by the beginning of its title. */
export function fix(annotated: string, title: string): string {
  const { text, actions } = actionsAt(annotated);
  const action = actions.find((a) => a.title.startsWith(title));
  if (action === undefined) throw new Error(`${title} is not offered, but: ${actions.map((a) => a.title).join(', ')}`);
  return applyAction(text, action);
}

/** The file's text after a code action, whatever it does to other files. */
export function applyAction(text: string, { edit }: CodeAction): string {
  const own = edit?.documentChanges?.flatMap((change) => ('edits' in change && change.textDocument.uri === uri ? (change.edits as TextEdit[]) : []));
  return applyEdits(text, own ?? edit?.changes?.[uri] ?? []);
}

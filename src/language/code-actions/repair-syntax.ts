// Repairs slips in YAML: a space, a quote, a bracket or a colon that is missing, tabs, comments of other languages, separators.
import { pathAt } from '../../document/field-location.ts';
import type { Span } from '../../document/position.ts';
import type { Fixer, TextReplacement } from './code-action.ts';

type Repair = { readonly title: string; readonly edits: readonly TextReplacement[] };

export const repairSyntax: Fixer = (manifest, finding) => {
  const { text, lines } = manifest.text;
  const { code, span, message, severity } = finding;
  if (severity !== 'error') return [];
  const { line } = lines.positionAt(span.start);
  const lineStart = lines.starts[line] ?? 0;
  const insert = (at: number, what: string, title: string): Repair => ({ title, edits: [{ span: { start: at, end: at }, text: what }] });
  const repairs: Repair[] = [];
  if (code === 'no-space-after-dash' || code === 'no-space-after-colon') repairs.push(insert(span.end, ' ', 'Insert the space'));
  else if (code === 'bad-separator') repairs.push({ title: 'Write it as ---', edits: [{ span: { start: lineStart, end: span.end }, text: '---' }] });
  else if (code === 'missing-separator') repairs.push(insert(lineStart, '---\n', 'Insert --- between the objects'));
  else if (code === 'foreign-comment') repairs.push({ title: 'Make it a comment', edits: [{ span, text: '#' }] });
  else if (code === 'foreign-line') repairs.push({ title: 'Remove the line', edits: [{ span: { start: lineStart, end: lines.starts[line + 1] ?? text.length }, text: '' }] });
  else if (code === 'tab-after-dash' || (code === 'tab-as-indent' && /-[ \t]*$/.test(text.slice(lineStart, span.start)))) repairs.push({ title: 'Replace the tab by a space', edits: [{ span, text: ' ' }] });
  else if (code === 'tab-as-indent') repairs.push({ title: 'Replace tabs by spaces', edits: tabsIn(text, line + 1 < lines.lineCount ? lines.lineText(line + 1) : '') });
  else if (code === 'question-mark-in-flow') repairs.push(...inQuotes(text, pathAt(manifest.parsed.root, span.start)?.span));
  else if (code === 'tab-on-empty-line') repairs.push({ title: 'Remove the tab', edits: [{ span, text: '' }] });
  else if (code === 'missing-char' && message.startsWith('Missing closing')) repairs.push(insert(beforeComment(text, span.end, lineStart), message.includes("'") ? "'" : '"', 'Close the quote'));
  else if (code === 'missing-char' && message.startsWith('This "')) repairs.push(insert(span.end, message.startsWith('This "{') ? '}' : ']', 'Close the bracket'));
  else if (code === 'wrong-bracket' && message.startsWith('A "')) repairs.push({ title: `Write ${message.charAt(3)}`, edits: [{ span, text: message.charAt(3) }] });
  else if (code === 'multiline-implicit-key' || code === 'missing-char') repairs.push(...withColon(lines.lineText(line), lineStart));
  return repairs.map((repair, i) => ({ ...repair, finding, ...(i === 0 && { isPreferred: true }) }));
};

function inQuotes(text: string, span: Span | undefined): Repair[] {
  const plain = text.slice(span?.start, span?.end);
  return span === undefined || plain.includes('\n') ? [] : [{ title: 'Put it in quotes', edits: [{ span, text: JSON.stringify(plain) }] }];
}

/** A single indentation as that of the line below, where it has no tabs; else each tab as two spaces. */
function tabsIn(text: string, below: string): TextReplacement[] {
  const found = [...text.matchAll(/^[ \t]+(?=\S)/gm)].filter(([indentation]) => indentation.includes('\t'));
  const aligned = found.length === 1 ? /^ +(?=[^\s-])/.exec(below)?.[0] : undefined;
  return found.map(({ 0: indentation, index }) => ({ span: { start: index, end: index + indentation.length }, text: aligned ?? indentation.replaceAll('\t', '  ') }));
}

function beforeComment(text: string, end: number, lineStart: number): number {
  return lineStart + text.slice(lineStart, end).trimEnd().length;
}

/** `image nginx`, `image = nginx` and `containers` with the colon that they lack. */
function withColon(line: string, lineStart: number): Repair[] {
  const match = /^( *(?:- +)*[A-Za-z]\w*)( *= *| +)?(?=(\S.*)?$)/.exec(line);
  if (match?.[1] === undefined) return [];
  const start = lineStart + match[1].length;
  return [{ title: 'Insert the colon', edits: [{ span: { start, end: start + (match[2]?.length ?? 0) }, text: match[3] === undefined ? ':' : ': ' }] }];
}

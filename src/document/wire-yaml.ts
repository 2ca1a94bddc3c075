// YAML of request and answer bodies, as sigs.k8s.io/yaml reads and writes it. Not for the editor: positions are lost.
import { parseAnyDocument } from './parse-document.ts';
import { parseAllDocuments, isMap, isScalar, LineCounter, visit, type Document } from 'yaml';

export interface WireYaml {
  /** With keys sorted; only the first document counts. */
  readonly value?: unknown;
  /** Upstream's text, e.g. `line 2: did not find expected node content`. */
  readonly error?: string;
  /** E.g. `line 7: key "k" already set in map`. */
  readonly duplicates: readonly string[];
}

const maxDepth = 200;
const maxAliasCount = 100;

/** Never throws on input. */
export function parseWireYaml(text: string): WireYaml {
  const depth = depthOf(text);
  if (depth > maxDepth) return { error: 'exceeded max depth of 10000', duplicates: [] };
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: false, version: '1.1', merge: true, prettyErrors: false });
  const [document] = Array.isArray(parsed) ? (parsed as Document.Parsed[]) : [];
  if (document === undefined) return { value: null, duplicates: [] };
  const [error] = document.errors;
  // A tab is judged by the rules that the editor goes by: `yaml` refuses some that Go's parser takes, and takes others.
  const refused = error === undefined || error.code === 'TAB_AS_INDENT' ? refusalOf(text) : undefined;
  if (refused !== undefined) return { error: refused, duplicates: [] };
  if (error !== undefined && error.code !== 'TAB_AS_INDENT') return { error: errorText(error.code, text, lines.linePos(error.pos[0]).line), duplicates: [] };
  try {
    return { value: sorted(document.toJS({ maxAliasCount })), duplicates: duplicatesOf(document, lines) };
  } catch {
    return { error: 'document contains excessive aliasing', duplicates: [] };
  }
}

/** A bound on nesting that needs no parser: a parser's own stack may not survive hostile input. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const char of text) {
    if (char === '[' || char === '{') deepest = Math.max(deepest, ++depth);
    else if ((char === ']' || char === '}') && depth > 0) depth--;
  }
  const chain = /(?:[-?] ){200,}/.test(text) ? Infinity : 0;
  return Math.max(deepest, chain);
}

const tabCodes: ReadonlySet<string> = new Set(['tab-as-indent', 'tab-after-dash', 'tab-on-empty-line']);

/** Go's text for what its parser refuses and `yaml` does not, or not in the same places. */
function refusalOf(text: string): string | undefined {
  if (!/[\t?]/.test(text)) return undefined;
  const finding = parseAnyDocument(text).findings.find(({ code }) => tabCodes.has(code) || code === 'question-mark-in-flow');
  if (finding === undefined) return undefined;
  const before = text.slice(0, finding.start);
  const index = before.split('\n').length - 1;
  // The first line goes without a number, and the parser counts from 0 where the scanner counts from 1.
  if (finding.code === 'question-mark-in-flow') return `${index === 0 ? '' : `line ${index}: `}did not find expected ',' or '${closerOf(before)}'`;
  return `${index === 0 ? '' : `line ${index + 1}: `}${tabText(finding.code, before)}`;
}

/** Of the innermost bracket that is open at the end. */
function closerOf(before: string): string {
  const open: string[] = [];
  for (const [char] of before.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/g, '').matchAll(/[[\]{}]/g)) {
    if (char === '[' || char === '{') open.push(char);
    else open.pop();
  }
  return open.at(-1) === '[' ? ']' : '}';
}

/** A plain text goes on over line breaks, so it is what meets a tab below it. */
function tabText(code: string, before: string): string {
  if (code === 'tab-after-dash' || before.endsWith('-')) return 'found character that cannot start any token';
  const above = before.slice(0, before.lastIndexOf('\n') + 1).trimEnd();
  const line = above.slice(above.lastIndexOf('\n') + 1);
  if (/[:-]\s+[|>][-+\d]*$/.test(line)) return 'found a tab character where an indentation space is expected';
  const isPlain = above !== '' && !/(?:^|\s)#|:$|^\s*-$|["'\]}]$/.test(line);
  return isPlain ? 'found a tab character that violates indentation' : 'found character that cannot start any token';
}

/** Go's parser counts lines from 0 where its scanner counts from 1. */
function errorText(code: string, text: string, line: number): string {
  switch (code) {
    case 'BAD_INDENT': case 'MISSING_CHAR': return /[[{,][\s]*$/.test(text) ? `line ${Math.max(1, text.split('\n').length - 1)}: did not find expected node content` : `line ${line}: did not find expected key`;
    case 'BLOCK_AS_IMPLICIT_KEY': return `line ${line}: mapping values are not allowed in this context`;
    default: return `line ${line}: could not find expected ':'`;
  }
}

function duplicatesOf(document: Document.Parsed, lines: LineCounter): string[] {
  const texts: string[] = [];
  visit(document, {
    Map(_key, map) {
      if (!isMap(map)) return;
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) texts.push(`line ${lines.linePos(key.range?.[0] ?? 0).line}: key ${JSON.stringify(key.value)} already set in map`);
        seen.add(key.value);
      }
    },
  });
  return texts;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, child]) => [key, sorted(child)]));
}

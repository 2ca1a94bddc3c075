// YAML of request and answer bodies, as sigs.k8s.io/yaml reads and writes it. Not for the editor: positions are lost.
import { readAsGo } from './go-yaml-reader.ts';
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
  const read = readAsGo(text);
  if (read.problem !== undefined) return { error: read.problem.text, duplicates: [] };
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text.slice(0, read.end), { lineCounter: lines, uniqueKeys: false, version: '1.1', merge: true, prettyErrors: false });
  const [document] = Array.isArray(parsed) ? (parsed as Document.Parsed[]) : [];
  if (document === undefined) return { value: null, duplicates: [] };
  // Differs from Kubernetes: what only `yaml` refuses, such as a text in brackets that goes on further left, is refused in one way.
  const [error] = document.errors.filter(({ code }) => code !== 'TAB_AS_INDENT');
  if (error !== undefined) return { error: `line ${lines.linePos(error.pos[0]).line}: did not find expected key`, duplicates: [] };
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

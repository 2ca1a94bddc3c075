// One YAML document's text to its syntax tree and findings, never throwing and never taking long: guards first, then `yaml`.
import { Composer, Lexer, Parser, isAlias, isMap, isScalar, isSeq, type CST, type Document, type Node, type ParsedNode } from 'yaml';
import type { SyntaxFinding } from './finding.ts';
import { explainMistakes } from './explain-mistakes.ts';
import { outlineOf } from './line-outline.ts';
import { LineTable } from './line-table.ts';
import type { AliasNode, MappingEntry, MappingNode, ScalarNode, SequenceNode, YamlNode } from './node.ts';
import { parsePlainDocument } from './parse-plain.ts';
import type { Span } from './position.ts';
import { keyName, resolvePlain, resolveTagged, type ScalarValue } from './scalar.ts';

export interface ParsedDocument {
  readonly root: YamlNode | undefined;
  readonly findings: readonly SyntaxFinding[];
  /** A guard stopped the parse: nothing is known of the document but the finding that says why. */
  readonly isRefused: boolean;
}

/** What one document may cost. Kubernetes itself takes at most 3 MiB a request. */
const limits = { characters: 3 * 1024 * 1024, depth: 100, tokens: 120_000, anchorsInARow: 20, directives: 100, findings: 100 } as const;

/** Parses one document's text, as `splitStream` cuts it. Anything after a document end is a finding. */
export function parseDocument(text: string): ParsedDocument {
  if (text.length > limits.characters) return refused(text, 'too-large', `This document is larger than ${limits.characters / 1024 / 1024} MiB, the most that an API server takes; it is not checked.`);
  const source = text.replace(/\r(?!\n)/g, '\n');
  const plain = parsePlainDocument(source);
  return plain === undefined ? parseAnyDocument(source) : { root: plain.root, findings: [], isRefused: false };
}

/** Any text at all, by `yaml`; line breaks are `\n` or `\r\n`. */
export function parseAnyDocument(source: string): ParsedDocument {
  const tokens = guardedTokens(source);
  if (!Array.isArray(tokens)) return tokens;
  return compose(source, tokens);
}

/** The concrete syntax of a text within the limits. The parser keeps its own stack, so that depth is known before anything recurses. */
function guardedTokens(source: string): CST.Token[] | ParsedDocument {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let count = 0;
  let anchors = 0;
  let directives = 0;
  for (const lexeme of new Lexer().lex(source)) {
    const first = lexeme.charCodeAt(0);
    // `&` or `!`: node properties; many in a row are an error each, with quadratic cost. Spaces between them do not end the row.
    if (first === 38 || first === 33) anchors++;
    else if (first !== 32) anchors = 0;
    if (anchors > limits.anchorsInARow) return refused(source, 'too-many-anchors', 'Too many anchors or tags on one value; this document is not checked.', parser.offset);
    if (first === 37 && lexeme.length > 1 && ++directives > limits.directives) return refused(source, 'too-large', 'This document has too many directives to be checked.', parser.offset);
    if (++count > limits.tokens) return refused(source, 'too-large', 'This document has too many parts to be checked.', parser.offset);
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > limits.depth) return refused(source, 'too-deep', `This document nests deeper than ${limits.depth} levels; it is not checked.`, parser.offset);
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

function refused(text: string, code: string, message: string, at = 0): ParsedDocument {
  const lineEnd = text.indexOf('\n', at);
  const end = Math.min(lineEnd < 0 ? text.length : lineEnd, at + 200);
  return { root: undefined, findings: [{ code, message, severity: 'error', start: at, end: wholeCharacter(text, Math.max(end, Math.min(at + 1, text.length))) }], isRefused: true };
}

function compose(source: string, tokens: readonly CST.Token[]): ParsedDocument {
  const findings: SyntaxFinding[] = [];
  const documents: Document.Parsed[] = [];
  const stacks = Error as ErrorConstructor & { stackTraceLimit?: number };
  const { stackTraceLimit } = stacks;
  try {
    // `yaml` makes an Error of each finding: in broken files, their stack traces are most of the time spent.
    stacks.stackTraceLimit = 0;
    const composer = new Composer({ uniqueKeys: false, prettyErrors: false, logLevel: 'silent', schema: 'failsafe', strict: true, keepSourceTokens: false });
    for (const document of composer.compose(tokens, true, source.length)) documents.push(document);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    findings.push({ code: 'unreadable', message: `This document cannot be read: ${error.message}`, severity: 'error', start: 0, end: Math.min(source.length, 1) });
  } finally {
    if (stackTraceLimit !== undefined) stacks.stackTraceLimit = stackTraceLimit;
  }
  const [document, extra] = documents;
  for (const { errors, warnings } of documents) {
    for (const e of errors) if (findings.length < limits.findings) findings.push(syntaxFinding(source, e.pos, e.code, e.message, 'error'));
    for (const w of warnings) if (w.code !== 'TAG_RESOLVE_FAILED' && findings.length < limits.findings) findings.push(syntaxFinding(source, w.pos, w.code, w.message, 'warning'));
  }
  if (extra?.contents !== undefined && extra.contents !== null) findings.push(syntaxFinding(source, [extra.range[0], extra.range[1]], 'MULTIPLE_DOCS', 'Source contains multiple documents', 'error'));
  const told = explainMistakes(source, findings);
  findUnprintable(source, told);
  findTabLines(source, told);
  const builder = new TreeBuilder(source, told);
  const root = builder.node(document?.contents ?? undefined);
  return { root, findings: told, isRefused: false };
}

function syntaxFinding(source: string, [start, end]: readonly [number, number], code: string, message: string, severity: 'error' | 'warning'): SyntaxFinding {
  const from = Math.min(start, source.length);
  const lineEnd = source.indexOf('\n', from);
  // A finding that spans lines is shown on its first: the rest of a broken file is not the mistake.
  const to = Math.min(Math.max(end, from), source.length, lineEnd < 0 || lineEnd === from ? source.length : lineEnd);
  return { code: code.toLowerCase().replaceAll('_', '-'), message, severity, start: wholeCharacter(source, from), end: wholeCharacter(source, to) };
}

/** An offset that does not split a surrogate pair. */
function wholeCharacter(text: string, offset: number): number {
  const code = text.charCodeAt(offset);
  const before = text.charCodeAt(offset - 1);
  return code >= 0xdc00 && code <= 0xdfff && before >= 0xd800 && before <= 0xdbff ? offset + 1 : offset;
}

/** Lines of nothing but white space, or a comment, that go-yaml refuses for their tab: everywhere but in scalars that go on and in flow collections. */
function findTabLines(source: string, findings: SyntaxFinding[]): void {
  if (!/^ *\t[ \t]*(?:#|\r?$)/m.test(source)) return;
  const table = new LineTable(source);
  let above = -1;
  const outline = outlineOf(table);
  for (const [i, line] of outline.entries()) {
    const [space, spaces] = /^( *)\t[ \t]*(?=#|$)/.exec(table.lineText(i)) ?? [];
    if (space === undefined || spaces === undefined || line.kind === 'continuation') {
      if (line.kind === 'block' || line.kind === 'continuation') above = i;
      continue;
    }
    const last = outline[above];
    // A plain scalar goes on over them, but for a comment behind it.
    const goesOn = last?.kind === 'block' && /^[^"'{[|>&*!#\s]/.test(last.value) && table.lineText(above).trimEnd().endsWith(last.value) && spaces.length > (last.key === undefined ? (last.dashes.at(-1) ?? last.column) : last.column);
    const start = table.starts[i] ?? 0;
    if (goesOn) continue;
    if (findings.length < limits.findings && !findings.some((finding) => finding.start >= start && finding.start <= start + space.length)) findings.push({ code: 'tab-on-empty-line', message: 'A tab is no indentation, not even on an empty line', severity: 'error', start, end: start + space.length });
  }
}

const unprintable = new RegExp('[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f\\ufffe\\uffff]|[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]', 'g');

/** Characters that go-yaml refuses ("control characters are not allowed") and `yaml` takes. */
function findUnprintable(source: string, findings: SyntaxFinding[]): void {
  for (const match of source.matchAll(unprintable)) {
    if (findings.length >= limits.findings) return;
    findings.push({ code: 'control-character', message: 'yaml: control characters are not allowed', severity: 'error', start: match.index, end: match.index + 1 });
  }
}

/** Turns `yaml`'s nodes into ours and finds equal keys on the way. Recursion is bounded by the depth guard. */
class TreeBuilder {
  readonly #source: string;
  readonly #findings: SyntaxFinding[];
  readonly #anchors = new Map<string, YamlNode>();
  /** How many flow collections are open. */
  #flowDepth = 0;

  constructor(source: string, findings: SyntaxFinding[]) {
    this.#source = source;
    this.#findings = findings;
  }

  node(node: ParsedNode | Node | undefined | null): YamlNode | undefined {
    if (node === undefined || node === null) return undefined;
    const [start, valueEnd] = node.range ?? [0, 0];
    const end = this.#trimmedEnd(start, valueEnd);
    if (end === start && isScalar(node) && node.anchor === undefined) return this.#scalar(node, start, start, undefined);
    if (isAlias(node)) return this.#alias(node.source, start, end);
    const written = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    const { anchor, joined } = this.#anchor(written, start);
    let made: YamlNode | undefined;
    if (joined !== undefined && isScalar(node) && (node.type ?? 'PLAIN') === 'PLAIN') made = this.#joinedScalar(node, written ?? '', joined, { start, end, anchor });
    else if (isScalar(node)) made = this.#scalar(node, start, end, anchor);
    else if (isMap(node) || isSeq(node)) {
      if (node.flow === true) this.#flowDepth++;
      made = isMap(node) ? this.#mapping(node, { start, end, anchor }) : this.#sequence(node, { start, end, anchor });
      if (node.flow === true) this.#flowDepth--;
    }
    // An anchor is known only after its own value: an alias inside it would be a cycle, which Kubernetes refuses too.
    if (made !== undefined && anchor !== undefined) this.#anchors.set(anchor, made);
    return made;
  }

  /** go-yaml ends an anchor's name earlier than `yaml` does: what is left of it begins the value. */
  #anchor(written: string | undefined, start: number): { readonly anchor: string | undefined; readonly joined?: string } {
    // Of an empty one `yaml` says enough.
    if (written === undefined || written === '') return { anchor: undefined };
    const [, anchor = '', rest = ''] = /^([\w-]*)(.*)$/s.exec(written) ?? [];
    if (anchor !== '' && rest === '') return { anchor };
    if (anchor !== '' && /^[?:]./.test(rest)) {
      this.#report({ code: 'odd-anchor', message: `"&" begins the name of an anchor, ${JSON.stringify(anchor)}, and what follows it is the value: put the value in quotes if "&" is a part of it`, severity: 'warning', ...this.#anchorSpan(written, start) });
      return { anchor, joined: rest };
    }
    const message = anchor === '' || !/^[?:,\]}%@`]/.test(rest) ? 'did not find expected alphabetic or numeric character' : /^[?:]/.test(rest) ? 'mapping values are not allowed in this context' : 'found character that cannot start any token';
    this.#report({ code: 'bad-anchor', message: `yaml: ${message}`, severity: 'error', ...this.#anchorSpan(written, start) });
    return { anchor: written };
  }

  /** A plain scalar that begins within what `yaml` takes for its anchor. */
  #joinedScalar(node: { value: unknown }, written: string, joined: string, { start, end, anchor }: Span & { anchor: string | undefined }): ScalarNode {
    const from = this.#anchorSpan(written, start).start + 1 + written.length - joined.length;
    const rest = typeof node.value === 'string' && end > start ? ` ${node.value}` : '';
    return this.#scalar({ value: joined + rest }, from, Math.max(end, from + joined.length), anchor);
  }

  /** An anchor stands before its value. */
  #anchorSpan(anchor: string, valueStart: number): Span {
    const at = this.#source.lastIndexOf(`&${anchor}`, valueStart);
    return at < 0 ? { start: valueStart, end: valueStart } : { start: at, end: at + anchor.length + 1 };
  }

  #alias(name: string, start: number, end: number): AliasNode {
    const target = this.#anchors.get(name);
    if (target === undefined) this.#report({ code: 'unknown-anchor', message: `yaml: unknown anchor '${name}' referenced`, severity: 'error', start, end });
    return { kind: 'alias', start, end, anchor: undefined, target };
  }

  #scalar(node: { value: unknown; source?: string; type?: string; tag?: string }, start: number, end: number, anchor: string | undefined): ScalarNode {
    const text = typeof node.value === 'string' ? node.value : (node.source ?? '');
    const style = styles[node.type ?? 'PLAIN'] ?? 'plain';
    if (style === 'plain' && this.#flowDepth > 0) this.#checkFlowText(start, end);
    const value: ScalarValue = node.tag !== undefined ? resolveTagged(text, node.tag) : style === 'plain' ? resolvePlain(text) : text;
    return { kind: 'scalar', start, end, anchor, text, value, style };
  }

  #sequence(node: { items: readonly unknown[]; flow?: boolean }, base: { start: number; end: number; anchor: string | undefined }): SequenceNode {
    const items = node.items.map((item) => this.node(item as Node | null));
    if (node.flow !== true) for (const item of items) if (item !== undefined) this.#checkDash(item);
    return { kind: 'sequence', ...base, end: node.flow === true ? base.end : lastEnd(items, base), isFlow: node.flow === true, items };
  }

  #mapping(node: { items: readonly unknown[]; flow?: boolean }, base: { start: number; end: number; anchor: string | undefined }): MappingNode {
    const entries: MappingEntry[] = [];
    const seen = new Map<string, MappingEntry>();
    for (const item of node.items) {
      const pair = item as { key: Node | null; value: Node | null };
      const written = this.node(pair.key);
      const key = written !== undefined && this.#isLeftOut(written) ? undefined : written;
      const value = emptyAfter(this.node(pair.value), key);
      const scalar = key?.kind === 'scalar' ? key : key?.kind === 'alias' && key.target?.kind === 'scalar' ? key.target : undefined;
      const start = key?.start ?? value?.start ?? base.start;
      const entry: MappingEntry = {
        name: scalar === undefined ? undefined : keyName(scalar.value),
        isMerge: scalar?.style === 'plain' && scalar.text === '<<',
        key, value, start, end: Math.max(value?.end ?? 0, key?.end ?? 0, start),
      };
      entries.push(entry);
      this.#checkKey(entry, seen, base);
      if (node.flow === true && key !== undefined) this.#checkFlowKey(key);
    }
    return { kind: 'mapping', ...base, end: node.flow === true ? base.end : lastEnd(entries, base), isFlow: node.flow === true, entries };
  }

  /** A colon with no key before it; libyaml takes an empty key only behind a question mark. */
  #isLeftOut({ kind, start, end }: YamlNode): boolean {
    if (kind !== 'scalar' || start !== end) return false;
    const at = start + this.#source.slice(start).search(/[^ \t]|$/);
    if (this.#source[at] !== ':' || /\?[ \t]*$/.test(this.#source.slice(Math.max(0, start - 100), start))) return false;
    this.#report({ code: 'missing-key', message: 'The field name before the colon is missing', severity: 'error', start: at, end: at + 1 });
    return true;
  }

  // Differs from Kubernetes: kubectl silently takes the last of equal keys; the API server, given YAML, refuses them, and so does the editor.
  #checkKey(entry: MappingEntry, seen: Map<string, MappingEntry>, mapping: { start: number }): void {
    const { name, key } = entry;
    const at = key ?? { start: mapping.start, end: Math.min(mapping.start + 1, this.#source.length) };
    if (name === undefined) {
      // What a quote or bracket left open has made a key of a whole collection is told there.
      if (key !== undefined && !this.#findings.some((finding) => finding.severity === 'error' && finding.start > key.start && finding.start < key.end)) this.#report({ code: 'complex-key', message: 'A key must be a string', severity: 'error', start: at.start, end: at.end });
      return;
    }
    if (entry.isMerge) return;
    const first = seen.get(name);
    if (first === undefined) seen.set(name, entry);
    else this.#report({ code: 'duplicate-key', message: `key ${JSON.stringify(name)} already set in map`, severity: 'error', start: at.start, end: at.end, ...(first.key && { related: { start: first.key.start, end: first.key.end } }) });
  }

  /** go-yaml refuses every tab between a dash and its value, `yaml` only those before a key. */
  #checkDash({ start }: YamlNode): void {
    let from = start;
    let hasTab = false;
    for (let before = this.#source[from - 1]; before === ' ' || before === '\t'; before = this.#source[from - 1]) {
      hasTab ||= before === '\t';
      from--;
    }
    if (!hasTab || this.#source[from - 1] !== '-' || this.#findings.some((finding) => finding.start >= from - 1 && finding.start <= start)) return;
    this.#report({ code: 'tab-after-dash', message: 'A tab is no space after a "-"', severity: 'error', start: from, end: start });
  }

  /** To go-yaml a "?" between brackets always begins a key, as in `{ url: http://a/?b }`. */
  #checkFlowText(start: number, end: number): void {
    const at = this.#source.slice(start, end).indexOf('?');
    if (at >= 0) this.#report({ code: 'question-mark-in-flow', message: 'Between brackets, text with a "?" must be in quotes', severity: 'error', start: start + at, end: start + at + 1 });
  }

  /** go-yaml wants a key and its colon on one line, and a space between a plain key and brackets. */
  #checkFlowKey({ start, end, kind, ...key }: YamlNode): void {
    const after = /^\s*:/.exec(this.#source.slice(end, end + 1000))?.[0];
    if (after === undefined || /\?\s*$/.test(this.#source.slice(Math.max(0, start - 10), start))) return;
    const written = this.#source.slice(start, end) + after;
    const breakAt = written.indexOf('\n');
    if (breakAt >= 0) this.#report({ code: 'multiline-implicit-key', message: 'This text runs into the field below it: is a ":" or a "," missing?', severity: 'error', start, end: start + Math.max(written.slice(0, breakAt).trimEnd().length, 1) });
    else if (kind === 'scalar' && 'style' in key && key.style === 'plain' && /[{[]/.test(this.#source.charAt(end + after.length))) this.#report({ code: 'no-space-after-colon', message: 'A space is missing after this ":"', severity: 'error', start: end + after.length - 1, end: end + after.length });
  }

  #report(finding: SyntaxFinding): void {
    if (this.#findings.length < limits.findings) this.#findings.push(finding);
  }

  /** Block collections of `yaml` end with the blank lines after them; we want the last written character. */
  #trimmedEnd(start: number, end: number): number {
    let trimmed = Math.min(end, this.#source.length);
    while (trimmed > start && this.#source.charCodeAt(trimmed - 1) <= 32) trimmed--;
    return trimmed;
  }
}

/** Where nothing is written, the place is right after the colon. */
function emptyAfter(value: YamlNode | undefined, key: YamlNode | undefined): YamlNode | undefined {
  if (value?.kind !== 'scalar' || value.end > value.start || value.anchor !== undefined || key === undefined) return value;
  return { ...value, start: key.end + 1, end: key.end + 1 };
}

/** Block collections of `yaml` take in the comments after them; ours end with their last value. */
function lastEnd(parts: readonly (Span | undefined)[], base: Span): number {
  return parts.reduce((end, part) => Math.max(end, part?.end ?? 0), base.start) || base.end;
}

const styles: Readonly<Record<string, ScalarNode['style']>> = { PLAIN: 'plain', QUOTE_SINGLE: 'single', QUOTE_DOUBLE: 'double', BLOCK_LITERAL: 'literal', BLOCK_FOLDED: 'folded' };

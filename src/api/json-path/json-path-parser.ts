// The parser of kubectl's JSONPath dialect.
import { JsonPathError } from './json-path-error.ts';

export type PathNode =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'recursive' }
  | { readonly kind: 'array'; readonly range: { readonly start?: number | undefined; readonly end?: number | undefined; readonly step?: number | undefined; readonly isIndex: boolean } }
  | { readonly kind: 'union'; readonly parts: readonly (readonly PathNode[])[] }
  | { readonly kind: 'filter'; readonly left: readonly PathNode[]; readonly operator: string; readonly right: readonly PathNode[] }
  | { readonly kind: 'value'; readonly value: string | number | boolean }
  | { readonly kind: 'identifier'; readonly name: string };

export type PathBlock =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly nodes: readonly PathNode[] }
  | { readonly kind: 'range'; readonly nodes: readonly PathNode[]; readonly body: readonly PathBlock[] };

/** Splits a template into text, actions and ranges. */
export function parseJsonPath(template: string): PathBlock[] {
  const stack: { nodes: readonly PathNode[]; body: PathBlock[] }[] = [{ nodes: [], body: [] }];
  const top = (): PathBlock[] => stack.at(-1)?.body ?? [];
  let at = 0;
  while (at < template.length) {
    const open = template.indexOf('{', at);
    if (open !== at) {
      top().push({ kind: 'text', text: template.slice(at, open < 0 ? undefined : open) });
      if (open < 0) break;
    }
    const action = new ActionParser(template, open + 1);
    const nodes = action.parse('}');
    at = action.at;
    const [first] = nodes;
    if (first?.kind === 'identifier' && first.name === 'range') {
      stack.push({ nodes: nodes.slice(1), body: [] });
    } else if (first?.kind === 'identifier' && first.name === 'end') {
      const ended = stack.length > 1 ? stack.pop() : undefined;
      if (!ended) throw new JsonPathError('not in range, nothing to end');
      top().push({ kind: 'range', nodes: ended.nodes, body: ended.body });
    } else {
      top().push({ kind: 'action', nodes });
    }
  }
  // A range that is not ended runs to the end.
  while (stack.length > 1) {
    const open = stack.pop();
    if (open) top().push({ kind: 'range', ...open });
  }
  return top();
}

const terminators = new Set([' ', '\t', '\n', '\r', '', '.', ',', '[', ']', '$', '@', '{', '}']);

class ActionParser {
  readonly #text: string;
  at: number;

  constructor(text: string, at = 0) {
    this.#text = text;
    this.at = at;
  }

  /** Nodes up to `close` ('' for the end of the text). */
  parse(close: '}' | ''): PathNode[] {
    const nodes: PathNode[] = [];
    for (;;) {
      const c = this.#text.charAt(this.at);
      if (c === close) {
        this.at++;
        return nodes;
      }
      if (c === '' || c === '\n') throw new JsonPathError('unclosed action');
      this.#node(c, nodes);
    }
  }

  #node(c: string, nodes: PathNode[]): void {
    if (c === ' ' || c === '@' || c === '$') {
      this.at++;
    } else if (this.#text.startsWith('[?(', this.at)) {
      nodes.push(this.#filter());
    } else if (this.#text.startsWith('..', this.at)) {
      this.at += 1;
      nodes.push({ kind: 'recursive' });
      if (terminators.has(this.#text.charAt(this.at + 1))) this.at++;
    } else if (c === '"' || c === "'") {
      nodes.push({ kind: 'value', value: this.#quoted(c) });
    } else if (c === '[') {
      nodes.push(...this.#array());
    } else if (c === '.') {
      this.at++;
      const name = this.#word();
      nodes.push(name === '*' ? { kind: 'wildcard' } : { kind: 'field', name: name.replaceAll('\\', '') });
    } else if (/[-+\d]/.test(c)) {
      nodes.push({ kind: 'value', value: this.#number() });
    } else if (/[\p{L}\p{N}_]/u.test(c)) {
      const name = this.#word();
      nodes.push(name === 'true' || name === 'false' ? { kind: 'value', value: name === 'true' } : { kind: 'identifier', name });
    } else {
      const code = (this.#text.codePointAt(this.at) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      throw new JsonPathError(`unrecognized character in action: U+${code} '${String.fromCodePoint(this.#text.codePointAt(this.at) ?? 0)}'`);
    }
  }

  #word(): string {
    const start = this.at;
    while (!terminators.has(this.#text.charAt(this.at))) this.at += this.#text.charAt(this.at) === '\\' ? 2 : 1;
    return this.#text.slice(start, this.at);
  }

  #number(): number {
    const match = /^[-+]?[\d.]*/.exec(this.#text.slice(this.at));
    const text = match?.[0] ?? '';
    this.at += text.length;
    const value = Number(text);
    if (Number.isNaN(value)) throw new JsonPathError(`cannot parse number ${text}`);
    return value;
  }

  #quoted(quote: string): string {
    let text = '';
    for (this.at++; ; this.at++) {
      const c = this.#text.charAt(this.at);
      if (c === '' || c === '\n') throw new JsonPathError('unterminated quoted string');
      if (c === quote) break;
      if (c === '\\') {
        const next = this.#text.charAt(++this.at);
        text += { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', "'": "'" }[next] ?? `\\${next}`;
      } else {
        text += c;
      }
    }
    this.at++;
    return text;
  }

  #array(): PathNode[] {
    const end = this.#text.indexOf(']', this.at);
    if (end < 0 || this.#text.slice(this.at, end).includes('\n')) throw new JsonPathError('unterminated array');
    const inner = this.#text.slice(this.at + 1, end);
    this.at = end + 1;
    const parts = inner.split(',');
    if (parts.length > 1) return [{ kind: 'union', parts: parts.map((part) => new ActionParser(`[${part.trim()}]`).parse('')) }];
    const key = /^'([^']*)'$/.exec(inner);
    if (key) return new ActionParser(`.${key[1] ?? ''}`).parse('');
    const range = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(inner === '*' ? ':' : inner);
    if (!range) throw new JsonPathError(`invalid array index ${inner}`);
    const [, first = '', second, third] = range;
    const number = (text: string | undefined): number | undefined => (text === undefined || text === '' || text === ':' ? undefined : Number(text.replace(':', '')));
    const start = number(first);
    if (second === undefined) {
      if (start === undefined) throw new JsonPathError(`invalid array index ${inner}`);
      return [{ kind: 'array', range: { start, end: start + 1, isIndex: true } }];
    }
    return [{ kind: 'array', range: { start, end: number(second), step: number(third), isIndex: false } }];
  }

  #filter(): PathNode {
    const start = this.at + 3;
    let quote = '';
    let isClosed = false;
    let at = start;
    for (; ; at++) {
      const c = this.#text.charAt(at);
      if (c === '' || c === '\n') throw new JsonPathError('unterminated filter');
      if (c === '"' || c === "'") {
        if (quote === '') quote = c;
        else if (this.#text.charAt(at - 1) !== '\\' && c === quote) isClosed = true;
      } else if (c === ')' && (quote === '') !== isClosed) {
        break;
      }
    }
    if (this.#text.charAt(at + 1) !== ']') throw new JsonPathError('unclosed array expect ]');
    const inner = this.#text.slice(start, at);
    this.at = at + 2;
    const comparison = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(inner);
    const nodes = (text: string): PathNode[] => new ActionParser(text).parse('');
    if (!comparison) return { kind: 'filter', left: nodes(inner), operator: 'exists', right: [] };
    const [, left = '', operator = '', right = ''] = comparison;
    return { kind: 'filter', left: nodes(left), operator, right: nodes(right) };
  }
}

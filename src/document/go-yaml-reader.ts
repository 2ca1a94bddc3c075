// What Kubernetes says of YAML that it cannot read, word for word: the grammar of libyaml's Go version (goyaml.v2's parser) over its scanner's tokens.
import { GoYamlError, GoYamlScanner, type Mark, type TokenType } from './go-yaml-scanner.ts';

export interface GoYamlProblem {
  /** E.g. `line 2: did not find expected node content`; without a line for what begins on the first. */
  readonly text: string;
  /** UTF-16 index of where the reader stopped. */
  readonly offset: number;
}

/** Go's reader looks at all characters of a block before it reads any. */
const control = /[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\ud800-\udfff]/;

/** How Go's reader reads the first document of `text`: why it refuses it, or where it stops without looking at what follows. Types are judged later. */
export function readAsGo(text: string): { readonly problem: GoYamlProblem } | { readonly problem?: undefined; readonly end: number } {
  const bad = control.exec(text);
  if (bad !== null) return { problem: { text: 'control characters are not allowed', offset: bad.index } };
  try {
    return { end: new Parser(text).readDocument() };
  } catch (error) {
    if (!(error instanceof GoYamlError)) throw error;
    const { mark, context, isScanner, message } = error;
    if (error instanceof UnknownAnchorError) return { problem: { text: message, offset: mark.index } };
    // Go's scanner counts lines from 1, its parser from 0, and neither tells of the first one.
    const line = mark.line !== 0 ? mark.line + (isScanner ? 1 : 0) : context.line;
    return { problem: { text: `${line === 0 ? '' : `line ${line}: `}${message}`, offset: mark.index } };
  }
}

class UnknownAnchorError extends GoYamlError {}

/** One step of the grammar; it pushes the steps that come after it. */
type Step = () => void;

class Parser {
  readonly #scanner: GoYamlScanner;
  readonly #steps: Step[] = [];
  readonly #anchors = new Set<string>();

  constructor(text: string) {
    this.#scanner = new GoYamlScanner(text);
  }

  /** Returns the index of what follows. Throws GoYamlError. */
  readDocument(): number {
    this.#document();
    return this.#scanner.peek().mark.index;
  }

  #document(): void {
    const type = this.#peek();
    if (type === 'stream-end') return;
    if (type === 'directive' || type === 'document-start') {
      while (this.#peek() === 'directive') this.#scanner.take();
      if (this.#peek() !== 'document-start') this.#fail('did not find expected <document start>', zero);
      this.#scanner.take();
      if (this.#isAny('directive', 'document-start', 'document-end', 'stream-end')) return;
    }
    this.#node(true, false);
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) step();
  }

  #peek(): TokenType {
    return this.#scanner.peek().type;
  }

  #isAny(...types: readonly TokenType[]): boolean {
    return types.includes(this.#peek());
  }

  #fail(problem: string, context: Mark): never {
    throw new GoYamlError(problem, this.#scanner.peek().mark, context, false);
  }

  #node(isBlock: boolean, mayBeIndentless: boolean): void {
    const { mark } = this.#scanner.peek();
    if (this.#peek() === 'alias') {
      const { name = '' } = this.#scanner.take();
      if (!this.#anchors.has(name)) throw new UnknownAnchorError(`unknown anchor '${name}' referenced`, mark, mark, false);
      return;
    }
    let hasProperties = false;
    for (const [first, second] of [['anchor', 'tag'], ['tag', 'anchor']] as const) {
      if (hasProperties || this.#peek() !== first) continue;
      hasProperties = true;
      this.#takeProperty();
      if (this.#peek() === second) this.#takeProperty();
    }
    const type = this.#peek();
    if (mayBeIndentless && type === 'block-entry') return this.#indentlessEntry();
    if (type === 'scalar') {
      this.#scanner.take();
      return;
    }
    if (type === '[' || type === '{') return this.#begin(type === '[' ? this.#flowEntry : this.#flowKey);
    if (isBlock && type === 'block-sequence-start') return this.#begin(this.#blockEntry);
    if (isBlock && type === 'block-mapping-start') return this.#begin(this.#blockKey);
    if (!hasProperties) this.#fail('did not find expected node content', mark);
  }

  #takeProperty(): void {
    const { name } = this.#scanner.take();
    if (name !== undefined) this.#anchors.add(name);
  }

  /** Takes the token that begins a collection; its first part is the next step: how deep it is nested does not matter. */
  #begin(part: (this: Parser, start: Mark, isFirst: boolean) => void): void {
    const { mark } = this.#scanner.take();
    this.#steps.push(() => { part.call(this, mark, true); });
  }

  /** A node and then `step`, or at once `step` when the node is left out. */
  #nodeUnless(ends: readonly TokenType[], isBlock: boolean, mayBeIndentless: boolean, step: Step): void {
    this.#steps.push(step);
    if (!this.#isAny(...ends)) this.#node(isBlock, mayBeIndentless);
  }

  #blockEntry(start: Mark): void {
    if (this.#peek() === 'block-entry') {
      this.#scanner.take();
      this.#nodeUnless(['block-entry', 'block-end'], true, false, () => { this.#blockEntry(start); });
    } else if (this.#peek() === 'block-end') this.#scanner.take();
    else this.#fail("did not find expected '-' indicator", start);
  }

  #indentlessEntry(): void {
    if (this.#peek() !== 'block-entry') return;
    this.#scanner.take();
    this.#nodeUnless(['block-entry', 'key', 'value', 'block-end'], true, false, () => { this.#indentlessEntry(); });
  }

  #blockKey(start: Mark): void {
    if (this.#peek() === 'key') {
      this.#scanner.take();
      this.#nodeUnless(['key', 'value', 'block-end'], true, true, () => { this.#blockValue(start); });
    } else if (this.#peek() === 'block-end') this.#scanner.take();
    else this.#fail('did not find expected key', start);
  }

  #blockValue(start: Mark): void {
    const next = (): void => { this.#blockKey(start); };
    if (this.#peek() !== 'value') {
      this.#steps.push(next);
      return;
    }
    this.#scanner.take();
    this.#nodeUnless(['key', 'value', 'block-end'], true, true, next);
  }

  #flowEntry(start: Mark, isFirst: boolean): void {
    if (this.#peek() !== ']' && !isFirst) {
      if (this.#peek() !== ',') this.#fail("did not find expected ',' or ']'", start);
      this.#scanner.take();
    }
    if (this.#peek() === ']') {
      this.#scanner.take();
      return;
    }
    this.#steps.push(() => { this.#flowEntry(start, false); });
    if (this.#peek() !== 'key') this.#node(false, false);
    else {
      this.#scanner.take();
      this.#pairKey();
    }
  }

  /** A pair in a flow sequence: `[a: b]`. */
  #pairKey(): void {
    this.#steps.push(() => { this.#pairValue(); });
    if (this.#isAny('value', ',', ']')) this.#scanner.take();
    else this.#node(false, false);
  }

  #pairValue(): void {
    if (this.#peek() !== 'value') return;
    this.#scanner.take();
    if (!this.#isAny(',', ']')) this.#node(false, false);
  }

  #flowKey(start: Mark, isFirst: boolean): void {
    if (this.#peek() !== '}' && !isFirst) {
      if (this.#peek() !== ',') this.#fail("did not find expected ',' or '}'", start);
      this.#scanner.take();
    }
    if (this.#peek() === '}') {
      this.#scanner.take();
      return;
    }
    const next = (): void => { this.#flowKey(start, false); };
    if (this.#peek() === 'key') {
      this.#scanner.take();
      this.#nodeUnless(['value', ',', '}'], false, false, () => { this.#flowValue(next); });
    } else {
      this.#steps.push(next);
      this.#node(false, false);
    }
  }

  #flowValue(next: Step): void {
    if (this.#peek() !== 'value') {
      this.#steps.push(next);
      return;
    }
    this.#scanner.take();
    this.#nodeUnless([',', '}'], false, false, next);
  }
}

const zero: Mark = { index: 0, line: 0, column: 0 };

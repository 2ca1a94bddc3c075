// Puts a prefix before every line of text that comes in chunks, for logs of several containers in one terminal.

/** Chunks may be cut anywhere but inside a CR LF. */
export class PrefixedLines {
  readonly #prefix: string;
  #isAtStart = true;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  write(text: string): string {
    if (text === '') return '';
    const head = this.#isAtStart ? this.#prefix : '';
    this.#isAtStart = text.endsWith('\n');
    const body = this.#isAtStart ? text.slice(0, -2) : text;
    return head + body.replaceAll('\r\n', `\r\n${this.#prefix}`) + (this.#isAtStart ? '\r\n' : '');
  }

  /** Ends an open line and takes colours back. */
  end(): string {
    const open = !this.#isAtStart;
    this.#isAtStart = true;
    return open ? '\u001b[0m\r\n' : '\u001b[0m';
  }
}

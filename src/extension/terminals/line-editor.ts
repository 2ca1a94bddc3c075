// A line that is typed in a terminal: cursor keys, history, the usual control keys. Bytes in, what to draw and finished lines out.

/** What a key did, when it was more than a change of the line. */
export type LineEvent = { readonly line: string } | { readonly isInterrupt: true } | { readonly isEnd: true } | { readonly completeFor: string };

const maxHistory = 200;

export class LineEditor {
  #text = '';
  #cursor = 0;
  /** Where the cursor was drawn last, counted from the prompt's first column. */
  #drawnAt = 0;
  readonly #history: string[] = [];
  #historyAt = 0;
  #draft = '';
  #prompt: string;
  columns = 80;
  readonly #draw: (text: string) => void;

  constructor(prompt: string, draw: (text: string) => void) {
    this.#prompt = prompt;
    this.#draw = draw;
  }

  /** Starts a new line with its prompt; `prompt` stays until another is given. */
  start(prompt = this.#prompt): void {
    this.#prompt = prompt;
    this.#text = '';
    this.#cursor = 0;
    this.#drawnAt = 0;
    this.#historyAt = this.#history.length;
    this.redraw();
  }

  /** Takes keys as a terminal sends them; the events in order. */
  feed(data: string): LineEvent[] {
    const events: LineEvent[] = [];
    for (const [key] of data.matchAll(/\u001b(?:\[[0-9;]*[~A-Za-z]|O[A-Za-z]|.)?|[^\u001b]/gsu)) {
      const event = this.#key(key);
      if (event !== undefined) events.push(event);
    }
    return events;
  }

  /** Puts text at the cursor. */
  insert(text: string): void {
    this.#text = this.#text.slice(0, this.#cursor) + text + this.#text.slice(this.#cursor);
    this.#cursor += text.length;
    this.redraw();
  }

  redraw(): void {
    const up = Math.floor(this.#drawnAt / this.columns);
    const end = this.#prompt.length + this.#text.length;
    const at = this.#prompt.length + this.#cursor;
    let out = `${up > 0 ? `\u001b[${up}A` : ''}\r\u001b[J${this.#prompt}${this.#text}`;
    // At the right edge a terminal waits with the next line until something is written there.
    if (end % this.columns === 0) out += ' \r';
    const back = Math.floor(end / this.columns) - Math.floor(at / this.columns);
    out += `${back > 0 ? `\u001b[${back}A` : ''}\r${at % this.columns > 0 ? `\u001b[${at % this.columns}C` : ''}`;
    this.#drawnAt = at;
    this.#draw(out);
  }

  #key(key: string): LineEvent | undefined {
    switch (key) {
      case '\r':
      case '\n':
        return this.#enter();
      case '\u0003':
        this.#draw('^C\r\n');
        return { isInterrupt: true };
      case '\u0004':
        return this.#text === '' ? { isEnd: true } : this.#delete(this.#cursor, this.#cursor + 1);
      case '\t':
        return { completeFor: this.#text.slice(0, this.#cursor) };
      case '\u007f':
      case '\b':
        return this.#delete(this.#cursor - 1, this.#cursor);
      case '\u001b[3~':
        return this.#delete(this.#cursor, this.#cursor + 1);
      case '\u0015':
        return this.#delete(0, this.#cursor);
      case '\u000b':
        return this.#delete(this.#cursor, this.#text.length);
      case '\u0017':
        return this.#delete(this.#text.slice(0, this.#cursor).replace(/\S*\s*$/, '').length, this.#cursor);
      case '\u000c':
        this.#draw('\u001b[2J\u001b[H');
        this.#drawnAt = 0;
        return this.#moveTo(this.#cursor);
      default:
        return this.#move(key);
    }
  }

  #move(key: string): undefined {
    switch (key) {
      case '\u001b[D':
      case '\u001bOD':
        return this.#moveTo(this.#cursor - 1);
      case '\u001b[C':
      case '\u001bOC':
        return this.#moveTo(this.#cursor + 1);
      case '\u001b[H':
      case '\u001bOH':
      case '\u0001':
        return this.#moveTo(0);
      case '\u001b[F':
      case '\u001bOF':
      case '\u0005':
        return this.#moveTo(this.#text.length);
      case '\u001b[A':
      case '\u001bOA':
        return this.#recall(this.#historyAt - 1);
      case '\u001b[B':
      case '\u001bOB':
        return this.#recall(this.#historyAt + 1);
      default:
        if (key >= ' ' && !key.startsWith('\u001b')) this.insert(key);
        return undefined;
    }
  }

  #enter(): LineEvent {
    this.#moveTo(this.#text.length);
    this.#draw('\r\n');
    const line = this.#text;
    if (line.trim() !== '' && line !== this.#history.at(-1)) this.#history.push(line);
    if (this.#history.length > maxHistory) this.#history.shift();
    this.#historyAt = this.#history.length;
    this.#text = '';
    this.#cursor = 0;
    this.#drawnAt = 0;
    return { line };
  }

  #delete(from: number, to: number): undefined {
    if (from < 0) return;
    this.#text = this.#text.slice(0, from) + this.#text.slice(to);
    this.#cursor = from;
    this.redraw();
  }

  #moveTo(at: number): undefined {
    this.#cursor = Math.max(0, Math.min(at, this.#text.length));
    this.redraw();
  }

  #recall(at: number): undefined {
    if (at < 0 || at > this.#history.length) return;
    if (this.#historyAt === this.#history.length) this.#draft = this.#text;
    this.#historyAt = at;
    this.#text = this.#history[at] ?? this.#draft;
    this.#cursor = this.#text.length;
    this.redraw();
  }
}

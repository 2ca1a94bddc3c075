// Text from the cluster made safe to show: no control characters, no escape sequences, no bidirectional overrides.

const escape = '\u001b';
/** CSI, OSC (ended by BEL or ST), other string sequences, and two-character escapes. */
const sequences = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]?/g;
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
const colour = /^\u001b\[[0-9;:]*m$/;
/** At most this much of an unfinished escape sequence is kept for the next chunk. */
const maxCarry = 4096;

/** For trees, documents, messages and output channels: keeps tabs and line ends. */
export function printable(text: string): string {
  return text.replace(sequences, '').replace(controls, '');
}

/** One line: line ends and tabs become spaces. */
export function printableLine(text: string): string {
  return printable(text.replace(/[\r\n\t]+/g, ' ')).trim();
}

/** Bytes of a log made safe for a terminal, chunk by chunk: colours stay, all else that moves or commands the terminal goes, lines end in CR LF. */
export class TerminalText {
  readonly #decoder = new TextDecoder();
  #carry = '';

  write(bytes: Uint8Array): string {
    const text = this.#carry + this.#decoder.decode(bytes, { stream: true });
    const from = unfinishedFrom(text);
    this.#carry = text.slice(from);
    return clean(text.slice(0, from));
  }

  /** What was held back as the start of a sequence, at the end of the stream. */
  end(): string {
    const text = this.#carry + this.#decoder.decode();
    this.#carry = '';
    return clean(text);
  }
}

function clean(text: string): string {
  let out = '';
  let at = 0;
  for (const match of text.matchAll(sequences)) {
    out += text.slice(at, match.index).replace(controls, '');
    if (colour.test(match[0])) out += match[0];
    at = match.index + match[0].length;
  }
  out += text.slice(at).replace(controls, '');
  return out.replaceAll('\n', '\r\n');
}

/** Where an escape sequence starts that the end of `text` may cut; its length when none. */
function unfinishedFrom(text: string): number {
  const at = text.lastIndexOf(escape);
  if (at < 0 || text.length - at > maxCarry) return text.length;
  const rest = text.slice(at);
  const isFinished = /^\u001b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\u0007]*\u0007|[^[\]PX^_ -/])/.test(rest);
  return isFinished ? text.length : at;
}

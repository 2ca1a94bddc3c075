// A pseudo terminal: echo, line editing, control characters and newline translation between a person and the processes.
import type { Bytes } from '../bytes.ts';
import { type OpenFile, Pipe, type TerminalSettings } from '../process/open-file.ts';
import type { PidNamespace } from '../process/process.ts';
import { SIGINT, SIGQUIT } from '../process/signals.ts';

/** The line discipline of one terminal; `output` hears what the screen shows. */
export class Terminal implements TerminalSettings {
  columns = 80;
  rows = 24;
  /** `stty raw`, `-echo`. */
  isRaw = false;
  hasEcho = true;
  readonly name: string;
  readonly #input = new Pipe();
  readonly #inputEnd: OpenFile;
  readonly #reader: OpenFile;
  readonly #output: (bytes: Bytes) => void;
  readonly #namespace: PidNamespace;
  #line = '';

  constructor(name: string, namespace: PidNamespace, output: (bytes: Bytes) => void) {
    this.name = name;
    this.#namespace = namespace;
    this.#output = output;
    this.#inputEnd = this.#input.writeEnd();
    this.#reader = this.#input.readEnd();
  }

  /** The device as processes open it. */
  file(): OpenFile {
    return {
      references: 0,
      path: this.name,
      isTty: true,
      terminal: this,
      read: async (process, max) => {
        const bytes = await this.#reader.read(process, max);
        // ^D on an empty line is the end of input for one read only.
        return bytes === '\x04' ? '' : bytes;
      },
      write: (_process, bytes) => { this.#output(bytes.replaceAll('\n', '\r\n')); },
      unread: (bytes) => { this.#reader.unread(bytes); },
      close: () => undefined,
    };
  }

  /** Keys as typed. */
  type(bytes: Bytes): void {
    if (this.isRaw) {
      this.#input.push(bytes);
      return;
    }
    for (const key of bytes) this.#key(key);
  }

  #echo(bytes: Bytes): void {
    if (this.hasEcho) this.#output(bytes);
  }

  #key(key: string): void {
    if (key === '\r' || key === '\n') {
      this.#echo('\r\n');
      this.#input.push(`${this.#line}\n`);
      this.#line = '';
    } else if (key === '\x7f' || key === '\b') {
      if (this.#line !== '') this.#echo('\b \b');
      this.#line = this.#line.slice(0, -1);
    } else if (key === '\x15') {
      this.#echo('\b \b'.repeat(this.#line.length));
      this.#line = '';
    } else if (key === '\x03' || key === '\x1c') {
      this.#echo(key === '\x03' ? '^C' : '^\\');
      this.#line = '';
      for (const process of [...this.#namespace.processes.values()]) if (process.tty === this.name) process.signal(key === '\x03' ? SIGINT : SIGQUIT);
    } else if (key === '\x04') {
      this.#input.push(this.#line === '' ? '\x04' : this.#line);
      this.#line = '';
    } else if (key >= ' ' || key === '\t') {
      this.#line += key;
      this.#echo(key);
    }
  }

  /** The person is gone: readers see the end of input. */
  hangUp(): void {
    this.#inputEnd.close();
  }
}

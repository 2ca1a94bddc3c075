// One kubectl command in a terminal: its output made safe, what is typed on its way to it.
import type { TerminalDimensions } from 'vscode';
import type { KubectlHost } from '../kubectl/kubectl-host.ts';
import type { ClusterHost } from '../session/cluster-host.ts';
import type { RunningKubectl } from '../session/cluster-session.ts';
import { TerminalText } from '../text/printable.ts';

export interface KubectlRunOptions {
  readonly cluster: ClusterHost;
  readonly host: KubectlHost;
  write(text: string): void;
  /** Gets standard output in place of the terminal. */
  readonly onStdout?: (text: string) => void;
}

export class KubectlRun {
  readonly #options: KubectlRunOptions;
  readonly #encoder = new TextEncoder();
  readonly #text = new TerminalText();
  readonly #tty = new TextDecoder();
  #running: RunningKubectl | undefined;
  #size: TerminalDimensions | undefined;
  #isRaw = false;
  /** Has been typed in this line, by the line. */
  #line = '';
  #isCancelled = false;

  constructor(options: KubectlRunOptions, size: TerminalDimensions | undefined) {
    this.#options = options;
    this.#size = size;
  }

  /** Resolves with the exit code. Rejects when the cluster does not start or goes away. */
  async run(argv: readonly string[], namespace?: string): Promise<number> {
    const { cluster, host, write, onStdout } = this.#options;
    const session = await cluster.start();
    if (this.#isCancelled) return 130;
    const running = session.kubectl({
      argv, host,
      ...(namespace !== undefined && { namespace }),
      onOutput: (output) => {
        if ('stdout' in output && onStdout !== undefined) onStdout(output.stdout);
        else write(this.#text.write(this.#encoder.encode('stdout' in output ? output.stdout : output.stderr)));
      },
      terminal: {
        // A tty carries what programs draw, so its control sequences stay; the emulated programs cannot reach beyond this terminal.
        onBytes: (bytes) => {
          if (onStdout !== undefined) onStdout(this.#tty.decode(bytes, { stream: true }));
          else write(this.#isRaw ? withoutStrings(this.#tty.decode(bytes, { stream: true })) : this.#text.write(bytes));
          return undefined;
        },
        onMode: (isRaw) => { this.#isRaw = isRaw; },
      },
    });
    this.#running = running;
    if (this.#size !== undefined) this.resize(this.#size);
    const code = await running.done;
    write(this.#text.end());
    return this.#isCancelled ? 130 : code;
  }

  resize(size: TerminalDimensions): void {
    this.#size = size;
    this.#running?.resize(size.columns, size.rows);
  }

  type(data: string): void {
    if (this.#isRaw) this.#running?.type(this.#encoder.encode(data));
    else for (const key of data) this.#typeKey(key);
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#running?.cancel();
  }

  #typeKey(key: string): void {
    const { write } = this.#options;
    if (key === '\u0003') {
      write('^C\r\n');
      this.cancel();
    } else if (key === '\u0004') {
      if (this.#line === '') this.#running?.endTyping();
      else this.#send('');
    } else if (key === '\r' || key === '\n') {
      write('\r\n');
      this.#send('\n');
    } else if (key === '\u007f') {
      if (this.#line !== '') write('\b \b');
      this.#line = this.#line.slice(0, -1);
    } else if (key >= ' ') {
      write(key);
      this.#line += key;
    }
  }

  #send(end: string): void {
    this.#running?.type(this.#encoder.encode(this.#line + end));
    this.#line = '';
  }
}

/** Takes out OSC and other string sequences: they set titles, links and the clipboard, which no program in a Pod may do. */
function withoutStrings(text: string): string {
  return text.replace(/\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\|$)/g, '');
}

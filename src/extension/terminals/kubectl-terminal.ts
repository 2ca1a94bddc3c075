// The terminal "kubectl": a prompt for the built-in kubectl, with line editing, completion of commands and output into files.
import { EventEmitter, type Pseudoterminal, type TerminalDimensions } from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { errorText } from '../error-text.ts';
import type { KubectlHost } from '../kubectl/kubectl-host.ts';
import type { ClusterHost } from '../session/cluster-host.ts';
import { kubectlText } from '../session/cluster-session.ts';
import { printableLine } from '../text/printable.ts';
import { type CommandLine, parseCommandLine } from '../../kubectl/command-words.ts';
import { KubectlRun } from './kubectl-run.ts';
import { LineEditor, type LineEvent } from './line-editor.ts';

export interface KubectlTerminalOptions {
  readonly cluster: ClusterHost;
  readonly host: KubectlHost;
  /** Hears of each command that ended well or was stopped. */
  onDone(argv: readonly string[]): void;
}

/** The exit code after Ctrl+C, the usual end of `logs -f`. */
const interrupted = 130;
const prompt = '$ ';
const help = 'The kubectl that is built into Podlab, on the cluster of this window. Files are the workspace’s. Try: kubectl get pods -A, kubectl explain pod.spec. Also: clear, exit.';

export class KubectlTerminal implements Pseudoterminal, Disposable {
  readonly #options: KubectlTerminalOptions;
  readonly #written = new EventEmitter<string>();
  readonly #ended = new EventEmitter<number>();
  readonly #editor = new LineEditor(prompt, (text) => { this.#write(text); });
  #run: KubectlRun | undefined;
  #size: TerminalDimensions | undefined;
  /** Typed while a command ran to its end; lines that were pasted together. */
  readonly #waiting: LineEvent[] = [];
  #isDisposed = false;

  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#ended.event;

  constructor(options: KubectlTerminalOptions) {
    this.#options = options;
  }

  open(size: TerminalDimensions | undefined): void {
    if (size !== undefined) this.setDimensions(size);
    this.#note(help);
    this.#editor.start();
  }

  close(): void {
    this.dispose();
  }

  handleInput(data: string): void {
    if (this.#run !== undefined) {
      this.#run.type(data);
      return;
    }
    this.#waiting.push(...this.#editor.feed(data));
    void this.#next();
  }

  setDimensions(size: TerminalDimensions): void {
    this.#size = size;
    this.#editor.columns = Math.max(1, size.columns);
    this.#run?.resize(size);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#run?.cancel();
    this.#written.dispose();
    this.#ended.dispose();
  }

  async #next(): Promise<void> {
    while (this.#run === undefined && !this.#isDisposed) {
      const event = this.#waiting.shift();
      if (event === undefined) return;
      if ('completeFor' in event) await this.#complete(event.completeFor);
      else if ('isEnd' in event) this.#ended.fire(0);
      else {
        if ('line' in event) await this.#execute(event.line);
        this.#editor.start();
      }
    }
  }

  async #execute(line: string): Promise<void> {
    try {
      const { words, output } = parseCommandLine(line);
      const [first, ...rest] = words;
      if (first === undefined) return;
      if (first === 'clear') this.#write('\u001b[2J\u001b[3J\u001b[H');
      else if (first === 'exit') this.#ended.fire(0);
      else if (first === 'help') this.#note(help);
      else if (first === 'kubectl' || first === 'k') await this.#kubectl(rest, output);
      else this.#note(`${first}: this terminal runs kubectl only. A shell in a container: kubectl exec -it POD -- sh`);
    } catch (error) {
      this.#note(errorText(error));
    }
  }

  async #kubectl(argv: readonly string[], output: CommandLine['output']): Promise<void> {
    const { cluster, host, onDone } = this.#options;
    let kept = '';
    const run = new KubectlRun({ cluster, host, write: (text) => { this.#write(text); }, ...(output !== undefined && { onStdout: (text) => { kept += text; } }) }, this.#size);
    this.#run = run;
    try {
      const code = await run.run(argv);
      if (code === 0 || code === interrupted) onDone(argv);
      if (output === undefined) return;
      const before = output.isAppending ? ((await host.files.readBytes({ ask: 'readBytes', path: output.path }))?.[0]?.bytes ?? new Uint8Array()) : new Uint8Array();
      await host.files.writeFile({ ask: 'writeFile', path: output.path, bytes: new Uint8Array([...before, ...new TextEncoder().encode(kept)]) });
    } finally {
      this.#run = undefined;
    }
  }

  /** The words that kubectl knows for the place: one is put in, several are listed. */
  async #complete(typed: string): Promise<void> {
    const words = typed.replace(/^\s*(?:kubectl|k)\s+/, '').split(/\s+/);
    if (!/^\s*(?:kubectl|k)\s/.test(typed)) return;
    const session = await this.#options.cluster.start();
    const { stdout } = await kubectlText(session, ['__complete', ...words]);
    const fitting = stdout.split('\n').filter((line) => line !== '' && !line.startsWith(':')).map((line) => line.split('\t')[0] ?? '');
    const [only] = fitting;
    if (only !== undefined && fitting.length === 1) this.#editor.insert(`${only.slice(words.at(-1)?.length ?? 0)} `);
    else if (fitting.length > 1) {
      this.#write(`\r\n${fitting.map(printableLine).join('  ')}\r\n`);
      this.#editor.redraw();
    }
  }

  #write(text: string): void {
    if (!this.#isDisposed && text !== '') this.#written.fire(text);
  }

  /** Words of Podlab's own, dimmed. */
  #note(words: string): void {
    this.#write(`\u001b[2m${printableLine(words)}\u001b[0m\r\n`);
  }
}

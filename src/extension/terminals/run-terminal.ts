// A terminal for one kubectl command: a shell in a container, an attached one, a debugging one.
import { EventEmitter, type Pseudoterminal, type TerminalDimensions } from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { errorText } from '../error-text.ts';
import type { KubectlHost } from '../kubectl/kubectl-host.ts';
import type { ClusterHost } from '../session/cluster-host.ts';
import { printableLine } from '../text/printable.ts';
import { KubectlRun } from './kubectl-run.ts';

export interface RunSource {
  readonly cluster: ClusterHost;
  readonly host: KubectlHost;
  readonly argv: readonly string[];
  /** Said when the command has ended by itself. */
  readonly ending: string;
}

export class RunTerminal implements Pseudoterminal, Disposable {
  readonly #source: RunSource;
  readonly #written = new EventEmitter<string>();
  readonly #ended = new EventEmitter<number>();
  #run: KubectlRun | undefined;
  #isDisposed = false;

  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#ended.event;

  constructor(source: RunSource) {
    this.#source = source;
  }

  open(size: TerminalDimensions | undefined): void {
    const { cluster, host, argv, ending } = this.#source;
    const run = new KubectlRun({ cluster, host, write: (text) => { this.#write(text); } }, size);
    this.#run = run;
    run.run(argv).then(() => { this.#note(ending); }, (error: unknown) => { this.#note(errorText(error)); }).finally(() => { this.#run = undefined; });
  }

  close(): void {
    this.dispose();
  }

  handleInput(data: string): void {
    this.#run?.type(data);
  }

  setDimensions(size: TerminalDimensions): void {
    this.#run?.resize(size);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#run?.cancel();
    this.#written.dispose();
    this.#ended.dispose();
  }

  #write(text: string): void {
    if (!this.#isDisposed && text !== '') this.#written.fire(text);
  }

  #note(words: string): void {
    this.#write(`\r\n\u001b[2m${printableLine(words)}\u001b[0m\r\n`);
  }
}

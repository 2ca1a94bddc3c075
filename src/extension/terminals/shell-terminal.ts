// A terminal in a container: exec with a tty, as `kubectl exec -it`.
import { EventEmitter, type Pseudoterminal, type TerminalDimensions } from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { pods } from '../../client/resources.ts';
import type { Channel } from '../../client/transport.ts';
import type { ClusterHost } from '../session/cluster-host.ts';
import { printableLine } from '../text/printable.ts';

export interface ShellSource {
  readonly cluster: ClusterHost;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly command: readonly string[];
}

const stdin = 0;
const resize = 4;

export class ShellTerminal implements Pseudoterminal, Disposable {
  readonly #source: ShellSource;
  readonly #written = new EventEmitter<string>();
  readonly #ended = new EventEmitter<number>();
  readonly #owned = new DisposableStore();
  readonly #encoder = new TextEncoder();
  #channel: Channel | undefined;

  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#ended.event;

  constructor(source: ShellSource) {
    this.#source = source;
  }

  open(dimensions: TerminalDimensions | undefined): void {
    const { cluster, namespace, pod, container, command } = this.#source;
    const decoder = new TextDecoder();
    const query = { container, command, stdin: 'true', stdout: 'true', tty: 'true' };
    if (cluster.session === undefined) {
      this.#note('The cluster is not running.');
      return;
    }
    // A tty carries what programs draw, so its control sequences stay; the emulated programs cannot reach beyond this terminal.
    this.#channel = this.#owned.add(cluster.session.client.connect({ verb: 'connect', ref: pods, subresource: 'exec', namespace, name: pod, query }, {
      onData: (channel, bytes) => {
        if (channel === 1 || channel === 2) this.#written.fire(withoutStrings(decoder.decode(bytes, { stream: true })));
        return undefined;
      },
      onClose: (status) => {
        this.#channel = undefined;
        if (status !== undefined && status.status !== 'Success') this.#note(status.message ?? 'The shell ended.');
        else this.#note('The shell ended.');
      },
    }));
    if (dimensions !== undefined) this.setDimensions(dimensions);
  }

  close(): void {
    this.dispose();
  }

  handleInput(data: string): void {
    this.#channel?.send(stdin, this.#encoder.encode(data));
  }

  setDimensions({ columns, rows }: TerminalDimensions): void {
    this.#channel?.send(resize, this.#encoder.encode(JSON.stringify({ Width: columns, Height: rows })));
  }

  dispose(): void {
    this.#owned.dispose();
    this.#written.dispose();
    this.#ended.dispose();
  }

  #note(words: string): void {
    this.#written.fire(`\r\n\u001b[2m${printableLine(words)}\u001b[0m\r\n`);
  }
}

/** Takes out OSC and other string sequences: they set titles, links and the clipboard, which no program in a Pod may do. */
function withoutStrings(text: string): string {
  return text.replace(/\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\|$)/g, '');
}

// A terminal that shows a Pod's logs: one container or all, following, with colours and nothing else that could command the terminal.
import { EventEmitter, type Pseudoterminal, type TerminalDimensions } from 'vscode';
import type { Status } from '../../api/generated/meta-v1.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { systemClock } from '../../base/system-clock.ts';
import { pods } from '../../client/resources.ts';
import type { ClusterHost } from '../session/cluster-host.ts';
import { PrefixedLines } from '../text/prefixed-lines.ts';
import { printableLine, TerminalText } from '../text/printable.ts';

export interface LogSource {
  readonly cluster: ClusterHost;
  readonly namespace: string;
  readonly pod: string;
  /** One, or several to be shown together with their names in front. */
  readonly containers: readonly string[];
  /** Of the instance before the last restart. */
  readonly isPrevious: boolean;
}

/** How long to wait before asking again for the log of a container that has not started. */
const retryMs = 500;
const prefixColours = [36, 33, 35, 32, 34, 31];

export class LogTerminal implements Pseudoterminal, Disposable {
  readonly #source: LogSource;
  readonly #written = new EventEmitter<string>();
  readonly #ended = new EventEmitter<number>();
  readonly #streams = new DisposableStore();
  #isPrevious: boolean;
  #openStreams = 0;
  readonly #waiting = new Set<string>();

  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#ended.event;

  constructor(source: LogSource) {
    this.#source = source;
    this.#isPrevious = source.isPrevious;
  }

  open(_dimensions: TerminalDimensions | undefined): void {
    this.#start();
  }

  close(): void {
    this.dispose();
  }

  /** Ctrl+C stops, r reads again, p reads the previous instance. */
  handleInput(data: string): void {
    if (data === '\u0003' && this.#openStreams > 0) {
      this.#streams.clear();
      this.#openStreams = 0;
      this.#note('Stopped. Press r to read again.');
    } else if (data === 'r' || data === 'p') {
      this.#isPrevious = data === 'p';
      this.#start();
    }
  }

  dispose(): void {
    this.#streams.dispose();
    this.#written.dispose();
    this.#ended.dispose();
  }

  #start(): void {
    this.#streams.clear();
    this.#openStreams = 0;
    this.#waiting.clear();
    const { pod, containers } = this.#source;
    this.#note(`${this.#isPrevious ? 'Previous logs' : 'Logs'} of ${pod}, ${containers.length === 1 ? `container ${containers[0] ?? ''}` : `${containers.length} containers`}. Ctrl+C stops, r reads again, p shows the previous instance.`);
    const { session } = this.#source.cluster;
    if (session === undefined) {
      this.#note('The cluster is not running. Press r when it is.');
      return;
    }
    containers.forEach((container, at) => { this.#read(container, containers.length === 1 ? '' : `\u001b[${prefixColours[at % prefixColours.length] ?? 36}m${container}\u001b[0m `); });
  }

  #read(container: string, prefix: string): void {
    const { cluster, namespace, pod } = this.#source;
    const lines = new PrefixedLines(prefix);
    const text = new TerminalText();
    const query = { container, ...(this.#isPrevious ? { previous: 'true' } : { follow: 'true' }) };
    this.#openStreams++;
    const channel = cluster.session?.client.connect({ verb: 'connect', ref: pods, subresource: 'log', namespace, name: pod, query }, {
      onData: (_channel, bytes) => {
        this.#written.fire(lines.write(text.write(bytes)));
        return undefined;
      },
      onClose: (status) => {
        this.#openStreams--;
        this.#written.fire(lines.write(text.end()) + lines.end());
        if (isWaiting(status) && !this.#isPrevious) this.#retry(container, prefix);
        else if (status !== undefined && status.status !== 'Success') this.#note(status.message ?? 'The log could not be read.');
        else if (!this.#isPrevious) this.#note(`End of the log of ${container}. Press r to read again.`);
      },
    });
    if (channel !== undefined) this.#streams.add(channel);
  }

  /** The container has not started yet: says so once and asks again until it has. */
  #retry(container: string, prefix: string): void {
    if (!this.#waiting.has(container)) this.#note(`Waiting for ${container} to start.`);
    this.#waiting.add(container);
    this.#openStreams++;
    this.#streams.add(systemClock.setTimeout(() => {
      this.#openStreams--;
      this.#read(container, prefix);
    }, retryMs));
  }

  /** Words of Podlab's own, dimmed. */
  #note(words: string): void {
    this.#written.fire(`\u001b[2m${printableLine(words)}\u001b[0m\r\n`);
  }
}

/** The kubelet's refusal for a container that will start, in its words: `container "x" in pod "y" is waiting to start: ContainerCreating`. */
function isWaiting(status: Status | undefined): boolean {
  return /is waiting to start: (?:ContainerCreating|PodInitializing)$/.test(status?.message ?? '') || /does not have a host assigned$/.test(status?.message ?? '');
}

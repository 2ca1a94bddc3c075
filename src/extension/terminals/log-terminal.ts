// A terminal that shows logs: of one container or of many, of several Pods too, following, with colours and nothing else that could command the terminal.
import { EventEmitter, type Pseudoterminal, type TerminalDimensions } from 'vscode';
import type { Status } from '../../api/generated/meta-v1.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { systemClock } from '../../base/system-clock.ts';
import type { Event } from '../../base/emitter.ts';
import { pods } from '../../client/resources.ts';
import type { ClusterHost } from '../session/cluster-host.ts';
import { PrefixedLines } from '../text/prefixed-lines.ts';
import { printableLine, TerminalText } from '../text/printable.ts';

/** One container. */
export interface LogPlace {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

export interface LogSource {
  readonly cluster: ClusterHost;
  /** What the logs are of, in words. */
  readonly title: string;
  /** One, or several to be shown together with their names in front; those that come later join. */
  places(): readonly LogPlace[];
  /** Fires when there may be other places. */
  readonly onDidChange?: Event<unknown>;
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
  readonly #owned = new DisposableStore();
  /** By place, in the order of their colours. */
  readonly #read = new Map<string, string>();
  #isPrevious: boolean;
  #openStreams = 0;
  #isStopped = false;
  readonly #waiting = new Set<string>();

  readonly onDidWrite = this.#written.event;
  readonly onDidClose = this.#ended.event;

  constructor(source: LogSource) {
    this.#source = source;
    this.#isPrevious = source.isPrevious;
  }

  open(_dimensions: TerminalDimensions | undefined): void {
    this.#start();
    const { onDidChange } = this.#source;
    if (onDidChange !== undefined) this.#owned.add(onDidChange(() => { if (!this.#isStopped && !this.#isPrevious) this.#join(); }));
  }

  close(): void {
    this.dispose();
  }

  /** Ctrl+C stops, r reads again, p reads the previous instance. */
  handleInput(data: string): void {
    if (data === '\u0003' && this.#openStreams > 0) {
      this.#streams.clear();
      this.#openStreams = 0;
      this.#isStopped = true;
      this.#note('Stopped. Press r to read again.');
    } else if (data === 'r' || data === 'p') {
      this.#isPrevious = data === 'p';
      this.#start();
    }
  }

  dispose(): void {
    this.#owned.dispose();
    this.#streams.dispose();
    this.#written.dispose();
    this.#ended.dispose();
  }

  #start(): void {
    this.#streams.clear();
    this.#openStreams = 0;
    this.#waiting.clear();
    this.#read.clear();
    this.#isStopped = false;
    const { title, cluster } = this.#source;
    this.#note(`${this.#isPrevious ? 'Previous logs' : 'Logs'} of ${title}. Ctrl+C stops, r reads again, p shows the previous instance.`);
    if (cluster.session === undefined) this.#note('The cluster is not running. Press r when it is.');
    else this.#join();
  }

  /** Reads the places that are not read yet. */
  #join(): void {
    const places = this.#source.places();
    const hasSeveral = places.length > 1 || this.#read.size > 0 || this.#source.onDidChange !== undefined;
    const hasPods = new Set(places.map(({ pod }) => pod)).size > 1 || this.#source.onDidChange !== undefined;
    for (const place of places) {
      const key = JSON.stringify(place);
      if (this.#read.has(key)) continue;
      const colour = prefixColours[this.#read.size % prefixColours.length] ?? 36;
      const prefix = hasSeveral ? `\u001b[${colour}m${hasPods ? `${place.pod}/` : ''}${place.container}\u001b[0m ` : '';
      this.#read.set(key, prefix);
      this.#follow(place, prefix);
    }
  }

  #follow(place: LogPlace, prefix: string): void {
    const { namespace, pod, container } = place;
    const { cluster } = this.#source;
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
        if (isWaiting(status) && !this.#isPrevious) this.#retry(place, prefix);
        else if (status !== undefined && status.status !== 'Success') this.#note(status.message ?? 'The log could not be read.');
        else if (!this.#isPrevious) this.#note(`End of the log of ${container}. Press r to read again.`);
      },
    });
    if (channel !== undefined) this.#streams.add(channel);
  }

  /** The container has not started yet: says so once and asks again until it has. */
  #retry(place: LogPlace, prefix: string): void {
    const container = `${place.pod}/${place.container}`;
    if (!this.#waiting.has(container)) this.#note(`Waiting for ${container} to start.`);
    this.#waiting.add(container);
    this.#openStreams++;
    this.#streams.add(systemClock.setTimeout(() => {
      this.#openStreams--;
      this.#follow(place, prefix);
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

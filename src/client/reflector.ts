// The loop that keeps a copy of one resource current by list and watch: client-go's Reflector.
import { type Clock, sleep } from '../base/clock.ts';
import { type Disposable, DisposableStore, toDisposable } from '../base/disposable.ts';
import type { Status } from '../api/generated/meta-v1.ts';
import { StatusError } from '../api/meta/status-error.ts';
import type { Client } from './client.ts';
import type { ApiRequest, WatchEvent } from './transport.ts';

export interface ReflectorOptions {
  readonly client: Client;
  readonly clock: Clock;
  /** Between two tries; the first is a tenth of a second. */
  readonly maxBackoffMs: number;
  /** What is watched; the reflector adds where to watch from. */
  readonly request: Omit<ApiRequest, 'verb'>;
  /** Takes over all that there is, unless `signal` aborts; answers the resourceVersion to watch from. */
  readonly list: (signal: AbortSignal) => Promise<string>;
  /** Takes over events, of which none is an ERROR; answers the resourceVersion they lead to. */
  readonly apply: (events: readonly WatchEvent[], signal: AbortSignal) => string | undefined;
  /** Hears of each failure but an expired resourceVersion; the reflector tries again by itself. */
  readonly onFailure?: (error: unknown) => void;
}

const firstBackoffMs = 100;

/** Lists, watches until the watch ends, and again: from where it stood when that is still known to the server, otherwise from a new list. */
export class Reflector implements Disposable {
  readonly #options: ReflectorOptions;
  readonly #abort = new AbortController();
  #isStarted = false;
  #resourceVersion = '';

  constructor(options: ReflectorOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    void this.#run();
  }

  /** Nothing is listed, applied or reported afterwards. */
  dispose(): void {
    this.#abort.abort();
  }

  async #run(): Promise<void> {
    const { clock, maxBackoffMs, list, onFailure } = this.#options;
    const { signal } = this.#abort;
    const isStopped = (): boolean => signal.aborted;
    let backoffMs = firstBackoffMs;
    while (!isStopped()) {
      try {
        if (this.#resourceVersion === '') this.#resourceVersion = await list(signal);
        if (isStopped()) return;
        await this.#watch();
        backoffMs = firstBackoffMs;
      } catch (error) {
        if (isStopped()) return;
        this.#resourceVersion = '';
        if (error instanceof StatusError && error.code === 410) continue;
        onFailure?.(error);
        await sleep(clock, backoffMs, signal);
        backoffMs = Math.min(backoffMs * 2, maxBackoffMs);
      }
    }
  }

  /** Resolves when the server ends the watch or the reflector is disposed; rejects when the server refuses or fails it. */
  async #watch(): Promise<void> {
    const { client, request } = this.#options;
    const { signal } = this.#abort;
    const lifetime = new DisposableStore();
    try {
      await new Promise<void>((resolve, reject) => {
        const stop = (): void => {
          lifetime.dispose();
          resolve();
        };
        signal.addEventListener('abort', stop);
        lifetime.add(toDisposable(() => { signal.removeEventListener('abort', stop); }));
        const query = { ...request.query, resourceVersion: this.#resourceVersion, allowWatchBookmarks: 'true' };
        lifetime.add(client.follow({ ...request, verb: 'watch', query }, {
          onEvents: (events) => {
            const failure = this.#apply(events);
            if (failure !== undefined) reject(new StatusError(failure));
            return undefined;
          },
          onClose: (status) => {
            if (status === undefined) resolve();
            else reject(new StatusError(status));
          },
        }));
      });
    } finally {
      lifetime.dispose();
    }
  }

  /** The Status of the event that ends the watch, if there is one. */
  #apply(events: readonly WatchEvent[]): Status | undefined {
    const { signal } = this.#abort;
    if (signal.aborted) return undefined;
    const failure = events.find((event) => event.type === 'ERROR');
    const reached = this.#options.apply(failure === undefined ? events : events.filter((event) => event.type !== 'ERROR'), signal);
    if (reached !== undefined) this.#resourceVersion = reached;
    return failure?.object as Status | undefined;
  }
}

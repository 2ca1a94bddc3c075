// Requests and streams over any message port: worker, child process, or a pair in one process. Knows nothing of Kubernetes.
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { ConnectionLostError } from '../transport.ts';

/** What both sides of a worker, a child process or a MessageChannel can do. Messages are structured-cloneable. */
export interface MessagePortLike {
  post(message: unknown): void;
  /** Called for each message that arrives, in order. */
  onMessage(listener: (message: unknown) => void): Disposable;
  /** Called once when the other side is gone. */
  onClose(listener: () => void): Disposable;
}

type Message =
  | { readonly kind: 'call'; readonly id: number; readonly method: string; readonly params: unknown; readonly isStream: boolean }
  | { readonly kind: 'item'; readonly id: number; readonly item: unknown }
  /** The receiver has dealt with `count` items; the sender may have that many more under way. */
  | { readonly kind: 'ack'; readonly id: number; readonly count: number }
  /** From the caller to a running stream, e.g. stdin. */
  | { readonly kind: 'input'; readonly id: number; readonly item: unknown }
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly message: string };

/** Whether a message only says that items were received. */
export function isAcknowledgement(message: unknown): boolean {
  return (message as Message).kind === 'ack';
}

/** The serving side of one stream. */
export interface StreamServer {
  /** Sends one item; the promise, when there is one, is pending while the receiver is behind. */
  send(item: unknown): Promise<void> | undefined;
  /** Hears what the caller sends into the stream. */
  onInput(listener: (item: unknown) => void): void;
  readonly signal: AbortSignal;
}

/** What a side offers. Both may be asynchronous; what they throw reaches the caller as an Error with the same message. */
export interface Handlers {
  request(method: string, params: unknown): Promise<unknown>;
  stream(method: string, params: unknown, server: StreamServer): Promise<unknown>;
}

export interface StreamCall {
  /** The stream's result, after its last item. Rejects when the handler threw or the connection was lost. */
  readonly done: Promise<unknown>;
  send(item: unknown): void;
  cancel(): void;
}

/** Items under way before a sender is asked to wait. */
const window = 64;

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
  onItem?: (item: unknown) => Promise<void> | undefined;
}

class Stream implements StreamServer {
  readonly abort = new AbortController();
  readonly #post: (item: unknown) => void;
  readonly #inputs: unknown[] = [];
  #listener: ((item: unknown) => void) | undefined;
  #inFlight = 0;
  #waiting: PromiseWithResolvers<void> | undefined;

  constructor(post: (item: unknown) => void) {
    this.#post = post;
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  send(item: unknown): Promise<void> | undefined {
    if (this.signal.aborted) return undefined;
    this.#post(item);
    this.#inFlight++;
    if (this.#inFlight < window) return undefined;
    this.#waiting ??= Promise.withResolvers();
    return this.#waiting.promise;
  }

  acknowledged(count: number): void {
    this.#inFlight -= count;
    if (this.#inFlight < window) this.release();
  }

  release(): void {
    this.#waiting?.resolve();
    this.#waiting = undefined;
  }

  onInput(listener: (item: unknown) => void): void {
    this.#listener = listener;
    for (const item of this.#inputs.splice(0)) listener(item);
  }

  input(item: unknown): void {
    if (this.#listener === undefined) this.#inputs.push(item);
    else this.#listener(item);
  }
}

/** One end of a port. Either end may call and, with handlers, be called. */
export class Connection implements Disposable {
  readonly #port: MessagePortLike;
  readonly #handlers: Handlers | undefined;
  readonly #pending = new Map<number, Pending>();
  readonly #streams = new Map<number, Stream>();
  readonly #owned = new DisposableStore();
  readonly #closed = new Emitter<undefined>();
  #nextId = 1;
  #isClosed = false;

  /** Fires once when the other side is gone. */
  readonly onDidClose = this.#closed.event;

  constructor(port: MessagePortLike, handlers?: Handlers) {
    this.#port = port;
    this.#handlers = handlers;
    this.#owned.add(port.onMessage((message) => { this.#receive(message as Message); }));
    this.#owned.add(port.onClose(() => { this.#close(); }));
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  request(method: string, params: unknown): Promise<unknown> {
    return this.#call(method, params, undefined).done;
  }

  /** `onItem` may return a promise to make the sender wait. */
  stream(method: string, params: unknown, onItem: (item: unknown) => Promise<void> | undefined): StreamCall {
    return this.#call(method, params, onItem);
  }

  dispose(): void {
    this.#close();
  }

  #call(method: string, params: unknown, onItem: Pending['onItem']): StreamCall {
    const id = this.#nextId++;
    const done = new Promise<unknown>((resolve, reject) => {
      if (this.#isClosed) {
        reject(new ConnectionLostError());
        return;
      }
      this.#pending.set(id, { resolve, reject, ...(onItem && { onItem }) });
      this.#port.post({ kind: 'call', id, method, params, isStream: onItem !== undefined } satisfies Message);
    });
    return {
      done,
      send: (item) => { this.#post({ kind: 'input', id, item }); },
      cancel: () => { if (this.#pending.has(id)) this.#post({ kind: 'cancel', id }); },
    };
  }

  #post(message: Message): void {
    if (!this.#isClosed) this.#port.post(message);
  }

  #receive(message: Message): void {
    switch (message.kind) {
      case 'call':
        void this.#serve(message);
        return;
      case 'item':
        void this.#deliver(message.id, message.item);
        return;
      case 'ack':
        this.#streams.get(message.id)?.acknowledged(message.count);
        return;
      case 'input':
        this.#streams.get(message.id)?.input(message.item);
        return;
      case 'cancel':
        this.#streams.get(message.id)?.abort.abort();
        this.#streams.get(message.id)?.release();
        return;
      case 'result':
        this.#take(message.id)?.resolve(message.value);
        return;
      case 'error':
        this.#take(message.id)?.reject(new Error(message.message));
        return;
    }
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  async #deliver(id: number, item: unknown): Promise<void> {
    try {
      await this.#pending.get(id)?.onItem?.(item);
    } finally {
      this.#post({ kind: 'ack', id, count: 1 });
    }
  }

  async #serve({ id, method, params, isStream }: Extract<Message, { kind: 'call' }>): Promise<void> {
    const stream = new Stream((item) => { this.#post({ kind: 'item', id, item }); });
    if (isStream) this.#streams.set(id, stream);
    try {
      if (this.#handlers === undefined) throw new Error(`nothing here answers ${method}`);
      const value = isStream ? await this.#handlers.stream(method, params, stream) : await this.#handlers.request(method, params);
      this.#post({ kind: 'result', id, value });
    } catch (error) {
      this.#post({ kind: 'error', id, message: error instanceof Error ? error.message : String(error) });
    } finally {
      this.#streams.delete(id);
    }
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#owned.dispose();
    for (const stream of this.#streams.values()) {
      stream.abort.abort();
      stream.release();
    }
    this.#streams.clear();
    for (const pending of this.#pending.values()) pending.reject(new ConnectionLostError());
    this.#pending.clear();
    this.#closed.fire(undefined);
    this.#closed.dispose();
  }
}

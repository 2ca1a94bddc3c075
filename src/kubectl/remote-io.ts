// kubectl's ways out of the cluster's process: every file, editor, key and port is the host's at the other end of a stream.
import { AsyncQueue } from '../base/async-queue.ts';
import type { StreamServer } from '../client/port/connection.ts';
import type { ConnectionBytes, KubectlAnswers, KubectlCall, KubectlInput, KubectlItem, KubectlQuestion } from '../client/port/kubectl-protocol.ts';
import type { KubectlIo, LocalConnection } from './io.ts';

/** What the cluster's process has itself. */
export type OwnIo = Pick<KubectlIo, 'client' | 'clock' | 'docs' | 'connectAs'>;

/** The other end answers questions only when the call says so. */
export function remoteIo(server: StreamServer, call: KubectlCall, own: OwnIo): KubectlIo {
  const { namespace, stdin } = call;
  const send = (item: KubectlItem): Promise<void> | undefined => server.send(item);
  const base = { ...own, namespace, stdin, ...(call.env && { env: call.env }), signal: server.signal, stdout: (text: string) => { void send({ stdout: text }); }, stderr: (text: string) => { void send({ stderr: text }); } };
  if (call.hasHost !== true) return { ...base, readFile: (path) => Promise.reject(new Error(`the path "${path}" does not exist`)) };
  const host = new RemoteHost(server, send);
  return {
    ...base,
    ...filesOf(host),
    editText: (name, text) => host.ask('editText', { ask: 'editText', name, text }),
    listen: (address, port, onConnection) => host.listen(address, port, onConnection),
    ...(call.isTerminal === true && {
      input: { bytes: host.typed, isTerminal: true, sizes: host.sizes, setRaw: (isRaw: boolean) => { void send({ isRaw }); } },
      stdoutBytes: (bytes: Uint8Array) => send({ stdoutBytes: bytes }),
      stderrBytes: (bytes: Uint8Array) => send({ stderrBytes: bytes }),
    }),
  };
}

type Files = Required<Pick<KubectlIo, 'readFile' | 'readBytes' | 'readTree' | 'writeFile'>>;

/** The files of the host at the other end of a stream, for a caller that lends nothing else. */
export function remoteFiles(server: StreamServer): Files {
  return filesOf(new RemoteHost(server, (item) => server.send(item)));
}

function filesOf(host: RemoteHost): Files {
  return {
    readFile: (path, options) => host.ask('readFiles', { ask: 'readFiles', path, isRecursive: options?.isRecursive ?? false }),
    readBytes: (path) => host.ask('readBytes', { ask: 'readBytes', path }),
    readTree: (path) => host.ask('readTree', { ask: 'readTree', path }),
    writeFile: (path, bytes) => host.ask('writeFile', { ask: 'writeFile', path, bytes }),
  };
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

class RemoteHost {
  readonly typed = new AsyncQueue<Uint8Array>();
  readonly sizes = new AsyncQueue<{ readonly columns: number; readonly rows: number }>();
  readonly #send: (item: KubectlItem) => Promise<void> | undefined;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Map<number, (connection: LocalConnection) => void>();
  readonly #connections = new Map<number, AsyncQueue<Uint8Array>>();
  #lastId = 0;

  constructor(server: StreamServer, send: (item: KubectlItem) => Promise<void> | undefined) {
    this.#send = send;
    server.onInput((item) => { this.#hear(item as KubectlInput); });
    server.signal.addEventListener('abort', () => { this.#giveUp(); }, { once: true });
  }

  ask<K extends keyof KubectlAnswers>(_kind: K, question: KubectlQuestion & { readonly ask: K }): Promise<KubectlAnswers[K]> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
      void this.#send({ question, id });
    });
  }

  async listen(address: string, port: number, onConnection: (connection: LocalConnection) => void): Promise<{ readonly port: number; dispose(): void }> {
    const { port: taken, listener } = await this.ask('listen', { ask: 'listen', address, port });
    this.#listeners.set(listener, onConnection);
    return {
      port: taken,
      dispose: () => {
        this.#listeners.delete(listener);
        void this.#send({ closeListener: listener });
      },
    };
  }

  #hear(item: KubectlInput): void {
    if ('typed' in item) this.typed.push(item.typed);
    else if ('isTypingEnded' in item) this.typed.end();
    else if ('columns' in item) this.sizes.push(item);
    else if ('opened' in item) this.#open(item.opened, item.listener);
    else if ('connection' in item) this.#carry(item);
    else this.#answer(item);
  }

  #answer(item: Extract<KubectlInput, { readonly id: number }>): void {
    const waiting = this.#waiting.get(item.id);
    this.#waiting.delete(item.id);
    if ('failure' in item) waiting?.reject(new Error(item.failure));
    else waiting?.resolve(item.answer);
  }

  #open(connection: number, listener: number): void {
    const bytes = new AsyncQueue<Uint8Array>();
    this.#connections.set(connection, bytes);
    this.#listeners.get(listener)?.({
      bytes,
      send: (sent) => { void this.#send({ connection, bytes: sent }); },
      end: () => {
        if (this.#connections.delete(connection)) void this.#send({ connection, bytes: undefined });
        bytes.end();
      },
    });
  }

  #carry({ connection, bytes }: ConnectionBytes): void {
    const queue = this.#connections.get(connection);
    if (bytes === undefined) queue?.end();
    else queue?.push(bytes);
  }

  /** The caller has gone: nothing that was asked will be answered. */
  #giveUp(): void {
    for (const { reject } of this.#waiting.values()) reject(new Error('interrupted'));
    this.#waiting.clear();
    this.typed.end();
    this.sizes.end();
    for (const queue of this.#connections.values()) queue.end();
  }
}

// What the extension lends to a running kubectl: files, an editor, ports. Knows nothing of VS Code.
import type { Disposable } from '../../base/disposable.ts';
import type { StreamCall } from '../../client/port/connection.ts';
import type { KubectlAnswers, KubectlInput, KubectlItem, KubectlQuestion } from '../../client/port/kubectl-protocol.ts';
import type { LocalPort } from '../platform.ts';

/** Each may reject with words for the user. */
export type HostFiles = {
  readonly [K in 'readFiles' | 'readBytes' | 'readTree' | 'writeFile']: (question: KubectlQuestion & { readonly ask: K }) => Promise<KubectlAnswers[K]>;
};

export interface KubectlHost {
  readonly files: HostFiles;
  /** Resolves with the saved text; undefined when the editor was closed without saving. */
  editText?(name: string, text: string): Promise<string | undefined>;
  /** Listens on 127.0.0.1; absent where the host cannot. */
  readonly listen?: LocalPort;
}

const noPorts = 'VS Code for the Web cannot listen on ports. “Podlab: Forward Port…” shows what a port answers.';

/** Answers the questions of one run; `dispose` closes its ports. */
export class HostAnswers implements Disposable {
  readonly #host: KubectlHost;
  readonly #call: StreamCall;
  readonly #listeners = new Map<number, Disposable>();
  readonly #connections = new Map<number, { send(bytes: Uint8Array): void; end(): void }>();
  #lastId = 0;

  constructor(host: KubectlHost, call: StreamCall) {
    this.#host = host;
    this.#call = call;
  }

  /** True when the item was for the host. */
  hear(item: KubectlItem): boolean {
    if ('question' in item) void this.#answer(item.id, item.question);
    else if ('closeListener' in item) this.#listeners.get(item.closeListener)?.dispose();
    else if ('connection' in item) {
      const connection = this.#connections.get(item.connection);
      if (item.bytes === undefined) connection?.end();
      else connection?.send(item.bytes);
    } else return false;
    return true;
  }

  dispose(): void {
    for (const listener of this.#listeners.values()) listener.dispose();
    for (const connection of this.#connections.values()) connection.end();
    this.#listeners.clear();
    this.#connections.clear();
  }

  #send(input: KubectlInput): void {
    this.#call.send(input);
  }

  async #answer(id: number, question: KubectlQuestion): Promise<void> {
    try {
      this.#send({ id, answer: await this.#ask(question) });
    } catch (error) {
      this.#send({ id, failure: error instanceof Error ? error.message : String(error) });
    }
  }

  #ask(question: KubectlQuestion): Promise<KubectlAnswers[KubectlQuestion['ask']]> {
    const { files, editText } = this.#host;
    switch (question.ask) {
      case 'readFiles':
        return files.readFiles(question);
      case 'readBytes':
        return files.readBytes(question);
      case 'readTree':
        return files.readTree(question);
      case 'writeFile':
        return files.writeFile(question);
      case 'editText':
        return editText === undefined ? Promise.reject(new Error('there is no editor here')) : editText(question.name, question.text);
      case 'listen':
        return this.#listen(question.address, question.port);
    }
  }

  async #listen(address: string, port: number): Promise<KubectlAnswers['listen']> {
    const { listen } = this.#host;
    if (listen === undefined) throw new Error(noPorts);
    if (!['127.0.0.1', 'localhost'].includes(address)) throw new Error(`Podlab listens on 127.0.0.1 only, not on ${address}`);
    const listener = ++this.#lastId;
    const taken = await listen(port, (local) => {
      const connection = ++this.#lastId;
      this.#connections.set(connection, local);
      this.#send({ opened: connection, listener });
      local.onData((bytes) => { this.#send({ connection, bytes }); });
      local.onEnd(() => { this.#send({ connection, bytes: undefined }); });
    });
    this.#listeners.set(listener, taken);
    return { port: taken.port, listener };
  }
}

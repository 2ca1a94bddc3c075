// A process of its own for one run of tests: it is there while they run, and ends with them. Knows nothing of VS Code.
import type { Disposable } from '../../base/disposable.ts';
import { Connection } from '../../client/port/connection.ts';
import type { KubectlItem } from '../../client/port/kubectl-protocol.ts';
import type { PodTestsCall, PodTestsItem } from '../../client/port/test-protocol.ts';
import { HostAnswers, type HostFiles } from '../kubectl/kubectl-host.ts';
import type { ClusterPort } from '../platform.ts';

export interface TestFileRun {
  readonly call: PodTestsCall;
  /** The files that the tests name. */
  readonly files: HostFiles;
  readonly signal: AbortSignal;
  readonly onItem: (item: PodTestsItem) => void;
}

export class TestProcess implements Disposable {
  readonly #port: ClusterPort;
  readonly #connection: Connection;

  constructor(port: ClusterPort) {
    this.#port = port;
    this.#connection = new Connection(port);
  }

  /** Runs the tests of one file. Rejects with what is wrong with it, or when the process ended. */
  async run({ call, files, signal, onItem }: TestFileRun): Promise<void> {
    const stream = this.#connection.stream('podTests', call, (item) => {
      if (!answers.hear(item as KubectlItem)) onItem(item as PodTestsItem);
      return undefined;
    });
    const answers = new HostAnswers({ files }, stream);
    const cancel = (): void => { stream.cancel(); };
    signal.addEventListener('abort', cancel);
    try {
      await stream.done;
    } finally {
      signal.removeEventListener('abort', cancel);
      answers.dispose();
    }
  }

  dispose(): void {
    this.#connection.dispose();
    this.#port.dispose();
  }
}

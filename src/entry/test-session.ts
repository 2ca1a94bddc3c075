// A process that runs tests of manifests for the extension, and nothing else: the user's cluster knows nothing of them.
import { Connection, type MessagePortLike } from '../client/port/connection.ts';
import type { PodTestsCall, PodTestsItem } from '../client/port/test-protocol.ts';
import { remoteFiles } from '../kubectl/remote-io.ts';
import { runPodTests } from './pod-tests.ts';

export interface TestSessionOptions {
  /** Resolves when the host has heard its messages and timers. */
  readonly hostTurn: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

export function serveTestSession(port: MessagePortLike, options: TestSessionOptions): void {
  const unknown = (method: string): Promise<never> => Promise.reject(new Error(`this process runs tests and does not know ${JSON.stringify(method)}`));
  new Connection(port, {
    request: unknown,
    async stream(method, params, server) {
      if (method !== 'podTests') return unknown(method);
      const { text, source, names } = params as PodTestsCall;
      const send = (item: PodTestsItem): void => { void server.send(item); };
      await runPodTests({
        ...options, text, source, signal: server.signal, files: remoteFiles(server),
        isWanted: (name) => names?.includes(name) !== false,
        onStart: (started) => { send({ started }); },
        onResult: (result) => { send({ result }); },
      });
      return undefined;
    },
  });
}

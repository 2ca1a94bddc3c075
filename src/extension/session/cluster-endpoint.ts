// The door for other programs, such as the real kubectl: opened on request, and again after the cluster's process was started anew.
import type { Disposable } from '../../base/disposable.ts';
import type { EndpointCall, EndpointInfo } from '../../client/port/session-protocol.ts';
import type { Platform } from '../platform.ts';
import type { ClusterHost } from './cluster-host.ts';

export interface ClusterEndpointOptions {
  readonly cluster: Pick<ClusterHost, 'start' | 'onDidChangeSession'>;
  readonly programs: NonNullable<Platform['programs']>;
  readonly call: EndpointCall;
  /** Hears why the endpoint could not be opened again. */
  readonly onError: (error: unknown) => void;
}

export class ClusterEndpoint implements Disposable {
  readonly #options: ClusterEndpointOptions;
  readonly #listener: Disposable;
  #isWanted = false;

  constructor(options: ClusterEndpointOptions) {
    this.#options = options;
    // Terminals that were opened go on with the next cluster.
    this.#listener = options.cluster.onDidChangeSession((session) => {
      if (this.#isWanted) session?.openEndpoint(options.call).catch(options.onError);
    });
  }

  /** Starts the cluster when it is not running. */
  async open(): Promise<EndpointInfo> {
    const { cluster, call } = this.#options;
    this.#isWanted = true;
    return (await cluster.start()).openEndpoint(call);
  }

  findProgram(name: string): string | undefined {
    return this.#options.programs.find(name);
  }

  dispose(): void {
    this.#listener.dispose();
  }
}

// What differs between the Node and the web extension host: how the language server and the cluster are started.
import type { ExtensionContext, LogOutputChannel } from 'vscode';
import type { Disposable } from '../base/disposable.ts';
import type { MessagePortLike } from '../client/port/connection.ts';

/** A running language client, as far as the extension uses it itself. */
/** Hears what is sent to the language server, and may hold it back. */
export interface LanguageTraffic {
  /** A file's version on its way: it passes, is skipped, or goes as a file that the server has not seen. */
  admit(uri: string, version: number): 'pass' | 'skip' | 'open';
  ask(uri: string): void;
  forget(uri: string): void;
  /** The server ended without being told to. False: it shall not be started again. */
  onServerGone(): boolean;
}

export interface LanguageClientHandle extends Disposable {
  /** Ends the server as a crash would. */
  kill(): void;
  /** Rejects when the server refuses or is gone. */
  sendRequest(method: string, params: unknown): Promise<unknown>;
  /** Lost when the server is gone. */
  sendNotification(method: string, params: unknown): void;
  /** Also after the client has restarted its server. */
  onNotification(method: string, hear: (params: unknown) => void): Disposable;
  onRequest(method: string, answer: (params: unknown) => Promise<unknown>): Disposable;
}

export interface LanguageClientOptions {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly initializationOptions: object;
  readonly traffic: LanguageTraffic;
  /** Called before the server is started, so that no message of it is missed. */
  readonly onCreate: (client: LanguageClientHandle) => void;
}

/** The port to a cluster that runs in its own process or worker; `dispose` ends it. */
export interface ClusterPort extends MessagePortLike, Disposable {
  /** Process id, where there is one. */
  readonly pid?: number;
  /** Resolves when it has ended, so that the next one finds its files free. */
  readonly ended: Promise<void>;
  /** Ends it as a crash would: the port closes. */
  kill(): void;
}

/** Settings that a cluster is started with; plain data. */
export interface ClusterConfig {
  /** Whether pulling, starting and scheduling take the time that they take in real clusters. */
  readonly latencies: 'realistic' | 'none';
  /** The workspace's podlab.yaml, unread. */
  readonly file?: string;
  /** The process runs tests of manifests, and has no cluster besides those of the tests. */
  readonly isForTests?: boolean;
}

export interface ClusterOptions {
  readonly context: ExtensionContext;
  readonly config: ClusterConfig;
  /** Hears what the process prints outside its port. */
  readonly onOutput: (text: string) => void;
  /** The cluster outlives its window and is found again by this name. Absent: it ends with its process. */
  readonly keptAs?: string;
}

/** One accepted connection of a local port. */
export interface LocalSocket {
  send(bytes: Uint8Array): void;
  end(): void;
  onData(listener: (bytes: Uint8Array) => void): void;
  /** Called once, when the other side has nothing more to say. */
  onEnd(listener: () => void): void;
}

/** Listens on 127.0.0.1 at `port`, or at any free one for 0. Rejects with the system's words. */
export type LocalPort = (port: number, onConnection: (socket: LocalSocket) => void) => Promise<Disposable & { readonly port: number }>;

export interface Platform {
  /** Absent in VS Code for the Web. */
  readonly listen?: LocalPort;
  startLanguageClient(options: LanguageClientOptions): Promise<LanguageClientHandle>;
  startCluster(options: ClusterOptions): ClusterPort;
  /** Absent in a browser, which runs no programs and listens on no port. */
  readonly programs?: {
    /** Where a program of that name is found on PATH. */
    find(name: string): string | undefined;
  };
}

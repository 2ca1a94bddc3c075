// What a host lends to kubectl: the only ways out of this folder.
import type { FieldSchema, TypeSchema } from '../api/schema/schema.ts';
import type { Clock } from '../base/clock.ts';
import type { Client } from '../client/client.ts';

/** A file as a command reads it. */
export interface InputFile {
  readonly path: string;
  readonly text: string;
}

/** Terminal input of an interactive command. */
export interface TerminalInput {
  /** Bytes typed or piped, until the end of input. */
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly isTerminal: boolean;
  /** The terminal's size, now and whenever it changes. */
  readonly sizes?: AsyncIterable<{ readonly columns: number; readonly rows: number }>;
  /** Whether keys go through one by one, unechoed, as a remote tty wants them, or by the line. */
  setRaw?(isRaw: boolean): void;
}

/** What a command may touch. Nothing else of the host is reachable. */
export interface KubectlIo {
  readonly client: Client;
  readonly clock: Clock;
  /** The namespace used when no -n is given. */
  readonly namespace: string;
  /** Text given to `-f -`. */
  readonly stdin: string;
  /** Reads a `-f` path; rejects with a message to show. Folders resolve to several files. */
  readFile(path: string, options?: { readonly isRecursive?: boolean }): Promise<readonly InputFile[]>;
  /** Reads a file, or the files directly in a folder, as bytes; undefined when there is none. */
  readBytes?(path: string): Promise<readonly { readonly path: string; readonly bytes: Uint8Array }[] | undefined>;
  /** The full path of a file name, for messages. */
  absolutePath?(path: string): string;
  stdout(text: string): void;
  stderr(text: string): void;
  readonly signal: AbortSignal;
  /** Raw output of exec and logs; `stdout` gets decoded text without it. The promise, when there is one, is pending while the reader is behind. */
  stdoutBytes?(bytes: Uint8Array): Promise<void> | undefined;
  stderrBytes?(bytes: Uint8Array): Promise<void> | undefined;
  /** Input of exec -i, attach -i, run -i; without it they read `stdin`. */
  readonly input?: TerminalInput;
  readonly env?: Readonly<Record<string, string>>;
  /** Lets the user edit a text; undefined when the edit was given up. */
  editText?(name: string, text: string): Promise<string | undefined>;
  /** Writes a file or makes a folder for `cp` out of a container. */
  writeFile?(path: string, bytes: Uint8Array | undefined): Promise<void>;
  /** Reads a file or folder for `cp` into a container: names relative to the parent of `path`. Undefined when it does not exist. */
  readTree?(path: string): Promise<readonly { readonly path: string; readonly bytes: Uint8Array | undefined }[] | undefined>;
  /** Upstream's prose about types and fields, for `explain` (src/api/schema/docs.ts); left out where it would weigh too much. */
  readonly docs?: { typeDescription(type: TypeSchema): string; fieldDescription(parent: TypeSchema, field: FieldSchema): string };
  /** The user's kubeconfig, for `config`; without it there is one read-only context. */
  readonly kubeconfig?: { read(): Promise<string>; write(text: string): Promise<void> };
  /** Another client for `--as`, `--server`, `--context` …; undefined when the host cannot. */
  connectAs?(options: { readonly as?: string; readonly asGroups?: readonly string[]; readonly asUid?: string; readonly server?: string; readonly context?: string; readonly token?: string }): Client | undefined;
  /** Opens a local port for port-forward and hands over each connection; resolves with the port. */
  listen?(address: string, port: number, onConnection: (connection: LocalConnection) => void): Promise<{ readonly port: number; dispose(): void }>;
}

/** One accepted connection of a forwarded port. */
export interface LocalConnection {
  readonly bytes: AsyncIterable<Uint8Array>;
  send(bytes: Uint8Array): void;
  end(): void;
}

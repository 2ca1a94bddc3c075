// kubectl over a Client: text in, text and exit code out. Face of this folder.
import type { Clock } from '../base/clock.ts';
import type { Client } from '../client/client.ts';

/** What a command may touch. Nothing else of the host is reachable. */
export interface KubectlIo {
  readonly client: Client;
  readonly clock: Clock;
  /** The namespace used when no -n is given. */
  readonly namespace: string;
  /** Text given to `-f -`. */
  readonly stdin: string;
  /** Reads a `-f` path; rejects with a message to show. Folders resolve to several files. */
  readFile(path: string): Promise<readonly { readonly path: string; readonly text: string }[]>;
  stdout(text: string): void;
  stderr(text: string): void;
  readonly signal: AbortSignal;
}

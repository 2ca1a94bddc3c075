// Watches that the language server answers while it is given work. A server that does not, or that dies of it, is replaced, and the version of the file that it had last is left alone.
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { SilenceWatch } from '../silence-watch.ts';

/** So much silence ends a server: a machine that is busy with other work keeps a large file’s server from answering for seconds. */
const patienceMs = 6000;

/** What became of a file's version: it goes to the server as usual, not at all, or as a file that the server has not seen. */
export type Passage = 'pass' | 'skip' | 'open';

export interface LanguageWatchdogOptions {
  readonly clock: Clock;
  /** Resolves when the server answers; rejects when it is gone. */
  readonly ping: () => Promise<unknown>;
  /** Ends the server as a crash would; its client starts it again. */
  readonly kill: () => void;
  /** Called once for each version that is left alone. */
  readonly onQuarantine: (uri: string) => void;
}

export class LanguageWatchdog implements Disposable {
  readonly #options: LanguageWatchdogOptions;
  readonly #silence: SilenceWatch;
  /** Versions that a server did not survive, by uri. */
  readonly #quarantined = new Map<string, number>();
  /** What the server was given last, while it owes an answer. */
  #suspect: { readonly uri: string; readonly version: number } | undefined;

  constructor(options: LanguageWatchdogOptions) {
    this.#options = options;
    const { clock, ping, kill } = options;
    this.#silence = new SilenceWatch({ clock, patienceMs, ping, onSilence: () => {
      this.#quarantine();
      this.#silence.rest();
      kill();
    } });
  }

  /** A file is about to be sent, as it is opened or changed. */
  admit(uri: string, version: number): Passage {
    const bad = this.#quarantined.get(uri);
    if (bad !== undefined && version <= bad) return 'skip';
    this.#quarantined.delete(uri);
    this.#suspect = { uri, version };
    this.#silence.watch();
    return bad === undefined ? 'pass' : 'open';
  }

  /** A request about a file is about to be sent. */
  ask(uri: string): void {
    if (this.#suspect?.uri !== uri) return;
    this.#silence.watch();
  }

  forget(uri: string): void {
    this.#quarantined.delete(uri);
  }

  /** The server has gone by itself: when it owed an answer, what it had last is to blame. */
  onServerGone(): void {
    if (this.#silence.isWatching) this.#quarantine();
    this.#silence.rest();
  }

  dispose(): void {
    this.#silence.dispose();
  }

  #quarantine(): void {
    if (this.#suspect === undefined) return;
    this.#quarantined.set(this.#suspect.uri, this.#suspect.version);
    this.#options.onQuarantine(this.#suspect.uri);
    this.#suspect = undefined;
  }
}

// Reads the workspace's files into the index, one after the other between the editor's messages; a newer list ends an older one.
import type { FilesChanged } from '../protocol.ts';
import { type WorkspaceIndex, workspaceLimits } from './workspace-index.ts';

export interface WorkspaceReaderOptions {
  readonly index: WorkspaceIndex;
  /** Undefined for what cannot be read. */
  readonly read: (uri: string) => Promise<string | undefined>;
  /** Lets other messages be read before it goes on. */
  readonly pause: () => Promise<void>;
  /** After a run that changed the index. */
  readonly onDidChange: () => void;
  readonly onError: (error: unknown) => void;
}

/** Documents that are read before others are let in. */
const documentsPerTurn = 8;

export class WorkspaceReader {
  readonly #options: WorkspaceReaderOptions;
  readonly #waiting = new Set<string>();
  #known = new Set<string>();
  #isRunning = false;

  constructor(options: WorkspaceReaderOptions) {
    this.#options = options;
  }

  change({ isReset, changed, deleted }: FilesChanged): void {
    const { index, onDidChange } = this.#options;
    const { revision } = index;
    if (isReset) {
      const present = new Set(changed);
      for (const uri of this.#known) if (!present.has(uri)) this.#forget(uri);
    }
    for (const uri of deleted) this.#forget(uri);
    for (const uri of changed) {
      if (this.#known.size >= workspaceLimits.files && !this.#known.has(uri)) continue;
      this.#known.add(uri);
      this.#waiting.add(uri);
    }
    if (index.revision !== revision) onDidChange();
    if (!this.#isRunning) void this.#run();
  }

  #forget(uri: string): void {
    this.#known.delete(uri);
    this.#waiting.delete(uri);
    this.#options.index.remove(uri);
  }

  async #run(): Promise<void> {
    const { index, onDidChange, onError } = this.#options;
    this.#isRunning = true;
    const { revision } = index;
    try {
      for (const uri of this.#waiting) {
        this.#waiting.delete(uri);
        await this.#read(uri);
      }
    } catch (error) {
      onError(error);
    }
    this.#isRunning = false;
    if (index.revision !== revision) onDidChange();
  }

  async #read(uri: string): Promise<void> {
    const { index, read, pause } = this.#options;
    const text = await read(uri);
    if (!this.#known.has(uri)) return;
    if (text === undefined) {
      index.remove(uri);
      return;
    }
    let count = 0;
    for (const steps = index.update(uri, text); steps.next().done !== true;) {
      if (++count % documentsPerTurn !== 0) continue;
      await pause();
      // It changed or went while it was read.
      if (this.#waiting.has(uri) || !this.#known.has(uri)) return;
    }
    await pause();
  }
}

// Follows the custom kinds of a cluster: its definitions, and the objects of each kind while the server serves it.
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Client } from '../../client/client.ts';
import { type TableChange, TableInformer } from '../session/table-informer.ts';
import { definitionKind, type Entry, toEntry } from './entry.ts';

interface Followed extends Disposable {
  /** Kind and ref as one text. */
  readonly key: string;
  readonly entries: Map<string, Entry>;
}

export class CustomWatch implements Disposable {
  readonly #client: Client;
  readonly #clock: Clock;
  readonly #owned = new DisposableStore();
  readonly #changes = new Emitter<readonly TableChange<Entry>[]>();
  /** By the id of the definition. */
  readonly #followed = new Map<string, Followed>();
  #isDisposed = false;

  /** Definitions and their objects. The first batch, perhaps empty, is the first list of definitions. */
  readonly onDidChange = this.#changes.event;

  constructor(client: Client, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /** A watch on a resource that the server does not have would try for ever: it is asked first. */
  async start(): Promise<void> {
    const { code } = await this.#client.send({ verb: 'list', ref: definitionKind.ref, query: { limit: '1' } }).catch(() => ({ code: 404 }));
    if (this.#isDisposed) return;
    if (code !== 200) {
      this.#changes.fire([]);
      return;
    }
    const informer = this.#owned.add(new TableInformer<Entry>({ client: this.#client, ref: definitionKind.ref, clock: this.#clock, project: (row) => toEntry(definitionKind, row) }));
    this.#owned.add(informer.onDidChange((changes) => { this.#onDefinitions(changes); }));
    informer.start();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#owned.dispose();
    for (const followed of this.#followed.values()) followed.dispose();
    this.#followed.clear();
    this.#changes.dispose();
  }

  #onDefinitions(changes: readonly TableChange<Entry>[]): void {
    const gone: TableChange<Entry>[] = [];
    for (const { before, after } of changes) if (before !== undefined && keyOf(before) !== keyOf(after)) gone.push(...this.#leave(before.id));
    this.#changes.fire([...gone, ...changes]);
    for (const { after } of changes) if (after !== undefined && !this.#followed.has(after.id)) this.#follow(after);
  }

  #follow(definition: Entry): void {
    const { kind, ref } = definition.defines ?? {};
    if (kind === undefined || ref === undefined) return;
    const entries = new Map<string, Entry>();
    const informer = new TableInformer<Entry>({ client: this.#client, ref, clock: this.#clock, project: (row) => ({ ...toEntry({ kind, ref }, row), definitionId: definition.id }) });
    informer.onDidChange((changes) => {
      for (const { before, after } of changes) {
        if (before !== undefined) entries.delete(before.id);
        if (after !== undefined) entries.set(after.id, after);
      }
      if (changes.length > 0) this.#changes.fire(changes);
    });
    this.#followed.set(definition.id, { key: keyOf(definition), entries, dispose: () => { informer.dispose(); } });
    informer.start();
  }

  #leave(definitionId: string): TableChange<Entry>[] {
    const followed = this.#followed.get(definitionId);
    this.#followed.delete(definitionId);
    followed?.dispose();
    return [...followed?.entries.values() ?? []].map((before) => ({ before }));
  }
}

function keyOf(definition: Entry | undefined): string {
  return JSON.stringify(definition?.defines);
}

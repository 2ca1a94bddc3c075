// Fills the model from the cluster while the Cluster view is in use: one watch per kind, from session to session.
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { ClusterSession } from '../session/cluster-session.ts';
import { type TableChange, TableInformer } from '../session/table-informer.ts';
import { ClusterModel, type TreeChanges } from './cluster-model.ts';
import { CustomWatch } from './custom-watch.ts';
import { definitionKind, type Entry, toEntry, watchedKinds } from './entry.ts';

export class ClusterWatch implements Disposable {
  readonly model = new ClusterModel();
  readonly #clock: Clock;
  readonly #changes = new Emitter<TreeChanges | 'all'>();
  readonly #entries = new Emitter<readonly TableChange<Entry>[]>();
  readonly #informers = new DisposableStore();
  /** Kinds that have not been listed yet. */
  readonly #missing = new Set<string>();

  /** After the model has changed. */
  readonly onDidChange = this.#changes.event;
  /** The same, one by one; empty when a kind without objects is listed for the first time. */
  readonly onDidChangeEntries = this.#entries.event;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Every kind has been listed. */
  get isComplete(): boolean {
    return this.#missing.size === 0;
  }

  /** Shows this session's objects; undefined empties the model. */
  follow(session: ClusterSession | undefined): void {
    this.#informers.clear();
    this.#missing.clear();
    this.model.clear();
    this.#changes.fire('all');
    if (session === undefined) return;
    for (const watched of watchedKinds) {
      this.#missing.add(watched.kind);
      const informer = new TableInformer<Entry>({ client: session.client, ref: watched.ref, clock: this.#clock, project: (row) => toEntry(watched, row) });
      this.#informers.add(informer);
      this.#informers.add(informer.onDidChange((changes) => { this.#take(watched.kind, changes); }));
      informer.start();
    }
    this.#followCustom(session);
  }

  #followCustom({ client }: ClusterSession): void {
    const custom = this.#informers.add(new CustomWatch(client, this.#clock));
    this.#missing.add(definitionKind.kind);
    this.#informers.add(custom.onDidChange((changes) => { this.#take(definitionKind.kind, changes); }));
    void custom.start();
  }

  #take(kind: string, changes: readonly TableChange<Entry>[]): void {
    this.#missing.delete(kind);
    if (changes.length > 0) this.#changes.fire(this.model.apply(changes));
    this.#entries.fire(changes);
  }

  dispose(): void {
    this.#informers.dispose();
    this.#changes.dispose();
    this.#entries.dispose();
  }
}

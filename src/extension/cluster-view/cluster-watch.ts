// Fills the model from the cluster while the Cluster view is in use: one watch per kind, from session to session.
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { ClusterSession } from '../session/cluster-session.ts';
import { TableInformer } from '../session/table-informer.ts';
import { ClusterModel, type TreeChanges } from './cluster-model.ts';
import { type Entry, toEntry, watchedKinds } from './entry.ts';

export class ClusterWatch implements Disposable {
  readonly model = new ClusterModel();
  readonly #clock: Clock;
  readonly #changes = new Emitter<TreeChanges | 'all'>();
  readonly #informers = new DisposableStore();

  /** After the model has changed. */
  readonly onDidChange = this.#changes.event;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Shows this session's objects; undefined empties the model. */
  follow(session: ClusterSession | undefined): void {
    this.#informers.clear();
    this.model.clear();
    this.#changes.fire('all');
    if (session === undefined) return;
    for (const watched of watchedKinds) {
      const informer = new TableInformer<Entry>({ client: session.client, ref: watched.ref, clock: this.#clock, project: (row) => toEntry(watched, row) });
      this.#informers.add(informer);
      this.#informers.add(informer.onDidChange((changes) => {
        if (changes.length > 0) this.#changes.fire(this.model.apply(changes));
      }));
      informer.start();
    }
  }

  dispose(): void {
    this.#informers.dispose();
    this.#changes.dispose();
  }
}

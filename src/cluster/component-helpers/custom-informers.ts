// Informers of custom resources that come and go with their definitions: client-go's metadata informers as the garbage collector and the quota controller keep them in step with discovery.
import { rowsOfDefinition } from '../../api/apiextensions/custom-rows.ts';
import type { CustomResourceDefinition } from '../../api/generated/apiextensions-v1.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import type { KindRow } from '../../api/scheme.ts';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Client } from '../../client/client.ts';
import { Informer } from '../../client/informer.ts';

export interface CustomInformersOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly definitions: Informer<CustomResourceDefinition>;
  /** Each change of an object of a kind that a definition makes; `isGone` when it was deleted. */
  readonly hear: (row: KindRow, object: KubeObject, old: KubeObject | undefined, isGone: boolean) => void;
}

/** Kinds that the definitions serve, each in its preferred version. */
export function customRows(definitions: Informer<CustomResourceDefinition>): readonly KindRow[] {
  return definitions.list().flatMap((definition) => rowsOfDefinition(definition).slice(0, 1));
}

export class CustomInformers implements Disposable {
  readonly #options: CustomInformersOptions;
  readonly #owned = new DisposableStore();
  readonly #running = new Map<string, { readonly version: string; readonly owned: DisposableStore }>();

  constructor(options: CustomInformersOptions) {
    this.#options = options;
    const { definitions } = options;
    this.#owned.add(definitions.onDidAdd(({ object }) => { this.#follow(object); }));
    this.#owned.add(definitions.onDidUpdate(({ object }) => { this.#follow(object); }));
    this.#owned.add(definitions.onDidDelete(({ object }) => { this.#stop(object.metadata.name); }));
    for (const definition of definitions.list()) this.#follow(definition);
  }

  dispose(): void {
    this.#owned.dispose();
    for (const name of [...this.#running.keys()]) this.#stop(name);
  }

  #follow(definition: CustomResourceDefinition): void {
    const { name } = definition.metadata;
    const [row] = rowsOfDefinition(definition);
    if (row === undefined || this.#running.get(name)?.version === row.version) return;
    this.#stop(name);
    const { client, clock, hear } = this.#options;
    const owned = new DisposableStore();
    const informer = owned.add(new Informer<KubeObject>(client, { group: row.group, version: row.version, resource: row.plural }, { clock }));
    owned.add(informer.onDidAdd(({ object }) => { hear(row, object, undefined, false); }));
    owned.add(informer.onDidUpdate(({ old, object }) => {
      if (old.metadata.uid !== object.metadata.uid) hear(row, old, undefined, true);
      hear(row, object, old.metadata.uid === object.metadata.uid ? old : undefined, false);
    }));
    owned.add(informer.onDidDelete(({ object }) => { hear(row, object, undefined, true); }));
    this.#running.set(name, { version: row.version, owned });
    informer.start();
  }

  #stop(name: string): void {
    this.#running.get(name)?.owned.dispose();
    this.#running.delete(name);
  }
}

// One informer per resource for all who ask in one process: client-go's SharedInformerFactory.
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import type { Client } from '../../client/client.ts';
import { Informer } from '../../client/informer.ts';
import type { ResourceRef } from '../../client/transport.ts';

/** Informers are made on first use and run after `start`; those asked for later start at once. */
export class InformerFactory implements Disposable {
  readonly client: Client;
  readonly clock: Clock;
  readonly #informers = new Map<string, Informer<KubeObject>>();
  #isStarted = false;

  constructor(client: Client, clock: Clock) {
    this.client = client;
    this.clock = clock;
  }

  /** The informer of all objects of a resource. `T` must be the resource's type. */
  of<T extends KubeObject>(ref: ResourceRef): Informer<T> {
    const key = `${ref.group}/${ref.version}/${ref.resource}`;
    let informer = this.#informers.get(key);
    if (informer === undefined) {
      informer = new Informer<KubeObject>(this.client, ref, { clock: this.clock });
      this.#informers.set(key, informer);
      if (this.#isStarted) informer.start();
    }
    return informer as unknown as Informer<T>;
  }

  start(): void {
    this.#isStarted = true;
    for (const informer of this.#informers.values()) informer.start();
  }

  dispose(): void {
    for (const informer of this.#informers.values()) informer.dispose();
    this.#informers.clear();
  }
}

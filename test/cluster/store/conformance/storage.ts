// What the ported storage tests play on: an API server without components, and watches whose events are kept.
import { seededRandom } from '../../../../src/base/random.ts';
import { SimulatedClock } from '../../../../src/base/simulated-clock.ts';
import { systemClock } from '../../../../src/base/system-clock.ts';
import type { KubeObject } from '../../../../src/api/meta/object.ts';
import type { StatusError } from '../../../../src/api/meta/status-error.ts';
import { Client, type QueryOptions } from '../../../../src/client/client.ts';
import { configMaps, namespaces } from '../../../../src/client/resources.ts';
import type { Transport, WatchEvent } from '../../../../src/client/transport.ts';
import { createApiServer, storeIndexes } from '../../../../src/cluster/apiserver/api-server.ts';
import { Store } from '../../../../src/cluster/store/store.ts';

export interface ConfigMap extends KubeObject {
  data?: Record<string, string>;
}

/** A watch and what it was told: `ADDED a`, `BOOKMARK 12`, `ERROR 410`. */
export interface Watched {
  readonly said: string[];
  readonly events: WatchEvent<ConfigMap>[];
  isClosed: boolean;
  stop(): void;
}

/** In place of a namespace: all of them. */
export const everywhere = '';

export class Storage {
  readonly clock: SimulatedClock;
  readonly store: Store;
  readonly transport: Transport;
  readonly client: Client;

  private constructor(clock: SimulatedClock, store: Store, transport: Transport) {
    this.clock = clock;
    this.store = store;
    this.transport = transport;
    this.client = new Client(transport, { userAgent: 'conformance' });
  }

  static async open(): Promise<Storage> {
    const clock = new SimulatedClock(systemClock, { isPaused: true, startMs: Date.UTC(2026, 0, 1) });
    const store = new Store({ clock, indexes: storeIndexes });
    const server = createApiServer({ store, clock, random: seededRandom(1), onError: (error) => { throw error; } });
    await server.bootstrap();
    const storage = new Storage(clock, store, server.transport());
    for (const name of ['first', 'second', 'test-ns']) await storage.client.create(namespaces, { metadata: { name } });
    return storage;
  }

  create(name: string, labels: Record<string, string> = {}, namespace = 'test-ns'): Promise<ConfigMap> {
    return this.client.create<ConfigMap>(configMaps, { metadata: { name, labels } }, namespace);
  }

  get(name: string, query: QueryOptions = {}, namespace = 'test-ns'): Promise<ConfigMap> {
    return this.client.get<ConfigMap>(configMaps, name, namespace, { query });
  }

  /** As GuaranteedUpdate: reads, changes and writes until nobody came between. */
  async update(name: string, change: (object: ConfigMap) => ConfigMap | Promise<ConfigMap>, namespace = 'test-ns'): Promise<ConfigMap> {
    for (;;) {
      const current = await this.get(name, {}, namespace);
      const next = await change(structuredClone(current));
      try {
        return await this.client.update(configMaps, next);
      } catch (error) {
        if ((error as StatusError).status.reason !== 'Conflict') throw error;
      }
    }
  }

  label(name: string, labels: Record<string, string>, namespace = 'test-ns'): Promise<ConfigMap> {
    return this.update(name, (object) => ({ ...object, metadata: { ...object.metadata, labels } }), namespace);
  }

  delete(name: string, preconditions?: { uid?: string; resourceVersion?: string }): Promise<unknown> {
    return this.client.delete(configMaps, name, 'test-ns', preconditions && { preconditions });
  }

  async list(query: QueryOptions = {}, namespace = 'test-ns'): Promise<{ names: string[]; revision: string; next: string; remaining: number | undefined }> {
    const { items, metadata } = await this.client.list(configMaps, namespace === everywhere ? undefined : namespace, query);
    const meta = metadata as { resourceVersion?: string; continue?: string; remainingItemCount?: number };
    return { names: items.map(({ metadata: { name } }) => name), revision: meta.resourceVersion ?? '', next: meta.continue ?? '', remaining: meta.remainingItemCount };
  }

  watch(query: QueryOptions = {}, namespace = 'test-ns', name?: string): Watched {
    const stated: Record<string, string> = {};
    for (const [key, value] of Object.entries(query)) stated[key] = String(value);
    const watched: Watched = { said: [], events: [], isClosed: false, stop: () => { watch.dispose(); } };
    const watch = this.transport.watch({ verb: 'watch', ref: configMaps, query: stated, ...(namespace !== everywhere && { namespace }), ...(name !== undefined && { name }) }, {
      onEvents: (events) => {
        for (const event of events as WatchEvent<ConfigMap>[]) {
          const { metadata } = event.object;
          watched.events.push(event);
          watched.said.push(`${event.type} ${event.type === 'BOOKMARK' ? metadata.resourceVersion : event.type === 'ERROR' ? (event.object as unknown as { code: number }).code : metadata.name}`);
        }
        return undefined;
      },
      onClose: () => { watched.isClosed = true; },
    });
    return watched;
  }
}

/** Why a request was refused: `Conflict 409`; `accepted` when it was not. */
export async function refusal(answer: Promise<unknown>): Promise<string> {
  try {
    await answer;
    return 'accepted';
  } catch (error) {
    const { reason, code } = (error as StatusError).status;
    return `${reason ?? 'no reason'} ${code}`;
  }
}

/** Lets everything that was sent arrive. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 30; i++) await Promise.resolve();
}

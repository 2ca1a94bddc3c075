// The editor beside a real cluster in virtual time, joined as the extension joins them.
import { toDisposable } from '../../src/base/disposable.ts';
import { Emitter } from '../../src/base/emitter.ts';
import type { KubeObject } from '../../src/api/meta/object.ts';
import { ClusterWatch } from '../../src/extension/cluster-view/cluster-watch.ts';
import { LiveObjects } from '../../src/extension/live/live-objects.ts';
import type { ClusterSession } from '../../src/extension/session/cluster-session.ts';
import { rowByKind } from '../../src/api/scheme.ts';
import type { ClusterChanges } from '../../src/language/cluster/live-object.ts';
import { createLanguageService, type LanguageService } from '../../src/language/language-service.ts';
import { parseAllDocuments } from 'yaml';
import { startVirtualCluster, type VirtualCluster } from './cluster-fakes/virtual-cluster.ts';

export interface LiveEditor {
  readonly virtual: VirtualCluster;
  readonly service: LanguageService;
  /** Creates or replaces every object of a file, as apply would. */
  apply(text: string): Promise<void>;
  dispose(): void;
}

export async function startLiveEditor(): Promise<LiveEditor> {
  const virtual = await startVirtualCluster({});
  const { client, clock } = virtual;
  const session = { client } as ClusterSession;
  const watch = new ClusterWatch(clock);
  const sessions = new Emitter<ClusterSession | undefined>();
  const live = new LiveObjects({ cluster: { session, onDidChangeSession: sessions.event }, watch, clock });
  const service = createLanguageService();
  live.attach({
    sendRequest: () => Promise.resolve(undefined), onRequest: () => toDisposable(() => undefined), dispose: () => undefined, kill: () => undefined,
    sendNotification: (_method, changes) => { service.applyCluster(structuredClone(changes) as ClusterChanges); },
    onNotification: (_method, hear) => {
      queueMicrotask(() => { hear(undefined); });
      return toDisposable(() => undefined);
    },
  });
  watch.follow(session);
  await virtual.until(() => service.cluster.isComplete);
  return {
    virtual, service,
    async apply(text) {
      for (const document of parseAllDocuments(text)) {
        const object = document.toJS() as KubeObject;
        const row = rowByKind(object.apiVersion ?? '', object.kind ?? '');
        if (row === undefined) throw new Error(`unknown kind ${String(object.kind)}`);
        const ref = { group: row.group, version: row.version, resource: row.plural };
        const { name } = object.metadata;
        if (row.kind === 'Pod') await client.delete(ref, name, 'default', { gracePeriodSeconds: 0 }).catch(() => undefined);
        await client.create(ref, object, row.isNamespaced ? 'default' : undefined).catch(() => client.update(ref, object));
      }
    },
    dispose() {
      live.dispose();
      watch.dispose();
      virtual.dispose();
    },
  };
}

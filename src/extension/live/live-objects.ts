// Tells the language server what is in the running cluster: everything when it asks to follow, then each change. Never starts a cluster, never polls.
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import * as resources from '../../client/resources.ts';
import { type ClusterChanges, liveId, type LiveObject } from '../../language/cluster/live-object.ts';
import { clusterChanged, followCluster } from '../../language/protocol.ts';
import type { ClusterWatch } from '../cluster-view/cluster-watch.ts';
import { definitionKind, type WatchedKind, watchedKinds } from '../cluster-view/entry.ts';
import type { LanguageClientHandle } from '../platform.ts';
import type { ClusterHost } from '../session/cluster-host.ts';
import type { ClusterSession } from '../session/cluster-session.ts';
import { type TableChange, TableInformer } from '../session/table-informer.ts';
import { toLiveObject } from './to-live-object.ts';

/** Kinds that manifests name or describe, beside those of the Cluster view. */
const namedKinds: readonly (WatchedKind & { readonly fieldSelector?: string })[] = [
  { kind: 'ConfigMap', ref: resources.configMaps },
  { kind: 'Secret', ref: resources.secrets },
  { kind: 'Service', ref: resources.services },
  { kind: 'ServiceAccount', ref: resources.serviceAccounts },
  { kind: 'PersistentVolumeClaim', ref: resources.persistentVolumeClaims },
  { kind: 'PersistentVolume', ref: resources.persistentVolumes },
  { kind: 'StorageClass', ref: resources.storageClasses },
  { kind: 'PriorityClass', ref: resources.priorityClasses },
  { kind: 'RuntimeClass', ref: resources.runtimeClasses },
  { kind: 'IngressClass', ref: resources.ingressClasses },
  { kind: 'Ingress', ref: resources.ingresses },
  { kind: 'NetworkPolicy', ref: resources.networkPolicies },
  { kind: 'HorizontalPodAutoscaler', ref: resources.horizontalPodAutoscalers },
  { kind: 'PodDisruptionBudget', ref: resources.podDisruptionBudgets },
  { kind: 'LimitRange', ref: resources.limitRanges },
  { kind: 'ResourceQuota', ref: resources.resourceQuotas },
  { kind: 'Role', ref: resources.roles },
  { kind: 'RoleBinding', ref: resources.roleBindings },
  { kind: 'ClusterRole', ref: resources.clusterRoles },
  { kind: 'ClusterRoleBinding', ref: resources.clusterRoleBindings },
  { kind: 'Event', ref: resources.events, fieldSelector: 'type=Warning' },
];

/** Changes within this time are one message. */
const batchMs = 250;
/** The server would rather know the first ones than none. */
const maxObjects = 30_000;

export interface LiveObjectsOptions {
  readonly cluster: Pick<ClusterHost, 'session' | 'onDidChangeSession'>;
  readonly watch: ClusterWatch;
  readonly clock: Clock;
}

export class LiveObjects implements Disposable {
  readonly #options: LiveObjectsOptions;
  readonly #owned = new DisposableStore();
  readonly #informers = new DisposableStore();
  readonly #timer = new DisposableStore();
  readonly #known = new Map<string, LiveObject>();
  readonly #missing = new Set<string>();
  readonly #put = new Map<string, LiveObject>();
  readonly #deleted = new Set<string>();
  #isReset = true;
  #client: LanguageClientHandle | undefined;

  constructor(options: LiveObjectsOptions) {
    this.#options = options;
    for (const owned of [this.#informers, this.#timer]) this.#owned.add(owned);
    this.#owned.add(options.watch.onDidChangeEntries((changes) => {
      for (const { before, after } of changes) this.#change(before?.live, after?.live);
      this.#sendSoon();
    }));
    this.#owned.add(options.cluster.onDidChangeSession((session) => { this.#follow(session); }));
  }

  /** From now on this client's server is told; again from the beginning whenever it asks. */
  attach(client: LanguageClientHandle): void {
    this.#owned.add(client.onNotification(followCluster, () => {
      this.#client = client;
      this.#follow(this.#options.cluster.session);
    }));
  }

  dispose(): void {
    this.#client = undefined;
    this.#owned.dispose();
  }

  #follow(session: ClusterSession | undefined): void {
    this.#informers.clear();
    this.#missing.clear();
    for (const kept of [this.#known, this.#put, this.#deleted]) kept.clear();
    this.#isReset = true;
    if (this.#client !== undefined && session !== undefined) {
      for (const { live } of this.#options.watch.model.entries()) this.#change(undefined, live);
      for (const kind of namedKinds) this.#watch(session, kind);
    }
    this.#sendSoon();
  }

  #watch({ client }: ClusterSession, { kind, ref, fieldSelector }: (typeof namedKinds)[number]): void {
    const informer = new TableInformer<LiveObject>({ client, ref, clock: this.#options.clock, project: (row) => toLiveObject({ kind, ref }, row), ...(fieldSelector !== undefined && { fieldSelector }) });
    this.#missing.add(kind);
    this.#informers.add(informer);
    this.#informers.add(informer.onDidChange((changes: readonly TableChange<LiveObject>[]) => {
      this.#missing.delete(kind);
      for (const { before, after } of changes) this.#change(before, after);
      this.#sendSoon();
    }));
    informer.start();
  }

  #change(before: LiveObject | undefined, after: LiveObject | undefined): void {
    if (this.#client === undefined) return;
    if (before !== undefined && (after === undefined || liveId(after) !== liveId(before))) {
      const id = liveId(before);
      this.#known.delete(id);
      this.#put.delete(id);
      this.#deleted.add(id);
    }
    if (after === undefined || (this.#known.size >= maxObjects && !this.#known.has(liveId(after)))) return;
    const id = liveId(after);
    this.#known.set(id, after);
    this.#deleted.delete(id);
    this.#put.set(id, after);
  }

  #sendSoon(): void {
    if (this.#client === undefined || this.#timer.size > 0) return;
    this.#timer.add(this.#options.clock.setTimeout(() => {
      this.#timer.clear();
      this.#send();
    }, batchMs));
  }

  #kinds(): string[] {
    const { model } = this.#options.watch;
    return [...watchedKinds, ...namedKinds, definitionKind].map(({ kind }) => kind).concat(model.ofKind(definitionKind.kind).flatMap(({ defines }) => (defines?.ref === undefined ? [] : defines.kind)));
  }

  #send(): void {
    const changes: ClusterChanges = {
      isReset: this.#isReset, isRunning: this.#options.cluster.session !== undefined,
      isComplete: this.#missing.size === 0 && this.#options.watch.isComplete && this.#known.size < maxObjects,
      kinds: this.#kinds(),
      put: [...this.#put.values()], deleted: [...this.#deleted],
    };
    this.#isReset = false;
    this.#put.clear();
    this.#deleted.clear();
    this.#client?.sendNotification(clusterChanged, changes);
  }
}

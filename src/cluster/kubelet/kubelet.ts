// The agent of one node: registers it, and runs a worker for each Pod that is bound to it. kubelet.
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Random } from '../../base/random.ts';
import type { ConfigMap, Node, PersistentVolume, PersistentVolumeClaim, Pod, Secret, Service } from '../../api/generated/core-v1.ts';
import { isNotFound } from '../../api/meta/status-error.ts';
import type { Client } from '../../client/client.ts';
import * as resources from '../../client/resources.ts';
import type { InformerFactory } from '../component-helpers/informer-factory.ts';
import { isPodTerminal } from '../component-helpers/pods.ts';
import { createEventRecorder } from '../events/event-recorder.ts';
import { admissionFailure, type Rejection } from './admission.ts';
import { Backoff } from './backoff.ts';
import { EvictionManager } from './eviction-manager.ts';
import { Heartbeat } from './heartbeat.ts';
import { createImagePuller } from './image-puller.ts';
import { type KubeletContext, recordPodEvent } from './kubelet-context.ts';
import { type NodeConfig, nodeObject, nodeStatus } from './node-status.ts';
import type { PodSource } from './pod-source.ts';
import { PodWorker } from './pod-worker.ts';
import type { RuntimeService } from './runtime-service.ts';
import { createTokenSource } from './service-account-tokens.ts';
import { StatusWriter } from './status-writer.ts';

export interface KubeletOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly random: Random;
  readonly config: NodeConfig;
  readonly runtime: RuntimeService;
  readonly informers: InformerFactory;
  readonly pods: PodSource;
  /** How often the kubelet looks at its containers; 0: changes are noticed at once. */
  readonly relistMs: number;
  /** See `KubeletContext`. */
  readonly relookMs: number;
  readonly clusterDns: readonly string[];
  readonly clusterDomain: string;
  /** Lets other work of the process run. */
  readonly yieldToHost: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

export class Kubelet implements Disposable {
  readonly context: KubeletContext;
  readonly #options: KubeletOptions;
  readonly #workers = new Map<string, PodWorker>();
  readonly #owned = new DisposableStore();
  readonly #eviction: EvictionManager;
  #noticed: (() => void)[] = [];
  #connection = new DisposableStore();
  #isRunning = false;

  constructor(options: KubeletOptions) {
    this.#options = options;
    this.context = contextOf(options, (wake) => { this.#noticeLater(wake); }, (pod) => this.#admit(pod));
    this.#eviction = new EvictionManager(this.context, () => this.#workers.values());
    this.#owned.add(options.runtime.onDidChange(({ sandboxId }) => {
      const worker = this.#workerOfSandbox(sandboxId);
      if (worker?.isInStep === true) worker.wake();
      else if (worker !== undefined) this.#noticeLater(() => { worker.wake(); });
    }));
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  worker(uid: string): PodWorker | undefined {
    return this.#workers.get(uid);
  }

  /** Registers the node and begins to run its Pods. After `stop`: takes up where it left. */
  async start(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#connection = new DisposableStore();
    this.context.status.resume();
    const { informers, config, clock, client, runtime, onError } = this.#options;
    const heartbeat = this.#connection.add(new Heartbeat({ client, clock, config, runtime, synchronize: () => this.#eviction.synchronize(), pressures: () => this.#eviction.pressures, onError }));
    await heartbeat.start();
    const needed = [resources.configMaps, resources.secrets, resources.services, resources.nodes].map((ref) => informers.of(ref).whenSynced());
    await Promise.all([...needed, this.#options.pods.informer.whenSynced()]);
    if (!this.#isRunning || this.#owned.isDisposed) return;
    const bound = new Set(this.#options.pods.of(config.name).map((p) => p.metadata.uid));
    for (const worker of [...this.#workers.values()]) if (!bound.has(worker.pod.metadata.uid)) worker.remove();
    this.#connection.add(this.#options.pods.subscribe(config.name, { onPod: (pod) => { this.#onPod(pod); }, onRemoved: (pod) => { this.#workers.get(pod.metadata.uid)?.remove(); } }));
    for (const worker of this.#workers.values()) {
      worker.isPaused = false;
      worker.wake();
    }
  }

  /** The kubelet's process ends; containers go on running, but nobody looks after them or tells of them. */
  stop(): void {
    this.#isRunning = false;
    this.#connection.dispose();
    this.context.status.pause();
    for (const worker of this.#workers.values()) worker.isPaused = true;
  }

  dispose(): void {
    this.stop();
    this.context.status.stop();
    for (const worker of this.#workers.values()) worker.dispose();
    this.#workers.clear();
    this.#owned.dispose();
  }

  #admit(pod: Pod): Rejection | undefined {
    const others: PodWorker[] = [];
    for (const worker of this.#workers.values()) if (worker.isActive && worker.pod.metadata.uid !== pod.metadata.uid) others.push(worker);
    return admissionFailure(pod, this.context.node(), others);
  }

  /** Changes are noticed together, at the next relist. */
  #noticeLater(wake: () => void): void {
    const { clock, relistMs } = this.#options;
    if (relistMs === 0) {
      queueMicrotask(wake);
      return;
    }
    this.#noticed.push(wake);
    if (this.#noticed.length > 1) return;
    const timer = this.#owned.add(clock.setTimeout(() => {
      this.#owned.delete(timer);
      for (const one of this.#noticed.splice(0)) one();
    }, relistMs - (clock.now() % relistMs)));
  }

  #onPod(pod: Pod): void {
    const known = this.#workers.get(pod.metadata.uid);
    if (known !== undefined) {
      known.update(pod);
      return;
    }
    if (pod.metadata.deletionTimestamp !== undefined || isPodTerminal(pod)) {
      if (pod.metadata.deletionTimestamp !== undefined) this.#deleteForGood(pod);
      return;
    }
    const rejection = this.#eviction.refusal(pod) ?? this.#admit(pod);
    if (rejection !== undefined) {
      recordPodEvent(this.context, pod, 'Warning', rejection.reason, rejection.message);
      this.context.status.set(pod, { ...pod.status, conditions: [], observedGeneration: pod.metadata.generation ?? 0, phase: 'Failed', reason: rejection.reason, message: `Pod was rejected: ${rejection.message}` }, true);
      return;
    }
    const { uid } = pod.metadata;
    const worker = new PodWorker(this.context, pod, () => { this.#workers.delete(uid); });
    this.#workers.set(uid, worker);
    worker.wake();
  }

  #deleteForGood(pod: Pod): void {
    const { name, namespace, uid } = pod.metadata;
    this.#options.client.delete(resources.pods, name, namespace, { gracePeriodSeconds: 0, preconditions: { uid } }).catch((error: unknown) => {
      if (!isNotFound(error)) this.#options.onError(error);
    });
  }

  #workerOfSandbox(sandboxId: string): PodWorker | undefined {
    for (const worker of this.#workers.values()) if (worker.podRuntime.sandbox?.id === sandboxId) return worker;
    return undefined;
  }
}

function contextOf(options: KubeletOptions, noticeLater: KubeletContext['noticeLater'], admit: KubeletContext['admit']): KubeletContext {
  const { client, clock, random, runtime, config, informers, pods, yieldToHost, onError } = options;
  const configMaps = informers.of<ConfigMap>(resources.configMaps);
  const secrets = informers.of<Secret>(resources.secrets);
  const services = informers.of<Service>(resources.services);
  const claims = informers.of<PersistentVolumeClaim>(resources.persistentVolumeClaims);
  const volumes = informers.of<PersistentVolume>(resources.persistentVolumes);
  const nodes = informers.of<Node>(resources.nodes);
  const unknownNode = { ...nodeObject(config), status: nodeStatus(config, [], undefined, '') } as Node;
  return {
    clock, random, runtime,
    events: createEventRecorder({ client, clock, component: 'kubelet', host: config.name }),
    status: new StatusWriter({ client, clock, current: (namespace, name) => pods.current(namespace, name), yieldToHost, onError }),
    puller: createImagePuller(runtime, clock),
    crashBackoff: new Backoff(clock),
    resources: {
      configMap: (namespace, name) => configMaps.get(`${namespace}/${name}`),
      secret: (namespace, name) => secrets.get(`${namespace}/${name}`),
      services: (namespace) => services.list().filter((s) => s.metadata.namespace === namespace).sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)),
    },
    claims: {
      claim: (namespace, name) => claims.get(`${namespace}/${name}`),
      volume: (name) => volumes.get(name),
    },
    node: () => nodes.get(config.name) ?? unknownNode,
    hostIp: config.ip,
    clusterDns: options.clusterDns,
    clusterDomain: options.clusterDomain,
    pullSecrets: (pod) => {
      const named = (pod.spec.imagePullSecrets ?? []).map(({ name = '' }) => ({ name, secret: secrets.get(`${pod.metadata.namespace}/${name}`) }));
      return { found: named.map(({ secret }) => secret).filter((s) => s !== undefined), missing: named.filter(({ secret }) => secret === undefined).map(({ name }) => name) };
    },
    tokens: createTokenSource(client, clock),
    noticeLater,
    admit,
    relookMs: options.relookMs,
    untilRelist: (sinceMs) => (options.relistMs === 0 ? 0 : Math.max(0, (Math.floor(sinceMs / options.relistMs) + 1) * options.relistMs - clock.now())),
    onError,
  };
}

// Leads connections to Service addresses and node ports to endpoints: kube-proxy.
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { type Random, randomInt } from '../../base/random.ts';
import type { Service, ServicePort } from '../../api/generated/core-v1.ts';
import type { EndpointSlice } from '../../api/generated/discovery-v1.ts';
import { keyOf } from '../../client/informer.ts';
import type { ObjectIndex } from '../../client/object-index.ts';
import { services } from '../../client/resources.ts';
import { serviceOf } from '../component-helpers/endpoint-slices.ts';
import type { InformerFactory } from '../component-helpers/informer-factory.ts';

export interface Backend {
  readonly ip: string;
  readonly port: number;
}

const defaultAffinitySeconds = 10_800;
const endpointSlices = { group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices' };

/** Invariant: `#byIp` has every Service under each of its addresses. */
export class ServiceProxy implements Disposable {
  readonly #random: Random;
  readonly #nodeIps: ReadonlySet<string>;
  readonly #byIp = new Map<string, Service>();
  readonly #byNodePort = new Map<number, Service>();
  readonly #slices: ObjectIndex<EndpointSlice>;
  /** Which endpoint a client of a port has and when it last asked, by the uid of a Service with ClientIP affinity; who asked longest ago comes first. */
  readonly #sticky = new Map<string, Map<string, { readonly backend: Backend; readonly atMs: number }>>();
  readonly #clock: Clock;
  readonly #owned = new DisposableStore();

  constructor(informers: InformerFactory, clock: Clock, random: Random, nodeIps: ReadonlySet<string>) {
    this.#clock = clock;
    this.#random = random;
    this.#nodeIps = nodeIps;
    const watched = informers.of<Service>(services);
    this.#slices = informers.of<EndpointSlice>(endpointSlices).index(serviceOf);
    this.#owned.add(watched.onDidAdd(({ object }) => { this.#setService(object, true); }));
    this.#owned.add(watched.onDidUpdate(({ old, object }) => {
      if (old.metadata.uid !== object.metadata.uid) this.#sticky.delete(old.metadata.uid);
      this.#setService(old, false);
      this.#setService(object, true);
    }));
    this.#owned.add(watched.onDidDelete(({ object }) => {
      this.#setService(object, false);
      this.#sticky.delete(object.metadata.uid);
    }));
  }

  /** Where a connection to this address goes; `refused` for a Service port without endpoints, undefined when it is no Service's. */
  resolve(ip: string, port: number, fromIp: string): Backend | 'refused' | undefined {
    const isNodePort = this.#nodeIps.has(ip);
    const service = isNodePort ? this.#byNodePort.get(port) : this.#byIp.get(ip);
    if (service === undefined) return undefined;
    const servicePort = service.spec.ports?.find((p) => (isNodePort ? p.nodePort : p.port) === port);
    if (servicePort === undefined) return 'refused';
    const backends = this.#backends(service, servicePort);
    if (backends.length === 0) return 'refused';
    if (service.spec.sessionAffinity !== 'ClientIP') return backends[randomInt(this.#random, backends.length)];
    return this.#keptBackend(service, `${servicePort.port}|${fromIp}`, backends);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** The endpoint that the client had last, unless it is gone or that was too long ago. */
  #keptBackend(service: Service, client: string, backends: readonly Backend[]): Backend | undefined {
    const { uid } = service.metadata;
    const clients = this.#sticky.get(uid) ?? new Map<string, { backend: Backend; atMs: number }>();
    this.#sticky.set(uid, clients);
    const nowMs = this.#clock.now();
    const sinceMs = nowMs - (service.spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? defaultAffinitySeconds) * 1000;
    for (const [name, { atMs }] of clients) {
      if (atMs > sinceMs) break;
      clients.delete(name);
    }
    const held = clients.get(client)?.backend;
    const backend = backends.find((b) => b.ip === held?.ip && b.port === held.port) ?? backends[randomInt(this.#random, backends.length)];
    clients.delete(client);
    if (backend !== undefined) clients.set(client, { backend, atMs: nowMs });
    return backend;
  }

  /** Ready endpoints; when there is none, those that still serve while they end. */
  #backends(service: Service, port: ServicePort): Backend[] {
    const ready: Backend[] = [];
    const ending: Backend[] = [];
    for (const slice of this.#slices.of(keyOf(service))) {
      const target = slice.ports?.find((p) => (p.name ?? '') === (port.name ?? ''))?.port;
      if (target === undefined) continue;
      for (const { addresses, conditions } of slice.endpoints) {
        const [ip] = addresses;
        if (ip === undefined) continue;
        if (conditions?.ready !== false) ready.push({ ip, port: target });
        else if (conditions.serving === true && conditions.terminating === true) ending.push({ ip, port: target });
      }
    }
    return ready.length > 0 ? ready : ending;
  }

  #setService(service: Service, isThere: boolean): void {
    if (isThere && service.spec.sessionAffinity !== 'ClientIP') this.#sticky.delete(service.metadata.uid);
    const { clusterIP = '', clusterIPs = [], externalIPs = [] } = service.spec;
    for (const ip of new Set([clusterIP, ...clusterIPs, ...externalIPs])) {
      if (ip === '' || ip === 'None') continue;
      if (isThere) this.#byIp.set(ip, service);
      else if (this.#byIp.get(ip)?.metadata.uid === service.metadata.uid) this.#byIp.delete(ip);
    }
    for (const { nodePort } of service.spec.ports ?? []) {
      if (nodePort === undefined || nodePort === 0) continue;
      if (isThere) this.#byNodePort.set(nodePort, service);
      else this.#byNodePort.delete(nodePort);
    }
  }
}

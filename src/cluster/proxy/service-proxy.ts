// Leads connections to Service addresses and node ports to endpoints: kube-proxy.
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

const endpointSlices = { group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices' };

/** Invariant: `#byIp` has every Service under each of its addresses. */
export class ServiceProxy implements Disposable {
  readonly #random: Random;
  readonly #nodeIps: ReadonlySet<string>;
  readonly #byIp = new Map<string, Service>();
  readonly #byNodePort = new Map<number, Service>();
  readonly #slices: ObjectIndex<EndpointSlice>;
  /** Which endpoint a client has, for Services with ClientIP affinity. */
  readonly #sticky = new Map<string, Backend>();
  readonly #owned = new DisposableStore();

  constructor(informers: InformerFactory, random: Random, nodeIps: ReadonlySet<string>) {
    this.#random = random;
    this.#nodeIps = nodeIps;
    const watched = informers.of<Service>(services);
    this.#slices = informers.of<EndpointSlice>(endpointSlices).index(serviceOf);
    this.#owned.add(watched.onDidAdd(({ object }) => { this.#setService(object, true); }));
    this.#owned.add(watched.onDidUpdate(({ old, object }) => {
      this.#setService(old, false);
      this.#setService(object, true);
    }));
    this.#owned.add(watched.onDidDelete(({ object }) => { this.#setService(object, false); }));
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
    const key = `${keyOf(service)}|${servicePort.port}|${fromIp}`;
    const held = this.#sticky.get(key);
    const kept = backends.find((b) => b.ip === held?.ip && b.port === held.port) ?? backends[randomInt(this.#random, backends.length)];
    if (kept !== undefined) this.#sticky.set(key, kept);
    return kept;
  }

  dispose(): void {
    this.#owned.dispose();
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

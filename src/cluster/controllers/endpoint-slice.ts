// Keeps EndpointSlices (and Endpoints) of Services current with the Pods that they select: endpointslice-controller and endpoints-controller.
import type { Disposable } from '../../base/disposable.ts';
import type { EndpointAddress, Endpoints, Node, Pod, Service, ServicePort } from '../../api/generated/core-v1.ts';
import type { Endpoint, EndpointPort, EndpointSlice } from '../../api/generated/discovery-v1.ts';
import { isAlreadyExists, isConflict, isNotFound, StatusError } from '../../api/meta/status-error.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { isPodReady, isPodTerminal, podCondition } from '../component-helpers/pods.ts';
import { matchesLabels } from '../../api/meta/label-selector.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';

const endpointSlices = { group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices' };
const serviceNameLabel = 'kubernetes.io/service-name';
const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
const managedBy = 'endpointslice-controller.k8s.io';
const maxEndpoints = 100;
const headlessLabel = 'service.kubernetes.io/headless';
const triggerAnnotation = 'endpoints.kubernetes.io/last-change-trigger-time';

/** The number behind a Service port on one Pod; undefined when the Pod has no port of that name. */
function targetPort(port: ServicePort, pod: Pod): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target;
  const sidecars = (pod.spec.initContainers ?? []).filter((c) => c.restartPolicy === 'Always');
  for (const container of [...pod.spec.containers, ...sidecars]) {
    const found = container.ports?.find((p) => p.name === target && (p.protocol ?? 'TCP') === (port.protocol ?? 'TCP'));
    if (found !== undefined) return found.containerPort;
  }
  return undefined;
}

function hasSelector(service: Service): boolean {
  return Object.keys(service.spec.selector ?? {}).length > 0;
}

/** What both controllers watch: Services and the Pods that they select. */
abstract class ServiceController extends ControllerBase {
  protected readonly services: Informer<Service>;
  protected readonly pods: Informer<Pod>;
  protected readonly nodes: Informer<Node>;

  constructor(context: ControllerContext, component: string, reconcile: (key: string) => Promise<void>) {
    super(context, component, reconcile);
    this.services = this.informer<Service>(resources.services);
    this.pods = this.informer<Pod>(resources.pods);
    this.nodes = this.informer<Node>(resources.nodes);
    this.enqueueChanges(this.services);
    this.onChange(this.pods, (pod, old, isGone) => {
      if (old !== undefined && !isGone && !matters(old, pod)) return;
      for (const service of this.services.list()) {
        if (service.metadata.namespace !== pod.metadata.namespace || !hasSelector(service)) continue;
        if (matchesLabels(service.spec.selector, pod.metadata.labels) || (old !== undefined && matchesLabels(service.spec.selector, old.metadata.labels))) this.queue.add(keyOf(service));
      }
    });
  }

  protected selected(service: Service): Pod[] {
    return this.pods.list().filter((p) => p.metadata.namespace === service.metadata.namespace && matchesLabels(service.spec.selector, p.metadata.labels) && !isPodTerminal(p) && (p.status.podIP ?? '') !== '')
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  }
}

function matters(old: Pod, pod: Pod): boolean {
  return old.status.podIP !== pod.status.podIP || isPodReady(old) !== isPodReady(pod) || isPodTerminal(old) !== isPodTerminal(pod) || old.spec.nodeName !== pod.spec.nodeName
    || old.metadata.deletionTimestamp !== pod.metadata.deletionTimestamp || JSON.stringify(old.metadata.labels) !== JSON.stringify(pod.metadata.labels);
}

/** The earliest change that a Service's endpoints have not told of yet: endpointslice's TriggerTimeTracker. */
class TriggerTimes {
  readonly #seen = new Map<string, { readonly service: string; readonly pods: ReadonlyMap<string, string> }>();

  /** Undefined when neither the Service nor one of the Pods is newer than last time. */
  next(key: string, service: Service, pods: readonly Pod[]): string | undefined {
    const old = this.#seen.get(key);
    const times = new Map(pods.map((p) => [p.metadata.name, podCondition(p.status, 'Ready')?.lastTransitionTime ?? '']));
    const created = service.metadata.creationTimestamp;
    const changed = [...times].filter(([name, time]) => time > (old?.pods.get(name) ?? '')).map(([, time]) => time);
    if (created > (old?.service ?? '')) changed.push(created);
    this.#seen.set(key, { service: created, pods: times });
    return changed.sort()[0];
  }

  forget(key: string): void {
    this.#seen.delete(key);
  }
}

function annotated(annotations: Readonly<Record<string, string>> | undefined, time: string | undefined): Record<string, string> {
  const { [triggerAnnotation]: _, ...others } = annotations ?? {};
  return time === undefined ? others : { ...others, [triggerAnnotation]: time };
}

/** A Service's labels that its slices carry, and those that say what they are. */
function sliceLabels(service: Service): Record<string, string> {
  const { [headlessLabel]: _, ...labels } = service.metadata.labels ?? {};
  return { ...labels, [serviceNameLabel]: service.metadata.name, [managedByLabel]: managedBy, ...(service.spec.clusterIP === 'None' && { [headlessLabel]: '' }) };
}

function isSameText(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>> = {}): boolean {
  return Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([key, value]) => b[key] === value);
}

/** How long a slice that was written may be missing in the cache before it is done without. */
const unseenMs = 5000;

interface WrittenSlice {
  readonly version: number;
  readonly sinceMs: number;
}

class EndpointSliceController extends ServiceController {
  readonly #slices: Informer<EndpointSlice>;
  /** Slices that were written and that the cache does not have yet, by Service and name: EndpointSliceTracker. */
  readonly #written = new Map<string, Map<string, WrittenSlice>>();
  readonly #triggers = new TriggerTimes();

  constructor(context: ControllerContext) {
    super(context, 'endpoint-slice-controller', (key) => this.#reconcile(key));
    this.#slices = this.informer<EndpointSlice>(endpointSlices);
    this.onChange(this.#slices, (slice, old, isGone) => {
      const service = slice.metadata.labels?.[serviceNameLabel];
      if (service === undefined) return;
      const key = `${slice.metadata.namespace}/${service}`;
      const isOwn = this.#sees(key, slice, isGone);
      if (isGone || (old === undefined && !isOwn)) this.queue.add(key);
    });
  }

  /** True when that is what was written here, or older. */
  #sees(key: string, { metadata: { name, resourceVersion } }: EndpointSlice, isGone: boolean): boolean {
    const written = this.#written.get(key)?.get(name);
    if (written === undefined) return false;
    if (!isGone && Number(resourceVersion) < written.version) return true;
    this.#written.get(key)?.delete(name);
    return true;
  }

  #wrote(key: string, { metadata: { name, resourceVersion } }: EndpointSlice): void {
    const known = this.#slices.get(`${key.split('/')[0] ?? ''}/${name}`);
    if (known !== undefined && Number(known.metadata.resourceVersion) >= Number(resourceVersion)) return;
    const written = this.#written.get(key) ?? new Map<string, WrittenSlice>();
    written.set(name, { version: Number(resourceVersion), sinceMs: this.nowMs });
    this.#written.set(key, written);
  }

  /** Whether the cache is behind what was written; asks to be called again when it may no longer be. */
  #isBehind(key: string): boolean {
    const written = this.#written.get(key);
    if (written === undefined) return false;
    for (const [name, { sinceMs }] of written) if (this.nowMs - sinceMs >= unseenMs) written.delete(name);
    if (written.size > 0) {
      this.queue.addAfter(key, 20);
      return true;
    }
    this.#written.delete(key);
    return false;
  }

  async #reconcile(key: string): Promise<void> {
    const service = this.services.get(key);
    if (service === undefined) {
      this.#written.delete(key);
      this.#triggers.forget(key);
    }
    if (service === undefined || !hasSelector(service) || service.spec.type === 'ExternalName' || this.#isBehind(key)) return;
    const existing = this.#slices.list().filter((s) => s.metadata.namespace === service.metadata.namespace && s.metadata.labels?.[serviceNameLabel] === service.metadata.name && s.metadata.labels[managedByLabel] === managedBy);
    const wanted = this.#wanted(service);
    const labels = sliceLabels(service);
    const time = this.#triggers.next(key, service, this.selected(service));
    try {
      for (const [i, slice] of wanted.entries()) {
        const old = existing[i];
        if (old === undefined) this.#wrote(key, await this.#create(service, slice, annotated(undefined, time)));
        else if (JSON.stringify([old.endpoints ?? [], old.ports ?? []]) !== JSON.stringify([slice.endpoints, slice.ports]) || !isSameText(labels, old.metadata.labels)) {
          this.#wrote(key, await this.client.update<EndpointSlice>(endpointSlices, { ...old, metadata: { ...old.metadata, labels, annotations: annotated(old.metadata.annotations, time) }, endpoints: [...slice.endpoints], ports: [...slice.ports] }));
        }
      }
      for (const old of existing.slice(wanted.length)) await this.client.delete(endpointSlices, old.metadata.name, old.metadata.namespace);
    } catch (error) {
      if (isConflict(error)) this.queue.addAfter(key, 10);
      else if (!isNotFound(error) && !(error instanceof StatusError && error.code === 403)) throw error;
    }
  }

  /** Pods grouped by the port numbers that they have, then cut into slices; one empty slice when there is no Pod. */
  #wanted(service: Service): { readonly endpoints: readonly Endpoint[]; readonly ports: readonly EndpointPort[] }[] {
    const groups = new Map<string, { ports: EndpointPort[]; endpoints: Endpoint[] }>();
    for (const pod of this.selected(service)) {
      const ports: EndpointPort[] = [];
      for (const port of service.spec.ports ?? []) {
        const number = targetPort(port, pod);
        if (number !== undefined) ports.push({ name: port.name ?? '', protocol: port.protocol ?? 'TCP', port: number, ...(port.appProtocol !== undefined && { appProtocol: port.appProtocol }) });
      }
      const id = JSON.stringify(ports);
      const group = groups.get(id) ?? { ports, endpoints: [] };
      group.endpoints.push(this.#endpoint(service, pod));
      groups.set(id, group);
    }
    const slices = [...groups.values()].flatMap(({ ports, endpoints }) => {
      const parts = [];
      for (let i = 0; i < endpoints.length; i += maxEndpoints) parts.push({ ports, endpoints: endpoints.slice(i, i + maxEndpoints) });
      return parts;
    });
    return slices.length > 0 ? slices : [{ ports: [], endpoints: [] }];
  }

  #endpoint(service: Service, pod: Pod): Endpoint {
    const isTerminating = pod.metadata.deletionTimestamp !== undefined;
    const isServing = isPodReady(pod);
    const zone = this.nodes.get(pod.spec.nodeName ?? '')?.metadata.labels?.['topology.kubernetes.io/zone'];
    const { hostname, subdomain } = pod.spec;
    return {
      addresses: [pod.status.podIP ?? ''],
      conditions: { ready: service.spec.publishNotReadyAddresses === true || (isServing && !isTerminating), serving: isServing, terminating: isTerminating },
      ...(hostname !== undefined && hostname !== '' && subdomain === service.metadata.name && { hostname }),
      targetRef: { kind: 'Pod', namespace: pod.metadata.namespace ?? '', name: pod.metadata.name, uid: pod.metadata.uid },
      nodeName: pod.spec.nodeName ?? '',
      ...(zone !== undefined && { zone }),
    };
  }

  async #create(service: Service, { endpoints, ports }: { readonly endpoints: readonly Endpoint[]; readonly ports: readonly EndpointPort[] }, annotations: Record<string, string>): Promise<EndpointSlice> {
    const { name, namespace, uid } = service.metadata;
    return this.client.create<EndpointSlice>(endpointSlices, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        generateName: `${name}-`,
        namespace: namespace ?? '',
        labels: sliceLabels(service),
        annotations,
        ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name, uid, controller: true, blockOwnerDeletion: true }],
      },
      addressType: 'IPv4',
      endpoints: [...endpoints],
      ports: [...ports],
    }, namespace);
  }
}

class EndpointsController extends ServiceController {
  readonly #triggers = new TriggerTimes();

  constructor(context: ControllerContext) {
    super(context, 'endpoint-controller', (key) => this.#reconcile(key));
  }

  async #reconcile(key: string): Promise<void> {
    const service = this.services.get(key);
    const [namespace = '', name = ''] = key.split('/');
    try {
      if (service === undefined) {
        this.#triggers.forget(key);
        await this.client.delete(resources.endpoints, name, namespace);
        return;
      }
      if (!hasSelector(service) || service.spec.type === 'ExternalName') return;
      const subsets = this.#subsets(service);
      const old = await this.client.get<Endpoints>(resources.endpoints, name, namespace).catch((error: unknown) => { if (isNotFound(error)) return undefined; throw error; });
      const time = this.#triggers.next(key, service, this.selected(service));
      const labels = { ...service.metadata.labels, 'endpoints.kubernetes.io/managed-by': 'endpoint-controller', ...(service.spec.clusterIP === 'None' && { [headlessLabel]: '' }) };
      if (old !== undefined && JSON.stringify(old.subsets ?? []) === JSON.stringify(subsets) && isSameText(labels, old.metadata.labels)) return;
      const annotations = annotated(old?.metadata.annotations, time);
      if (old === undefined) await this.client.create<Endpoints>(resources.endpoints, { apiVersion: 'v1', kind: 'Endpoints', metadata: { name, namespace, labels, annotations }, subsets }, namespace);
      else await this.client.update<Endpoints>(resources.endpoints, { ...old, metadata: { ...old.metadata, labels, annotations }, subsets });
    } catch (error) {
      if (isConflict(error) || isAlreadyExists(error)) this.queue.addAfter(key, 10);
      else if (!isNotFound(error) && !(error instanceof StatusError && error.code === 403)) throw error;
    }
  }

  /** Ports with the same addresses share a subset; a Pod without any of the Service's ports is in none. */
  #subsets(service: Service): Subset[] {
    const isHeadless = (service.spec.ports ?? []).length === 0;
    const byPort = new Map<string, Subset>();
    for (const pod of this.selected(service)) {
      if (pod.metadata.deletionTimestamp !== undefined && service.spec.publishNotReadyAddresses !== true) continue;
      const list = service.spec.publishNotReadyAddresses === true || isPodReady(pod) ? 'addresses' : 'notReadyAddresses';
      const ports = (service.spec.ports ?? []).flatMap((p) => { const port = targetPort(p, pod); return port === undefined ? [] : [{ ...(p.name !== undefined && { name: p.name }), port, protocol: p.protocol ?? 'TCP' as const, ...(p.appProtocol !== undefined && { appProtocol: p.appProtocol }) }]; });
      for (const port of isHeadless ? [undefined] : ports) {
        const subset: Subset = byPort.get(JSON.stringify(port)) ?? { ...(port && { ports: [port] }) };
        subset[list] = [...(subset[list] ?? []), addressOf(service, pod)];
        byPort.set(JSON.stringify(port), subset);
      }
    }
    const groups = new Map<string, Subset>();
    for (const { addresses, notReadyAddresses, ports } of byPort.values()) {
      const id = JSON.stringify([addresses, notReadyAddresses]);
      const shared = [...(groups.get(id)?.ports ?? []), ...(ports ?? [])];
      groups.set(id, { ...(addresses && { addresses }), ...(notReadyAddresses && { notReadyAddresses }), ...(shared.length > 0 && { ports: shared }) });
    }
    return [...groups.values()];
  }
}

type Subset = NonNullable<Endpoints['subsets']>[number];

function addressOf(service: Service, pod: Pod): EndpointAddress {
  const { hostname, subdomain, nodeName = '' } = pod.spec;
  return {
    ip: pod.status.podIP ?? '',
    ...(hostname !== undefined && subdomain === service.metadata.name && { hostname }),
    nodeName,
    targetRef: { kind: 'Pod', namespace: pod.metadata.namespace ?? '', name: pod.metadata.name, uid: pod.metadata.uid },
  };
}

export const endpointSliceController: Controller = { name: 'endpointslice-controller', start: (context): Disposable => new EndpointSliceController(context) };
export const endpointsController: Controller = { name: 'endpoints-controller', start: (context): Disposable => new EndpointsController(context) };

// Makes EndpointSlices of Endpoints that people write for Services without a selector: kube-controller-manager's endpointslice-mirroring-controller.
import type { Disposable } from '../../base/disposable.ts';
import type { EndpointAddress, Endpoints, Service } from '../../api/generated/core-v1.ts';
import type { Endpoint, EndpointPort, EndpointSlice } from '../../api/generated/discovery-v1.ts';
import { isConflict, isNotFound, StatusError } from '../../api/meta/status-error.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';
import { sortedByHash } from './object-hash.ts';
import { serviceNameLabel, serviceOf } from '../component-helpers/endpoint-slices.ts';
import { annotated, isSameText, managedByLabel } from './service-endpoints.ts';
import { placeEndpoints, reuseRemoved, type SliceContent } from './slice-placement.ts';
import { SliceTracker } from './slice-tracker.ts';

const managedBy = 'endpointslicemirroring-controller.k8s.io';
const skipLabel = 'endpointslice.kubernetes.io/skip-mirror';
const leaderAnnotation = 'control-plane.alpha.kubernetes.io/leader';
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
const maxEndpoints = 1000;

function isMirrored({ metadata: { labels, annotations } }: Endpoints): boolean {
  return labels?.[skipLabel] !== 'true' && annotations?.[leaderAnnotation] === undefined;
}

function endpointOf({ ip, hostname, nodeName, targetRef }: EndpointAddress, ready: boolean): Endpoint {
  return { addresses: [ip], conditions: { ready }, ...(hostname !== undefined && hostname !== '' && { hostname }), ...(targetRef !== undefined && { targetRef }), ...(nodeName !== undefined && { nodeName }) };
}

/** Every subset's addresses by family. */
function contentsOf({ subsets = [] }: Endpoints): SliceContent[] {
  return subsets.flatMap(({ addresses = [], notReadyAddresses = [], ports = [] }) => {
    const slicePorts = sortedByHash<EndpointPort>('discovery/v1.EndpointPort', ports.map(({ name, port, protocol, appProtocol }) => ({ name: name ?? '', protocol: protocol ?? 'TCP', port, ...(appProtocol !== undefined && { appProtocol }) })));
    const endpoints = [...addresses.map((a) => endpointOf(a, true)), ...notReadyAddresses.map((a) => endpointOf(a, false))];
    return (['IPv4', 'IPv6'] as const).map((addressType) => ({ addressType, ports: slicePorts, endpoints: endpoints.filter(({ addresses: [ip = ''] }) => ip.includes(':') === (addressType === 'IPv6')) })).filter((c) => c.endpoints.length > 0);
  });
}

class EndpointSliceMirroring extends ControllerBase {
  readonly #services: Informer<Service>;
  readonly #endpoints: Informer<Endpoints>;
  readonly #slices: Informer<EndpointSlice>;
  readonly #tracker: SliceTracker;

  constructor(context: ControllerContext) {
    super(context, 'endpoint-slice-mirroring-controller', (key) => this.#reconcile(key));
    this.#services = this.informer<Service>(resources.services);
    this.#endpoints = this.informer<Endpoints>(resources.endpoints);
    this.#slices = this.informer<EndpointSlice>(resources.endpointSlices);
    this.#tracker = new SliceTracker(this.#slices, () => this.nowMs);
    this.onChange(this.#services, (service) => { if (Object.keys(service.spec.selector ?? {}).length === 0 || this.#slicesOf(keyOf(service)).length > 0) this.queue.add(keyOf(service)); });
    this.enqueueChanges(this.#endpoints);
    this.onChange(this.#slices, (slice, _old, isGone) => {
      const name = slice.metadata.labels?.[serviceNameLabel];
      if (slice.metadata.labels?.[managedByLabel] !== managedBy || name === undefined) return;
      const key = `${slice.metadata.namespace}/${name}`;
      if (!this.#tracker.sees(key, slice, isGone) || isGone) this.queue.add(key);
    });
  }

  #slicesOf(key: string): EndpointSlice[] {
    return this.#slices.index(serviceOf).of(key).filter(({ metadata }) => metadata.labels?.[managedByLabel] === managedBy && metadata.deletionTimestamp === undefined);
  }

  async #reconcile(key: string): Promise<void> {
    if (this.#tracker.isBehind(key)) {
      this.queue.addAfter(key, 20);
      return;
    }
    const endpoints = this.#endpoints.get(key);
    const service = this.#services.get(key);
    const isWanted = endpoints !== undefined && service !== undefined && isMirrored(endpoints) && Object.keys(service.spec.selector ?? {}).length === 0;
    try {
      if (isWanted) await this.#mirror(key, endpoints);
      else for (const { metadata } of this.#slicesOf(key)) await this.client.delete(resources.endpointSlices, metadata.name, metadata.namespace);
    } catch (error) {
      if (isConflict(error)) this.queue.addAfter(key, 10);
      else if (!isNotFound(error) && !(error instanceof StatusError && error.code === 403)) throw error;
    }
  }

  async #mirror(key: string, endpoints: Endpoints): Promise<void> {
    const { name, namespace, uid } = endpoints.metadata;
    const labels = { ...endpoints.metadata.labels, [serviceNameLabel]: name, [managedByLabel]: managedBy };
    const { [lastApplied]: _, ...annotations } = annotated(endpoints.metadata.annotations, undefined);
    const isOutdated = ({ metadata }: EndpointSlice): boolean => !isSameText(labels, metadata.labels) || !isSameText(annotations, metadata.annotations);
    const plan = reuseRemoved(placeEndpoints(this.#slicesOf(key), contentsOf(endpoints), maxEndpoints, isOutdated));
    for (const { addressType, endpoints: held, ports } of plan.create) {
      this.#tracker.wrote(key, await this.client.create<EndpointSlice>(resources.endpointSlices, {
        apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice',
        metadata: { generateName: `${name}-`, namespace: namespace ?? '', labels, annotations, ownerReferences: [{ apiVersion: 'v1', kind: 'Endpoints', name, uid, controller: true, blockOwnerDeletion: true }] },
        addressType, endpoints: [...held], ports: [...ports],
      }, namespace));
    }
    for (const { old, content } of plan.update) {
      this.#tracker.wrote(key, await this.client.update<EndpointSlice>(resources.endpointSlices, { ...old, metadata: { ...old.metadata, labels, annotations }, endpoints: [...content.endpoints], ports: [...content.ports] }));
    }
    for (const { metadata } of plan.remove) await this.client.delete(resources.endpointSlices, metadata.name, metadata.namespace);
  }
}

export const endpointSliceMirroringController: Controller = { name: 'endpointslice-mirroring-controller', start: (context): Disposable => new EndpointSliceMirroring(context) };

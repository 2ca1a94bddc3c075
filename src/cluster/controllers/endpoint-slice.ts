// Keeps EndpointSlices of Services current with the Pods that they select: kube-controller-manager's endpointslice-controller.
import type { Disposable } from '../../base/disposable.ts';
import type { Pod, Service } from '../../api/generated/core-v1.ts';
import type { Endpoint, EndpointPort, EndpointSlice } from '../../api/generated/discovery-v1.ts';
import { deepEqual } from '../../api/meta/deep-equal.ts';
import { isConflict, isNotFound, StatusError } from '../../api/meta/status-error.ts';
import type { Informer } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { serviceNameLabel, serviceOf } from '../component-helpers/endpoint-slices.ts';
import { isPodReady } from '../component-helpers/pods.ts';
import type { Controller, ControllerContext } from './controller.ts';
import { sortedByHash } from './object-hash.ts';
import { annotated, hasSelector, headlessLabel, isEndpoint, isSameText, managedByLabel, ServiceController, targetPort, TriggerTimes } from './service-endpoints.ts';
import { placeEndpoints, reuseRemoved, type SliceContent, type SlicePlan } from './slice-placement.ts';
import { hintPlan, wantsProportionalHints, withoutHints, zoneCapacity, zoneShares } from './topology-hints.ts';
import { SliceTracker } from './slice-tracker.ts';

const managedBy = 'endpointslice-controller.k8s.io';
const maxEndpoints = 100;
/** What is there for a Service without endpoints. */
const placeholder: SliceContent = { addressType: 'IPv4', ports: [], endpoints: [] };

/** A Service's labels that its slices carry, and those that say what they are. */
function sliceLabels(service: Service): Record<string, string> {
  const { [headlessLabel]: _, ...labels } = service.metadata.labels ?? {};
  return { ...labels, [serviceNameLabel]: service.metadata.name, [managedByLabel]: managedBy, ...(service.spec.clusterIP === 'None' && { [headlessLabel]: '' }) };
}

class EndpointSliceController extends ServiceController {
  readonly #slices: Informer<EndpointSlice>;
  readonly #tracker: SliceTracker;
  readonly #triggers = new TriggerTimes();
  /** Services whose endpoints have hints in proportion to zones. */
  readonly #hinted = new Set<string>();

  constructor(context: ControllerContext) {
    super(context, 'endpoint-slice-controller', (key) => this.#reconcile(key));
    this.#slices = this.informer<EndpointSlice>(resources.endpointSlices);
    this.#tracker = new SliceTracker(this.#slices, () => this.nowMs);
    this.onChange(this.nodes, (node, old, isGone) => {
      if (this.#hinted.size > 0 && (old === undefined || isGone || !deepEqual(zoneCapacity(old), zoneCapacity(node)))) for (const key of this.#hinted) this.queue.add(key);
    });
    this.onChange(this.#slices, (slice, old, isGone) => {
      if (slice.metadata.labels?.[managedByLabel] !== managedBy && old?.metadata.labels?.[managedByLabel] !== managedBy) return;
      for (const service of new Set([slice.metadata.labels?.[serviceNameLabel], old?.metadata.labels?.[serviceNameLabel]])) {
        if (service === undefined) continue;
        const key = `${slice.metadata.namespace}/${service}`;
        if (!this.#tracker.sees(key, slice, isGone) || isGone) this.queue.add(key);
      }
    });
  }

  async #reconcile(key: string): Promise<void> {
    const service = this.services.get(key);
    if (service === undefined) {
      this.#tracker.forget(key);
      this.#hinted.delete(key);
      this.#triggers.forget(key);
    }
    if (service === undefined || !hasSelector(service) || service.spec.type === 'ExternalName') return;
    if (this.#tracker.isBehind(key)) {
      this.queue.addAfter(key, 20);
      return;
    }
    const labels = sliceLabels(service);
    const existing = this.#slices.index(serviceOf).of(key).filter((s) => s.metadata.labels?.[managedByLabel] === managedBy && s.metadata.deletionTimestamp === undefined);
    const pods = this.selected(service);
    const plan = this.#planWithHints(key, service, existing, pods.filter(isEndpoint).map((pod) => this.#contentOf(service, pod)), labels);
    const time = this.#triggers.next(key, service, pods);
    try {
      for (const content of plan.create) this.#tracker.wrote(key, await this.#create(service, labels, content, time));
      for (const { old, content } of plan.update) {
        this.#tracker.wrote(key, await this.client.update<EndpointSlice>(resources.endpointSlices, { ...old, metadata: { ...old.metadata, labels, annotations: annotated(old.metadata.annotations, time) }, endpoints: [...content.endpoints], ports: [...content.ports] }));
      }
      for (const old of plan.remove) await this.client.delete(resources.endpointSlices, old.metadata.name, old.metadata.namespace);
    } catch (error) {
      if (isConflict(error)) this.queue.addAfter(key, 10);
      else if (!isNotFound(error) && !(error instanceof StatusError && error.code === 403)) throw error;
    }
  }

  /** The hints that the Service asks for in proportion to zones depend on all endpoints: they are given when it is known which slice has which. */
  #planWithHints(key: string, service: Service, existing: readonly EndpointSlice[], desired: readonly SliceContent[], labels: Record<string, string>): SlicePlan {
    const tell = (type: 'Normal' | 'Warning', reason: string, message: string): void => { this.events.event({ ...service, kind: 'Service', apiVersion: 'v1' }, type, reason, `${message}, addressType: IPv4`); };
    if (!wantsProportionalHints(service)) {
      if (this.#hinted.delete(key)) tell('Warning', 'TopologyAwareHintsDisabled', 'Topology Aware Hints has been disabled');
      return this.#plan(existing, desired, labels);
    }
    const plan = this.#plan(existing.map((slice) => ({ ...slice, endpoints: withoutHints(slice.endpoints ?? []) })), desired, labels);
    const { plan: hinted, failure } = hintPlan(plan, existing, zoneShares(this.nodes.list()));
    if (failure !== undefined) {
      this.#hinted.delete(key);
      tell('Warning', 'TopologyAwareHintsDisabled', failure);
    } else if (!this.#hinted.has(key)) {
      this.#hinted.add(key);
      tell('Normal', 'TopologyAwareHintsEnabled', 'Topology Aware Hints has been enabled');
    }
    return hinted;
  }

  #plan(existing: readonly EndpointSlice[], desired: readonly SliceContent[], labels: Record<string, string>): SlicePlan {
    const hasOldLabels = (slice: EndpointSlice): boolean => !isSameText(labels, slice.metadata.labels);
    const plan = placeEndpoints(existing, desired, maxEndpoints, hasOldLabels);
    if (existing.length !== plan.remove.length || plan.create.length > 0) return reuseRemoved(plan);
    const [only] = existing;
    const isThere = existing.length === 1 && only !== undefined && (only.endpoints ?? []).length === 0 && (only.ports ?? []).length === 0 && !hasOldLabels(only);
    return isThere ? { create: [], update: [], remove: [] } : reuseRemoved({ ...plan, create: [placeholder] });
  }

  #contentOf(service: Service, pod: Pod): SliceContent {
    const ports: EndpointPort[] = [];
    for (const port of service.spec.ports ?? []) {
      const number = targetPort(port, pod);
      if (number !== undefined) ports.push({ name: port.name ?? '', protocol: port.protocol ?? 'TCP', port: number, ...(port.appProtocol !== undefined && { appProtocol: port.appProtocol }) });
    }
    return { addressType: 'IPv4', ports: sortedByHash('discovery/v1.EndpointPort', ports), endpoints: [this.#endpoint(service, pod)] };
  }

  #endpoint(service: Service, pod: Pod): Endpoint {
    const isTerminating = pod.metadata.deletionTimestamp !== undefined;
    const isServing = isPodReady(pod);
    const isReadyHere = service.spec.publishNotReadyAddresses === true || (isServing && !isTerminating);
    const zone = this.nodes.get(pod.spec.nodeName ?? '')?.metadata.labels?.['topology.kubernetes.io/zone'];
    const { hostname, subdomain, nodeName = '' } = pod.spec;
    const hints = isReadyHere && !wantsProportionalHints(service) ? hintsOf(service, nodeName, zone) : undefined;
    return {
      addresses: [pod.status.podIP ?? ''],
      conditions: { ready: isReadyHere, serving: isServing, terminating: isTerminating },
      ...(hostname !== undefined && hostname !== '' && subdomain === service.metadata.name && { hostname }),
      targetRef: { kind: 'Pod', namespace: pod.metadata.namespace ?? '', name: pod.metadata.name, uid: pod.metadata.uid },
      nodeName,
      ...(zone !== undefined && { zone }),
      ...(hints !== undefined && { hints }),
    };
  }

  async #create(service: Service, labels: Record<string, string>, { addressType, endpoints, ports }: SliceContent, time: string | undefined): Promise<EndpointSlice> {
    const { name, namespace, uid } = service.metadata;
    return this.client.create<EndpointSlice>(resources.endpointSlices, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        generateName: `${name}-`,
        namespace: namespace ?? '',
        labels,
        annotations: annotated(undefined, time),
        ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name, uid, controller: true, blockOwnerDeletion: true }],
      },
      addressType,
      endpoints: [...endpoints],
      ports: [...ports],
    }, namespace);
  }
}

/** Whom the endpoint is for, where the Service asks for short ways. */
function hintsOf({ spec: { trafficDistribution } }: Service, nodeName: string, zone: string | undefined): Endpoint['hints'] {
  if (trafficDistribution === undefined) return undefined;
  const forZones = zone === undefined ? undefined : [{ name: zone }];
  if (trafficDistribution === 'PreferSameNode') return { ...(forZones && { forZones }), forNodes: [{ name: nodeName }] };
  return forZones && { forZones };
}

export const endpointSliceController: Controller = { name: 'endpointslice-controller', start: (context): Disposable => new EndpointSliceController(context) };

// Keeps the Endpoints of Services current with the Pods that they select: kube-controller-manager's endpoints-controller.
import type { Disposable } from '../../base/disposable.ts';
import type { EndpointAddress, Endpoints, Pod, Service } from '../../api/generated/core-v1.ts';
import { isAlreadyExists, isConflict, isNotFound, StatusError } from '../../api/meta/status-error.ts';
import * as resources from '../../client/resources.ts';
import { isPodReady } from '../component-helpers/pods.ts';
import type { Controller, ControllerContext } from './controller.ts';
import { sortedByHash } from './object-hash.ts';
import { annotated, hasSelector, headlessLabel, isEndpoint, isSameText, ServiceController, targetPort, TriggerTimes } from './service-endpoints.ts';

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
    for (const pod of this.selected(service).filter(isEndpoint)) {
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
      groups.set(id, { ...(addresses && { addresses: byAddress(addresses) }), ...(notReadyAddresses && { notReadyAddresses: byAddress(notReadyAddresses) }), ...(shared.length > 0 && { ports: shared }) });
    }
    return sortedByHash('core/v1.EndpointSubset', [...groups.values()].map((s) => (s.ports === undefined ? s : { ...s, ports: sortedByHash('core/v1.EndpointPort', s.ports) })));
  }
}

type Subset = NonNullable<Endpoints['subsets']>[number];

function byAddress(addresses: readonly EndpointAddress[]): EndpointAddress[] {
  return [...addresses].sort((a, b) => (a.ip === b.ip ? ((a.targetRef?.uid ?? '') < (b.targetRef?.uid ?? '') ? -1 : 1) : a.ip < b.ip ? -1 : 1));
}

function addressOf(service: Service, pod: Pod): EndpointAddress {
  const { hostname, subdomain, nodeName = '' } = pod.spec;
  return {
    ip: pod.status.podIP ?? '',
    ...(hostname !== undefined && subdomain === service.metadata.name && { hostname }),
    nodeName,
    targetRef: { kind: 'Pod', namespace: pod.metadata.namespace ?? '', name: pod.metadata.name, uid: pod.metadata.uid },
  };
}

export const endpointsController: Controller = { name: 'endpoints-controller', start: (context): Disposable => new EndpointsController(context) };

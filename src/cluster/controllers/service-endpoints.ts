// What leads from a Service to its Pods, for the controllers of EndpointSlices and of Endpoints: which Pods it selects, their ports, and when they changed.
import type { Node, Pod, Service, ServicePort } from '../../api/generated/core-v1.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { isPodReady, isPodTerminal, namespaceOf, podCondition } from '../component-helpers/pods.ts';
import { matchesLabels } from '../../api/meta/label-selector.ts';
import { ControllerBase, type ControllerContext } from './controller.ts';

export const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
export const headlessLabel = 'service.kubernetes.io/headless';
const triggerAnnotation = 'endpoints.kubernetes.io/last-change-trigger-time';

/** The number behind a Service port on one Pod; undefined when the Pod has no port of that name. */
export function targetPort(port: ServicePort, pod: Pod): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target;
  const sidecars = (pod.spec.initContainers ?? []).filter((c) => c.restartPolicy === 'Always');
  for (const container of [...pod.spec.containers, ...sidecars]) {
    const found = container.ports?.find((p) => p.name === target && (p.protocol ?? 'TCP') === (port.protocol ?? 'TCP'));
    if (found !== undefined) return found.containerPort;
  }
  return undefined;
}

export function hasSelector(service: Service): boolean {
  return Object.keys(service.spec.selector ?? {}).length > 0;
}

/** What both controllers watch: Services and the Pods that they select. */
export abstract class ServiceController extends ControllerBase {
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
      for (const service of this.services.index(namespaceOf).of(namespaceOf(pod))) {
        if (!hasSelector(service)) continue;
        if (matchesLabels(service.spec.selector, pod.metadata.labels) || (old !== undefined && matchesLabels(service.spec.selector, old.metadata.labels))) this.queue.add(keyOf(service));
      }
    });
  }

  protected selected(service: Service): Pod[] {
    return this.pods.index(namespaceOf).of(namespaceOf(service)).filter((p) => matchesLabels(service.spec.selector, p.metadata.labels))
      .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  }
}

/** Whether a selected Pod can be an endpoint: it has an address and has not ended. */
export function isEndpoint(pod: Pod): boolean {
  return !isPodTerminal(pod) && (pod.status.podIP ?? '') !== '';
}

/** What upstream looks at: a Pod that ends without having been ready stays an endpoint until something else changes. */
function matters(old: Pod, pod: Pod): boolean {
  return old.status.podIP !== pod.status.podIP || isPodReady(old) !== isPodReady(pod)
    || old.metadata.deletionTimestamp !== pod.metadata.deletionTimestamp || JSON.stringify(old.metadata.labels) !== JSON.stringify(pod.metadata.labels);
}

/** The earliest change that a Service's endpoints have not told of yet: endpointslice's TriggerTimeTracker. */
export class TriggerTimes {
  readonly #seen = new Map<string, { readonly service: string; readonly pods: ReadonlyMap<string, string> }>();

  /** Undefined when neither the Service nor one of the Pods is newer than last time. */
  next(key: string, service: Service, pods: readonly Pod[]): string | undefined {
    const old = this.#seen.get(key);
    const times = new Map(pods.map((p) => [p.metadata.name, podCondition(p.status, 'Ready')?.lastTransitionTime ?? '']));
    const created = service.metadata.creationTimestamp;
    const changed = [...times].filter(([name, time]) => time > (old?.pods.get(name) ?? '')).map(([, time]) => time);
    if (created > (old?.service ?? '')) changed.push(created);
    this.#seen.set(key, { service: created, pods: times });
    if (old === undefined) return created;
    return changed.sort()[0];
  }

  forget(key: string): void {
    this.#seen.delete(key);
  }
}

export function annotated(annotations: Readonly<Record<string, string>> | undefined, time: string | undefined): Record<string, string> {
  const { [triggerAnnotation]: _, ...others } = annotations ?? {};
  return time === undefined ? others : { ...others, [triggerAnnotation]: time };
}

export function isSameText(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>> = {}): boolean {
  return Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([key, value]) => b[key] === value);
}

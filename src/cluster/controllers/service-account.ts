// Gives every namespace its default ServiceAccount and the cluster's root certificate: serviceaccount-controller and root-ca-certificate-publisher-controller.
import type { Disposable } from '../../base/disposable.ts';
import type { ConfigMap, Namespace, ServiceAccount } from '../../api/generated/core-v1.ts';
import { isAlreadyExists, isNotFound, StatusError } from '../../api/meta/status-error.ts';
import type { Informer } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';

const rootCaName = 'kube-root-ca.crt';
const rootCaDescription = 'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/** After a relist, what was made and deleted in between is never told of: whoever made it looks again. */
const unseenMs = 5000;

/** Refusals that mean that the namespace is going or gone. */
function isPassing(error: unknown): boolean {
  return isAlreadyExists(error) || isNotFound(error) || (error instanceof StatusError && error.code === 403);
}

class ServiceAccountController extends ControllerBase {
  readonly #namespaces: Informer<Namespace>;
  readonly #accounts: Informer<ServiceAccount>;

  constructor(context: ControllerContext) {
    super(context, 'serviceaccount-controller', (key) => this.#reconcile(key));
    this.#namespaces = this.informer<Namespace>(resources.namespaces);
    this.#accounts = this.informer<ServiceAccount>(resources.serviceAccounts);
    this.enqueueChanges(this.#namespaces);
    this.onChange(this.#accounts, (account, _old, isGone) => { if (isGone && account.metadata.name === 'default') this.queue.add(account.metadata.namespace ?? ''); });
  }

  async #reconcile(name: string): Promise<void> {
    const namespace = this.#namespaces.get(name);
    if (namespace === undefined || namespace.status.phase === 'Terminating' || this.#accounts.get(`${name}/default`) !== undefined) return;
    try {
      this.queue.addAfter(name, unseenMs);
      await this.client.create<ServiceAccount>(resources.serviceAccounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } }, name);
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
  }
}

class RootCaPublisher extends ControllerBase {
  readonly #namespaces: Informer<Namespace>;
  readonly #maps: Informer<ConfigMap>;

  constructor(context: ControllerContext) {
    super(context, 'root-ca-certificate-publisher-controller', (key) => this.#reconcile(key));
    this.#namespaces = this.informer<Namespace>(resources.namespaces);
    this.#maps = this.informer<ConfigMap>(resources.configMaps);
    this.enqueueChanges(this.#namespaces);
    this.onChange(this.#maps, (map) => { if (map.metadata.name === rootCaName) this.queue.add(map.metadata.namespace ?? ''); });
  }

  async #reconcile(name: string): Promise<void> {
    const namespace = this.#namespaces.get(name);
    if (namespace === undefined || namespace.status.phase === 'Terminating') return;
    const data = { 'ca.crt': this.context.certificate };
    const known = this.#maps.get(`${name}/${rootCaName}`);
    try {
      if (known === undefined) {
        this.queue.addAfter(name, unseenMs);
        await this.client.create<ConfigMap>(resources.configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: rootCaName, namespace: name, annotations: { 'kubernetes.io/description': rootCaDescription } }, data }, name);
      } else if (known.data?.['ca.crt'] !== this.context.certificate || Object.keys(known.data).length !== 1) {
        await this.client.update<ConfigMap>(resources.configMaps, { ...known, data });
      }
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
  }
}

export const serviceAccountController: Controller = { name: 'serviceaccount-controller', start: (context): Disposable => new ServiceAccountController(context) };
export const rootCaPublisherController: Controller = { name: 'root-ca-certificate-publisher-controller', start: (context): Disposable => new RootCaPublisher(context) };

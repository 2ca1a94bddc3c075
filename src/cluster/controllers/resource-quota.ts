// Says in each ResourceQuota's status what holds and what is used; admission goes by it. kube-controller-manager's resourcequota-controller.
import type { Disposable } from '../../base/disposable.ts';
import type { CustomResourceDefinition } from '../../api/generated/apiextensions-v1.ts';
import type { Pod, ResourceQuota } from '../../api/generated/core-v1.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import { isConflict, isNotFound } from '../../api/meta/status-error.ts';
import { type Quantity, quantityText, zeroQuantity } from '../../api/resource/quantity.ts';
import { type KindRow, kindRows } from '../../api/scheme.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import type { ResourceRef } from '../../client/transport.ts';
import { CustomInformers, customRows } from '../component-helpers/custom-informers.ts';
import { isPodTerminal } from '../component-helpers/pods.ts';
import { isInScope, isQuotaResource, quotaUsage } from '../component-helpers/quota-usage.ts';
import { plus } from '../component-helpers/resource-amounts.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';

/** One row per resource, whatever versions it is served in. */
const countable: readonly KindRow[] = [...new Map(kindRows.filter((row) => row.isStored && row.isNamespaced).map((row) => [`${row.plural}.${row.group}`, row])).values()];

function refOf({ group, version, plural }: KindRow): ResourceRef {
  return { group, version, resource: plural };
}

/** Differs from Kubernetes: usage is counted in the store and not in a cache, so a status never falls behind what admission has counted. */
class ResourceQuotaController extends ControllerBase {
  readonly #quotas: Informer<ResourceQuota>;
  readonly #definitions: Informer<CustomResourceDefinition>;
  readonly #followed = new Set<KindRow>();

  constructor(context: ControllerContext) {
    super(context, 'resourcequota-controller', (key) => this.#reconcile(key), 1);
    this.#quotas = this.informer<ResourceQuota>(resources.resourceQuotas);
    this.#definitions = this.informer<CustomResourceDefinition>(resources.customResourceDefinitions);
    this.owned.add(new CustomInformers({ client: this.client, clock: context.clock, definitions: this.#definitions, hear: (_row, { metadata: { namespace } }, _old, isGone) => { if (isGone) this.#recount(namespace); } }));
    this.onChange(this.#quotas, (quota, old, isGone) => {
      if (!isGone && (old === undefined || old.spec !== quota.spec)) this.queue.add(keyOf(quota));
    });
  }

  async #reconcile(key: string): Promise<void> {
    const cached = this.#quotas.get(key);
    if (cached === undefined) return;
    const { name, namespace = '' } = cached.metadata;
    try {
      const quota = await this.client.get<ResourceQuota>(resources.resourceQuotas, name, namespace);
      const hard = quota.spec?.hard ?? {};
      const used = await this.#usedOf(quota, namespace);
      if (isSame(hard, quota.status?.hard) && isSame(used, quota.status?.used)) return;
      // What is admitted from the reading on changes the quota, and the update conflicts.
      await this.client.update<ResourceQuota>(resources.resourceQuotas, { ...quota, status: { hard, used } }, { subresource: 'status' });
    } catch (error) {
      if (isConflict(error)) this.queue.addAfter(key, 20);
      else if (!isNotFound(error)) throw error;
    }
  }

  async #usedOf(quota: ResourceQuota, namespace: string): Promise<Record<string, string>> {
    const names = Object.keys(quota.spec?.hard ?? {});
    let sum = new Map<string, Quantity>();
    for (const row of [...countable, ...customRows(this.#definitions).filter((one) => one.isNamespaced)]) {
      const counted = names.filter((name) => isQuotaResource(row, name));
      if (counted.length === 0) continue;
      if (row.custom === undefined) this.#follow(row);
      sum = plus(sum, new Map(counted.map((name) => [name, zeroQuantity])));
      const { items } = await this.client.list<KubeObject>(refOf(row), namespace);
      for (const object of items) {
        if (!isInScope(quota, row, object)) continue;
        const usage = quotaUsage(row, object);
        sum = plus(sum, new Map([...usage].filter(([name]) => counted.includes(name))));
      }
    }
    return Object.fromEntries([...sum].map(([name, value]) => [name, quantityText(value)]));
  }

  /** What is given back is counted soon: deletions, Pods that end, changes of what is asked for. */
  #follow(row: KindRow): void {
    if (this.#followed.has(row)) return;
    this.#followed.add(row);
    this.onChange(this.context.informers.of<KubeObject & { readonly spec?: unknown }>(refOf(row)), (object, old, isGone) => {
      const isChanged = old !== undefined && (row.kind === 'Pod' ? isPodTerminal(object as unknown as Pod) && !isPodTerminal(old as unknown as Pod) : old.spec !== object.spec);
      if (!isGone && !isChanged) return;
      this.#recount(object.metadata.namespace);
    });
  }

  #recount(namespace: string | undefined): void {
    for (const quota of this.#quotas.list()) if (quota.metadata.namespace === namespace) this.queue.add(keyOf(quota));
  }
}

function isSame(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>> | undefined): boolean {
  return b !== undefined && Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, value]) => b[name] === value);
}

export const resourceQuotaController: Controller = { name: 'resourcequota-controller', start: (context): Disposable => new ResourceQuotaController(context) };

// ResourceQuotas: a write that would use more than is left is refused; what it uses is counted at once (plugin/resourcequota).
import type { Pod, ResourceQuota } from '../../../api/generated/core-v1.ts';
import { compareQuantities, type Quantity, quantitySign, quantityText } from '../../../api/resource/quantity.ts';
import { type AdmissionDependencies, type AdmissionAttributes, admissionForbidden, type AdmissionPlugin } from './admission.ts';
import { kindRows } from '../../../api/scheme.ts';
import { resetFields } from '../managed-fields/reset-fields.ts';
import { trackUpdate } from '../managed-fields/managed-fields.ts';
import { isInScope, isQuotaResource, quotaUsage } from '../../component-helpers/quota-usage.ts';
import { type Amounts, amountsOf, amountsText, minus, plus } from '../../component-helpers/resource-amounts.ts';

/** Once a quota names one of these, every container must say how much it needs. */
const mustSpecify: ReadonlySet<string> = new Set(['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory']);

export function resourceQuotaPlugin({ store, clock }: AdmissionDependencies): AdmissionPlugin {
  const quotaRow = kindRows.find((row) => row.kind === 'ResourceQuota');
  return {
    name: 'ResourceQuota',
    validate(attributes) {
      if (!isHandled(attributes)) return;
      const quotas = (store.list('resourcequotas', { prefix: `${attributes.namespace}/` }) as ResourceQuota[]).filter((q) => matches(q, attributes));
      if (quotas.length === 0) return;
      for (const quota of quotas) refuseUnspecified(attributes, quota);
      const delta = deltaOf(attributes);
      const charges: [ResourceQuota, Map<string, Quantity>][] = [];
      for (const quota of quotas) charges.push([quota, charge(attributes, quota, delta)]);
      if (attributes.isDryRun) return;
      for (const [quota, used] of charges) {
        const status = { ...quota.status, used: Object.fromEntries([...used].map(([name, value]) => [name, quantityText(value)])) };
        const charged = { ...quota, metadata: { ...quota.metadata }, status } as ResourceQuota;
        if (quotaRow !== undefined) trackUpdate({ row: quotaRow, manager: 'kube-apiserver', subresource: 'status', nowMs: clock.now(), reset: resetFields(quotaRow, 'status') }, quota, charged);
        store.update('resourcequotas', `${attributes.namespace}/${quota.metadata.name}`, quota, charged);
      }
    },
  };
}

function isHandled({ operation, row, subresource }: AdmissionAttributes): boolean {
  if (!row.isStored || !row.isNamespaced || operation === 'DELETE') return false;
  if (operation === 'CREATE') return subresource === '';
  if (row.kind === 'Pod') return subresource === 'resize';
  return subresource === '' && (row.kind === 'PersistentVolumeClaim' || row.kind === 'Service');
}

function matches(quota: ResourceQuota, { row, object }: AdmissionAttributes): boolean {
  const hard = Object.keys(quota.status?.hard ?? {});
  return hard.some((name) => isQuotaResource(row, name)) && isInScope(quota, row, object);
}

function refuseUnspecified(attributes: AdmissionAttributes, quota: ResourceQuota): void {
  if (attributes.row.kind !== 'Pod') return;
  const { spec } = attributes.object as Pod;
  const required = Object.keys(quota.status?.hard ?? {}).filter((name) => mustSpecify.has(name)).sort();
  const texts: string[] = [];
  for (const name of required) {
    const missing = [...spec.containers, ...(spec.initContainers ?? [])].filter(({ resources }) => {
      const [kind = '', resource = name] = name.includes('.') ? name.split('.') : ['requests', name];
      return (kind === 'limits' ? resources?.limits : resources?.requests)?.[resource] === undefined;
    });
    if (missing.length > 0 && spec.resources === undefined) texts.push(`${name} for: ${missing.map((c) => c.name).sort().join(',')}`);
  }
  if (texts.length > 0) throw admissionForbidden(attributes, `failed quota: ${quota.metadata.name}: must specify ${texts.join('; ')}`);
}

function deltaOf({ row, object, oldObject }: AdmissionAttributes): Amounts {
  if (object === undefined) return new Map();
  const now = quotaUsage(row, object);
  return oldObject === undefined ? now : minus(now, quotaUsage(row, oldObject));
}

/** The quota's usage with `delta`; throws 403 when that is too much. */
function charge(attributes: AdmissionAttributes, quota: ResourceQuota, delta: Amounts): Map<string, Quantity> {
  const hard = amountsOf(quota.status?.hard);
  const used = amountsOf(quota.status?.used);
  const requested = new Map([...delta].filter(([name, value]) => hard.has(name) && quantitySign(value) !== 0));
  const total = plus(used, requested);
  const exceeded = [...requested].filter(([name, value]) => {
    const [limit, sum] = [hard.get(name), total.get(name)];
    return quantitySign(value) > 0 && limit !== undefined && sum !== undefined && compareQuantities(sum, limit) > 0;
  }).map(([name]) => name);
  if (exceeded.length > 0) {
    const only = (amounts: Amounts): string => amountsText(new Map([...amounts].filter(([name]) => exceeded.includes(name))));
    throw admissionForbidden(attributes, `exceeded quota: ${quota.metadata.name}, requested: ${only(requested)}, used: ${only(used)}, limited: ${only(hard)}`);
  }
  return total;
}

// LimitRanges: defaults for containers, bounds for containers, Pods and claims (plugin/limitranger).
import type { Container, LimitRange, LimitRangeItem, PersistentVolumeClaim, Pod } from '../../../api/generated/core-v1.ts';
import { compareQuantities, type Quantity, quantity, quantityMilliValue, quantitySign, quantityText, quantityValue } from '../../../api/resource/quantity.ts';
import { type AdmissionDependencies, type AdmissionAttributes, admissionForbidden, type AdmissionPlugin } from './admission.ts';
import { type Amounts, amountsOf, podAmounts } from '../../component-helpers/resource-amounts.ts';

const annotation = 'kubernetes.io/limit-ranger';

export function limitRangerPlugin({ store }: AdmissionDependencies): AdmissionPlugin {
  const rangesOf = (attributes: AdmissionAttributes): readonly LimitRange[] => (isSupported(attributes) ? (store.list('limitranges', { prefix: `${attributes.namespace}/` }) as LimitRange[]) : []);
  return {
    name: 'LimitRanger',
    admit(attributes) {
      if (attributes.operation !== 'CREATE' || attributes.row.kind !== 'Pod') return;
      for (const range of rangesOf(attributes)) setDefaults(attributes.object as Pod, range);
    },
    validate(attributes) {
      for (const range of rangesOf(attributes)) {
        const errors = (range.spec?.limits ?? []).flatMap((item) => (attributes.row.kind === 'Pod' ? podErrors(item, attributes.object as Pod) : claimErrors(item, attributes.object as PersistentVolumeClaim)));
        if (errors.length > 0) throw admissionForbidden(attributes, errors.length === 1 ? (errors[0] ?? '') : `[${[...new Set(errors)].join(', ')}]`);
      }
    },
  };
}

function isSupported({ operation, row, subresource }: AdmissionAttributes): boolean {
  if (operation === 'DELETE' || row.group !== '') return false;
  if (subresource === 'resize') return row.kind === 'Pod';
  if (subresource !== '') return false;
  return row.kind === 'Pod' ? operation === 'CREATE' : row.kind === 'PersistentVolumeClaim';
}

/** What the range's Container items give to containers that say nothing, and an annotation that tells. */
function setDefaults(pod: Pod, { spec }: LimitRange): void {
  const requests: Record<string, string> = {};
  const limits: Record<string, string> = {};
  for (const item of spec?.limits ?? []) {
    if (item.type !== 'Container') continue;
    Object.assign(requests, item.defaultRequest);
    Object.assign(limits, item.default);
  }
  const notes = [...pod.spec.containers.flatMap((c) => fill(c, 'container', requests, limits)), ...(pod.spec.initContainers ?? []).flatMap((c) => fill(c, 'init container', requests, limits))];
  if (notes.length > 0) pod.metadata.annotations = { ...pod.metadata.annotations, [annotation]: `LimitRanger plugin set: ${notes.join('; ')}` };
}

function fill(container: Container, what: string, requests: Readonly<Record<string, string>>, limits: Readonly<Record<string, string>>): string[] {
  const notes: string[] = [];
  for (const [kind, defaults] of [['requests', requests], ['limits', limits]] as const) {
    const given = container.resources?.[kind] ?? {};
    const missing = Object.keys(defaults).filter((name) => given[name] === undefined).sort();
    if (missing.length === 0) continue;
    container.resources = { ...container.resources, [kind]: { ...given, ...Object.fromEntries(missing.map((name) => [name, defaults[name] ?? '0'])) } };
    notes.push(`${missing.join(', ')} ${kind === 'requests' ? 'request' : 'limit'} for ${what} ${container.name}`);
  }
  return notes;
}

function podErrors(item: LimitRangeItem, pod: Pod): string[] {
  if (item.type === 'Pod') return boundErrors(item, podAmounts(pod, 'requests'), podAmounts(pod, 'limits'));
  if (item.type !== 'Container') return [];
  return [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].flatMap((c) => boundErrors(item, amountsOf(c.resources?.requests), amountsOf(c.resources?.limits)));
}

function boundErrors(item: LimitRangeItem, requests: Amounts, limits: Amounts): string[] {
  const errors: string[] = [];
  const sorted = (list: Readonly<Record<string, string>> | undefined): [string, Quantity][] => Object.keys(list ?? {}).sort().map((name) => [name, quantity(list?.[name] ?? '0')]);
  for (const [name, min] of sorted(item.min)) {
    const head = `minimum ${name} usage per ${item.type} is ${quantityText(min)}`;
    const request = requests.get(name);
    const limit = limits.get(name);
    if (request === undefined) errors.push(`${head}.  No request is specified`);
    else if (compareQuantities(request, min) < 0) errors.push(`${head}, but request is ${quantityText(request)}`);
    else if (limit !== undefined && compareQuantities(limit, min) < 0) errors.push(`${head}, but limit is ${quantityText(limit)}`);
  }
  for (const [name, max] of sorted(item.max)) {
    const head = `maximum ${name} usage per ${item.type} is ${quantityText(max)}`;
    const request = requests.get(name);
    const limit = limits.get(name);
    if (limit === undefined) errors.push(`${head}.  No limit is specified`);
    else if (compareQuantities(limit, max) > 0) errors.push(`${head}, but limit is ${quantityText(limit)}`);
    else if (request !== undefined && compareQuantities(request, max) > 0) errors.push(`${head}, but request is ${quantityText(request)}`);
  }
  for (const [name, ratio] of sorted(item.maxLimitRequestRatio)) {
    const error = ratioError(`${name} max limit to request ratio per ${item.type} is ${quantityText(ratio)}`, ratio, requests.get(name), limits.get(name));
    if (error !== undefined) errors.push(error);
  }
  return errors;
}

function ratioError(head: string, ratio: Quantity, request: Quantity | undefined, limit: Quantity | undefined): string | undefined {
  if (request === undefined || quantitySign(request) === 0) return `${head}, but no request is specified or request is 0`;
  if (limit === undefined || quantitySign(limit) === 0) return `${head}, but no limit is specified or limit is 0`;
  const usesMillis = quantityValue(request) < 1_000_000_000n && quantityValue(limit) < 1_000_000_000n;
  const observed = usesMillis ? Number(quantityMilliValue(limit)) / Number(quantityMilliValue(request)) : Number(quantityValue(limit)) / Number(quantityValue(request));
  return observed * 1000 > Number(quantityMilliValue(ratio)) ? `${head}, but provided ratio is ${observed.toFixed(6)}` : undefined;
}

function claimErrors(item: LimitRangeItem, claim: PersistentVolumeClaim): string[] {
  if (item.type !== 'PersistentVolumeClaim') return [];
  const requests = amountsOf(claim.spec.resources?.requests);
  const errors: string[] = [];
  for (const [word, bounds, sign] of [['minimum', item.min, -1], ['maximum', item.max, 1]] as const) {
    for (const name of Object.keys(bounds ?? {}).sort()) {
      const bound = quantity(bounds?.[name] ?? '0');
      const request = requests.get(name);
      const head = `${word} ${name} usage per ${item.type} is ${quantityText(bound)}`;
      if (request === undefined) errors.push(`${head}.  No request is specified`);
      else if (compareQuantities(request, bound) === sign) errors.push(`${head}, but request is ${quantityText(request)}`);
    }
  }
  return errors;
}

// The Pod strategy: pkg/registry/core/pod/strategy.go's PrepareForCreate, with the quality of service class.
import type { LabelSelector } from '../generated/meta-v1.ts';
import type { Container, Pod, PodAffinityTerm, PodQOSClass, ResourceRequirements } from '../generated/core-v1.ts';
import { addQuantities, compareQuantities, type Quantity, quantity, quantitySign } from '../resource/quantity.ts';

/** Changes a decoded and defaulted Pod in place. */
export function preparePod(pod: Pod): void {
  pod.status = { phase: 'Pending', qosClass: podQOSClass(pod) };
  if ((pod.spec.schedulingGates ?? []).length > 0) {
    pod.status.conditions = [{
      type: 'PodScheduled', status: 'False', lastTransitionTime: pod.metadata.creationTimestamp, reason: 'SchedulingGated', message: 'Scheduling is blocked due to non-empty scheduling gates',
    }];
  }
  const labels = pod.metadata.labels ?? {};
  for (const term of affinityTerms(pod)) addKeys(term.labelSelector, labels, term.matchLabelKeys, term.mismatchLabelKeys);
  for (const constraint of pod.spec.topologySpreadConstraints ?? []) addKeys(constraint.labelSelector, labels, constraint.matchLabelKeys);
}

function affinityTerms({ spec }: Pod): PodAffinityTerm[] {
  if (spec.affinity === undefined) return [];
  return [spec.affinity.podAffinity, spec.affinity.podAntiAffinity].flatMap((affinity) => [
    ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((weighted) => weighted.podAffinityTerm),
    ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
  ]);
}

/** `matchLabelKeys` become requirements with the Pod's own values. */
function addKeys(selector: LabelSelector | undefined, labels: Readonly<Record<string, string>>, match: readonly string[] = [], mismatch: readonly string[] = []): void {
  if (selector === undefined) return;
  const requirements = [...match.map((key) => ({ key, operator: 'In' as const })), ...mismatch.map((key) => ({ key, operator: 'NotIn' as const }))]
    .flatMap(({ key, operator }) => (Object.hasOwn(labels, key) ? [{ key, operator, values: [labels[key] ?? ''] }] : []));
  if (requirements.length > 0) selector.matchExpressions = [...(selector.matchExpressions ?? []), ...requirements];
}

/** BestEffort when nothing is asked for, Guaranteed when limits equal requests for cpu and memory everywhere, else Burstable. */
export function podQOSClass(pod: Pod): PodQOSClass {
  const all: readonly { readonly resources: ResourceRequirements }[] = pod.spec.resources === undefined ? [...pod.spec.containers, ...(pod.spec.initContainers ?? [])] : [{ resources: pod.spec.resources }];
  const requests = new Map<string, Quantity>();
  const limits = new Map<string, Quantity>();
  let isGuaranteed = true;
  for (const { resources } of all) {
    count(requests, resources.requests);
    const limited = count(limits, resources.limits);
    if (limited < 2) isGuaranteed = false;
  }
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  if (!isGuaranteed || requests.size !== limits.size) return 'Burstable';
  for (const [name, amount] of requests) {
    const limit = limits.get(name);
    if (limit === undefined || compareQuantities(limit, amount) !== 0) return 'Burstable';
  }
  return 'Guaranteed';
}

/** Adds the positive amounts of cpu and memory; how many there were. */
function count(total: Map<string, Quantity>, list: Container['resources']['limits']): number {
  let counted = 0;
  for (const name of ['cpu', 'memory']) {
    const text = list?.[name];
    const amount = text === undefined ? undefined : quantity(text);
    if (amount === undefined || quantitySign(amount) <= 0) continue;
    const before = total.get(name);
    total.set(name, before === undefined ? amount : addQuantities(before, amount));
    counted++;
  }
  return counted;
}

// What the PodSecurity plugin decides about Pods, workloads and namespaces: k8s.io/pod-security-admission/admission, without its clients and caches.
import type { FieldError } from '../field/error.ts';
import { goQuote } from '../field/go-text.ts';
import type { Container, EphemeralContainer, Pod, PodSpec } from '../generated/core-v1.ts';
import type { ObjectMeta } from '../generated/meta-v1.ts';
import type { New } from '../meta/object.ts';
import { compareLevels, type LevelVersion, levelVersionText, type Policy, policyToEvaluate } from './policy.ts';
import { evaluatePod, violationsText } from './registry.ts';

/** `forbidden` is what follows `pods "p" is forbidden: `. */
interface PodSecurityVerdict {
  readonly forbidden?: string;
  readonly warnings: readonly string[];
}

/** Subresources of Pods that change nothing the standards speak of. */
export const ignoredPodSubresources: ReadonlySet<string> = new Set(['exec', 'attach', 'binding', 'eviction', 'log', 'portforward', 'proxy', 'status']);

/** For a Pod `enforce` is true; a workload is let through, with a warning about its template. */
export function evaluatePodSecurity(policy: Policy, { metadata = {}, spec = {} }: { readonly metadata?: New<ObjectMeta>; readonly spec?: New<PodSpec> }, enforce: boolean): PodSecurityVerdict {
  if (enforce) {
    const violations = evaluatePod(policy.enforce, metadata, spec);
    if (violations.length > 0) return { forbidden: `violates PodSecurity ${goQuote(levelVersionText(policy.enforce))}: ${violationsText(violations)}`, warnings: [] };
  }
  const violations = evaluatePod(policy.warn, metadata, spec);
  return { warnings: violations.length === 0 ? [] : [`would violate PodSecurity ${goQuote(levelVersionText(policy.warn))}: ${violationsText(violations)}`] };
}

/** Updates are judged only when they change what runs. */
export function isSignificantPodUpdate({ spec = {} }: New<Pod>, { spec: oldSpec = {} }: New<Pod>): boolean {
  for (const list of ['containers', 'initContainers'] as const) {
    const containers: readonly New<Container>[] = spec[list] ?? [];
    const old: readonly New<Container>[] = oldSpec[list] ?? [];
    if (containers.length !== old.length || containers.some(({ image }, i) => image !== old[i]?.image)) return true;
  }
  return (spec.ephemeralContainers ?? []).some((container: New<EphemeralContainer>) => oldSpec.ephemeralContainers?.find((c) => c.name === container.name)?.image !== container.image);
}

type Labels = Readonly<Record<string, string | undefined>>;

/** What is wrong with a namespace's labels. On update, faults that were there before are let through. */
export function validateNamespaceLabels(labels: Labels | undefined, oldLabels?: { readonly labels: Labels | undefined }): FieldError[] {
  const { errors } = policyToEvaluate(labels);
  if (oldLabels === undefined || errors.length === 0) return errors;
  const key = (list: readonly FieldError[]): string => JSON.stringify(list.map(({ path, badValue, detail }) => [path?.toString(), badValue, detail]));
  return key(errors) === key(policyToEvaluate(oldLabels.labels).errors) ? [] : errors;
}

/** The new level to hold a namespace's Pods against, when an update of its labels makes it stricter. */
export function newlyEnforced(labels: Labels | undefined, oldLabels: Labels | undefined): LevelVersion | undefined {
  const { enforce } = policyToEvaluate(labels).policy;
  const { enforce: old } = policyToEvaluate(oldLabels).policy;
  if (enforce.level === 'privileged') return undefined;
  return enforce.version === old.version && compareLevels(enforce.level, old.level) < 1 ? undefined : enforce;
}

const maxPodsToCheck = 3000;

/** Warnings about Pods that are there already, one for each set of reasons. */
export function evaluatePodsInNamespace(namespace: string, enforce: LevelVersion, pods: readonly New<Pod>[]): string[] {
  const byReasons = new Map<string, string[]>();
  const checked = prioritizedPods(pods).slice(0, maxPodsToCheck);
  for (const { metadata = {}, spec = {} } of checked) {
    const reasons = evaluatePod(enforce, metadata, spec).map(({ reason }) => reason).join(', ');
    if (reasons !== '') byReasons.set(reasons, [...(byReasons.get(reasons) ?? []), metadata.name ?? '']);
  }
  const warnings: string[] = [];
  if (checked.length < pods.length) warnings.push(`new PodSecurity enforce level only checked against the first ${checked.length} of ${pods.length} existing pods`);
  if (byReasons.size > 0) warnings.push(`existing pods in namespace ${goQuote(namespace)} violate the new PodSecurity enforce level ${goQuote(levelVersionText(enforce))}`);
  return [...warnings, ...[...byReasons].map(([reasons, names]) => `${podsText(names)}: ${reasons}`).sort()];
}

function podsText(names: readonly string[]): string {
  const first = [...names].sort()[0] ?? '';
  if (names.length === 1) return first;
  return names.length === 2 ? `${first} (and 1 other pod)` : `${first} (and ${names.length - 1} other pods)`;
}

/** One Pod of each controller first. */
function prioritizedPods(pods: readonly New<Pod>[]): New<Pod>[] {
  const seen = new Set<string>();
  const first: New<Pod>[] = [];
  const rest: New<Pod>[] = [];
  for (const pod of pods) {
    const uid = pod.metadata?.ownerReferences?.find((reference) => reference.controller === true)?.uid;
    (uid === undefined || !seen.has(uid) ? first : rest).push(pod);
    if (uid !== undefined) seen.add(uid);
  }
  return [...first, ...rest];
}

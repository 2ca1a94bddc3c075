// What the checks of the Pod Security Standards are made of: k8s.io/pod-security-admission/policy's Check, and its texts about containers.
import { type AnyContainer, allContainers } from '../core/validation/container-visitor.ts';
import type { PodSpec } from '../generated/core-v1.ts';
import type { ObjectMeta } from '../generated/meta-v1.ts';
import type { New } from '../meta/object.ts';

/** Why a Pod is not allowed: `reason (detail)`. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

/** One rule of the standards: undefined when the Pod keeps it. */
export type CheckPod = (spec: New<PodSpec>, meta: New<ObjectMeta>) => Violation | undefined;

/** `"a", "b"`. */
export function joinQuote(items: Iterable<string>): string {
  return [...items].map((item) => `"${item}"`).join(', ');
}

export function sorted(items: Iterable<string>): string[] {
  return [...new Set(items)].sort();
}

export function pluralize(singular: string, plural: string, count: number): string {
  return count === 1 ? singular : plural;
}

/** `container "a"`, `containers "a", "b"`. */
export function containersText(names: readonly string[]): string {
  return `${pluralize('container', 'containers', names.length)} ${joinQuote(names)}`;
}

/** Names of the containers, of whatever kind, that are bad. */
export function namesOf(spec: New<PodSpec>, isBad: (container: AnyContainer) => boolean): string[] {
  return allContainers(spec).filter(isBad).map(({ name = '' }) => name);
}

/** `pod and container "a"`: who sets something in a security context; '' when nobody does. */
export function settersText(isPodBad: boolean, containers: readonly string[]): string {
  return [...(isPodBad ? ['pod'] : []), ...(containers.length > 0 ? [containersText(containers)] : [])].join(' and ');
}

/** A Pod in a user namespace of its own is root of little: some rules are lifted. */
export function hasUserNamespace(spec: New<PodSpec>): boolean {
  return spec.hostUsers === false;
}

export function isWindows(spec: New<PodSpec>): boolean {
  return spec.os?.name === 'windows';
}

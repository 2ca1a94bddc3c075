// Label and node selectors as predicates: apimachinery's labels.Selector and component-helpers' nodeaffinity.
import type { Node, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm, Pod } from '../../api/generated/core-v1.ts';
import type { LabelSelector, LabelSelectorRequirement } from '../../api/generated/meta-v1.ts';

export type Labels = Readonly<Record<string, string>>;
const noLabels: Labels = Object.freeze({});

function matchesRequirement({ key, operator, values }: LabelSelectorRequirement, labels: Labels): boolean {
  const has = Object.hasOwn(labels, key);
  switch (operator) {
    case 'In': return has && (values ?? []).includes(labels[key] ?? '');
    case 'NotIn': return !has || !(values ?? []).includes(labels[key] ?? '');
    case 'Exists': return has;
    case 'DoesNotExist': return !has;
    default: return false;
  }
}

/** An absent selector matches nothing; an empty one matches everything. */
export function matchesLabelSelector(selector: LabelSelector | undefined, labels: Labels | undefined): boolean {
  if (selector === undefined) return false;
  const own = labels ?? noLabels;
  return matchesLabels(selector.matchLabels, own) && (selector.matchExpressions ?? []).every((r) => matchesRequirement(r, own));
}

/** Every pair of `wanted` is in `labels`. */
export function matchesLabels(wanted: Labels | undefined, labels: Labels | undefined): boolean {
  const own = labels ?? noLabels;
  for (const key in wanted) if (!Object.hasOwn(own, key) || own[key] !== wanted[key]) return false;
  return true;
}

export function isEmptySelector(selector: LabelSelector): boolean {
  return Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
}

function isInteger(text: string): boolean {
  return /^[+-]?\d+$/.test(text);
}

function matchesNodeRequirement({ key, operator, values }: NodeSelectorRequirement, labels: Labels): boolean {
  if (operator !== 'Gt' && operator !== 'Lt') return matchesRequirement({ key, operator, ...(values && { values }) } as LabelSelectorRequirement, labels);
  const own = Object.hasOwn(labels, key) ? labels[key] : undefined;
  const bound = values?.[0];
  if (own === undefined || bound === undefined || !isInteger(own) || !isInteger(bound)) return false;
  return operator === 'Gt' ? BigInt(own) > BigInt(bound) : BigInt(own) < BigInt(bound);
}

/** An empty term matches nothing. */
export function matchesNodeSelectorTerm(term: NodeSelectorTerm, node: Node): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length === 0 && fields.length === 0) return false;
  const labels = node.metadata.labels ?? noLabels;
  return expressions.every((r) => matchesNodeRequirement(r, labels)) && fields.every((r) => matchesNodeRequirement(r, { 'metadata.name': node.metadata.name }));
}

export function matchesNodeSelector(selector: NodeSelector, node: Node): boolean {
  return selector.nodeSelectorTerms.some((term) => matchesNodeSelectorTerm(term, node));
}

/** nodeSelector and required node affinity of a Pod. */
export function matchesRequiredNodeAffinity(pod: Pod, node: Node): boolean {
  if (!matchesLabels(pod.spec.nodeSelector, node.metadata.labels)) return false;
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required === undefined || matchesNodeSelector(required, node);
}

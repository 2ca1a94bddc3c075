// Which nodes a selector or a Pod asks for: component-helpers' nodeaffinity.
import type { Node, NodeSelector, NodeSelectorTerm, Pod } from '../../api/generated/core-v1.ts';
import { matchesLabels, matchesRequirements, type Requirement } from '../../api/meta/label-selector.ts';

/** An empty term matches nothing. */
export function matchesNodeSelectorTerm(term: NodeSelectorTerm, node: Node): boolean {
  const expressions = (term.matchExpressions ?? []) as readonly Requirement[];
  const fields = (term.matchFields ?? []) as readonly Requirement[];
  if (expressions.length === 0 && fields.length === 0) return false;
  return matchesRequirements(expressions, node.metadata.labels) && matchesRequirements(fields, { 'metadata.name': node.metadata.name });
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

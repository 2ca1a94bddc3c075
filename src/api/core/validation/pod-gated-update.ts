// A Pod that is held back by scheduling gates may still be told where to go: core validation's validateNodeSelectorMutation and validateNodeAffinityMutation.
import { type FieldError, invalid } from '../../field/error.ts';
import { sortedKeys } from '../../field/go-text.ts';
import type { FieldPath } from '../../field/path.ts';
import type { NodeAffinity, NodeSelectorTerm, PodSpec } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { semanticEqual } from '../../meta/semantic-equal.ts';
import { internalForm } from './internal-form.ts';

/** Only narrower. Takes the allowed changes back in `munged`, which belongs to the caller. */
export function validateGatedPodUpdate(munged: New<PodSpec>, oldSpec: New<PodSpec>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const { nodeSelector } = munged;
  const isNarrower = Object.entries(oldSpec.nodeSelector ?? {}).every(([key, value]) => nodeSelector?.[key] === value);
  if (!isNarrower) errors.push(invalid(path.child('nodeSelector'), nodeSelector === undefined ? null : sortedKeys(nodeSelector), 'only additions to spec.nodeSelector are allowed (no mutations or deletions)'));
  munged.nodeSelector = oldSpec.nodeSelector;
  const oldAffinity = oldSpec.affinity?.nodeAffinity;
  const newAffinity = munged.affinity?.nodeAffinity;
  if (semanticEqual('core/v1.NodeAffinity', newAffinity, oldAffinity)) return errors;
  errors.push(...validateNodeAffinityMutation(newAffinity, oldAffinity, path.child('affinity', 'nodeAffinity')));
  munged.affinity = withNodeAffinity(munged.affinity, oldAffinity, oldSpec.affinity !== undefined);
  return errors;
}

function withNodeAffinity(affinity: New<PodSpec>['affinity'], nodeAffinity: New<NodeAffinity> | undefined, hadAffinity: boolean): New<PodSpec>['affinity'] {
  if (affinity === undefined) return nodeAffinity === undefined ? undefined : { nodeAffinity };
  if (!hadAffinity && affinity.podAffinity === undefined && affinity.podAntiAffinity === undefined) return undefined;
  return { ...affinity, nodeAffinity };
}

/** Requirements may be added to terms, and terms to a selector without any; preferences are free. */
function validateNodeAffinityMutation(newAffinity: New<NodeAffinity> | undefined, oldAffinity: New<NodeAffinity> | undefined, path: FieldPath): FieldError[] {
  const oldSelector = oldAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (oldSelector === undefined) return [];
  const oldTerms = oldSelector.nodeSelectorTerms ?? [];
  const newTerms = newAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const termsPath = path.child('requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms');
  const printed = (term: New<NodeSelectorTerm>): unknown => internalForm('core.NodeSelectorTerm', term);
  if (oldTerms.length > 0 && oldTerms.length !== (newTerms ?? []).length) {
    return [invalid(termsPath, newTerms?.map(printed) ?? null, 'no additions/deletions to non-empty NodeSelectorTerms list are allowed')];
  }
  return oldTerms.flatMap((oldTerm, i) => {
    const newTerm = newTerms?.[i] ?? {};
    return hasOnlyAdditions(newTerm, oldTerm) ? [] : [invalid(termsPath.index(i), printed(newTerm), 'only additions are allowed (no mutations or deletions)')];
  });
}

/** A term without requirements matches nothing, so requirements would widen it. */
function hasOnlyAdditions(newTerm: New<NodeSelectorTerm>, oldTerm: New<NodeSelectorTerm>): boolean {
  const lists = (['matchExpressions', 'matchFields'] as const).map((field) => ({ before: oldTerm[field] ?? [], after: newTerm[field] ?? [] }));
  if (lists.every(({ before }) => before.length === 0)) return lists.every(({ after }) => after.length === 0);
  return lists.every(({ before, after }) => before.length === 0 || semanticEqual('[]core/v1.NodeSelectorRequirement', after.slice(0, before.length), before));
}

// Rules for affinity between Pods: core validation's validatePodAffinityTerm and ValidateMatchLabelKeysAndMismatchLabelKeys.
import { type FieldError, forbidden, invalid, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { PodAffinity, PodAffinityTerm } from '../../generated/core-v1.ts';
import type { LabelSelector } from '../../generated/meta-v1.ts';
import type { New } from '../../meta/object.ts';
import { validateLabelSelector } from '../../meta/validation/label-selector.ts';
import { validateLabelName } from '../../meta/validation/labels.ts';
import { nameIsDNSLabel } from '../../meta/validation/names.ts';
import type { PodValidationOptions } from './pod-options.ts';

/** Affinity and anti-affinity have the same shape and rules. */
export function validatePodAffinity({ requiredDuringSchedulingIgnoredDuringExecution: needed, preferredDuringSchedulingIgnoredDuringExecution: preferred }: New<PodAffinity>, options: PodValidationOptions, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  needed?.forEach((term, i) => errors.push(...validatePodAffinityTerm(term, options, path.child('requiredDuringSchedulingIgnoredDuringExecution').index(i))));
  preferred?.forEach(({ weight = 0, podAffinityTerm = {} }, i) => {
    const itemPath = path.child('preferredDuringSchedulingIgnoredDuringExecution').index(i);
    if (weight <= 0 || weight > 100) errors.push(invalid(itemPath.child('weight'), weight, 'must be in the range 1-100'));
    errors.push(...validatePodAffinityTerm(podAffinityTerm, options, itemPath.child('podAffinityTerm')));
  });
  return errors;
}

function validatePodAffinityTerm(term: New<PodAffinityTerm>, options: PodValidationOptions, path: FieldPath): FieldError[] {
  const { namespaces, matchLabelKeys, mismatchLabelKeys, labelSelector, topologyKey = '' } = term;
  const errors = validatePodAffinityTermSelector(term, options.allowInvalidLabelValueInSelector, path);
  for (const name of namespaces ?? []) for (const text of nameIsDNSLabel(name, false)) errors.push(invalid(path.child('namespace'), name, text));
  errors.push(...validateMatchLabelKeysAndMismatchLabelKeys(path, matchLabelKeys, mismatchLabelKeys, labelSelector));
  if (topologyKey === '') errors.push(required(path.child('topologyKey'), 'can not be empty'));
  errors.push(...validateLabelName(topologyKey, path.child('topologyKey')));
  return errors;
}

export function validatePodAffinityTermSelector({ labelSelector, namespaceSelector }: New<PodAffinityTerm>, allowInvalidLabelValueInSelector: boolean, path: FieldPath): FieldError[] {
  const options = { allowInvalidLabelValueInSelector };
  return [...validateLabelSelector(labelSelector, options, path.child('labelSelector')), ...validateLabelSelector(namespaceSelector, options, path.child('namespaceSelector'))];
}

/** `path` is that of the term or constraint that has the keys. */
export function validateMatchLabelKeysAndMismatchLabelKeys(path: FieldPath, matchLabelKeys: readonly string[] = [], mismatchLabelKeys: readonly string[] = [], selector: New<LabelSelector> | undefined): FieldError[] {
  if (matchLabelKeys.length === 0 && mismatchLabelKeys.length === 0) return [];
  const errors = [...validateLabelKeys(path.child('matchLabelKeys'), matchLabelKeys, selector), ...validateLabelKeys(path.child('mismatchLabelKeys'), mismatchLabelKeys, selector)];
  const selected = new Set(Object.keys(selector?.matchLabels ?? {}));
  for (const { key = '' } of selector?.matchExpressions ?? []) {
    const i = matchLabelKeys.lastIndexOf(key);
    // The API server has added an expression for each key by now, so one is expected and two are one too many.
    if (i >= 0 && selected.has(key)) errors.push(invalid(path.index(i), key, 'exists in both matchLabelKeys and labelSelector'));
    selected.add(key);
  }
  matchLabelKeys.forEach((key, i) => {
    if (mismatchLabelKeys.includes(key)) errors.push(invalid(path.child('matchLabelKeys').index(i), key, 'exists in both matchLabelKeys and mismatchLabelKeys'));
  });
  return errors;
}

function validateLabelKeys(path: FieldPath, keys: readonly string[], selector: New<LabelSelector> | undefined): FieldError[] {
  if (keys.length === 0) return [];
  if (selector === undefined) return [forbidden(path, 'must not be specified when labelSelector is not set')];
  return keys.flatMap((key, i) => validateLabelName(key, path.index(i)));
}

/** For constraints of old objects that break the rule above. */
export function validateMatchLabelKeysInTopologySpread(path: FieldPath, keys: readonly string[] = [], selector: New<LabelSelector> | undefined): FieldError[] {
  if (keys.length === 0) return [];
  const selected = new Set([...Object.keys(selector?.matchLabels ?? {}), ...(selector?.matchExpressions ?? []).map((e) => e.key ?? '')]);
  const errors: FieldError[] = selector === undefined ? [forbidden(path, 'must not be specified when labelSelector is not set')] : [];
  keys.forEach((key, i) => {
    errors.push(...validateLabelName(key, path.index(i)));
    if (selected.has(key)) errors.push(invalid(path.index(i), key, 'exists in both matchLabelKeys and labelSelector'));
  });
  return errors;
}

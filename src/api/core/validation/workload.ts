// What workloads share: label selectors that must match their template, and amounts given as numbers or percentages.
import { canonical } from '../../decode/canonical.ts';
import { type FieldError, forbidden, invalid, named, notSupported, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { PodTemplateSpec } from '../../generated/core-v1.ts';
import type { LabelSelector } from '../../generated/meta-v1.ts';
import { semanticEqual } from '../../meta/semantic-equal.ts';
import { isEmptySelector } from '../../meta/label-selector.ts';
import { validateLabelSelector } from '../../meta/validation/label-selector.ts';
import { isDNS1123Label, isValidPercent } from '../../meta/validation/names.ts';
import { fieldImmutableMessage, validateNonnegativeField } from '../../meta/validation/object-meta.ts';
import { typeSchema } from '../../schema/schema.ts';

/** False for selectors that cannot be read at all, e.g. with an unknown operator. */
export function isUsableSelector(selector: LabelSelector | undefined, path: FieldPath): boolean {
  return validateLabelSelector(selector, {}, path).length === 0;
}

/** A map as messages print it. */
export function sortedMap(map: Readonly<Record<string, string>> | undefined): unknown {
  return map === undefined ? null : Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function mismatch(template: PodTemplateSpec, path: FieldPath): FieldError {
  return invalid(path.child('metadata', 'labels'), sortedMap(template.metadata?.labels), '`selector` does not match template `labels`');
}

/** Pods of a workload run for ever. */
export function validateAlwaysRunning({ spec }: PodTemplateSpec, kind: string, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.restartPolicy !== 'Always') errors.push(notSupported(path.child('spec', 'restartPolicy'), named(spec.restartPolicy), ['Always']));
  if (spec.activeDeadlineSeconds !== undefined) errors.push(forbidden(path.child('spec', 'activeDeadlineSeconds'), `activeDeadlineSeconds in ${kind} is not Supported`));
  return errors;
}

/** A selector as messages print it. */
export function selectorValue(selector: LabelSelector | undefined): unknown {
  return canonical(typeSchema('meta/v1.LabelSelector'), selector);
}

export function validateImmutableSelector(selector: LabelSelector | undefined, old: LabelSelector | undefined, path: FieldPath): FieldError[] {
  return semanticEqual('meta/v1.LabelSelector', selector, old) ? [] : [invalid(path, selector === undefined ? null : selectorValue(selector), fieldImmutableMessage)];
}

/** A selector that must be there and not be empty. */
export function validateRequiredSelector(selector: LabelSelector | undefined, emptyDetail: string, path: FieldPath): FieldError[] {
  if (selector === undefined) return [required(path, '')];
  const errors = validateLabelSelector(selector, {}, path);
  if (isEmptySelector(selector)) errors.push(invalid(path, selectorValue(selector), emptyDetail));
  return errors;
}

/** `ValidatePositiveIntOrPercent`. */
export function validatePositiveIntOrPercent(value: number | string, path: FieldPath): FieldError[] {
  if (typeof value === 'number') return validateNonnegativeField(value, path);
  return isValidPercent(value).map((text) => invalid(path, named(value), text));
}

/** The number, also when written as a string, or the percentage as a number; 0 for what is neither. */
export function intOrPercentValue(value: number | string | undefined): number {
  if (typeof value !== 'string') return value ?? 0;
  if (isValidPercent(value).length === 0) return Number(value.slice(0, -1));
  return /^[+-]?\d+$/.test(value) ? Number(value) : 0;
}

export function validateNotMoreThan100Percent(value: number | string, path: FieldPath): FieldError[] {
  return typeof value === 'string' && intOrPercentValue(value) > 100 ? [invalid(path, named(value), 'must not be greater than 100%')] : [];
}

/** Workloads whose name is no DNS label make Pods with surprising hostnames. */
export function podNameWarnings(name: string | undefined): string[] {
  const texts = isDNS1123Label(name ?? '');
  return texts.length === 0 ? [] : [`metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${texts.join(' ')}]`];
}

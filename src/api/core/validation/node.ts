// Rules for Nodes: core validation's ValidateNode and ValidateNodeUpdate.
import { duplicate, type FieldError, forbidden, invalid, required } from '../../field/error.ts';
import { goQuote } from '../../field/go-text.ts';
import { FieldPath } from '../../field/path.ts';
import type { Node, Taint } from '../../generated/core-v1.ts';
import { isValidCIDR, parseCIDR } from '../../meta/validation/ip.ts';
import { validateLabelName } from '../../meta/validation/labels.ts';
import { isValidLabelValue } from '../../meta/validation/names.ts';
import { quantity } from '../../resource/quantity.ts';
import { clusterMeta, metaUpdate } from './metadata.ts';
import { validateResourceQuantityValue } from './resources.ts';
import { validateTaintEffect } from './toleration.ts';

export function validateNode(node: Node): FieldError[] {
  return [...clusterMeta(node), ...validateNodeTaints(node.spec.taints ?? []), ...validateNodeResources(node), ...validatePodCIDRs(node.spec.podCIDRs ?? [])];
}

export function nodeWarnings({ spec }: Node): string[] {
  return (spec.externalID ?? '') === '' ? [] : ['spec.externalID: this field is deprecated, and is unused by Kubernetes'];
}

/** Upstream reports taints below metadata. */
function validateNodeTaints(taints: readonly Taint[]): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  taints.forEach((taint, i) => {
    const path = FieldPath.of('metadata', 'taints').index(i);
    errors.push(...validateLabelName(taint.key, path.child('key')));
    const texts = isValidLabelValue(taint.value ?? '');
    if (texts.length > 0) errors.push(invalid(path.child('value'), taint.value ?? '', texts.join(';')));
    errors.push(...((taint.effect as string) === '' ? [required(path.child('effect'), '')] : validateTaintEffect(taint.effect, path.child('effect'))));
    const id = `${taint.effect} ${taint.key}`;
    if (seen.has(id)) errors.push({ ...duplicate(path, internalTaint(taint)), detail: 'taints must be unique by key and effect pair' });
    seen.add(id);
  });
  return errors;
}

/** As Go prints the internal type. */
function internalTaint({ key, value = '', effect, timeAdded }: Taint): unknown {
  return { Key: key, Value: value, Effect: effect, TimeAdded: timeAdded ?? null };
}

function validateNodeResources({ status }: Node): FieldError[] {
  return (['capacity', 'allocatable'] as const).flatMap((list) =>
    Object.keys(status[list] ?? {}).sort().flatMap((name) => validateResourceQuantityValue(name, quantity(status[list]?.[name] ?? '0'), FieldPath.of('status', list, name))));
}

function validatePodCIDRs(cidrs: readonly string[]): FieldError[] {
  const path = FieldPath.of('spec', 'podCIDRs');
  const errors = cidrs.flatMap((cidr, i) => isValidCIDR(path.index(i), cidr));
  if (cidrs.length < 2) return errors;
  const families = cidrs.map((cidr) => parseCIDR(cidr)?.bits);
  const isDualStack = families.includes(32) && families.includes(128);
  const bad = cidrs.findIndex((cidr) => parseCIDR(cidr) === undefined);
  if (bad >= 0) errors.push({ type: 'InternalError', path, badValue: '', detail: `invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[${bad}]: <nil> (invalid CIDR address: ${cidrs[bad] ?? ''})` });
  if (!isDualStack || cidrs.length > 2) errors.push(invalid(path, cidrs, 'may specify no more than one CIDR for each IP family'));
  return errors;
}

export function validateNodeUpdate(node: Node, old: Node): FieldError[] {
  const errors = [...metaUpdate(node, old), ...validateNodeResources(node)];
  const addresses = new Set<string>();
  (node.status.addresses ?? []).forEach((address, i) => {
    const id = `${address.type} ${address.address}`;
    if (addresses.has(id)) errors.push(duplicate(FieldPath.of('status', 'addresses').index(i), { Type: address.type, Address: address.address }));
    addresses.add(id);
  });
  errors.push(...validateCIDRUpdate(node.spec.podCIDRs ?? [], old.spec.podCIDRs ?? []));
  const provider = old.spec.providerID ?? '';
  if (provider !== '' && provider !== node.spec.providerID) errors.push(forbidden(FieldPath.of('spec', 'providerID'), 'node updates may not change providerID except from "" to valid'));
  return [...errors, ...validateNodeTaints(node.spec.taints ?? []), ...validateFeatures(node.status.declaredFeatures ?? [])];
}

/** What a kubelet says that it can do. */
function validateFeatures(features: readonly string[]): FieldError[] {
  const path = FieldPath.of('status', 'declaredFeatures');
  return features.flatMap((feature, i) => {
    const previous = features[i - 1];
    const errors = features.indexOf(feature) < i ? [duplicate(path.index(i), feature)] : [];
    if (previous !== undefined && feature < previous) errors.push(invalid(path.index(i), feature, 'list must be sorted alphabetically'));
    if (/^[A-Z][A-Za-z0-9]*(?:\/[A-Za-z0-9]+)*$/.test(feature)) return errors;
    return [...errors, invalid(path.index(i), feature, `invalid feature name ${goQuote(feature)}: must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes`)];
  });
}

function validateCIDRUpdate(now: readonly string[], before: readonly string[]): FieldError[] {
  if (before.length === 0) return [];
  const change = forbidden(FieldPath.of('spec', 'podCIDRs'), 'node updates may not change podCIDR except from "" to valid');
  if (before.length !== now.length) return [change];
  return before.filter((cidr, i) => cidr !== now[i]).map(() => change);
}

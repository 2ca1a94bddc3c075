// Label selectors: what they match and how they read as text, apimachinery's labels.Selector and metav1.FormatLabelSelector.
import type { LabelSelector } from '../generated/meta-v1.ts';

export type Labels = Readonly<Record<string, string>>;
const noLabels: Labels = Object.freeze({});

/** One condition on a key. `Gt` and `Lt` are for the selectors of nodes and of queries. */
export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  readonly values?: readonly string[] | null;
}

function matchesRequirement({ key, operator, values }: Requirement, labels: Labels): boolean {
  const has = Object.hasOwn(labels, key);
  switch (operator) {
    case 'In': return has && (values ?? []).includes(labels[key] ?? '');
    case 'NotIn': return !has || !(values ?? []).includes(labels[key] ?? '');
    case 'Exists': return has;
    case 'DoesNotExist': return !has;
    case 'Gt': case 'Lt': return has && isBeyond(labels[key], operator, values?.[0]);
    default: return false;
  }
}

function isBeyond(own: string | undefined, operator: 'Gt' | 'Lt', bound: string | undefined): boolean {
  if (own === undefined || bound === undefined || !isInteger(own) || !isInteger(bound)) return false;
  return operator === 'Gt' ? BigInt(own) > BigInt(bound) : BigInt(own) < BigInt(bound);
}

/** What the operators `Gt` and `Lt` compare. */
export function isInteger(text: string): boolean {
  return /^[+-]?\d+$/.test(text);
}

export function matchesRequirements(requirements: readonly Requirement[], labels: Labels | undefined): boolean {
  const own = labels ?? noLabels;
  return requirements.every((r) => matchesRequirement(r, own));
}

/** An absent selector matches nothing; an empty one matches everything. */
export function matchesLabelSelector(selector: LabelSelector | undefined, labels: Labels | undefined): boolean {
  if (selector === undefined) return false;
  return matchesLabels(selector.matchLabels, labels) && matchesRequirements((selector.matchExpressions ?? []) as readonly Requirement[], labels);
}

/** Every pair of `wanted` is in `labels`. */
export function matchesLabels(wanted: Labels | undefined, labels: Labels | undefined): boolean {
  const own = labels ?? noLabels;
  for (const key in wanted) if (!Object.hasOwn(own, key) || own[key] !== wanted[key]) return false;
  return true;
}

export function isEmptySelector(selector: LabelSelector | undefined): boolean {
  return Object.keys(selector?.matchLabels ?? {}).length === 0 && (selector?.matchExpressions ?? []).length === 0;
}

/** The selector as `key=value,key in (a,b)` with terms sorted by key; '' selects everything. */
export function selectorText(selector: LabelSelector | undefined): string {
  const terms = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => ({ key, text: `${key}=${value}` }));
  for (const { key, operator, values } of selector?.matchExpressions ?? []) {
    const set = [...(values ?? [])].sort().join(',');
    if (operator === 'In') terms.push({ key, text: `${key} in (${set})` });
    else if (operator === 'NotIn') terms.push({ key, text: `${key} notin (${set})` });
    else terms.push({ key, text: operator === 'Exists' ? key : `!${key}` });
  }
  return terms.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ text }) => text).join(',');
}

/** As FormatLabelSelector: `<none>` when empty. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  const text = selectorText(selector);
  return text === '' ? '<none>' : text;
}

/** As Go prints the selector. */
export function goSelectorText(selector: LabelSelector | undefined): string {
  if (selector === undefined) return 'nil';
  const labels = Object.entries(selector.matchLabels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}: ${value},`).join('');
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`).join('');
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${expressions}},}`;
}

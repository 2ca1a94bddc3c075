// Label selectors as text: metav1.FormatLabelSelector and LabelSelectorAsSelector(...).String().
import type { LabelSelector } from '../../api/generated/meta-v1.ts';
import { compareText } from '../text/go-values.ts';

/** The selector as `key=value,key in (a,b)` with sorted terms; '' selects everything. */
export function selectorText(selector: LabelSelector | undefined): string {
  if (!selector) return '';
  const terms: { key: string; text: string }[] = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({ key, text: `${key}=${value}` }));
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const set = [...(values ?? [])].sort(compareText).join(',');
    if (operator === 'In') terms.push({ key, text: `${key} in (${set})` });
    else if (operator === 'NotIn') terms.push({ key, text: `${key} notin (${set})` });
    else terms.push({ key, text: operator === 'Exists' ? key : `!${key}` });
  }
  return terms.sort((a, b) => compareText(a.key, b.key)).map(({ text }) => text).join(',');
}

/** As FormatLabelSelector: `<none>` when empty. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  const text = selectorText(selector);
  return text === '' ? '<none>' : text;
}

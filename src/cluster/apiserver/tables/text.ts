// Small texts in table cells: selectors, container names, access modes.
import type { PodTemplateSpec } from '../../../api/generated/core-v1.ts';
import type { LabelSelector } from '../../../api/generated/meta-v1.ts';

/** `a=b,c=d`, sorted; `<none>` when empty. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const texts = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`).sort();
  return texts.length === 0 ? '<none>' : texts.join(',');
}

/** metav1.FormatLabelSelector. */
export function selectorText(selector: LabelSelector | undefined): string {
  if (selector === undefined) return '<none>';
  const texts: [string, string][] = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => [key, `${key}=${value}`]);
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const list = [...values].sort().join(',');
    const text = operator === 'In' ? `${key} in (${list})` : operator === 'NotIn' ? `${key} notin (${list})` : operator === 'Exists' ? key : `!${key}`;
    texts.push([key, text]);
  }
  return texts.length === 0 ? '<none>' : texts.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0)).map(([, text]) => text).join(',');
}

/** Names and images of a template's containers. */
export function templateCells(template: PodTemplateSpec | undefined): readonly [string, string] {
  const containers = template?.spec?.containers ?? [];
  return [containers.map((c) => c.name).join(','), containers.map((c) => c.image ?? '').join(',')];
}

const accessModes: Readonly<Record<string, string>> = { ReadWriteOnce: 'RWO', ReadOnlyMany: 'ROX', ReadWriteMany: 'RWX', ReadWriteOncePod: 'RWOP' };

/** `RWO,ROX`, in upstream's fixed order, each once. */
export function accessModesText(modes: readonly string[] | undefined): string {
  return Object.keys(accessModes).filter((m) => modes?.includes(m) === true).map((m) => accessModes[m]).join(',');
}

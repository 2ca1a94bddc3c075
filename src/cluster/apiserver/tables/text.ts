// Small texts in table cells: labels, container names, access modes.
import type { PodTemplateSpec } from '../../../api/generated/core-v1.ts';

/** `a=b,c=d`, sorted; `<none>` when empty. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const texts = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`).sort();
  return texts.length === 0 ? '<none>' : texts.join(',');
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

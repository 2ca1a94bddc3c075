// Kinds that are only ever the body of a request to a subresource: they are decoded as others are, and have no collection of their own.
import { type KindRow, kindRows } from '../../../api/scheme.ts';

/** `goType` as in the scheme, e.g. `policy/v1.Eviction`, also for a version that is the same under another name. */
export function bodyRow({ group, version, kind, goType }: Pick<KindRow, 'group' | 'version' | 'kind' | 'goType'>): KindRow {
  const singular = kind.toLowerCase();
  return { ...(kindRows[0] as KindRow), group, version, apiVersion: `${group}/${version}`, kind, listKind: `${kind}List`, plural: `${singular}s`, singular, isNamespaced: true, goType, subresources: [], isStored: false };
}

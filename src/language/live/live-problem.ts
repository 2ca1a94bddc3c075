// What goes wrong with a running object, and how to find the field of its manifest that caused it.
import type { ClusterSnapshot } from '../cluster/cluster-snapshot.ts';
import { dereference, entryOf, nodeAt, type YamlNode } from '../../document/node.ts';
import { stringAt } from '../manifest.ts';

export type Path = readonly (string | number)[];

export interface LiveProblem {
  /** The reason of the Event or condition. */
  readonly code: string;
  /** The Event's words. */
  readonly message: string;
  /** Paths of the Pod's spec, the likeliest cause first: the first one that is written is it. Undefined: the manifest says something else by now. */
  readonly locate: (spec: YamlNode | undefined, cluster: ClusterSnapshot) => readonly Path[] | undefined;
  /** The paths are of the whole object. */
  readonly isOfObject?: boolean;
}

/** The path of a container of that name in a written Pod spec. */
export function containerPath(spec: YamlNode | undefined, name: string): Path | undefined {
  for (const list of ['containers', 'initContainers']) {
    const node = nodeAt(spec, [list]);
    const index = node?.kind === 'sequence' ? node.items.findIndex((item) => stringAt(item, ['name']) === name) : -1;
    if (index >= 0) return [list, index];
  }
  return undefined;
}

/** Paths below a node of every field with one of these names and this value. */
export function fieldsWithValue(root: YamlNode | undefined, names: readonly string[], value: string, base: Path = []): Path[] {
  const node = dereference(root);
  if (node?.kind === 'sequence') return node.items.flatMap((item, i) => fieldsWithValue(item, names, value, [...base, i]));
  if (node?.kind !== 'mapping' || base.length > 12) return [];
  return node.entries.flatMap(({ name, value: written }) => {
    if (name === undefined) return [];
    const path = [...base, name];
    const scalar = dereference(written);
    return scalar?.kind === 'scalar' ? (names.includes(name) && scalar.text === value ? [path] : []) : fieldsWithValue(written, names, value, path);
  });
}

/** The index of the item of a list that has that name. */
export function itemPath(spec: YamlNode | undefined, list: string, name: string): Path | undefined {
  const node = nodeAt(spec, [list]);
  if (node?.kind !== 'sequence') return undefined;
  const index = node.items.findIndex((item) => item?.kind === 'mapping' && dereference(entryOf(item, 'name')?.value)?.kind === 'scalar' && stringAt(item, ['name']) === name);
  return index < 0 ? undefined : [list, index];
}

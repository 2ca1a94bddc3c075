// The syntax tree of one YAML document, with offsets into its text; our own, so that nothing else depends on a YAML library.
import type { Span } from './position.ts';

export type YamlNode = MappingNode | SequenceNode | ScalarNode | AliasNode;

interface NodeBase extends Span {
  readonly anchor: string | undefined;
}

export interface MappingNode extends NodeBase {
  readonly kind: 'mapping';
  readonly entries: readonly MappingEntry[];
  readonly isFlow: boolean;
}

export interface MappingEntry extends Span {
  /** The key as JSON has it (`true` for YAML 1.1's `yes`); undefined where it is no scalar. */
  readonly name: string | undefined;
  readonly key: YamlNode | undefined;
  readonly value: YamlNode | undefined;
  /** `<<`: its value's entries count as this mapping's own where it has none of that name. */
  readonly isMerge: boolean;
}

export interface SequenceNode extends NodeBase {
  readonly kind: 'sequence';
  readonly items: readonly (YamlNode | undefined)[];
  readonly isFlow: boolean;
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  /** What Kubernetes' YAML decoder makes of it. */
  readonly value: string | number | boolean | null;
  /** Its text after unquoting and folding. */
  readonly text: string;
  readonly style: 'plain' | 'single' | 'double' | 'literal' | 'folded';
}

export interface AliasNode extends NodeBase {
  readonly kind: 'alias';
  readonly target: YamlNode | undefined;
}

/** The node that an alias stands for. */
export function dereference(node: YamlNode | undefined): Exclude<YamlNode, AliasNode> | undefined {
  let current = node;
  for (let hops = 0; current?.kind === 'alias'; hops++) {
    if (hops > 100) return undefined;
    current = current.target;
  }
  return current;
}

/** The entry that gives a field its value: the last of its name, as decoding has it. Merged entries are not looked into. */
export function entryOf(node: MappingNode, name: string): MappingEntry | undefined {
  return node.entries.findLast((entry) => entry.name === name);
}

/** Follows field names and indexes from a node to the value written there; aliases and merge keys are followed too. */
export function nodeAt(root: YamlNode | undefined, segments: readonly (string | number)[]): Exclude<YamlNode, AliasNode> | undefined {
  let node = dereference(root);
  for (const segment of segments) {
    if (node?.kind === 'mapping') node = dereference(mergedEntry(node, String(segment))?.value);
    else if (node?.kind === 'sequence' && typeof segment === 'number') node = dereference(node.items[segment]);
    else return undefined;
  }
  return node;
}

/** The entry of a mapping by name, or of what it merges in. Each mapping is looked into once, however often it is merged. */
export function mergedEntry(node: MappingNode, name: string, visited = new Set<MappingNode>()): MappingEntry | undefined {
  const own = entryOf(node, name);
  if (own !== undefined || !node.entries.some((entry) => entry.isMerge)) return own;
  visited.add(node);
  for (const { isMerge, value } of node.entries) {
    if (!isMerge) continue;
    const merged = dereference(value);
    for (const source of merged?.kind === 'sequence' ? merged.items : [merged]) {
      const mapping = dereference(source);
      if (mapping?.kind !== 'mapping' || visited.has(mapping)) continue;
      visited.add(mapping);
      const found = mergedEntry(mapping, name, visited);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

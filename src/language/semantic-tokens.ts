// What the colours of YAML do not tell: kinds, names where they are given and where they are used, quantities, constants. Token types are those that every theme knows.
import type { ScalarNode, YamlNode } from '../document/node.ts';
import type { Span } from '../document/position.ts';
import type { TypeSchema } from '../api/schema/schema.ts';
import { fieldOf } from '../api/schema/schema.ts';
import type { Manifest } from './manifest.ts';
import type { DocumentNames } from './names/document-names.ts';
import { visitStructs } from './visit-structs.ts';

export const tokenTypes = ['namespace', 'type', 'variable', 'property', 'number', 'enumMember'] as const;
export const tokenModifiers = ['declaration', 'readonly', 'deprecated'] as const;

export interface SemanticToken extends Span {
  readonly type: (typeof tokenTypes)[number];
  readonly modifiers: readonly (typeof tokenModifiers)[number][];
}

/** In the order of the text, on one line each, none inside another. */
export function semanticTokensOf(manifest: Manifest, names: DocumentNames): SemanticToken[] {
  const tokens = new Map<number, SemanticToken>();
  const add = ({ start, end }: Span, type: SemanticToken['type'], modifiers: SemanticToken['modifiers'] = []): void => {
    if (end > start && !tokens.has(start) && !manifest.text.text.slice(start, end).includes('\n')) tokens.set(start, { start, end, type, modifiers });
  };
  for (const { span, role, kind } of names.places) if (kind !== 'label') add(span, kind === 'key' ? 'property' : kind === 'kind' ? 'type' : 'variable', role === 'definition' ? ['declaration'] : []);
  visitStructs(manifest, ({ node, type, entry, path }) => {
    for (const { name, value } of node.entries) {
      const field = name === undefined ? undefined : fieldOf(type, name);
      if (field === undefined || value === undefined) continue;
      const isObject = entry === undefined && (path.length === 0 || path.at(-2) === 'items');
      if (isObject && name === 'kind' && isWord(value)) add(inside(value), 'type');
      else if (isObject && name === 'apiVersion' && isWord(value)) add(inside(value), 'namespace');
      // Kinds whose names nothing refers to have names all the same.
      else if (type.goType === 'meta/v1.ObjectMeta' && name === 'name' && isWord(value)) add(inside(value), 'variable', ['declaration']);
      else addValue(value, field.type, add);
    }
  });
  const sorted = [...tokens.values()].sort((a, b) => a.start - b.start);
  return sorted.filter((token, i) => token.start >= (sorted[i - 1]?.end ?? 0));
}

function addValue(value: YamlNode, type: TypeSchema, add: (span: Span, type: SemanticToken['type']) => void): void {
  if (value.kind === 'scalar') {
    if (type.shape === 'quantity' && isWord(value)) add(inside(value), 'number');
    else if (type.values !== undefined && typeof value.value === 'string' && isWord(value) && type.values.includes(value.value)) add(inside(value), 'enumMember');
  } else if (value.kind === 'mapping' && type.shape === 'map' && type.element !== undefined) for (const entry of value.entries) if (entry.value !== undefined) addValue(entry.value, type.element, add);
  if (value.kind === 'sequence' && type.element !== undefined && type.element.shape !== 'struct') for (const item of value.items) if (item !== undefined) addValue(item, type.element, add);
}

function isWord(node: YamlNode): node is ScalarNode {
  return node.kind === 'scalar' && node.style !== 'literal' && node.style !== 'folded';
}

function inside({ style, start, end }: ScalarNode): Span {
  return style === 'plain' ? { start, end } : { start: start + 1, end: end - 1 };
}

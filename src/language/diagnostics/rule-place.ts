// Where a rule's finding is shown: at the field that the server names, or nearer to the mistake where it names a whole map or list, or a path that is not written.
import { NamedString } from '../../api/field/error.ts';
import { commentedField } from '../../document/commented-field.ts';
import { findingSpan, keySpan, locateField } from '../../document/field-location.ts';
import { dereference, entryOf, type YamlNode } from '../../document/node.ts';
import type { Span } from '../../document/position.ts';

type Path = readonly (string | number)[];

export interface RulePlace {
  readonly span: Span;
  readonly path: Path;
}

interface About {
  /** The value that the server calls wrong; '' where it misses one. */
  readonly badValue: unknown;
  /** The field's name is the mistake, not its value. */
  readonly isAboutName: boolean;
}

const deepest = 4;

export function rulePlace(text: string, root: YamlNode | undefined, named: Path, { badValue, isAboutName }: About): RulePlace {
  const value = badValue instanceof NamedString ? badValue.value : badValue;
  const wrong = typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  const path = writtenPath(root, named, wrong);
  const { node, isWritten } = locateField(root, path);
  if (isWritten && !isAboutName && wrong !== undefined && wrong !== '' && (node?.kind === 'mapping' || node?.kind === 'sequence')) {
    const part = partOf(node, wrong, undefined, 0);
    if (part !== undefined) return { span: part, path };
  }
  const commented = isWritten || wrong !== '' ? undefined : commentedField(text, root, path);
  if (commented !== undefined) return { span: commented, path };
  // Made from a field of another name, as a StatefulSet's volumes from its claims' names.
  const copied = isWritten || wrong === undefined || wrong.length < 2 ? undefined : partOf(root, wrong, undefined, -deepest);
  return { span: copied ?? (isAboutName ? keySpan(text, root, path) : findingSpan(text, root, path)), path };
}

/** The path itself, or what it must mean where the server leaves out indexes and fields on the way or spells them as in Go. */
function writtenPath(root: YamlNode | undefined, named: Path, wrong: string | undefined): Path {
  const { depth, isWritten, node } = locateField(root, named);
  if (isWritten || depth < 1) return isWritten ? named : elsewhere(root, named) ?? named;
  const moved = elsewhere(root, named);
  if (moved !== undefined) return writtenPath(root, moved, wrong);
  const before = named.slice(0, depth);
  const rest = named.slice(depth);
  const target = dereference(node);
  const [first] = rest;
  const spelled = target?.kind === 'mapping' && typeof first === 'string' ? target.entries.find(({ name }) => name?.toLowerCase() === first.toLowerCase())?.name : undefined;
  if (spelled !== undefined) return writtenPath(root, [...before, spelled, ...rest.slice(1)], wrong);
  const found = pathWithin(node, rest, wrong, 0);
  return found === undefined ? named : [...before, ...found];
}

/** Taints of a Node are named as if they were metadata's; what a Secret lacks in its data may be meant to stand in stringData. */
function elsewhere(root: YamlNode | undefined, named: Path): Path | undefined {
  const [first, ...rest] = named;
  const target = dereference(root);
  if (target?.kind !== 'mapping' || named.length < 2) return undefined;
  if (first === 'metadata' && locateField(root, named).depth < 2 && locateField(root, ['spec', ...rest]).depth > 1) return ['spec', ...rest];
  if (first === 'data' && entryOf(target, 'data') === undefined && entryOf(target, 'stringData') !== undefined) return ['stringData', ...rest];
  return undefined;
}

/** Looks below a node for the place where the rest of a path is written, and holds what is wrong with it. */
function pathWithin(node: YamlNode | undefined, rest: Path, wrong: string | undefined, depth: number): Path | undefined {
  if (depth > deepest) return undefined;
  const here = locateField(node, rest);
  if (depth > 0 && isMeant(here, rest, wrong)) return rest;
  const target = dereference(node);
  const children: (readonly [string | number, YamlNode | undefined])[] = target?.kind === 'sequence' ? target.items.map((item, i) => [i, item] as const) : target?.kind === 'mapping' ? target.entries.flatMap(({ name, value }) => (name === undefined ? [] : [[name, value] as const])) : [];
  for (const [segment, child] of children) {
    const found = pathWithin(child, rest, wrong, depth + 1);
    if (found !== undefined) return [segment, ...found];
  }
  return undefined;
}

function isMeant({ isWritten, node, depth }: ReturnType<typeof locateField>, rest: Path, wrong: string | undefined): boolean {
  // What is missing is missed where its parent is.
  if (wrong === '') return isWritten ? node?.kind === 'scalar' && node.text === '' : rest.length > 1 && depth === rest.length - 1;
  return isWritten && (wrong === undefined || node?.kind !== 'scalar' || node.text === wrong);
}

/** The key or scalar of that text in a map or list. */
function partOf(node: YamlNode | undefined, text: string, key: Span | undefined, depth: number): Span | undefined {
  if (node?.kind === 'scalar') return node.text === text && node.style !== 'literal' && node.style !== 'folded' ? (node.end > node.start ? node : key) : undefined;
  if (depth > deepest) return undefined;
  if (node?.kind === 'sequence') {
    for (const item of node.items) {
      const part = partOf(item, text, undefined, depth + 1);
      if (part !== undefined) return part;
    }
  }
  if (node?.kind !== 'mapping') return undefined;
  for (const entry of node.entries) {
    if (entry.name === text) return entry.key;
    const part = partOf(entry.value, text, entry.key, depth + 1);
    if (part !== undefined) return part;
  }
  return undefined;
}

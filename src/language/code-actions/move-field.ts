// Moves a field that the kind has elsewhere to where it belongs: up to an object around it, or into one beside it.
import { fieldOf, fieldsOf } from '../../api/schema/schema.ts';
import { dereference, entryOf, nodeAt, type MappingEntry, type MappingNode } from '../../document/node.ts';
import { unknownFieldCode } from '../diagnostics/codes.ts';
import { schemaAt, type Manifest } from '../manifest.ts';
import { appended, entryAtKey, removalOf, type Fixer, type TextReplacement } from './code-action.ts';

type Path = readonly (string | number)[];

export const moveField: Fixer = (manifest, finding) => {
  if (finding.code !== unknownFieldCode || finding.path === undefined) return [];
  const found = entryAtKey(manifest.parsed.root, finding.span);
  const name = found?.entry.name;
  if (found === undefined || name === undefined || found.mapping.isFlow) return [];
  const body = linesOf(manifest, found.entry);
  if (body === undefined) return [];
  const from = finding.path.slice(0, -1);
  const target = outward(manifest, from, name) ?? inward(manifest, from, name) ?? intoOnlyItem(manifest, from, name);
  if (target === undefined) return [];
  const edits = moved(manifest, found.mapping, found.entry, target.at, [...target.missing.map((field, i) => `${'  '.repeat(i)}${field}:`), ...body.map((line) => '  '.repeat(target.missing.length) + line)]);
  return edits === undefined ? [] : [{ title: `Move ${name} to ${pathText([...target.at, ...target.missing])}`, finding, edits }];
};

interface Target {
  /** An object that is written. */
  readonly at: Path;
  /** Fields below it that are not. */
  readonly missing: readonly string[];
}

/** The nearest object around that has the field, and where it is not written. */
function outward(manifest: Manifest, from: Path, name: string): Target | undefined {
  for (let length = from.length - 1; length >= 0; length--) {
    const at = from.slice(0, length);
    const place = schemaAt(manifest, at);
    if (place?.type.shape === 'struct' && fieldOf(place.type, name) !== undefined && name !== 'name' && name !== 'status') return isFree(manifest, at, name) ? { at, missing: [] } : undefined;
  }
  return undefined;
}

/** The only object inside, up to two fields deep, that has the field. */
function inward(manifest: Manifest, from: Path, name: string): Target | undefined {
  const place = schemaAt(manifest, from);
  if (place?.type.shape !== 'struct') return undefined;
  const inner = fieldsOf(place.type).filter(({ type, name: field }) => type.shape === 'struct' && field !== 'status');
  const paths = inner.filter(({ type }) => fieldOf(type, name) !== undefined).map((field) => [field.name]);
  const deeper = inner.flatMap((field) => fieldsOf(field.type).filter(({ type }) => type.shape === 'struct' && fieldOf(type, name) !== undefined).map((child) => [field.name, child.name]));
  const candidates = paths.length > 0 ? paths : deeper;
  const chosen = candidates.find(([first]) => first === 'metadata') ?? (candidates.length === 1 ? candidates[0] : candidates.find((path) => isWritten(manifest, [...from, ...path])));
  if (chosen === undefined) return undefined;
  let written = chosen.length;
  while (written > 0 && !isWritten(manifest, [...from, ...chosen.slice(0, written)])) written--;
  const at = [...from, ...chosen.slice(0, written)];
  return written === chosen.length && !isFree(manifest, at, name) ? undefined : { at, missing: chosen.slice(written) };
}

/** The only item of the only list that has the field: a Pod's one container. */
function intoOnlyItem(manifest: Manifest, from: Path, name: string): Target | undefined {
  const place = schemaAt(manifest, from);
  if (place?.type.shape !== 'struct') return undefined;
  const lists = fieldsOf(place.type).filter(({ type, name: field }) => type.element?.shape === 'struct' && fieldOf(type.element, name) !== undefined && nodeAt(manifest.parsed.root, [...from, field]) !== undefined);
  const [only] = lists;
  const list = only && dereference(nodeAt(manifest.parsed.root, [...from, only.name]));
  const at = [...from, only?.name ?? '', 0];
  return lists.length === 1 && list?.kind === 'sequence' && !list.isFlow && list.items.length === 1 && isFree(manifest, at, name) ? { at, missing: [] } : undefined;
}

function isWritten(manifest: Manifest, path: Path): boolean {
  return dereference(nodeAt(manifest.parsed.root, path))?.kind === 'mapping';
}

function isFree(manifest: Manifest, path: Path, name: string): boolean {
  const node = dereference(nodeAt(manifest.parsed.root, path));
  return node?.kind === 'mapping' && entryOf(node, name) === undefined;
}

/** The entry's lines, the first field at column 0. */
function linesOf({ text: { text, lines } }: Manifest, entry: MappingEntry): string[] | undefined {
  const column = lines.positionAt(entry.start).character;
  const [first = '', ...rest] = text.slice(entry.start, Math.max(entry.end, entry.key?.end ?? 0)).split(/\r?\n/);
  if (rest.some((line) => line.trim() !== '' && line.slice(0, column).trim() !== '')) return undefined;
  return [first.endsWith(':') || first.includes(': ') ? first : `${first}:`, ...rest.map((line) => line.slice(column))];
}

function moved(manifest: Manifest, mapping: MappingNode, entry: MappingEntry, to: Path, body: readonly string[]): TextReplacement[] | undefined {
  const target = dereference(nodeAt(manifest.parsed.root, to));
  if (target?.kind !== 'mapping') return undefined;
  const removal = removalOf(manifest.text.text, mapping, entry);
  if (target === mapping) {
    const column = manifest.text.lines.positionAt(entry.start).character;
    return [{ span: { start: entry.start, end: Math.max(entry.end, entry.key?.end ?? 0) }, text: body.join(`\n${' '.repeat(column)}`) }];
  }
  const addition = appended(manifest, target, body);
  if (addition === undefined) return undefined;
  const { span } = addition;
  // What goes ends where what comes begins: one edit says both.
  if (span.start > removal.span.start && span.start < removal.span.end) return [{ span: removal.span, text: `${removal.text}${addition.text.replace(/^\n/, '')}\n` }];
  return [addition, removal];
}

function pathText(path: Path): string {
  return path.map((segment, i) => (typeof segment === 'number' ? `[${segment}]` : `${i === 0 ? '' : '.'}${segment}`)).join('') || 'the top';
}

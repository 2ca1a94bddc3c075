// Writes a value that was begun as YAML: in lines or in flow style, as it stands or as a snippet.
import type { BegunValue } from './begun-tree.ts';

export interface Writing {
  /** How much deeper than their key the dashes of lists are. */
  readonly listIndent: number;
  /** A scalar, e.g. as a snippet's placeholder. */
  readonly scalar: (text: string) => string;
  /** Stands for the fields of a mapping that begins with none; in lines, they would stand at `column`. */
  readonly nothing: (column: number) => string;
}

/** What stands after a field's colon: a text that begins with a space, or with a line break and lines that are indented below `column`. */
export function writeBlock(value: BegunValue, column: number, writing: Writing): string {
  if (value.kind === 'scalar') return ` ${writing.scalar(value.text)}`;
  if (value.kind === 'fields') {
    const indent = ' '.repeat(column + 2);
    return value.fields.length === 0 ? writing.nothing(column + 2) : value.fields.map(([name, field]) => `\n${indent}${name}:${writeBlock(field, column + 2, writing)}`).join('');
  }
  const dash = `\n${' '.repeat(column + writing.listIndent)}-`;
  return value.items.map((item) => dash + writeItem(item, column + writing.listIndent, writing)).join('');
}

function writeItem(item: BegunValue, column: number, writing: Writing): string {
  if (item.kind !== 'fields') return ` ${writing.scalar(item.kind === 'scalar' ? item.text : '')}`;
  if (item.fields.length === 0) return ` ${writing.scalar('')}`;
  const lines = item.fields.map(([name, field]) => `${name}:${writeBlock(field, column + 2, writing)}`);
  return ` ${lines.join(`\n${' '.repeat(column + 2)}`)}`;
}

/** On one line, without a space before it. */
export function writeFlow(value: BegunValue, writing: Pick<Writing, 'scalar' | 'nothing'> & { readonly key?: (name: string) => string }): string {
  const { key = (name) => name } = writing;
  if (value.kind === 'scalar') return writing.scalar(value.text);
  if (value.kind === 'items') return `[${value.items.map((item) => writeFlow(item, writing)).join(', ')}]`;
  return `{${value.fields.length === 0 ? writing.nothing(0) : value.fields.map(([name, field]) => `${key(name)}: ${writeFlow(field, writing)}`).join(', ')}}`;
}

// What follows a field's name when it is completed: the lines that its type needs, as a snippet whose placeholders a valid object keeps.
import type { FieldSchema, TypeSchema } from '../../api/schema/schema.ts';
import { resolvePlain } from '../../document/scalar.ts';
import { begunValue } from '../begun/begun-value.ts';
import type { BegunPlace } from '../begun/begun-tree.ts';
import { writeBlock, writeFlow } from '../begun/write-begun.ts';
import { escapeSnippet } from './snippet-text.ts';

export interface Indentation {
  /** Column of the field's key. */
  readonly column: number;
  readonly listIndent: number;
}

/** The text after a field's name, from its colon on. `asksFirst`: the cursor comes to stand where nothing is written yet. */
export function fieldBody(parent: TypeSchema, field: FieldSchema, { column, listIndent, style, place }: Indentation & { readonly style: 'block' | 'flow' | 'json'; readonly place: BegunPlace }): { readonly text: string; readonly asksFirst: boolean } {
  let count = 0;
  const stops: string[] = [];
  const scalar = (text: string): string => {
    // Of an empty mapping there is nothing to replace.
    if (text === '{}') return text;
    stops.push(text);
    if (text === '') return `\${${++count}}`;
    const [written, quote] = style === 'json' ? asJson(text) : [text, ''];
    return `${quote}\${${++count}:${escapeSnippet(written)}}${quote}`;
  };
  const value = begunValue(parent, field, place);
  const text = style !== 'block'
    ? `: ${writeFlow(value, { scalar, nothing: () => scalar(''), ...(style === 'json' && { key: (name) => JSON.stringify(name) }) })}`
    : `:${writeBlock(value, column, { listIndent, scalar, nothing: (depth) => `\n${' '.repeat(depth)}${scalar('')}` })}`;
  return { text: stops.length === 1 && stops[0] === '' ? text.replace('${1}', '$0') : text, asksFirst: stops[0] === '' };
}

/** A scalar of YAML as JSON has it, and the quotes around it: they stay where the text between them is replaced. */
function asJson(text: string): readonly [text: string, quote: string] {
  if (/^["[{]/.test(text)) return [text, ''];
  const value = resolvePlain(text);
  return typeof value === 'string' ? [JSON.stringify(value).slice(1, -1), '"'] : [JSON.stringify(value), ''];
}

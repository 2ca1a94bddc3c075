// Field selectors: apimachinery's fields.ParseSelector and the labels that each kind can be selected by.
import type { KubeObject } from '../../../api/meta/object.ts';
import type { KindRow } from '../../../api/scheme.ts';
import { SelectorError } from '../../../api/meta/parse-label-selector.ts';
import { selectableFields } from './selectable-fields.ts';

export interface FieldRequirement {
  readonly field: string;
  readonly isEqual: boolean;
  readonly value: string;
}

export function parseFieldSelector(text: string): readonly FieldRequirement[] {
  const requirements: FieldRequirement[] = [];
  // Upstream sorts the terms, so the first that is wrong is the first by name.
  for (const term of splitTerms(text).sort()) {
    if (term === '') continue;
    const split = /^((?:[^\\=!]|\\.)*?)(!=|==|=)(.*)$/s.exec(term);
    if (split === null) throw new SelectorError(`invalid selector: '${text}'; can't understand '${term}'`);
    const [, field = '', operator = '', value = ''] = split;
    requirements.push({ field, isEqual: operator !== '!=', value: unescapeValue(value) });
  }
  return requirements;
}

function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text.charAt(i) === '\\') i++;
    else if (text.charAt(i) === ',') {
      terms.push(text.slice(start, i));
      start = i + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}

function unescapeValue(value: string): string {
  let text = '';
  for (let i = 0; i < value.length; i++) {
    const char = value.charAt(i);
    if (char !== '\\') {
      if (char === ',' || char === '=') throw new SelectorError(`invalid field selector: unescaped character in value: ${char.charCodeAt(0)}`);
      text += char;
      continue;
    }
    const next = value.charAt(++i);
    if (next !== '\\' && next !== ',' && next !== '=') throw new SelectorError(`invalid field selector: invalid escape sequence: \\${next}`);
    text += next;
  }
  return text;
}

export function checkFieldSelector(row: KindRow, requirements: readonly FieldRequirement[]): void {
  const known = selectableFields(row);
  for (const { field } of requirements) {
    if (Object.hasOwn(known.fields, field)) continue;
    throw new SelectorError(known.unknownMessage(field));
  }
}

export function matchesFields(row: KindRow, requirements: readonly FieldRequirement[], object: KubeObject): boolean {
  const { fields } = selectableFields(row);
  return requirements.every(({ field, isEqual, value }) => {
    const read = fields[field];
    const actual = read === undefined ? '' : read(object);
    return (actual === value) === isEqual;
  });
}

// Whether the document has the shape of its kind: the API server's decoder says so, with a hint of ours.
import type { DecodeFinding } from '../../api/decode/decode.ts';
import { fieldsOf, walk, type TypeSchema } from '../../api/schema/schema.ts';
import { findingSpan, keySpan } from '../../document/field-location.ts';
import { dereference, nodeAt, type YamlNode } from '../../document/node.ts';
import type { Finding } from '../finding.ts';
import { meantField } from '../nearest.ts';
import { unknownFieldCode, wrongTypeCode } from './codes.ts';
import type { ObjectPlace } from './object-place.ts';

/** The field that an unknown one was meant to be, of those that are not there. */
export function meantBy({ root, type, base }: Pick<ObjectPlace, 'root' | 'type' | 'base'>, segments: readonly (string | number)[]): string | undefined {
  const parent = walk(type, segments.slice(0, -1));
  const written = dereference(nodeAt(root, [...base, ...segments.slice(0, -1)]));
  const names = new Set(written?.kind === 'mapping' ? written.entries.map((entry) => entry.name) : []);
  return parent && meantField(String(segments.at(-1) ?? ''), fieldsOf(parent).filter((field) => !names.has(field.name)));
}

export function unknownField(place: ObjectPlace, { message, path }: DecodeFinding): Finding {
  const { text, root, base } = place;
  const segments = path?.segments() ?? [];
  const meant = meantBy(place, segments);
  return { span: keySpan(text, root, [...base, ...segments]), severity: 'error', code: unknownFieldCode, message: `${message}${meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`}`, path: [...base, ...segments] };
}

export function wrongValue({ text, root, type, base }: ObjectPlace, { type: what, message, path }: DecodeFinding): Finding {
  const segments = path?.segments() ?? [];
  const full = [...base, ...segments];
  return { span: findingSpan(text, root, full), severity: 'error', code: what === 'type' ? wrongTypeCode : 'FieldValueInvalid', message: `${message}${hintFor(nodeAt(root, full), walk(type, segments))}`, path: full };
}

/** In plain words, what to do about it. */
function hintFor(written: YamlNode | undefined, type: TypeSchema | undefined): string {
  const value = dereference(written);
  if (type === undefined || value === undefined) return '';
  const { shape, element } = type;
  if (shape === 'list') return element?.shape === 'struct' ? ': a list is expected; begin its item with "- "' : ': a list is expected';
  if (shape === 'struct' || shape === 'map') return ': fields are expected here';
  const word = words[shape];
  if (word === undefined) return '';
  if (value.kind === 'sequence') return `: one ${word} is expected, not a list`;
  if (value.kind === 'mapping') return `: one ${word} is expected, not fields`;
  return shape === 'string' && value.kind === 'scalar' && typeof value.value !== 'string' ? `: put it in quotes, ${JSON.stringify(value.text)}` : '';
}

const words: Readonly<Partial<Record<TypeSchema['shape'], string>>> = { string: 'string', bool: 'boolean', integer: 'whole number', number: 'number', quantity: 'quantity', intOrString: 'number or string', time: 'time' };

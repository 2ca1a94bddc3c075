// Whether the document has the shape of its kind: no unknown fields, no values of a wrong type. Every mistake is found, where the API server stops at the first.
import { fieldOf, fieldsOf, goTypeText, type FieldSchema, type TypeSchema } from '../../api/schema/schema.ts';
import { dereference, type MappingEntry, type ScalarNode, type YamlNode } from '../../document/node.ts';
import type { Span } from '../../document/position.ts';
import { FieldPath } from '../../api/field/path.ts';
import type { Finding } from '../finding.ts';
import { identityOf, isList, type Manifest } from '../manifest.ts';
import { kindSchema } from '../../api/schema/schema.ts';
import { nearest } from '../nearest.ts';
import { unknownFieldCode, wrongTypeCode } from './codes.ts';


const most = 200;

export function structureFindings({ parsed, type, identity }: Manifest): Finding[] {
  const findings: Finding[] = [];
  if (isList(identity)) {
    const items = parsed.root?.kind === 'mapping' ? dereference(parsed.root.entries.find((e) => e.name === 'items')?.value) : undefined;
    if (items?.kind === 'sequence') items.items.forEach((item, i) => {
      const own = identityOf(item);
      const itemType = own && kindSchema(own.apiVersion, own.kind);
      if (itemType !== undefined) new Structure(findings).check(item, itemType, FieldPath.of('items').index(i), undefined, item);
    });
  } else if (type !== undefined) new Structure(findings).check(parsed.root, type, undefined, undefined, parsed.root);
  return findings;
}

/** The walk down a document and its schema side by side. */
class Structure {
  readonly #findings: Finding[];

  constructor(findings: Finding[]) {
    this.#findings = findings;
  }

  /** `at` is where a value written elsewhere, by an alias, counts as standing. */
  check(node: YamlNode | undefined, type: TypeSchema, path: FieldPath | undefined, field: FieldSchema | undefined, at: Span | undefined): void {
    if (this.#findings.length >= most) return;
    const value = dereference(node);
    const span = at ?? node;
    if (value === undefined || span === undefined || (value.kind === 'scalar' && value.value === null) || type.shape === 'any') return;
    switch (type.shape) {
      case 'struct':
        if (value.kind === 'mapping') for (const entry of value.entries) this.#field(entry, type, path, node?.kind === 'alias' ? node : undefined);
        else this.#wrongType(value, type, path, field, span);
        return;
      case 'map':
        if (value.kind === 'mapping') for (const entry of value.entries) { if (entry.name !== undefined && type.element !== undefined && !entry.isMerge) this.check(entry.value, type.element, path?.key(entry.name) ?? FieldPath.of(entry.name), field, node?.kind === 'alias' ? node : entry.value); }
        else this.#wrongType(value, type, path, field, span);
        return;
      case 'list':
        if (value.kind === 'sequence') value.items.forEach((item, i) => { if (type.element !== undefined) this.check(item, type.element, path?.index(i), field, node?.kind === 'alias' ? node : item); });
        else this.#wrongType(value, type, path, field, span);
        return;
      default:
        if (value.kind !== 'scalar' || !fits(value, type)) this.#wrongType(value, type, path, field, span);
    }
  }

  #field(entry: MappingEntry, parent: TypeSchema, path: FieldPath | undefined, at: Span | undefined): void {
    if (entry.name === undefined || entry.isMerge) return;
    const own = path?.child(entry.name) ?? FieldPath.of(entry.name);
    const field = fieldOf(parent, entry.name);
    if (field !== undefined) {
      this.check(entry.value, field.type, own, field, at ?? entry.value);
      return;
    }
    const span = at ?? entry.key ?? entry;
    const meant = nearest(entry.name, fieldsOf(parent).map((f) => f.name));
    this.#findings.push({ span, severity: 'error', code: unknownFieldCode, message: `unknown field ${JSON.stringify(own.toString())}${meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`}`, path: own.segments() });
  }

  #wrongType(value: YamlNode, type: TypeSchema, path: FieldPath | undefined, field: FieldSchema | undefined, span: Span): void {
    const got = value.kind === 'mapping' ? 'object' : value.kind === 'sequence' ? 'array' : value.kind === 'scalar' ? jsonType(value) : 'value';
    const place = field === undefined || path === undefined ? 'Go value' : `Go struct field ${field.owner.split('.').at(-1) ?? ''}.${path.elements().filter((e) => e.kind === 'field').map((e) => e.element).join('.')}`;
    const hint = hintFor(value, type);
    this.#findings.push({ span, severity: 'error', code: wrongTypeCode, message: `json: cannot unmarshal ${got} into ${place} of type ${goTypeText(type.goType)}${hint}`, ...(path && { path: path.segments() }) });
  }
}

function jsonType(value: ScalarNode): string {
  return typeof value.value === 'boolean' ? 'bool' : typeof value.value;
}

/** Whether a scalar decodes into a type. What else is wrong with it, such as an unreadable quantity, is for validation to say. */
function fits({ value }: ScalarNode, type: TypeSchema): boolean {
  switch (type.shape) {
    case 'string':
    case 'bytes':
    case 'time':
    case 'microTime':
    case 'duration':
      return typeof value === 'string';
    case 'bool':
      return typeof value === 'boolean';
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'quantity':
    case 'intOrString':
      return typeof value === 'string' || typeof value === 'number';
    default:
      return false;
  }
}

/** In plain words, what to do about it. */
function hintFor(value: YamlNode, { shape, element }: TypeSchema): string {
  if (shape === 'list') return element?.shape === 'struct' ? ': a list is expected; begin the item with "- "' : ': a list is expected';
  if (shape === 'struct' || shape === 'map') return ': fields are expected here';
  if (value.kind === 'sequence') return `: a single ${words[shape] ?? 'value'} is expected, not a list`;
  if (value.kind === 'mapping') return `: a ${words[shape] ?? 'value'} is expected, not fields`;
  if (shape === 'string' && value.kind === 'scalar' && value.style === 'plain') return `: put it in quotes, ${JSON.stringify(value.text)}`;
  return words[shape] === undefined ? '' : `: a ${words[shape] ?? ''} is expected`;
}

const words: Readonly<Partial<Record<TypeSchema['shape'], string>>> = { string: 'string', bool: 'boolean, true or false,', integer: 'whole number', number: 'number', quantity: 'quantity', intOrString: 'number or string', time: 'time' };

// Offers the fields of the mapping at the cursor that are not written yet: required ones first, each with its structure.
import { fieldDescription } from '../../api/schema/docs.ts';
import { fieldsOf, unionOf, type FieldSchema, type TypeSchema } from '../../api/schema/schema.ts';
import { fieldSince, isNewerThan } from '../../api/schema/versions.ts';
import { isJson, type Completion, type CompletionContext } from './completion-context.ts';
import { begunFields, isRequired } from '../begun/begun-fields.ts';
import { fieldBody } from './field-structure.ts';
import { knownValues } from './known-values.ts';
import { typeText } from '../type-text.ts';

export function fieldNameCompletions(context: CompletionContext): Completion[] {
  const { cursor, place } = context;
  if (place === undefined) return [];
  if (cursor.kind === 'value' && cursor.isFresh) return cursor.style === 'flow' ? inBraces(context, place.type) : context.isAsked ? belowKey(context, place.type) : [];
  if (cursor.kind !== 'key') return [];
  if (place.type.shape === 'struct') return structFields(context, place.type, cursor.column, '');
  // Below `containers:` nothing is written yet: the field begins the list's first item.
  if (place.type.shape === 'list' && cursor.isFresh && cursor.style === 'block' && !isAfterDash(context)) return firstItem(context, place.type);
  return [];
}

function isAfterDash({ outline, lines, cursor }: CompletionContext): boolean {
  const line = outline[lines.positionAt(cursor.replace.start).line];
  return (line?.dashes.length ?? 0) > 0;
}

function structFields(context: CompletionContext, type: TypeSchema, column: number, lead: string): Completion[] {
  const { cursor } = context;
  const union = unionOf(type) ?? [];
  const hasMember = cursor.siblings.some((name) => union.includes(name));
  return fieldsOf(type)
    .filter((field) => !cursor.siblings.includes(field.name) && !isNewerThan(fieldSince(type.goType, field.name, field.owner), context.version))
    .map((field) => fieldCompletion(context, type, field, { column, lead, isLast: hasMember && union.includes(field.name) }));
}

function fieldCompletion(context: CompletionContext, type: TypeSchema, field: FieldSchema, { column, lead, isLast }: { column: number; lead: string; isLast: boolean }): Completion {
  const { cursor, listIndent } = context;
  const inJson = isJson(context);
  const required = isRequired(type, field);
  const rank = required ? '0' : isLast || (field.name === 'status' && column === 0) ? '9' : '5';
  const path = lead === '' ? cursor.path : [...cursor.path, 0];
  const body = cursor.hasColon || cursor.isMidLine ? undefined : fieldBody(type, field, { column, listIndent, style: inJson ? 'json' : cursor.style, place: { root: context.manifest.parsed.root, path } });
  const before = lead === '' ? cursor.before : lead;
  return {
    label: field.name, kind: 'field', detail: `${typeText(field.type)}${required ? ', required' : ''}`,
    documentation: fieldDescription(type, field),
    snippet: `${before}${inJson ? JSON.stringify(field.name) : field.name}${body?.text ?? ''}`, replace: cursor.replace, sortText: `${rank}${field.name}`,
    ...(before !== '' && { filterText: `${context.lines.text.slice(cursor.replace.start, cursor.replace.end).slice(0, Math.max(0, cursor.replace.end - cursor.replace.start - cursor.prefix.length))}${field.name}` }),
    ...(body !== undefined && hasMoreToOffer(type, field, body.asksFirst) && { retriggers: true }),
  };
}

/** Whether what comes next, at the first place that is left open, is one of a few. */
function hasMoreToOffer(parent: TypeSchema, { type, name }: FieldSchema, asksFirst: boolean): boolean {
  if (type.values !== undefined || type.shape === 'bool') return true;
  if (type.shape === 'struct' || type.shape === 'list') return asksFirst && begunFields(type.element ?? type).length === 0;
  return !asksFirst && knownValues[parent.goType]?.[name] !== undefined;
}

/** `- name: …` where a list has no item yet. */
function firstItem(context: CompletionContext, list: TypeSchema): Completion[] {
  const { element } = list;
  const { cursor } = context;
  if (element?.shape !== 'struct') return [];
  return structFields(context, element, cursor.column + 2, `${cursor.before}- `);
}

/** Behind a key's colon: the first field stands on the next line. */
function belowKey(context: CompletionContext, type: TypeSchema): Completion[] {
  const { cursor, lines: { text }, listIndent } = context;
  const struct = type.shape === 'list' ? type.element : type;
  if (struct?.shape !== 'struct') return [];
  const dash = cursor.column + listIndent;
  const [column, lead] = type.shape === 'list' ? [dash + 2, `\n${' '.repeat(dash)}- `] : [cursor.column + 2, `\n${' '.repeat(cursor.column + 2)}`];
  const start = text.slice(0, cursor.replace.end).trimEnd().length;
  const below = { ...context, cursor: { ...cursor, before: lead, replace: { start, end: cursor.replace.end } } };
  return structFields(below, struct, column, type.shape === 'list' ? lead : '').map((completion) => ({ ...completion, filterText: `${text.slice(start, cursor.replace.end)}${completion.label}` }));
}

/** Within the brackets of a list that has no braces for its item yet. */
function inBraces(context: CompletionContext, type: TypeSchema): Completion[] {
  const { cursor } = context;
  if (type.shape !== 'struct' || typeof cursor.path.at(-1) !== 'number') return [];
  return structFields(context, type, cursor.column, '').map((completion) => ({ ...completion, snippet: `{${completion.snippet}}`, filterText: completion.label }));
}

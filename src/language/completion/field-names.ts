// Offers the fields of the mapping at the cursor that are not written yet: required ones first, each with its structure.
import { fieldDescription } from '../../api/schema/docs.ts';
import { fieldsOf, unionOf, type FieldSchema, type TypeSchema } from '../../api/schema/schema.ts';
import { fieldSince, isNewerThan } from '../../api/schema/versions.ts';
import type { Completion, CompletionContext } from './completion-context.ts';
import { fieldBody, isRequired, requiredFields } from './field-structure.ts';
import { typeText } from '../type-text.ts';

export function fieldNameCompletions(context: CompletionContext): Completion[] {
  const { cursor, place } = context;
  if (cursor.kind !== 'key' || place === undefined) return [];
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
  const required = isRequired(type, field);
  const rank = required ? '0' : isLast || (field.name === 'status' && column === 0) ? '9' : '5';
  const isValueNext = field.type.values !== undefined || field.type.shape === 'bool';
  const body = cursor.hasColon || cursor.isMidLine ? '' : cursor.style === 'flow' ? flowBody(field.type) : fieldBody(field.type, { column, listIndent });
  const before = lead === '' ? cursor.before : lead;
  return {
    label: field.name, kind: 'field', detail: `${typeText(field.type)}${required ? ', required' : ''}`,
    documentation: fieldDescription(type, field),
    snippet: `${before}${field.name}${body}`, replace: cursor.replace, sortText: `${rank}${field.name}`,
    ...(before !== '' && { filterText: `${context.lines.text.slice(cursor.replace.start, cursor.replace.end).slice(0, Math.max(0, cursor.replace.end - cursor.replace.start - cursor.prefix.length))}${field.name}` }),
    ...(body !== '' && (isValueNext || field.type.shape === 'struct' || field.type.shape === 'list') && requiredFields(field.type.element ?? field.type).length === 0 && { retriggers: true }),
  };
}

/** In flow style, brackets are the structure. */
function flowBody(type: TypeSchema): string {
  if (type.shape === 'struct' || type.shape === 'map') return ': {$0}';
  if (type.shape === 'list') return type.element?.shape === 'struct' ? ': [{$0}]' : ': [$0]';
  return ': $0';
}

/** `- name: …` where a list has no item yet. */
function firstItem(context: CompletionContext, list: TypeSchema): Completion[] {
  const { element } = list;
  const { cursor } = context;
  if (element?.shape !== 'struct') return [];
  return structFields(context, element, cursor.column + 2, `${cursor.before}- `);
}

// What follows a field's name when it is completed: the list item, nested fields or space that its type needs.
import { fieldsOf, type FieldSchema, type TypeSchema } from '../../api/schema/schema.ts';

/** Fields that validation asks for though the schema calls them optional, by the type that has them. */
const alsoRequired: Readonly<Record<string, readonly string[]>> = {
  'core/v1.Container': ['image'],
  'core/v1.Pod': ['metadata', 'spec'],
  'core/v1.PodTemplateSpec': ['metadata', 'spec'],
  'core/v1.Service': ['spec'],
  'apps/v1.Deployment': ['metadata', 'spec'], 'apps/v1.ReplicaSet': ['metadata', 'spec'], 'apps/v1.DaemonSet': ['metadata', 'spec'], 'apps/v1.StatefulSet': ['metadata', 'spec'],
  'batch/v1.Job': ['metadata', 'spec'], 'batch/v1.CronJob': ['metadata', 'spec'],
  'meta/v1.ObjectMeta': ['name'],
  'core/v1.ServicePort': ['port'],
  'core/v1.ContainerPort': ['containerPort'],
};

export function isRequired(parent: TypeSchema, field: FieldSchema): boolean {
  return field.isRequired || alsoRequired[parent.goType]?.includes(field.name) === true;
}

export function requiredFields(type: TypeSchema): FieldSchema[] {
  return fieldsOf(type).filter((field) => isRequired(type, field));
}

export interface Indentation {
  /** Column of the field's key. */
  readonly column: number;
  readonly listIndent: number;
}

/** The text after a field's name, from its colon on, as a snippet with the cursor where typing goes on. */
export function fieldBody(type: TypeSchema, indentation: Indentation): string {
  const tabstops = { next: 1 };
  const body = bodyOf(type, indentation, tabstops, 0);
  return body.includes('${1}') ? body : `${body}$0`;
}

function bodyOf(type: TypeSchema, { column, listIndent }: Indentation, tabstops: { next: number }, depth: number): string {
  if (type.shape === 'struct') return `:\n${fields(type, { column: column + 2, listIndent }, tabstops, depth, true)}`;
  if (type.shape === 'map') return `:\n${' '.repeat(column + 2)}`;
  if (type.shape === 'list') {
    const dash = `${' '.repeat(column + listIndent)}- `;
    const item = type.element?.shape === 'struct' ? fields(type.element, { column: column + listIndent + 2, listIndent }, tabstops, depth, false) : '';
    return `:\n${dash}${item}`;
  }
  return ': ';
}

/** The required fields of a struct, those that begin lists or structs included, as lines. */
function fields(type: TypeSchema, indentation: Indentation, tabstops: { next: number }, depth: number, isFirstIndented: boolean): string {
  const indent = ' '.repeat(indentation.column);
  const required = depth > 2 ? [] : requiredFields(type);
  if (required.length === 0) return isFirstIndented ? indent : '';
  const lines = required.map((field) => {
    const isNested = field.type.shape === 'struct' || field.type.shape === 'list' || field.type.shape === 'map';
    const body = isNested ? bodyOf(field.type, indentation, tabstops, depth + 1) : `: \${${tabstops.next++}}`;
    return `${indent}${field.name}${body}`;
  });
  const text = lines.join('\n');
  return isFirstIndented ? text : text.slice(indent.length);
}

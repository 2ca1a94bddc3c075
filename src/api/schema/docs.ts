// Upstream's descriptions of types and fields. Apart from schema.ts so that the cluster does not carry the prose.
import { docs } from '../generated/docs.ts';
import type { FieldSchema, TypeSchema } from './schema.ts';

/** Adds what is said of types that `defineTypes` added, by type and field. */
export function defineDocs(added: Readonly<Record<string, Readonly<Record<string, string>>>>): void {
  Object.assign(docs, added);
}

/** What upstream says of the type; '' when it says nothing. */
export function typeDescription(type: TypeSchema): string {
  return (type.shape === 'list' || type.shape === 'map') && type.element !== undefined ? typeDescription(type.element) : (docs[type.goType]?.[''] ?? '');
}

/** What upstream says of `field` as it stands in `parent`, else of the field's type. */
export function fieldDescription(parent: TypeSchema, field: FieldSchema): string {
  if (field.description !== undefined) return field.description;
  const own = docs[parent.goType]?.[field.name] ?? docs[field.owner]?.[field.name];
  return own ?? typeDescription(field.type);
}

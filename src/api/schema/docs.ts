// Upstream's descriptions of types and fields. Apart from schema.ts so that the cluster does not carry the prose.
import { readDocs } from '../generated/docs.ts';
import type { FieldSchema, TypeSchema } from './schema.ts';

/** By type; of a type by field, '' being the type itself. */
type Docs = Record<string, Readonly<Record<string, string>>>;

const own: Docs = {};
let upstream: Docs | undefined;

/** Adds what is said of types that `defineTypes` added, by type and field. */
export function defineDocs(added: Readonly<Docs>): void {
  Object.assign(own, added);
}

/** Half a megabyte, read when somebody asks: most processes never do. */
function docsOf(goType: string): Readonly<Record<string, string>> | undefined {
  return own[goType] ?? (upstream ??= readDocs())[goType];
}

/** What upstream says of the type; '' when it says nothing. */
export function typeDescription(type: TypeSchema): string {
  return (type.shape === 'list' || type.shape === 'map') && type.element !== undefined ? typeDescription(type.element) : (docsOf(type.goType)?.[''] ?? '');
}

/** What upstream says of `field` as it stands in `parent`, else of the field's type. */
export function fieldDescription(parent: TypeSchema, field: FieldSchema): string {
  if (field.description !== undefined) return field.description;
  return docsOf(parent.goType)?.[field.name] ?? docsOf(field.owner)?.[field.name] ?? typeDescription(field.type);
}

// Columns of tables and what prints one kind's rows.
import { fieldDescription } from '../../../api/schema/docs.ts';
import { fieldOf, typeSchema } from '../../../api/schema/schema.ts';
import type { KubeObject } from '../../../api/meta/object.ts';

export interface Column {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  /** 0: always shown; 1: with `-o wide`. */
  readonly priority: number;
}

export interface Printer {
  readonly columns: readonly Column[];
  cells(object: KubeObject, nowMs: number): readonly unknown[];
}

/** A printer for the generated type `T`. The columns are made when first asked for: descriptions are read from the API's documentation. */
export function printer<T extends KubeObject>(columns: () => readonly Column[], cells: (object: T, nowMs: number) => readonly unknown[]): Printer {
  let made: readonly Column[] | undefined;
  return {
    get columns() {
      made ??= columns();
      return made;
    },
    cells: (object, nowMs) => cells(object as T, nowMs),
  };
}

interface ColumnOptions {
  readonly type?: string;
  readonly wide?: boolean;
  readonly format?: string;
}

/** `source`: a text, or `core/v1.PodSpec#nodeName` for what the API's documentation says of that field. */
export function column(name: string, source: string, { type = 'string', wide = false, format = '' }: ColumnOptions = {}): Column {
  return { name, type, format, description: describe(source), priority: wide ? 1 : 0 };
}

function describe(source: string): string {
  const at = source.indexOf('#');
  if (at < 0) return source;
  const parent = typeSchema(source.slice(0, at));
  const field = fieldOf(parent, source.slice(at + 1));
  return field === undefined ? '' : fieldDescription(parent, field);
}

export function nameColumn(options: ColumnOptions = {}): Column {
  return column('Name', 'meta/v1.ObjectMeta#name', { ...options, format: 'name' });
}
export function ageColumn(): Column {
  return column('Age', 'meta/v1.ObjectMeta#creationTimestamp');
}
export function templateColumns(): readonly Column[] {
  return [column('Containers', 'Names of each container in the template.', { wide: true }), column('Images', 'Images referenced by each container in the template.', { wide: true })];
}

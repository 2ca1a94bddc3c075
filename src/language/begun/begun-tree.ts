// A value that is begun, before it is written in one style or another.
import type { YamlNode } from '../../document/node.ts';

/** A scalar's text is YAML; an empty one is left to the writer: nothing is asked there. */
export type BegunValue =
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'fields'; readonly fields: readonly (readonly [string, BegunValue])[] }
  | { readonly kind: 'items'; readonly items: readonly BegunValue[] };

/** Where the field will stand: a document, as far as it can be read, and the path of the mapping. */
export interface BegunPlace {
  readonly root: YamlNode | undefined;
  readonly path: readonly (string | number)[];
}

export const scalarOf = (text: string): BegunValue => ({ kind: 'scalar', text });
export const fieldsFrom = (...fields: readonly (readonly [string, BegunValue | string])[]): BegunValue => ({ kind: 'fields', fields: fields.map(([name, value]) => [name, typeof value === 'string' ? scalarOf(value) : value]) });
export const itemsOf = (...items: readonly (BegunValue | string)[]): BegunValue => ({ kind: 'items', items: items.map((item) => (typeof item === 'string' ? scalarOf(item) : item)) });

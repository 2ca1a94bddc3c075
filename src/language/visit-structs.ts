// Walks a manifest's tree and its schema side by side.
import { fieldOf, type TypeSchema } from '../api/schema/schema.ts';
import { dereference, entryOf, type MappingEntry, type MappingNode, type YamlNode } from '../document/node.ts';
import { type CustomKinds, typeOfKind } from './custom/custom-kinds.ts';
import { identityOf, isList, type Manifest } from './manifest.ts';

export interface VisitedStruct {
  readonly node: MappingNode;
  readonly type: TypeSchema;
  readonly path: readonly (string | number)[];
  /** The entry whose value it is; absent for the object itself and for list items. */
  readonly entry: MappingEntry | undefined;
  /** The kind of the object that it is in. */
  readonly kind: string;
}

/** Calls `visit` for every struct that is written in the document, parents first. What an alias brings in is visited where it is written only. */
export function visitStructs({ parsed: { root }, identity, kinds }: Manifest, visit: (struct: VisitedStruct) => void): void {
  if (identity === undefined) return;
  if (!isList(identity)) {
    visitObject(root, [], visit, kinds);
    return;
  }
  const items = root?.kind === 'mapping' ? dereference(entryOf(root, 'items')?.value) : undefined;
  if (items?.kind === 'sequence') items.items.forEach((item, i) => visitObject(item, ['items', i], visit, kinds));
}

function visitObject(node: YamlNode | undefined, path: readonly (string | number)[], visit: (struct: VisitedStruct) => void, kinds: CustomKinds | undefined): void {
  const identity = identityOf(node);
  const type = identity && typeOfKind(identity.apiVersion, identity.kind, kinds);
  if (identity === undefined || type === undefined) return;
  const walk = (at: YamlNode | undefined, atType: TypeSchema, atPath: readonly (string | number)[], entry: MappingEntry | undefined): void => {
    if (at?.kind === 'mapping' && atType.shape === 'struct') {
      visit({ node: at, type: atType, path: atPath, entry, kind: identity.kind });
      for (const child of at.entries) {
        const field = child.name === undefined ? undefined : fieldOf(atType, child.name);
        if (field !== undefined && child.name !== undefined) walk(child.value, field.type, [...atPath, child.name], child);
      }
    } else if (at?.kind === 'mapping' && atType.shape === 'map' && atType.element !== undefined) {
      for (const child of at.entries) walk(child.value, atType.element, [...atPath, child.name ?? ''], child);
    } else if (at?.kind === 'sequence' && atType.element !== undefined) {
      for (const [i, item] of at.items.entries()) walk(item, atType.element, [...atPath, i], undefined);
    }
  };
  walk(node, type, path, undefined);
}

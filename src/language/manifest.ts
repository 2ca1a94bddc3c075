// One YAML document as a Kubernetes object: what it says it is, and its syntax tree.
import { rowByKind, kindRows, type KindRow } from '../api/scheme.ts';
import { fieldOf, type FieldSchema, type TypeSchema } from '../api/schema/schema.ts';
import { type CustomKinds, typeOfKind } from './custom/custom-kinds.ts';
import { nodeAt, type YamlNode } from '../document/node.ts';
import { parseDocument, type ParsedDocument } from '../document/parse-document.ts';
import type { DocumentText } from '../document/yaml-stream.ts';

/** What a document says it is. Strings are '' where the document does not say. */
export interface ObjectIdentity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

export interface Manifest {
  readonly text: DocumentText;
  readonly parsed: ParsedDocument;
  /** Present where the document has an apiVersion and a kind: it is meant for Kubernetes. */
  readonly identity: ObjectIdentity | undefined;
  /** The schema of its kind; undefined for kinds that the API does not have. */
  readonly type: TypeSchema | undefined;
  /** The kinds that the API does not have by itself. */
  readonly kinds: CustomKinds | undefined;
}

export function readManifest(text: DocumentText, kinds?: CustomKinds): Manifest {
  const parsed = parseDocument(text.text);
  const identity = identityOf(parsed.root);
  return { text, parsed, identity, kinds, type: identity && typeOfKind(identity.apiVersion, identity.kind, kinds) };
}

/** Reads what an object's node says it is. */
export function identityOf(node: YamlNode | undefined): ObjectIdentity | undefined {
  const apiVersion = stringAt(node, ['apiVersion']);
  const kind = stringAt(node, ['kind']);
  if (apiVersion === '' || kind === '') return undefined;
  return { apiVersion, kind, name: stringAt(node, ['metadata', 'name']), namespace: stringAt(node, ['metadata', 'namespace']) };
}

export function stringAt(node: YamlNode | undefined, segments: readonly (string | number)[]): string {
  const found = nodeAt(node, segments);
  return found?.kind === 'scalar' && typeof found.value === 'string' ? found.value : '';
}

export function rowOf(identity: ObjectIdentity | undefined): KindRow | undefined {
  return identity && rowByKind(identity.apiVersion, identity.kind);
}

/** A place in an object with what the schema says of it. */
export interface SchemaPlace {
  readonly type: TypeSchema;
  /** The struct or the like that holds it, and the field it is there; absent for the object itself and for list items. */
  readonly parent: TypeSchema | undefined;
  readonly field: FieldSchema | undefined;
}

/** What stands at a path of a manifest. Items of a `List` are objects of their own kinds. */
export function schemaAt(manifest: Pick<Manifest, 'identity' | 'type' | 'parsed' | 'kinds'>, segments: readonly (string | number)[]): SchemaPlace | undefined {
  const { identity, parsed, kinds } = manifest;
  let at = manifest.type;
  let from = 0;
  if (isList(identity) && segments[0] === 'items' && typeof segments[1] === 'number') {
    const item = identityOf(nodeAt(parsed.root, segments.slice(0, 2)));
    at = item && typeOfKind(item.apiVersion, item.kind, kinds);
    from = 2;
  }
  return at && placeIn(at, segments.slice(from));
}

export function isList(identity: ObjectIdentity | undefined): boolean {
  return identity?.kind === 'List' && identity.apiVersion === 'v1';
}

function placeIn(type: TypeSchema, segments: readonly (string | number)[]): SchemaPlace | undefined {
  let place: SchemaPlace = { type, parent: undefined, field: undefined };
  for (const segment of segments) {
    const { type: at } = place;
    if (at.shape === 'list' && at.element !== undefined && typeof segment === 'number') place = { type: at.element, parent: undefined, field: undefined };
    else if (at.shape === 'map' && at.element !== undefined) place = { type: at.element, parent: at, field: undefined };
    else if (at.shape === 'struct') {
      const field = fieldOf(at, String(segment));
      if (field === undefined) return undefined;
      place = { type: field.type, parent: at, field };
    } else return undefined;
  }
  return place;
}

/** apiVersions that serve a kind, as the scheme lists them. */
export function apiVersionsOf(kind: string): string[] {
  return kindRows.filter((row) => row.kind === kind).map((row) => row.apiVersion);
}

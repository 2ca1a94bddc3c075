// Leaves of a custom resource only what its schema describes: apiextensions-apiserver's pruning and its coercion of metadata.
import { canonical } from '../decode/canonical.ts';
import { decode, type DecodeFinding } from '../decode/decode.ts';
import { FieldPath } from '../field/path.ts';
import { type Fields, isFields, setOwn } from '../meta/json.ts';
import { typeSchema } from '../schema/schema.ts';
import type { OpenApiSchema } from './structural-schema.ts';

/** A field that the schema does not have. */
export interface UnknownField {
  /** E.g. `spec.items[0].colour`. */
  readonly text: string;
  readonly path: FieldPath;
}

export interface Pruned {
  readonly value: Fields;
  /** What was dropped, in the order in which the server tells it. */
  readonly unknown: readonly UnknownField[];
  /** A wrong value in the metadata of the object or of one that it embeds. */
  readonly wrong: DecodeFinding | undefined;
}

const metaType = typeSchema('meta/v1.ObjectMeta');
const noSchema: OpenApiSchema = {};

/** A pruned copy of an object; its own kind, apiVersion and metadata stay. */
export function pruneCustom(schema: OpenApiSchema, object: Fields): Pruned {
  const walk = new PruneWalk();
  const { metadata, ...rest } = object;
  const meta = metadata === undefined ? undefined : walk.metadata(metadata, ['metadata']);
  const own = walk.unknownMetadata.splice(0);
  const value = walk.object(schema, rest, [], true);
  if (meta !== undefined) value['metadata'] = meta;
  return { value, unknown: [...own, ...walk.unknown.sort((a, b) => (a.text < b.text ? -1 : 1)), ...walk.unknownMetadata], wrong: walk.wrong };
}

/** A pruned copy of a value that is no object of its own. */
export function pruneValue(schema: OpenApiSchema, value: unknown): unknown {
  return new PruneWalk().value(schema, value, ['']);
}

type Path = readonly (string | number)[];

function unknownField(path: Path): UnknownField {
  const [first, ...rest] = path;
  return { text: pathText(path), path: rest.reduce<FieldPath>((at, part) => (typeof part === 'number' ? at.index(part) : at.child(part)), FieldPath.of(String(first))) };
}

function pathText(path: Path): string {
  return path.reduce<string>((text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`), '');
}

class PruneWalk {
  readonly unknown: UnknownField[] = [];
  readonly unknownMetadata: UnknownField[] = [];
  wrong: DecodeFinding | undefined;

  value(schema: OpenApiSchema, value: unknown, path: Path): unknown {
    if (Array.isArray(value)) return value.map((item, i) => this.value(schema.items ?? keeping(schema), item, [...path, i]));
    return isFields(value) ? this.object(schema, value, path, schema['x-kubernetes-embedded-resource'] === true) : value;
  }

  object(schema: OpenApiSchema, value: Fields, path: Path, isResource: boolean): Fields {
    const { properties, additionalProperties } = schema;
    const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true || additionalProperties === true;
    const kept: Fields = {};
    for (const [name, member] of Object.entries(value)) {
      const at = [...path, name];
      if (isResource && name === 'metadata') {
        setOwn(kept, name, this.metadata(member, at));
        continue;
      }
      const own = properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (own !== undefined) setOwn(kept, name, this.value(own, member, at));
      else if (typeof additionalProperties === 'object') setOwn(kept, name, this.value(additionalProperties, member, at));
      else if (isOpen || (isResource && (name === 'apiVersion' || name === 'kind'))) setOwn(kept, name, member);
      else this.unknown.push(unknownField(at));
    }
    return kept;
  }

  /** As the API's own type of metadata has it. */
  metadata(value: unknown, path: Path): unknown {
    if (value === null) return {};
    const { value: read, wrong, strict } = decode(metaType, value);
    this.wrong ??= wrong[0];
    for (const finding of strict) if (finding.type === 'unknown') this.unknownMetadata.push(unknownField([...path, ...(finding.path?.segments() ?? [])]));
    return path.length > 1 && wrong.length > 0 ? value : canonical(metaType, read);
  }
}

/** Items without a schema of their own. */
function keeping(schema: OpenApiSchema): OpenApiSchema {
  return schema['x-kubernetes-preserve-unknown-fields'] === true ? schema : noSchema;
}

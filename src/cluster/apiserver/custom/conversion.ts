// A custom resource in the versions of its kind: apiextensions-apiserver's nop converter, with what reading an object from the store does to it.
import { applySchemaDefaults } from '../../../api/apiextensions/default-values.ts';
import type { CustomResource } from '../../../api/apiextensions/custom-resource.ts';
import { schemaOf } from '../../../api/apiextensions/custom-rows.ts';
import { pruneCustom } from '../../../api/apiextensions/prune.ts';
import { canonicalCustom } from '../../../api/apiextensions/read-custom.ts';
import type { OpenApiSchema } from '../../../api/apiextensions/structural-schema.ts';
import type { CustomResourceDefinition } from '../../../api/generated/apiextensions-v1.ts';
import { cloneJson, type Fields } from '../../../api/meta/json.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import type { KindRow } from '../../../api/scheme.ts';
import { deepFreeze } from '../../../api/meta/deep-freeze.ts';

export function toStorage({ definition, storageApiVersion }: CustomResource, object: KubeObject): KubeObject {
  if (object.apiVersion === storageApiVersion) return object;
  const schema = schemaOfVersion(definition, storageApiVersion);
  const { value } = schema === undefined ? { value: { ...object } } : pruneCustom(schema, cloneJson(object) as unknown as Fields);
  return canonicalCustom({ ...value, apiVersion: storageApiVersion }) as KubeObject;
}

function schemaOfVersion(definition: CustomResourceDefinition, apiVersion: string): OpenApiSchema | undefined {
  const version = definition.spec.versions.find(({ name }) => apiVersion === `${definition.spec.group}/${name}`);
  return version && schemaOf(definition, version);
}

/** By the schema that read it, which belongs to one version of one state of the definition. */
const read = new WeakMap<OpenApiSchema, WeakMap<KubeObject, KubeObject>>();

/** A stored object as its version shows it: what the schema no longer has is gone, what it has since then got a default for is there. */
export function fromStorage({ apiVersion }: KindRow, { schema, definition }: CustomResource, object: KubeObject): KubeObject {
  let known = read.get(schema);
  if (known === undefined) read.set(schema, (known = new WeakMap()));
  let shown = known.get(object);
  if (shown === undefined) {
    const own = cloneJson(object) as unknown as Fields;
    applySchemaDefaults(object.apiVersion === apiVersion ? schema : (schemaOfVersion(definition, object.apiVersion ?? '') ?? schema), own);
    const { value } = pruneCustom(schema, own);
    value['apiVersion'] = apiVersion;
    shown = deepFreeze(canonicalCustom(value) as KubeObject);
    known.set(object, shown);
  }
  return shown;
}

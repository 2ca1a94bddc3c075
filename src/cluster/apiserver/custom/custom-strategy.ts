// How custom resources are written: apiextensions-apiserver's customResourceStrategy and statusStrategy.
import type { CustomResource } from '../../../api/apiextensions/custom-resource.ts';
import { newForbidden } from '../../../api/meta/status-error.ts';
import { equalProperties } from '../../../api/meta/deep-equal.ts';
import type { Fields } from '../../../api/meta/json.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import type { Strategy } from '../registry/strategy.ts';

export function customStrategy({ hasStatus, definition: { metadata: { name: definitionName } } }: CustomResource): Strategy {
  return {
    hasGeneration: true, hasStatus, allowCreateOnUpdate: false, allowUnconditionalUpdate: false, returnsDeletedObject: false, defaultPropagation: 'Background',
    prepareForCreate(object, { server, row }) {
      if (server.custom.isTerminating(definitionName)) throw newForbidden({ group: row.group, resource: row.plural }, object.metadata.name, 'create not allowed while custom resource definition is terminating');
    },
    // Without the subresource the status is a field like any other.
    prepareForUpdate(object, old) {
      if (hasStatus) return;
      const { metadata: _metadata, ...content } = object as unknown as Fields;
      const { metadata: _oldMetadata, ...oldContent } = old as unknown as Fields;
      if (!equalProperties(content, oldContent)) object.metadata.generation = (old.metadata.generation ?? 0) + 1;
    },
    prepareForStatusUpdate: keepMetadata,
    afterDelete(_object, { server }) { server.custom.onDeleted(definitionName); },
  };
}

/** A status update changes who owns what, and nothing else of the metadata. */
function keepMetadata(object: KubeObject, old: KubeObject): void {
  const { managedFields } = object.metadata;
  object.metadata = { ...old.metadata };
  if (managedFields === undefined) delete object.metadata.managedFields;
  else object.metadata.managedFields = managedFields;
}

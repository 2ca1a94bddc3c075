// How CustomResourceDefinitions are written: apiextensions-apiserver's strategy and REST storage of customresourcedefinitions.
import type { CustomResourceDefinition } from '../../../api/generated/apiextensions-v1.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { formatTime } from '../../../base/clock.ts';
import type { RequestContext } from '../request-context.ts';
import type { Strategy } from '../registry/strategy.ts';
import { withCondition } from './definition-status.ts';

export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io';

export const definitionStrategy: Partial<Strategy> = {
  hasGeneration: true,
  allowUnconditionalUpdate: false,
  prepareForUpdate(object) {
    const definition = object as CustomResourceDefinition;
    const storage = definition.spec.versions.find((version) => version.storage)?.name;
    const stored = definition.status.storedVersions ?? [];
    if (storage !== undefined && !stored.includes(storage)) definition.status = { ...definition.status, storedVersions: [...stored, storage] };
  },
  markDeleted,
};

/** A definition stays until its objects are gone. */
function markDeleted(old: KubeObject, { server: { clock } }: RequestContext): KubeObject | undefined {
  if (old.metadata.deletionTimestamp !== undefined) return undefined;
  const nowMs = clock.now();
  const finalizers = old.metadata.finalizers ?? [];
  const marked = { ...old, metadata: { ...old.metadata, deletionTimestamp: formatTime(nowMs), finalizers: finalizers.includes(cleanupFinalizer) ? finalizers : [...finalizers, cleanupFinalizer] } } as CustomResourceDefinition;
  return withCondition(marked, { type: 'Terminating', status: 'True', reason: 'InstanceDeletionPending', message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon' }, nowMs);
}

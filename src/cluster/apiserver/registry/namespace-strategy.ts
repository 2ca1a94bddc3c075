// Namespaces: pkg/registry/core/namespace.
import type { Namespace } from '../../../api/generated/core-v1.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import type { Strategy } from './strategy.ts';

export const namespaceStrategy: Partial<Strategy> = {
  prepareForCreate(object: KubeObject) {
    const namespace = object as Namespace;
    namespace.status = { phase: 'Active' };
    const finalizers = namespace.spec?.finalizers ?? [];
    if (!finalizers.includes('kubernetes')) namespace.spec = { ...namespace.spec, finalizers: [...finalizers, 'kubernetes'] };
  },
  prepareForUpdate(object, old) {
    const namespace = object as Namespace;
    const before = old as Namespace;
    if (before.spec !== undefined) namespace.spec = { ...namespace.spec, ...(before.spec.finalizers && { finalizers: before.spec.finalizers }) };
    if (before.status !== undefined) namespace.status = before.status;
  },
};

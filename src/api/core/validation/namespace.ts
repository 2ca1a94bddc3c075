// Rules for Namespaces: core validation's ValidateNamespace.
import { type FieldError, invalid } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { Namespace } from '../../generated/core-v1.ts';
import { isQualifiedName, nameIsDNSLabel } from '../../meta/validation/names.ts';
import { clusterMeta, metaUpdate } from './metadata.ts';

const standardFinalizers: ReadonlySet<string> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

const finalizersPath = FieldPath.of('spec', 'finalizers');

export function validateNamespace(namespace: Namespace): FieldError[] {
  return [...clusterMeta(namespace, nameIsDNSLabel), ...(namespace.spec.finalizers ?? []).flatMap((name) => validateFinalizerName(name, finalizersPath))];
}

/** Qualified, or one of Kubernetes' own. */
function validateFinalizerName(name: string, path: FieldPath): FieldError[] {
  const errors = isQualifiedName(name).map((text) => invalid(path, name, text));
  if (!name.includes('/') && !standardFinalizers.has(name)) errors.push(invalid(path, name, 'name is neither a standard finalizer name nor is it fully qualified'));
  return errors;
}

export function validateNamespaceUpdate(namespace: Namespace, old: Namespace): FieldError[] {
  // Those of a new one have no index in upstream's paths.
  return [...clusterMeta(namespace, nameIsDNSLabel), ...(namespace.spec.finalizers ?? []).flatMap((name, i) => validateFinalizerName(name, finalizersPath.index(i))), ...metaUpdate(namespace, old)];
}

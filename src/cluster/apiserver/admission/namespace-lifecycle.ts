// Nothing is created in a namespace that is missing or ending: plugin/namespace/lifecycle.
import type { Namespace } from '../../../api/generated/core-v1.ts';
import { failure, newNotFound } from '../../../api/meta/status-error.ts';
import { type AdmissionDependencies, type AdmissionAttributes, admissionForbidden, type AdmissionPlugin, isFor } from './admission.ts';

const immortal: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);

export function namespaceLifecyclePlugin({ store }: AdmissionDependencies): AdmissionPlugin {
  const check = (attributes: AdmissionAttributes): void => {
    const { operation, row, namespace, object } = attributes;
    if (operation === 'DELETE') {
      if (isFor(attributes, '', 'namespaces') && immortal.has(attributes.name)) throw admissionForbidden(attributes, 'this namespace may not be deleted');
      return;
    }
    if (!row.isNamespaced || row.group === 'authorization.k8s.io') return;
    const found = store.get('namespaces', namespace) as Namespace | undefined;
    if (found === undefined) throw newNotFound({ group: '', resource: 'namespaces' }, namespace);
    if (operation !== 'CREATE' || found.status?.phase !== 'Terminating') return;
    const { status } = admissionForbidden(attributes, `unable to create new content in namespace ${namespace} because it is being terminated`);
    throw failure(403, 'Forbidden', status.message ?? '', {
      ...status.details, ...(object?.metadata.name === '' && { name: '' }),
      causes: [{ reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' }],
    });
  };
  return { name: 'NamespaceLifecycle', admit: check, validate: (attributes) => { if (attributes.operation === 'DELETE') check(attributes); } };
}

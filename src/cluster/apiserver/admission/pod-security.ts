// Namespaces decide by label what Pods may do: the PodSecurity plugin over the rules in src/api/pod-security.
import type { Namespace, Pod, PodTemplateSpec } from '../../../api/generated/core-v1.ts';
import { newInvalid } from '../../../api/meta/status-error.ts';
import { evaluatePodSecurity, evaluatePodsInNamespace, ignoredPodSubresources, isSignificantPodUpdate, newlyEnforced, validateNamespaceLabels } from '../../../api/pod-security/admission.ts';
import { type Policy, policyToEvaluate } from '../../../api/pod-security/policy.ts';
import { type AdmissionDependencies, type AdmissionAttributes, admissionForbidden, type AdmissionPlugin, isFor } from './admission.ts';

const controllers: ReadonlySet<string> = new Set([
  'core/v1.ReplicationController', 'core/v1.PodTemplate', 'apps/v1.ReplicaSet', 'apps/v1.Deployment', 'apps/v1.StatefulSet', 'apps/v1.DaemonSet', 'batch/v1.Job', 'batch/v1.CronJob',
]);

const noLabels: Readonly<Record<string, string>> = {};

export function podSecurityPlugin({ store }: AdmissionDependencies): AdmissionPlugin {
  const policies = new WeakMap<object, Policy>();
  const policyOf = (namespace: string): Policy => {
    // Frozen in the store.
    const labels = store.get('namespaces', namespace)?.metadata.labels ?? noLabels;
    let policy = policies.get(labels);
    if (policy === undefined) policies.set(labels, (policy = policyToEvaluate(labels).policy));
    return policy;
  };
  return {
    name: 'PodSecurity',
    validate(attributes) {
      const { operation, row, namespace, subresource, warnings } = attributes;
      if (operation !== 'CREATE' && operation !== 'UPDATE') return;
      if (row.goType === 'core/v1.Pod') {
        if (ignoredPodSubresources.has(subresource) || isInsignificant(attributes)) return;
        const verdict = evaluatePodSecurity(policyOf(namespace), attributes.object as Pod, true);
        if (verdict.forbidden !== undefined) throw admissionForbidden(attributes, verdict.forbidden);
        warnings.push(...verdict.warnings);
      } else if (controllers.has(row.goType) && subresource === '') {
        const template = templateOf(attributes);
        if (template !== undefined) warnings.push(...evaluatePodSecurity(policyOf(namespace), template, false).warnings);
      } else if (isFor(attributes, '', 'namespaces')) {
        const enforced = judgeNamespace(attributes);
        const name = attributes.object?.metadata.name ?? '';
        if (enforced !== undefined) warnings.push(...evaluatePodsInNamespace(name, enforced, store.list('pods', { prefix: `${name}/` }) as Pod[]));
      }
    },
  };
}

function isInsignificant({ object, oldObject }: AdmissionAttributes): boolean {
  return oldObject !== undefined && !isSignificantPodUpdate(object as Pod, oldObject as Pod);
}

function templateOf({ object }: AdmissionAttributes): PodTemplateSpec | undefined {
  const { spec, template } = object as { spec?: { template?: PodTemplateSpec; jobTemplate?: { spec?: { template?: PodTemplateSpec } } }; template?: PodTemplateSpec };
  return spec?.template ?? spec?.jobTemplate?.spec?.template ?? template;
}

/** The level that an update makes stricter. Throws for labels that cannot be read. */
function judgeNamespace({ object, oldObject, row }: AdmissionAttributes): ReturnType<typeof newlyEnforced> {
  const namespace = object as Namespace;
  const errors = validateNamespaceLabels(namespace.metadata.labels, oldObject && { labels: oldObject.metadata.labels });
  if (errors.length > 0) throw newInvalid({ group: row.group, kind: row.kind }, namespace.metadata.name, errors);
  return oldObject === undefined ? undefined : newlyEnforced(namespace.metadata.labels, oldObject.metadata.labels);
}

// The rows of the apps group in the validation registry.
import { metaUpdate, namespacedMeta } from '../../core/validation/metadata.ts';
import { podTemplateWarnings } from '../../core/validation/pod-warnings.ts';
import { claimSpecWarnings } from '../../core/validation/volume-warnings.ts';
import { validateCounts, validateReplicaStatus } from '../../core/validation/status.ts';
import { podNameWarnings } from '../../core/validation/workload.ts';
import { validateImmutableField } from '../../core/validation/immutable.ts';
import { type FieldError, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { ControllerRevision, DaemonSet, Deployment, ReplicaSet, StatefulSet } from '../../generated/apps-v1.ts';
import type { PodTemplateSpec } from '../../generated/core-v1.ts';
import { kindRules } from '../../kind-rules.ts';
import { deepEqual } from '../../meta/deep-equal.ts';
import { validateNonnegativeField } from '../../meta/validation/object-meta.ts';
import { validateDaemonSet, validateDaemonSetUpdate } from './daemon-set.ts';
import { validateDeployment, validateDeploymentUpdate } from './deployment.ts';
import { validateReplicaSet, validateReplicaSetUpdate } from './replica-set.ts';
import { validateStatefulSet, validateStatefulSetUpdate } from './stateful-set.ts';

const templatePath = FieldPath.of('spec', 'template');
const ofTemplate = ({ spec }: { spec: { template: PodTemplateSpec } }): string[] => podTemplateWarnings(spec.template, templatePath);

function validateRevision(revision: ControllerRevision): ReturnType<typeof namespacedMeta> {
  const errors = namespacedMeta(revision);
  if (revision.data === undefined || revision.data === null) errors.push(required(FieldPath.of('data'), 'data is mandatory'));
  return [...errors, ...validateNonnegativeField(revision.revision, FieldPath.of('revision'))];
}

const beyondReplicas = 'cannot be greater than status.replicas';

function validateDeploymentStatus({ status }: Deployment): FieldError[] {
  return validateCounts(status, ['observedGeneration', 'replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas', 'unavailableReplicas', 'terminatingReplicas', 'collisionCount'], [
    ['updatedReplicas', 'replicas', beyondReplicas], ['readyReplicas', 'replicas', beyondReplicas], ['availableReplicas', 'replicas', beyondReplicas], ['availableReplicas', 'readyReplicas', 'cannot be greater than readyReplicas'],
  ]);
}
function validateReplicaSetStatus(replicaSet: ReplicaSet): FieldError[] {
  return [...validateReplicaStatus(replicaSet), ...validateCounts(replicaSet.status, ['terminatingReplicas'], [])];
}
function validateDaemonSetStatus({ status }: DaemonSet): FieldError[] {
  return validateCounts(status, ['currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady', 'observedGeneration', 'updatedNumberScheduled', 'numberAvailable', 'numberUnavailable', 'collisionCount'], []);
}
function validateStatefulSetStatus({ status }: StatefulSet): FieldError[] {
  return validateCounts(status, ['replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas', 'observedGeneration', 'collisionCount'], [
    ['readyReplicas', 'replicas', beyondReplicas], ['currentReplicas', 'replicas', beyondReplicas], ['updatedReplicas', 'replicas', beyondReplicas], ['availableReplicas', 'replicas', beyondReplicas], ['availableReplicas', 'readyReplicas', 'cannot be greater than status.readyReplicas'],
  ]);
}

/** Upstream's two places write the path in two ways. */
function claimTemplateWarnings({ spec }: StatefulSet, isUpdate: boolean): string[] {
  return (spec.volumeClaimTemplates ?? []).flatMap((claim, i) => {
    const path = FieldPath.of('spec', 'volumeClaimTemplates').index(i);
    return claimSpecWarnings(claim.spec, isUpdate ? path.child('Spec') : path);
  });
}

export const appsRules = [
  kindRules<Deployment>('apps/v1.Deployment', { validateCreate: validateDeployment, validateUpdate: validateDeploymentUpdate, validateStatusUpdate: validateDeploymentStatus, warnings: (object, old) => [...(old === undefined ? podNameWarnings(object.metadata.name) : []), ...ofTemplate(object)] }),
  kindRules<ReplicaSet>('apps/v1.ReplicaSet', { validateCreate: validateReplicaSet, validateUpdate: validateReplicaSetUpdate, validateStatusUpdate: validateReplicaSetStatus, warnings: (object, old) => [...(old === undefined ? podNameWarnings(object.metadata.name) : []), ...ofTemplate(object)] }),
  kindRules<DaemonSet>('apps/v1.DaemonSet', { validateCreate: validateDaemonSet, validateUpdate: validateDaemonSetUpdate, validateStatusUpdate: validateDaemonSetStatus, warnings: (object, old) => (old !== undefined && deepEqual(object.spec.template, old.spec.template) ? [] : ofTemplate(object)) }),
  kindRules<StatefulSet>('apps/v1.StatefulSet', {
    validateCreate: validateStatefulSet, validateUpdate: validateStatefulSetUpdate, validateStatusUpdate: validateStatefulSetStatus,
    warnings: (object, old) => [...(old?.metadata.generation !== undefined && old.metadata.generation === object.metadata.generation ? [] : ofTemplate(object)), ...claimTemplateWarnings(object, old !== undefined)],
  }),
  kindRules<ControllerRevision>('apps/v1.ControllerRevision', { validateCreate: validateRevision, validateUpdate: (object, old) => [...metaUpdate(object, old), ...validateRevision(object), ...validateImmutableField(object.data, old.data, FieldPath.of('data'))] }),
];

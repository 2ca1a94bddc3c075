// Rules for StatefulSets: apps validation's ValidateStatefulSet.
import { semanticEqual } from '../../meta/semantic-equal.ts';
import { metaUpdate, namespacedMeta } from '../../core/validation/metadata.ts';
import type { PodValidationOptions } from '../../core/validation/pod-options.ts';
import { templateUpdateOptions } from '../../core/validation/pod-options-update.ts';
import { validatePodTemplateSpec } from '../../core/validation/template.ts';
import { validatePersistentVolumeClaimSpec } from '../../core/validation/volume-claim-spec.ts';
import { intOrPercentValue, isUsableSelector, mismatch, selectorValue, validateAlwaysRunning, validateNotMoreThan100Percent, validatePositiveIntOrPercent, validateRequiredSelector } from '../../core/validation/workload.ts';
import { isEmptySelector, matchesLabelSelector } from '../../meta/label-selector.ts';
import { type FieldError, forbidden, invalid, named, notSupported, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { RollingUpdateStatefulSetStrategy, StatefulSet, StatefulSetSpec } from '../../generated/apps-v1.ts';
import type { PodTemplateSpec, Volume } from '../../generated/core-v1.ts';
import { validateAnnotations } from '../../meta/validation/annotations.ts';
import { validateLabels } from '../../meta/validation/labels.ts';
import { isDNS1123Label, nameIsDNSLabel } from '../../meta/validation/names.ts';
import { validateNonnegativeField } from '../../meta/validation/object-meta.ts';

const specPath = FieldPath.of('spec');

export function validateStatefulSet(set: StatefulSet): FieldError[] {
  return [...namespacedMeta(set, nameIsDNSLabel), ...validateStatefulSetSpec(set.spec)];
}

function validateStatefulSetSpec(spec: StatefulSetSpec, old?: StatefulSetSpec): FieldError[] {
  const errors = [...validatePodManagementPolicy(spec), ...validateUpdateStrategy(spec), ...validateRetentionPolicy(spec), ...validateNonnegativeField(spec.replicas ?? 0, specPath.child('replicas'))];
  errors.push(...validateNonnegativeField(spec.minReadySeconds ?? 0, specPath.child('minReadySeconds')));
  if (spec.ordinals !== undefined) errors.push(...validateNonnegativeField(spec.ordinals.start ?? 0, specPath.child('ordinals', 'start')));
  if (old === undefined) errors.push(...validateOnCreate(spec));
  const selectorPath = specPath.child('selector');
  errors.push(...validateRequiredSelector(spec.selector, 'empty selector is invalid for statefulset', selectorPath));
  if (!isUsableSelector(spec.selector, selectorPath)) errors.push(invalid(selectorPath, selectorValue(spec.selector), ''));
  else errors.push(...validateTemplate(spec, old && templateUpdateOptions(old.template)));
  errors.push(...validateAlwaysRunning(spec.template, 'StatefulSet', specPath.child('template')));
  return errors;
}

/** Older objects may break these. */
function validateOnCreate({ volumeClaimTemplates = [], serviceName = '' }: StatefulSetSpec): FieldError[] {
  const claims = volumeClaimTemplates.flatMap((claim, i) => validatePersistentVolumeClaimSpec(claim.spec, specPath.child('volumeClaimTemplates').index(i).child('spec')));
  return serviceName === '' ? claims : [...claims, ...isDNS1123Label(serviceName).map((text) => invalid(specPath.child('serviceName'), serviceName, text))];
}

function validatePodManagementPolicy({ podManagementPolicy = '' as never }: StatefulSetSpec): FieldError[] {
  const path = specPath.child('podManagementPolicy');
  if (podManagementPolicy === 'OrderedReady' || podManagementPolicy === 'Parallel') return [];
  return (podManagementPolicy as string) === '' ? [required(path, '')] : [invalid(path, named(podManagementPolicy), "must be 'OrderedReady' or 'Parallel'")];
}

function internalRollingUpdate({ partition = 0, maxUnavailable }: RollingUpdateStatefulSetStrategy): unknown {
  return { Partition: partition, MaxUnavailable: maxUnavailable ?? null };
}

function validateUpdateStrategy({ updateStrategy: { type, rollingUpdate } }: StatefulSetSpec): FieldError[] {
  const path = specPath.child('updateStrategy');
  const at = path.child('rollingUpdate');
  switch (type) {
    case undefined:
      return [required(path, '')];
    case 'OnDelete':
      return rollingUpdate === undefined ? [] : [invalid(at, internalRollingUpdate(rollingUpdate), "only allowed for updateStrategy 'RollingUpdate'")];
    case 'RollingUpdate': {
      if (rollingUpdate === undefined) return [];
      const errors = validateNonnegativeField(rollingUpdate.partition ?? 0, at.child('partition'));
      const { maxUnavailable } = rollingUpdate;
      if (maxUnavailable === undefined) return errors;
      const maxPath = at.child('maxUnavailable');
      errors.push(...validatePositiveIntOrPercent(maxUnavailable, maxPath));
      if (intOrPercentValue(maxUnavailable) === 0) errors.push(invalid(maxPath, maxUnavailable, 'cannot be 0'));
      return [...errors, ...validateNotMoreThan100Percent(maxUnavailable, maxPath)];
    }
    default:
      return [invalid(path, { Type: type, RollingUpdate: rollingUpdate === undefined ? null : internalRollingUpdate(rollingUpdate) }, "must be 'RollingUpdate' or 'OnDelete'")];
  }
}

function validateRetentionPolicy({ persistentVolumeClaimRetentionPolicy: policy }: StatefulSetSpec): FieldError[] {
  const path = specPath.child('persistentVolumeClaimRetentionPolicy');
  const supported = ['Retain', 'Delete'];
  return (['whenDeleted', 'whenScaled'] as const).flatMap((field) => {
    const value = policy?.[field];
    return policy === undefined || supported.includes(value ?? '') ? [] : [notSupported(path.child(field), named(value), supported)];
  });
}

/** The template with the volumes that the claims will become. */
function validateTemplate({ selector, template, volumeClaimTemplates = [] }: StatefulSetSpec, options?: PodValidationOptions): FieldError[] {
  const path = specPath.child('template');
  const isSelecting = selector === undefined || !isEmptySelector(selector);
  const errors = isSelecting && !matchesLabelSelector(selector, template.metadata?.labels) ? [mismatch(template, path)] : [];
  const names = [...new Set(volumeClaimTemplates.map((claim) => claim.metadata?.name ?? ''))];
  const claims: Volume[] = names.map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const others = (template.spec.volumes ?? []).filter((volume) => !names.includes(volume.name));
  // Each Pod gets a host name and a subdomain of its own.
  const { hostname: _hostname, subdomain: _subdomain, ...spec } = template.spec;
  const complete: PodTemplateSpec = { ...template, spec: { ...spec, volumes: [...claims, ...others] } };
  errors.push(...validatePodTemplateSpec(complete, path, options));
  return [...errors, ...validateLabels(template.metadata?.labels, path.child('labels')), ...validateAnnotations(template.metadata?.annotations, path.child('annotations'))];
}

const changeable = ['replicas', 'template', 'updateStrategy', 'persistentVolumeClaimRetentionPolicy', 'minReadySeconds', 'ordinals', 'revisionHistoryLimit'];

export function validateStatefulSetUpdate(set: StatefulSet, old: StatefulSet): FieldError[] {
  const errors = [...metaUpdate(set, old), ...validateStatefulSetSpec(set.spec, old.spec)];
  const fixed = (spec: StatefulSetSpec): unknown => Object.fromEntries(Object.entries(spec).filter(([name]) => !changeable.includes(name)));
  if (!semanticEqual('apps/v1.StatefulSetSpec', fixed(set.spec), fixed(old.spec))) errors.push(forbidden(specPath, "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"));
  return errors;
}

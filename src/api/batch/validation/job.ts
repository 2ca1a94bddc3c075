// Rules for Jobs: batch validation's ValidateJob.
import { validateImmutableField } from '../../core/validation/immutable.ts';
import { isEqual } from '../../meta/equality.ts';
import { semanticEqual } from '../../meta/semantic-equal.ts';
import { internalForm } from '../../core/validation/internal-form.ts';
import { metaUpdate, namespacedMeta } from '../../core/validation/metadata.ts';
import { validatePodTemplateSpec } from '../../core/validation/template.ts';
import { isUsableSelector, mismatch, selectorValue, validateImmutableSelector } from '../../core/validation/workload.ts';
import { matchesLabelSelector } from '../../meta/label-selector.ts';
import { type FieldError, invalid, named, notSupported, required, tooLong } from '../../field/error.ts';
import { byteLength } from '../../field/go-text.ts';
import { FieldPath } from '../../field/path.ts';
import type { Job, JobSpec } from '../../generated/batch-v1.ts';
import { validateLabelSelector } from '../../meta/validation/label-selector.ts';
import { isDNS1123Label, isDomainPrefixedPath } from '../../meta/validation/names.ts';
import { fieldImmutableMessage, validateNonnegativeField } from '../../meta/validation/object-meta.ts';
import { validatePodFailurePolicy, validateSuccessPolicy } from './pod-failure-policy.ts';

const specPath = FieldPath.of('spec');
const maxIndexedParallelism = 100_000;
const manyCompletions = 100_000;
const manyLimit = 10_000;
const maxManagedByBytes = 63;

export function validateJob(job: Job): FieldError[] {
  const errors = [...namespacedMeta(job), ...validateGeneratedSelector(job), ...validateJobSpec(job.spec)];
  const { completionMode, completions = 0 } = job.spec;
  if (completionMode === 'Indexed' && completions > 0) {
    const longest = `${job.metadata.name ?? ''}-${completions - 1}`;
    if (isDNS1123Label(longest).length > 0) errors.push(invalid(FieldPath.of('metadata', 'name'), job.metadata.name ?? '', `will not able to create pod with invalid DNS label: ${longest}`));
  }
  return errors;
}

/** Labels that the server generates may not be written otherwise. */
function validateGeneratedSelector({ metadata, spec }: Job): FieldError[] {
  if (spec.manualSelector === true || spec.selector === undefined) return [];
  const path = specPath.child('template', 'metadata', 'labels');
  const labels = spec.template.metadata?.labels ?? {};
  const expected: Readonly<Record<string, string>> = {
    'controller-uid': metadata.uid, 'job-name': metadata.name, 'batch.kubernetes.io/controller-uid': metadata.uid, 'batch.kubernetes.io/job-name': metadata.name,
  };
  const errors = Object.entries(expected).flatMap(([key, value]) => {
    if (!Object.hasOwn(labels, key)) return [required(path.key(key), `must be '${value}'`)];
    return labels[key] === value ? [] : [invalid(path.key(key), labels, `must be '${value}'`)];
  });
  const selectorPath = specPath.child('selector');
  if (isUsableSelector(spec.selector, selectorPath) && !matchesLabelSelector(spec.selector, expected)) errors.push(invalid(selectorPath, selectorValue(spec.selector), '`selector` not auto-generated'));
  return errors;
}

function validateJobSpec(spec: JobSpec): FieldError[] {
  const selectorPath = specPath.child('selector');
  const errors = validateSharedSpec(spec, specPath);
  errors.push(...(spec.selector === undefined ? [required(selectorPath, '')] : validateLabelSelector(spec.selector, {}, selectorPath)));
  if (isUsableSelector(spec.selector, selectorPath) && !matchesLabelSelector(spec.selector, spec.template.metadata?.labels)) errors.push(mismatch(spec.template, specPath.child('template')));
  return errors;
}

/** What holds for a Job and for a CronJob's template of one. */
export function validateSharedSpec(spec: JobSpec, path: FieldPath): FieldError[] {
  const counts = ['parallelism', 'completions', 'activeDeadlineSeconds', 'backoffLimit', 'ttlSecondsAfterFinished', 'backoffLimitPerIndex'] as const;
  const errors = counts.flatMap((field) => (spec[field] === undefined ? [] : validateNonnegativeField(spec[field], path.child(field))));
  errors.push(...validateIndexing(spec, path));
  if (spec.managedBy !== undefined) errors.push(...validateManagedBy(spec.managedBy, path.child('managedBy')));
  errors.push(...validateCompletionMode(spec, path));
  if (spec.podFailurePolicy !== undefined) errors.push(...validatePodFailurePolicy(spec, path.child('podFailurePolicy')));
  if (spec.successPolicy !== undefined) {
    if (spec.completionMode !== 'Indexed') errors.push(invalid(path.child('successPolicy'), internalForm('batch.SuccessPolicy', spec.successPolicy), 'requires indexed completion mode'));
    else errors.push(...validateSuccessPolicy(spec, path.child('successPolicy')));
  }
  errors.push(...validateReplacementPolicy(spec, path.child('podReplacementPolicy')), ...validatePodTemplateSpec(spec.template, path.child('template')));
  return [...errors, ...validateRestartPolicy(spec, path.child('template', 'spec', 'restartPolicy'))];
}

function validateManagedBy(managedBy: string, path: FieldPath): FieldError[] {
  const errors = managedBy === '' ? [required(path, '')] : isDomainPrefixedPath(managedBy).map(([part, text]) => invalid(path, part, text));
  return byteLength(managedBy) > maxManagedByBytes ? [...errors, tooLong(path, maxManagedByBytes)] : errors;
}

function validateIndexing({ maxFailedIndexes, backoffLimitPerIndex }: JobSpec, path: FieldPath): FieldError[] {
  if (maxFailedIndexes === undefined) return [];
  const errors = validateNonnegativeField(maxFailedIndexes, path.child('maxFailedIndexes'));
  if (backoffLimitPerIndex === undefined) errors.push(required(path.child('backoffLimitPerIndex'), 'when maxFailedIndexes is specified'));
  return errors;
}

function validateCompletionMode(spec: JobSpec, path: FieldPath): FieldError[] {
  const { completionMode, completions, parallelism, maxFailedIndexes, backoffLimitPerIndex } = spec;
  if (completionMode !== undefined && completionMode !== 'NonIndexed' && completionMode !== 'Indexed') return [notSupported(path.child('completionMode'), named(completionMode), ['NonIndexed', 'Indexed'])];
  if (completionMode !== 'Indexed') {
    const errors = backoffLimitPerIndex === undefined ? [] : [invalid(path.child('backoffLimitPerIndex'), backoffLimitPerIndex, 'requires indexed completion mode')];
    return maxFailedIndexes === undefined ? errors : [...errors, invalid(path.child('maxFailedIndexes'), maxFailedIndexes, 'requires indexed completion mode')];
  }
  const errors = completions === undefined ? [required(path.child('completions'), 'when completion mode is Indexed')] : [];
  if (parallelism !== undefined && parallelism > maxIndexedParallelism) errors.push(invalid(path.child('parallelism'), parallelism, `must be less than or equal to ${maxIndexedParallelism} when completion mode is Indexed`));
  const maxPath = path.child('maxFailedIndexes');
  if (completions !== undefined && maxFailedIndexes !== undefined && maxFailedIndexes > completions) errors.push(invalid(maxPath, maxFailedIndexes, 'must be less than or equal to completions'));
  if (maxFailedIndexes !== undefined && maxFailedIndexes > maxIndexedParallelism) errors.push(invalid(maxPath, maxFailedIndexes, `must be less than or equal to ${maxIndexedParallelism}`));
  return [...errors, ...validateManyCompletions(spec, path)];
}

/** Jobs with very many indexes that each have a back-off limit must bound how many may fail. */
function validateManyCompletions({ completions = 0, parallelism, maxFailedIndexes, backoffLimitPerIndex }: JobSpec, path: FieldPath): FieldError[] {
  if (completions <= manyCompletions || backoffLimitPerIndex === undefined) return [];
  const text = `must be less than or equal to ${manyLimit} when completions are above ${manyCompletions} and used with backoff limit per index`;
  const errors = maxFailedIndexes === undefined ? [required(path.child('maxFailedIndexes'), `must be specified when completions is above ${manyCompletions}`)] : [];
  if (parallelism !== undefined && parallelism > manyLimit) errors.push(invalid(path.child('parallelism'), parallelism, text));
  if (maxFailedIndexes !== undefined && maxFailedIndexes > manyLimit) errors.push(invalid(path.child('maxFailedIndexes'), maxFailedIndexes, text));
  return errors;
}

function validateReplacementPolicy({ podReplacementPolicy: policy, podFailurePolicy }: JobSpec, path: FieldPath): FieldError[] {
  if (policy === undefined) return [];
  if (podFailurePolicy !== undefined) return policy === 'Failed' ? [] : [notSupported(path, named(policy), ['Failed'])];
  const supported = ['Failed', 'TerminatingOrFailed'];
  return supported.includes(policy) ? [] : [notSupported(path, named(policy), supported)];
}

function validateRestartPolicy({ template, podFailurePolicy }: JobSpec, path: FieldPath): FieldError[] {
  const policy = template.spec.restartPolicy ?? '';
  if (policy === '' || policy === 'Always') return [required(path, 'valid values: "OnFailure", "Never"')];
  if (policy !== 'OnFailure' && policy !== 'Never') return [notSupported(path, named(policy), ['OnFailure', 'Never'])];
  return podFailurePolicy !== undefined && policy !== 'Never' ? [invalid(path, named(policy), 'only "Never" is supported when podFailurePolicy is specified')] : [];
}

function validateTemplateChange(job: Job, old: Job): FieldError[] {
  const path = specPath.child('template');
  const { metadata = {}, spec } = job.spec.template;
  const internalSpec = (): unknown => internalForm('core.PodSpec', spec);
  const isMutable = old.spec.suspend === true && old.status.startTime === undefined;
  if (!isMutable) return semanticEqual('core/v1.PodTemplateSpec', job.spec.template, old.spec.template) ? [] : [invalid(path, { ...metadata, Spec: internalSpec() }, fieldImmutableMessage)];
  const [now, before] = [unscheduledTemplate(job), unscheduledTemplate(old)];
  const errors = semanticEqual('meta/v1.ObjectMeta', now.metadata, before.metadata) ? [] : [invalid(path.child('metadata'), metadata, fieldImmutableMessage)];
  return semanticEqual('core/v1.PodSpec', now.spec, before.spec) ? errors : [...errors, invalid(path.child('spec'), internalSpec(), fieldImmutableMessage)];
}

/** While suspended and not yet started, scheduling of the template may change. */
function unscheduledTemplate(job: Job): { readonly metadata: unknown; readonly spec: unknown } {
  const { metadata, spec } = job.spec.template;
  const { nodeSelector: _selector, tolerations: _tolerations, schedulingGates: _gates, affinity: _affinity, ...rest } = spec;
  return { metadata: { ...metadata, annotations: undefined, labels: undefined }, spec: rest };
}

/** A new Job's rules and those of its change; both look at the spec. */
export function validateJobUpdate(job: Job, old: Job): FieldError[] {
  const errors = [...validateJob(job), ...metaUpdate(job, old), ...validateJobSpec(job.spec)];
  const isIndexed = old.spec.completionMode === 'Indexed';
  const { completions, parallelism } = job.spec;
  const path = specPath.child('completions');
  if (!isIndexed) errors.push(...validateImmutableField(completions, old.spec.completions, path));
  else if (completions !== undefined && completions !== old.spec.completions && completions !== parallelism) errors.push(invalid(path, completions, 'can only be modified in tandem with spec.parallelism'));
  errors.push(...validateImmutableSelector(job.spec.selector, old.spec.selector, specPath.child('selector')));
  errors.push(...validateTemplateChange(job, old));
  const shown = { podFailurePolicy: 'batch.PodFailurePolicy', successPolicy: 'batch.SuccessPolicy' } as const;
  for (const field of ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'managedBy', 'successPolicy'] as const) {
    const value = job.spec[field];
    if (isEqual(value, old.spec[field])) continue;
    errors.push(invalid(specPath.child(field), value === undefined ? null : field in shown ? internalForm(shown[field as keyof typeof shown], value) : value, fieldImmutableMessage));
  }
  return errors;
}

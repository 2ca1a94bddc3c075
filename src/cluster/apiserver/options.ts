// The options of requests that write: CreateOptions, UpdateOptions, PatchOptions as apimachinery validates them.
import { type FieldError, invalid, notSupported, required, tooLong } from '../../api/field/error.ts';
import { FieldPath } from '../../api/field/path.ts';
import { newInvalid } from '../../api/meta/status-error.ts';
import { queryAll, queryOf, type RequestContext } from './request-context.ts';

export interface WriteOptions {
  readonly isDryRun: boolean;
  readonly fieldManager: string;
  readonly fieldValidation: 'Ignore' | 'Warn' | 'Strict';
}

/** Throws 422 for options that upstream refuses. `kind` is e.g. `CreateOptions`. */
export function writeOptions(context: RequestContext, kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions'): WriteOptions {
  const { request } = context;
  const dryRun = queryAll(request, 'dryRun');
  const fieldManager = queryOf(request, 'fieldManager');
  const fieldValidation = queryOf(request, 'fieldValidation');
  const errors: FieldError[] = [];
  const isApply = request.contentType === 'application/apply-patch+yaml';
  if (kind === 'PatchOptions') {
    if (isApply && fieldManager === '') errors.push(required(FieldPath.of('fieldManager'), 'is required for apply patch'));
    if (!isApply && request.query?.['force'] !== undefined) errors.push({ type: 'FieldValueForbidden', path: FieldPath.of('force'), badValue: '', detail: 'may not be specified for non-apply patch' });
  }
  errors.push(...fieldManagerErrors(fieldManager), ...dryRunErrors(dryRun));
  if (fieldValidation !== '' && fieldValidation !== 'Ignore' && fieldValidation !== 'Warn' && fieldValidation !== 'Strict') {
    errors.push(notSupported(FieldPath.of('fieldValidation'), fieldValidation, ['', 'Ignore', 'Strict', 'Warn']));
  }
  if (errors.length > 0) throw newInvalid({ group: 'meta.k8s.io', kind }, '', errors);
  return { isDryRun: dryRun.length > 0, fieldManager, fieldValidation: fieldValidation === '' ? 'Warn' : (fieldValidation as 'Ignore' | 'Warn' | 'Strict') };
}

function fieldManagerErrors(fieldManager: string): FieldError[] {
  if (fieldManager === '') return [];
  const path = FieldPath.of('fieldManager');
  if (new TextEncoder().encode(fieldManager).length > 128) return [tooLong(path, 128)];
  const errors: FieldError[] = [];
  for (const [i, char] of [...fieldManager].entries()) {
    if (/[\p{Cc}\p{Cf}\p{Cn}\p{Cs}]/u.test(char)) errors.push(invalid(path, fieldManager, `invalid character U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')} (at position ${i})`));
  }
  return errors;
}

/** Throws the 422 of a deletion's options, whoever carries them: a body, a query, an Eviction. */
export function refuseDeleteOptions({ propagationPolicy: policy, orphanDependents: orphan, dryRun = [] }: { readonly propagationPolicy?: unknown; readonly orphanDependents?: unknown; readonly dryRun?: readonly string[] }): void {
  const errors: FieldError[] = [];
  if (policy !== undefined && orphan !== undefined) errors.push(invalid(FieldPath.of('propagationPolicy'), policy, 'orphanDependents and deletionPropagation cannot be both set'));
  if (policy !== undefined && !propagationPolicies.includes(String(policy))) errors.push(notSupported(FieldPath.of('propagationPolicy'), policy, [...propagationPolicies, 'nil']));
  errors.push(...dryRunErrors(dryRun));
  if (errors.length > 0) throw newInvalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors);
}
const propagationPolicies = ['Foreground', 'Background', 'Orphan'];

function dryRunErrors(dryRun: readonly string[]): FieldError[] {
  const unknown = dryRun.filter((v) => v !== 'All');
  return unknown.length === 0 ? [] : [notSupported(FieldPath.of('dryRun'), dryRun, ['All'])];
}

// What is wrong with the body of an access review: pkg/apis/authorization/validation.
import type { FieldSelectorAttributes, LabelSelectorAttributes, NonResourceAttributes, ResourceAttributes, SubjectAccessReview } from '../../../api/generated/authorization-v1.ts';
import { type FieldError, forbidden, invalid, required } from '../../../api/field/error.ts';
import { FieldPath } from '../../../api/field/path.ts';
import { parseLabelSelector } from '../../../api/meta/parse-label-selector.ts';
import { validateLabelSelectorRequirement } from '../../../api/meta/validation/label-selector.ts';
import { isEmptyValue } from '../managed-fields/place.ts';
import { parseFieldSelector } from '../selectors/field-selector.ts';

const spec = FieldPath.of('spec');
const resourcePath = spec.child('resourceAttributes');

export type AccessReviewKind = 'SelfSubjectAccessReview' | 'SubjectAccessReview' | 'LocalSubjectAccessReview';

/** In upstream's order. A local review's namespace is that of its request. */
export function accessReviewErrors({ spec: fields, metadata }: SubjectAccessReview, kind: AccessReviewKind): FieldError[] {
  const { resourceAttributes, nonResourceAttributes } = fields;
  const errors = attributeErrors(fields);
  const { user = '', groups = [] } = fields;
  if (kind !== 'SelfSubjectAccessReview' && user === '' && (groups ?? []).length === 0) errors.push(invalid(spec.child('user'), '', 'at least one of user or group must be specified'));
  const isLocal = kind === 'LocalSubjectAccessReview';
  // Go clients write `creationTimestamp: null`.
  const isWritten = ([name, value]: [string, unknown]): boolean => name !== 'managedFields' && !(isLocal && name === 'namespace') && value !== '' && !isEmptyValue(value);
  if (Object.entries(metadata).some(isWritten)) errors.push(invalid(FieldPath.of('metadata'), metadata, isLocal ? 'must be empty except for namespace' : 'must be empty'));
  if (!isLocal) return errors;
  if (resourceAttributes !== undefined && (resourceAttributes.namespace ?? '') !== metadata.namespace) errors.push(invalid(resourcePath.child('namespace'), resourceAttributes.namespace ?? '', 'must match metadata.namespace'));
  if (nonResourceAttributes !== undefined) errors.push(invalid(spec.child('nonResourceAttributes'), internalForm(nonResourceAttributes), 'disallowed on this kind of request'));
  return errors;
}

function attributeErrors({ resourceAttributes, nonResourceAttributes }: { readonly resourceAttributes?: ResourceAttributes; readonly nonResourceAttributes?: NonResourceAttributes }): FieldError[] {
  if (resourceAttributes !== undefined && nonResourceAttributes !== undefined) return [invalid(spec.child('nonResourceAttributes'), internalForm(nonResourceAttributes), 'cannot be specified in combination with resourceAttributes')];
  if (resourceAttributes === undefined) return nonResourceAttributes === undefined ? [invalid(resourcePath, undefined, 'exactly one of nonResourceAttributes or resourceAttributes must be specified')] : [];
  const { fieldSelector, labelSelector } = resourceAttributes;
  return [
    ...selectorErrors(fieldSelector, resourcePath.child('fieldSelector'), fieldRequirementErrors),
    ...selectorErrors(labelSelector, resourcePath.child('labelSelector'), (requirement, path) => validateLabelSelectorRequirement(requirement, { allowUnknownOperatorInRequirement: true, allowInvalidLabelValueInSelector: true }, path)),
  ];
}

/** As the server's own types name the fields. */
function internalForm({ path, verb }: NonResourceAttributes): object {
  return { Path: path ?? '', Verb: verb ?? '' };
}

interface SelectorRequirement { readonly key: string; readonly operator: string; readonly values?: string[] }

function selectorErrors<R extends SelectorRequirement>(selector: { readonly rawSelector?: string; readonly requirements?: readonly R[] } | undefined, path: FieldPath, requirementErrors: (requirement: R, path: FieldPath) => FieldError[]): FieldError[] {
  if (selector === undefined) return [];
  const { rawSelector = '', requirements } = selector;
  const many = requirements ?? [];
  if (rawSelector !== '' && many.length > 0) return [invalid(path.child('rawSelector'), rawSelector, 'may not specified at the same time as requirements')];
  if (rawSelector === '' && many.length === 0) return [required(path.child('requirements'), `when ${path.toString()} is specified, requirements or rawSelector is required`)];
  return many.flatMap((requirement, i) => requirementErrors(requirement, path.child('requirements').index(i)));
}

function fieldRequirementErrors({ key, operator, values }: SelectorRequirement, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const isEmpty = (values ?? []).length === 0;
  if ((operator === 'In' || operator === 'NotIn') && isEmpty) errors.push(required(path.child('values'), "must be specified when `operator` is 'In' or 'NotIn'"));
  if ((operator === 'Exists' || operator === 'DoesNotExist') && !isEmpty) errors.push(forbidden(path.child('values'), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
  if ((key ?? '') === '') errors.push(required(path.child('key'), 'must be specified'));
  return errors;
}

/** What of a review an authorizer cannot judge by and leaves aside; '' when there is nothing. */
export function evaluationError({ fieldSelector, labelSelector }: ResourceAttributes = {}): string {
  const ignored = [
    ...(fieldSelector !== undefined && !isFieldSelector(fieldSelector) ? ['fieldSelector'] : []),
    ...(labelSelector !== undefined && !isLabelSelector(labelSelector) ? ['labelSelector'] : []),
  ];
  return ignored.map((name) => `${resourcePath.child(name).toString()} ignored due to parse error`).join('; ');
}

/** Fields can only be compared with one value. */
function isFieldSelector({ rawSelector = '', requirements }: FieldSelectorAttributes): boolean {
  if (rawSelector === '') return (requirements ?? []).every(({ operator, values }) => (operator === 'In' || operator === 'NotIn') && values?.length === 1);
  return isReadable(() => parseFieldSelector(rawSelector));
}

function isLabelSelector({ rawSelector = '', requirements }: LabelSelectorAttributes): boolean {
  if (rawSelector === '') return (requirements ?? []).every(({ operator }) => ['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(operator));
  return isReadable(() => parseLabelSelector(rawSelector));
}

function isReadable(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

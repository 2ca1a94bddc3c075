// Rules for Events, of the core group and of events.k8s.io: core validation's ValidateEventCreate.
import { type FieldError, invalid, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { Event } from '../../generated/core-v1.ts';
import type { Event as EventV1 } from '../../generated/events-v1.ts';
import { isDNS1123Subdomain, isQualifiedName } from '../../meta/validation/names.ts';
import { validateImmutableField } from './immutable.ts';
import { metaUpdate, namespacedMeta } from './metadata.ts';

const maxNameLength = 128;
const maxNoteLength = 1024;

/** What both versions have, under the names of the core group. */
interface EventFields {
  readonly namespace: string;
  readonly involvedNamespace: string;
  readonly eventTime: string | undefined;
  readonly reportingController: string;
  readonly reportingInstance: string;
  readonly action: string;
  readonly reason: string;
  readonly message: string;
}

export function validateEvent({ metadata, involvedObject, eventTime, reportingComponent, reportingInstance, action = '', reason = '', message = '' }: Event): FieldError[] {
  return validateShared({ namespace: metadata.namespace ?? '', involvedNamespace: involvedObject.namespace ?? '', eventTime, reportingController: reportingComponent, reportingInstance, action, reason, message }, 'reportingComponent');
}

export function validateEventV1(event: EventV1): FieldError[] {
  const { metadata, regarding, eventTime, reportingController = '', reportingInstance = '', action = '', reason = '', note = '', type } = event;
  const errors = validateShared({ namespace: metadata.namespace ?? '', involvedNamespace: regarding.namespace ?? '', eventTime, reportingController, reportingInstance, action, reason, message: note }, 'reportingController');
  errors.push(...namespacedMeta(event));
  if (eventTime === undefined) errors.push(required(FieldPath.of('eventTime'), ''));
  if (type !== 'Normal' && type !== 'Warning') errors.push(invalid(FieldPath.of('type'), '', `has invalid value: ${type ?? ''}`));
  for (const field of ['deprecatedFirstTimestamp', 'deprecatedLastTimestamp'] as const) {
    if (event[field] !== undefined) errors.push(invalid(FieldPath.of(field === 'deprecatedFirstTimestamp' ? 'firstTimestamp' : 'lastTimestamp'), '', 'needs to be unset'));
  }
  if ((event.deprecatedCount ?? 0) !== 0) errors.push(invalid(FieldPath.of('count'), '', 'needs to be unset'));
  return errors;
}

/** Those with an eventTime must say who reports what; those without are of the old kind. */
function validateShared(event: EventFields, controllerField: string): FieldError[] {
  const { namespace, involvedNamespace } = event;
  const isOld = event.eventTime === undefined;
  const errors: FieldError[] = [];
  const isFree = involvedNamespace === '' && (namespace === 'default' || namespace === (isOld ? '' : 'kube-system'));
  const isSame = isOld ? namespace === involvedNamespace : involvedNamespace !== '';
  if (!isFree && !isSame) errors.push(invalid(FieldPath.of('involvedObject', 'namespace'), involvedNamespace, 'does not match event.namespace'));
  if (!isOld) errors.push(...validateReport(event, controllerField));
  return [...errors, ...isDNS1123Subdomain(namespace).map((text) => invalid(FieldPath.of('namespace'), namespace, text))];
}

function validateReport({ reportingController, reportingInstance, action, reason, message }: EventFields, controllerField: string): FieldError[] {
  const path = FieldPath.of(controllerField);
  const errors = reportingController === '' ? [required(path, '')] : [];
  errors.push(...isQualifiedName(reportingController).map((text) => invalid(path, reportingController, text)));
  for (const [field, value] of Object.entries({ reportingInstance, action, reason })) {
    if (value === '') errors.push(required(FieldPath.of(field), ''));
    if (value.length > maxNameLength) errors.push(invalid(FieldPath.of(field), '', `can have at most ${maxNameLength} characters`));
  }
  if (message.length > maxNoteLength) errors.push(invalid(FieldPath.of('message'), '', `can have at most ${maxNoteLength} characters`));
  return errors;
}

/** Of an Event of events.k8s.io only the series and the deprecated fields may change. */
export function validateEventV1Update(event: EventV1, old: EventV1): FieldError[] {
  const fixed = ['regarding', 'reason', 'reportingController', 'reportingInstance', 'action', 'related', 'note', 'type', 'eventTime'] as const;
  return [...metaUpdate(event, old), ...validateEventV1(event), ...fixed.flatMap((field) => validateImmutableField(event[field], old[field], FieldPath.of(field === 'regarding' ? 'involvedObject' : field)))];
}

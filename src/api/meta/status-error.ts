// A refusal by the API: k8s.io/apimachinery's StatusError with the constructors of pkg/api/errors and their exact texts.
import { errorBody, errorText, type FieldError } from '../field/error.ts';
import { goQuote } from '../field/go-text.ts';
import type { Status, StatusReason } from '../generated/meta-v1.ts';

/** The one way in which the API refuses. `status` is what goes over the wire. */
export class StatusError extends Error {
  readonly status: Status;

  constructor(status: Status) {
    super(status.message ?? status.reason ?? 'unknown');
    this.name = 'StatusError';
    this.status = status;
  }

  get code(): number {
    return this.status.code ?? 500;
  }

  get reason(): StatusReason {
    return this.status.reason ?? '';
  }
}

interface GroupResource {
  readonly group: string;
  readonly resource: string;
}
interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** `deployments.apps`, `pods`. */
export function resourceText({ group, resource }: GroupResource): string {
  return group === '' ? resource : `${resource}.${group}`;
}
function kindText({ group, kind }: GroupKind): string {
  return group === '' ? kind : `${kind}.${group}`;
}

/** A failure Status; `details` as upstream fills it for that reason. */
export function failure(code: number, reason: StatusReason, message: string, details?: Status['details']): StatusError {
  return new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, ...(details && { details }), code });
}

function detailsOf({ group, resource }: GroupResource, name: string): NonNullable<Status['details']> {
  return { ...(name !== '' && { name }), ...(group !== '' && { group }), kind: resource };
}

export function newNotFound(resource: GroupResource, name: string): StatusError {
  return failure(404, 'NotFound', `${resourceText(resource)} ${goQuote(name)} not found`, detailsOf(resource, name));
}
export function newAlreadyExists(resource: GroupResource, name: string): StatusError {
  return failure(409, 'AlreadyExists', `${resourceText(resource)} ${goQuote(name)} already exists`, detailsOf(resource, name));
}
export function newConflict(resource: GroupResource, name: string, cause: string): StatusError {
  return failure(409, 'Conflict', `Operation cannot be fulfilled on ${resourceText(resource)} ${goQuote(name)}: ${cause}`, detailsOf(resource, name));
}
export function newForbidden(resource: GroupResource, name: string, cause: string): StatusError {
  const subject = name === '' ? `${resourceText(resource)} is forbidden` : `${resourceText(resource)} ${goQuote(name)} is forbidden`;
  return failure(403, 'Forbidden', resource.resource === '' ? `forbidden: ${cause}` : `${subject}: ${cause}`, detailsOf(resource, name));
}
export function newBadRequest(message: string): StatusError {
  return failure(400, 'BadRequest', message);
}
export function newExpired(message: string): StatusError {
  return failure(410, 'Expired', message);
}
export function newInternalError(cause: string): StatusError {
  return failure(500, 'InternalError', `Internal error occurred: ${cause}`, { causes: [{ message: cause }] });
}

/** 422 with one cause per finding. */
export function newInvalid(kind: GroupKind, name: string, errors: readonly FieldError[]): StatusError {
  const causes = errors.map((e) => ({ reason: e.type, message: errorBody(e), field: e.path?.toString() ?? '<nil>' }));
  const texts = [...new Set(errors.map(errorText))];
  const body = texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
  return failure(422, 'Invalid', `${kindText(kind)} ${goQuote(name)} is invalid${texts.length === 0 ? '' : `: ${body}`}`, {
    ...(name !== '' && { name }),
    ...(kind.group !== '' && { group: kind.group }),
    kind: kind.kind,
    causes,
  });
}

export function isNotFound(error: unknown): boolean {
  return error instanceof StatusError && error.reason === 'NotFound';
}
export function isConflict(error: unknown): boolean {
  return error instanceof StatusError && error.reason === 'Conflict';
}
export function isAlreadyExists(error: unknown): boolean {
  return error instanceof StatusError && error.reason === 'AlreadyExists';
}

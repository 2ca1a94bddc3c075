// Reviews: kinds that are answered and forgotten, about who one is and what one may do (pkg/registry/authentication and authorization).
import type { SelfSubjectReview, TokenReview } from '../../../api/generated/authentication-v1.ts';
import type { NonResourceAttributes, ResourceAttributes, SelfSubjectRulesReview, SubjectAccessReview } from '../../../api/generated/authorization-v1.ts';
import type { FieldError } from '../../../api/field/error.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { failure, newBadRequest, newInvalid, type StatusError } from '../../../api/meta/status-error.ts';
import { formatTime } from '../../../base/clock.ts';
import type { ApiResponse } from '../../../client/transport.ts';
import { deepFreeze } from '../../../api/meta/deep-freeze.ts';
import { type Access, authorize, grantsOf } from '../auth/rbac.ts';
import { writeOptions } from '../options.ts';
import type { RequestContext } from '../request-context.ts';
import { refuseOtherNamespace, trackCreate } from '../registry/create.ts';
import { decodeBody, storedForm } from '../rulebook.ts';
import { mastersGroup, type UserInfo } from '../user-info.ts';
import { answerObject } from './answer.ts';
import { accessReviewErrors, type AccessReviewKind, evaluationError } from './review-errors.ts';

export const reviews: Readonly<Record<string, (context: RequestContext) => ApiResponse>> = {
  SelfSubjectReview: whoAmI, TokenReview: tokenReview, SelfSubjectAccessReview: accessReview, SubjectAccessReview: accessReview, LocalSubjectAccessReview: accessReview, SelfSubjectRulesReview: rulesReview,
};

function read(context: RequestContext): KubeObject {
  return decodeBody(context, writeOptions(context, 'CreateOptions').fieldValidation);
}

/** The same for kinds that go the way of objects that are stored: their fields get a manager, though nobody will see a second version. */
function readTracked<T extends KubeObject>(context: RequestContext): T {
  const { fieldManager } = writeOptions(context, 'CreateOptions');
  const review = read(context);
  refuseOtherNamespace(context, review);
  // A namespace in the body of what has none is dropped.
  if (context.namespace === '') delete review.metadata.namespace;
  trackCreate(context, review, fieldManager, undefined);
  return review as T;
}

function respond(context: RequestContext, object: KubeObject, status: unknown): ApiResponse {
  return answerObject(context, 201, deepFreeze(storedForm(context.row, { ...object, status } as unknown as KubeObject)));
}

function userFields({ name, uid, groups, extra }: UserInfo): SelfSubjectReview['status'] extends { userInfo?: infer U } | undefined ? U : never {
  return { username: name, ...(uid !== undefined && { uid }), groups: [...groups], ...(extra && { extra: { ...extra } }) } as never;
}

function whoAmI(context: RequestContext): ApiResponse {
  const { kind, apiVersion } = read(context);
  return respond(context, { kind, apiVersion, metadata: { creationTimestamp: formatTime(context.server.clock.now()) } } as KubeObject, { userInfo: userFields(context.user) });
}

function tokenReview(context: RequestContext): ApiResponse {
  const review = readTracked<TokenReview & KubeObject>(context);
  if (!review.spec.token) throw newBadRequest('token is required for TokenReview in authentication');
  const user = context.server.tokens.authenticate(review.spec.token ?? '');
  const wanted = review.spec.audiences;
  const audiences = user === undefined ? [] : user.audiences.filter((a) => wanted === undefined || wanted.length === 0 || wanted.includes(a));
  const isAccepted = user !== undefined && audiences.length > 0;
  return respond(context, review, isAccepted ? { authenticated: true, audiences, user: userFields(user) } : { error: 'invalid bearer token', user: {} });
}

function accessReview(context: RequestContext): ApiResponse {
  const review = readTracked<SubjectAccessReview & KubeObject>(context);
  const kind = context.row.kind as AccessReviewKind;
  if (kind === 'LocalSubjectAccessReview') review.metadata.namespace = context.namespace;
  const errors = accessReviewErrors(review, kind);
  if (errors.length > 0) throw invalidReview(context, errors);
  const { user = '', groups } = review.spec;
  const verdict = authorize(context.server.store, kind === 'SelfSubjectAccessReview' ? context.user : { name: user, groups: groups ?? [] }, accessOf(review.spec));
  const ignored = evaluationError(review.spec.resourceAttributes);
  return respond(context, review, { allowed: verdict.isAllowed, ...(verdict.reason !== '' && { reason: verdict.reason }), ...(ignored !== '' && { evaluationError: ignored }) });
}

function accessOf({ resourceAttributes, nonResourceAttributes }: { readonly resourceAttributes?: ResourceAttributes; readonly nonResourceAttributes?: NonResourceAttributes }): Access {
  const { verb = '', group = '', resource = '', subresource = '', namespace = '', name = '' } = resourceAttributes ?? {};
  if (nonResourceAttributes === undefined) return { verb, group, resource, subresource, namespace, name };
  return { verb: nonResourceAttributes.verb ?? '', group: '', resource: '', subresource: '', namespace: '', name: '', path: nonResourceAttributes.path ?? '' };
}

/** Upstream names the group, not the kind. */
function invalidReview({ row }: RequestContext, errors: readonly FieldError[]): StatusError {
  const { status } = newInvalid({ group: row.group, kind: '' }, '', errors);
  return failure(422, 'Invalid', status.message ?? '', { group: row.group, causes: status.details?.causes ?? [] });
}

function rulesReview(context: RequestContext): ApiResponse {
  const review = read(context) as SelfSubjectRulesReview;
  const namespace = review.spec.namespace ?? '';
  if (namespace === '') throw newBadRequest('no namespace on request');
  const all = { verbs: ['*'], apiGroups: ['*'], resources: ['*'] };
  const rules = grantsOf(context.server.store, context.user, namespace).flatMap((g) => g.rules);
  const isMaster = context.user.groups.includes(mastersGroup);
  const resourceRules = [...(isMaster ? [all] : []), ...rules.filter((r) => (r.resources ?? []).length > 0).map(({ verbs, apiGroups, resources, resourceNames }) => ({ verbs, apiGroups, resources, ...(resourceNames && { resourceNames }) }))];
  const nonResourceRules = [...(isMaster ? [{ verbs: ['*'], nonResourceURLs: ['*'] }] : []), ...rules.filter((r) => (r.nonResourceURLs ?? []).length > 0).map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs }))];
  const { kind, apiVersion } = review;
  // Upstream answers with a new object, without what was asked.
  return respond(context, { kind, apiVersion, metadata: {}, spec: {} } as unknown as KubeObject, { resourceRules, nonResourceRules, incomplete: false });
}

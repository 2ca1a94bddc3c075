// Reviews: kinds that are answered and forgotten, about who one is and what one may do (pkg/registry/authentication and authorization).
import type { SelfSubjectReview, TokenReview } from '../../../api/generated/authentication-v1.ts';
import type { NonResourceAttributes, ResourceAttributes, SelfSubjectRulesReview, SubjectAccessReview } from '../../../api/generated/authorization-v1.ts';
import { type FieldError, invalid } from '../../../api/field/error.ts';
import { FieldPath } from '../../../api/field/path.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { failure, newBadRequest, newInvalid, type StatusError } from '../../../api/meta/status-error.ts';
import { formatTime } from '../../../base/clock.ts';
import type { ApiResponse } from '../../../client/transport.ts';
import { deepFreeze } from '../../../api/meta/deep-freeze.ts';
import { type Access, authorize, grantsOf } from '../auth/rbac.ts';
import { writeOptions } from '../options.ts';
import type { RequestContext } from '../request-context.ts';
import { decodeBody } from '../rulebook.ts';
import { mastersGroup, type UserInfo } from '../user-info.ts';
import { answerObject } from './answer.ts';

const spec = FieldPath.of('spec');

export const reviews: Readonly<Record<string, (context: RequestContext) => ApiResponse>> = {
  SelfSubjectReview: whoAmI, TokenReview: tokenReview, SelfSubjectAccessReview: accessReview, SubjectAccessReview: accessReview, LocalSubjectAccessReview: accessReview, SelfSubjectRulesReview: rulesReview,
};

function read(context: RequestContext): KubeObject {
  return decodeBody(context, writeOptions(context, 'CreateOptions').fieldValidation);
}

function respond(context: RequestContext, object: KubeObject, status: unknown): ApiResponse {
  return answerObject(context, 201, deepFreeze({ ...object, status } as unknown as KubeObject));
}

function userFields({ name, uid, groups, extra }: UserInfo): SelfSubjectReview['status'] extends { userInfo?: infer U } | undefined ? U : never {
  return { username: name, ...(uid !== undefined && { uid }), groups: [...groups], ...(extra && { extra: { ...extra } }) } as never;
}

function whoAmI(context: RequestContext): ApiResponse {
  const review = read(context);
  return respond(context, { ...review, metadata: { ...review.metadata, creationTimestamp: formatTime(context.server.clock.now()) } }, { userInfo: userFields(context.user) });
}

function tokenReview(context: RequestContext): ApiResponse {
  const review = read(context) as TokenReview;
  if (!review.spec.token) throw newBadRequest('token is required for TokenReview in authentication');
  const user = context.server.tokens.authenticate(review.spec.token ?? '');
  const wanted = review.spec.audiences;
  const audiences = user === undefined ? [] : user.audiences.filter((a) => wanted === undefined || wanted.length === 0 || wanted.includes(a));
  const isAccepted = user !== undefined && audiences.length > 0;
  return respond(context, review, isAccepted ? { authenticated: true, audiences, user: userFields(user) } : { error: 'invalid bearer token', user: {} });
}

function accessReview(context: RequestContext): ApiResponse {
  const review = read(context) as SubjectAccessReview;
  const isSelf = context.row.kind === 'SelfSubjectAccessReview';
  const errors = reviewErrors(review, isSelf);
  if (errors.length > 0) throw invalidReview(context, errors);
  if (context.row.kind === 'LocalSubjectAccessReview') {
    const { resourceAttributes } = review.spec;
    if (resourceAttributes?.namespace !== context.namespace) throw newBadRequest(`spec.resourceAttributes.namespace must match namespace: ${context.namespace}`);
    review.metadata.namespace = context.namespace;
  }
  const { user = '', groups = [] } = review.spec as { user?: string; groups?: string[] };
  const verdict = authorize(context.server.store, isSelf ? context.user : { name: user, groups }, accessOf(review.spec));
  return respond(context, review, { allowed: verdict.isAllowed, ...(verdict.reason !== '' && { reason: verdict.reason }) });
}

function accessOf({ resourceAttributes, nonResourceAttributes }: { readonly resourceAttributes?: ResourceAttributes; readonly nonResourceAttributes?: NonResourceAttributes }): Access {
  const { verb = '', group = '', resource = '', subresource = '', namespace = '', name = '' } = resourceAttributes ?? {};
  if (nonResourceAttributes === undefined) return { verb, group, resource, subresource, namespace, name };
  return { verb: nonResourceAttributes.verb ?? '', group: '', resource: '', subresource: '', namespace: '', name: '', path: nonResourceAttributes.path ?? '' };
}

function reviewErrors({ spec: fields }: SubjectAccessReview, isSelf: boolean): FieldError[] {
  const { resourceAttributes, nonResourceAttributes } = fields;
  const errors: FieldError[] = [];
  if (resourceAttributes !== undefined && nonResourceAttributes !== undefined) {
    errors.push(invalid(spec.child('nonResourceAttributes'), { Path: nonResourceAttributes.path ?? '', Verb: nonResourceAttributes.verb ?? '' }, 'cannot be specified in combination with resourceAttributes'));
  }
  if (resourceAttributes === undefined && nonResourceAttributes === undefined) {
    errors.push(invalid(spec.child('resourceAttributes'), undefined, 'exactly one of nonResourceAttributes or resourceAttributes must be specified'));
  }
  const { user = '', groups = [] } = fields as { user?: string; groups?: string[] };
  if (!isSelf && user === '' && groups.length === 0) errors.push(invalid(spec.child('user'), '', 'at least one of user or group must be specified'));
  return errors;
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
  return respond(context, review, { resourceRules, nonResourceRules, incomplete: false });
}

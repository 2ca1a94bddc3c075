// POST of serviceaccounts/token: TokenRequest (pkg/registry/core/serviceaccount's TokenREST).
import type { TokenRequest } from '../../../api/generated/authentication-v1.ts';
import { type FieldError, invalid } from '../../../api/field/error.ts';
import { FieldPath } from '../../../api/field/path.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { newBadRequest, newConflict, newInvalid, newNotFound } from '../../../api/meta/status-error.ts';
import { formatTime } from '../../../base/clock.ts';
import { randomUid } from '../../../base/random.ts';
import type { ApiResponse } from '../../../client/transport.ts';
import { deepFreeze } from '../../../api/meta/deep-freeze.ts';
import { tokenAudience } from '../auth/service-account-tokens.ts';
import { writeOptions } from '../options.ts';
import { refuseOtherNamespace } from '../registry/create.ts';
import { readObject } from '../registry/update.ts';
import type { RequestContext } from '../request-context.ts';
import { decodeBody } from '../rulebook.ts';
import { answerObject } from './answer.ts';
import { bodyRow } from './body-row.ts';

const group = 'authentication.k8s.io';
const tokenRow = bodyRow({ group, version: 'v1', kind: 'TokenRequest', goType: 'authentication/v1.TokenRequest' });

export function requestToken(context: RequestContext): ApiResponse {
  const { fieldValidation } = writeOptions(context, 'CreateOptions');
  const request = decodeBody(context, fieldValidation, tokenRow) as unknown as TokenRequest;
  const { clock, random, tokens } = context.server;
  const account = readObject(context);
  const { expirationSeconds = 3600, boundObjectRef, audiences = [] } = request.spec as { expirationSeconds?: number; boundObjectRef?: TokenRequest['spec']['boundObjectRef']; audiences?: string[] };
  refuseOtherNamespace(context, request);
  const own = request.metadata.name;
  if (own && own !== context.name) throw newInvalid({ group, kind: 'TokenRequest' }, context.name, [invalid(FieldPath.of('metadata', 'name'), own, 'must match the service account name if specified')]);
  const errors = durationErrors(expirationSeconds);
  if (errors.length > 0) throw newInvalid({ group, kind: 'TokenRequest' }, '', errors);
  const bound = boundObjectRef ? boundObject(context, boundObjectRef) : undefined;
  const issuedAtSeconds = Math.floor(clock.now() / 1000);
  const expiresAtSeconds = issuedAtSeconds + expirationSeconds;
  const accepted = audiences.length > 0 ? audiences : [tokenAudience];
  const { name, uid, namespace = '' } = account.metadata;
  const token = tokens.issue({ namespace, account: { name, uid }, ...(bound && { bound }), audiences: accepted, issuedAtSeconds, expiresAtSeconds, id: randomUid(random) });
  const answered = {
    kind: 'TokenRequest', apiVersion: tokenRow.apiVersion, metadata: { name, namespace, uid, creationTimestamp: formatTime(clock.now()) },
    spec: { audiences: accepted, expirationSeconds, boundObjectRef: boundObjectRef ?? null }, status: { token, expirationTimestamp: formatTime(expiresAtSeconds * 1000) },
  };
  return answerObject(context, 201, deepFreeze(answered as unknown as KubeObject), tokenRow);
}

function durationErrors(seconds: number): FieldError[] {
  const path = FieldPath.of('spec', 'expirationSeconds');
  if (seconds < 600) return [invalid(path, seconds, 'may not specify a duration less than 10 minutes')];
  return seconds > 2 ** 32 ? [invalid(path, seconds, 'may not specify a duration larger than 2^32 seconds')] : [];
}

const bindable: Readonly<Record<string, { readonly resource: string; readonly isNamespaced: boolean }>> = { Pod: { resource: 'pods', isNamespaced: true }, Secret: { resource: 'secrets', isNamespaced: true }, Node: { resource: 'nodes', isNamespaced: false } };

function boundObject({ server, namespace }: RequestContext, { kind = '', apiVersion = '', name = '', uid }: NonNullable<TokenRequest['spec']['boundObjectRef']>): Record<string, { name: string; uid: string }> {
  const known = !apiVersion.includes('/') && Object.hasOwn(bindable, kind) ? bindable[kind] : undefined;
  if (known === undefined) throw newBadRequest(`cannot bind token to object of type ${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`);
  if (name === '') throw newBadRequest('Name parameter required.');
  const object = server.store.get(known.resource, known.isNamespaced ? `${namespace}/${name}` : name);
  if (object === undefined) throw newNotFound({ group: '', resource: known.resource }, name);
  if (uid && uid !== object.metadata.uid) throw newConflict({ group: '', resource: kind }, name, `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`);
  return { [kind.toLowerCase()]: { name, uid: object.metadata.uid } };
}

// What a request does, for the authorizer, and the refusal when its user may not (apiserver's endpoints/filters/authorization).
import { failure, newForbidden, type StatusError } from '../../../api/meta/status-error.ts';
import type { ApiRequest } from '../../../client/transport.ts';
import type { Store } from '../../store/store.ts';
import { queryOf } from '../request-context.ts';
import { noRoute, unroutable } from '../request-info.ts';
import { mastersGroup, type UserInfo } from '../user-info.ts';
import { type Access, authorize } from './rbac.ts';

const listed: ReadonlySet<string> = new Set(['list', 'watch']);

/** Who selects one object by its name asks for that object. */
function nameIn(fieldSelector: string): string {
  return /^metadata\.name={1,2}([^,!=]+)$/.exec(fieldSelector)?.[1] ?? '';
}

function accessOf(request: ApiRequest): Access {
  const { ref, verb, subresource = '', namespace = '', name = '', path } = request;
  if (ref === undefined) return { verb: verb === 'create' ? 'post' : verb === 'update' ? 'put' : verb, group: '', resource: '', subresource: '', namespace: '', name: '', path: path ?? '/' };
  const only = name === '' && listed.has(verb) ? nameIn(queryOf(request, 'fieldSelector')) : name;
  const shown = verb === 'connect' ? (subresource === 'log' ? 'get' : 'create') : verb;
  return { verb: shown, group: ref.group, resource: ref.resource, subresource: askedSubresource(subresource), namespace: ref.resource === 'namespaces' && ref.group === '' ? name : namespace, name: only };
}

function askedSubresource(subresource: string): string {
  if (subresource === noRoute) return '';
  return subresource.startsWith(unroutable) ? subresource.slice(unroutable.length) : subresource;
}

/** Throws 403. */
export function refuseUnauthorized(store: Store, request: ApiRequest, user: UserInfo): void {
  if (user.groups.includes(mastersGroup)) return;
  const access = accessOf(request);
  if (!authorize(store, user, access).isAllowed) throw forbiddenAccess(user, access);
}

function forbiddenAccess({ name: userName }: UserInfo, access: Access): StatusError {
  const who = `User ${JSON.stringify(userName)}`;
  if (access.path !== undefined) return failure(403, 'Forbidden', `forbidden: ${who} cannot ${access.verb} path ${JSON.stringify(access.path)}`, {});
  const resource = access.subresource === '' ? access.resource : `${access.resource}/${access.subresource}`;
  const where = access.namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(access.namespace)}`;
  return newForbidden({ group: access.group, resource: access.resource }, access.name, `${who} cannot ${access.verb} resource ${JSON.stringify(resource)} in API group ${JSON.stringify(access.group)} ${where}`);
}

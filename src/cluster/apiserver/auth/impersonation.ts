// Acting as somebody else: the Impersonate headers (apiserver's endpoints/filters/impersonation).
import { newForbidden, type StatusError } from '../../../api/meta/status-error.ts';
import type { Store } from '../../store/store.ts';
import type { UserInfo } from '../user-info.ts';
import { authorize } from './rbac.ts';

const accountPrefix = 'system:serviceaccount:';

/** The user that `headers` (names in lower case; several groups joined by `,`) ask to be; `user` when they ask nothing. Throws 403. */
export function impersonatedUser(store: Store, user: UserInfo, headers: Readonly<Record<string, string | undefined>>): UserInfo {
  const name = headers['impersonate-user'];
  if (name === undefined || name === '') return user;
  const wanted = (headers['impersonate-group'] ?? '').split(',').map((g) => g.trim()).filter((g) => g !== '');
  const [namespace, account] = name.startsWith(accountPrefix) ? name.slice(accountPrefix.length).split(':') : [];
  if (namespace !== undefined && account !== undefined) check(store, user, 'serviceaccounts', account, namespace);
  else check(store, user, 'users', name, '');
  for (const group of wanted) check(store, user, 'groups', group, '');
  const groups = wanted.length > 0 ? wanted : namespace === undefined ? [] : ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  if (!groups.includes('system:authenticated') && name !== 'system:anonymous') groups.push('system:authenticated');
  const uid = headers['impersonate-uid'];
  return { name, groups, ...(uid !== undefined && { uid }) };
}

function check(store: Store, user: UserInfo, resource: string, name: string, namespace: string): void {
  const access = { verb: 'impersonate', group: '', resource, subresource: '', namespace, name };
  if (!authorize(store, user, access).isAllowed) throw refusal(user, resource, name, namespace);
}

function refusal(user: UserInfo, resource: string, name: string, namespace: string): StatusError {
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  return newForbidden({ group: '', resource }, name, `User ${JSON.stringify(user.name)} cannot impersonate resource ${JSON.stringify(resource)} in API group "" ${where}`);
}

// Acting as somebody else: the Impersonate headers (apiserver's endpoints/filters/impersonation).
import { setOwn } from '../../../api/meta/json.ts';
import { newForbidden, type StatusError } from '../../../api/meta/status-error.ts';
import type { Store } from '../../store/store.ts';
import type { UserInfo } from '../user-info.ts';
import { type Access, authorize } from './rbac.ts';

const accountPrefix = 'system:serviceaccount:';
const extraPrefix = 'impersonate-extra-';

/** The user that `headers` (names in lower case; several groups joined by `,`) ask to be; `user` when they ask nothing. Throws 403. */
export function impersonatedUser(store: Store, user: UserInfo, headers: Readonly<Record<string, string | undefined>>): UserInfo {
  const name = headers['impersonate-user'];
  if (name === undefined || name === '') return user;
  const wanted = (headers['impersonate-group'] ?? '').split(',').map((g) => g.trim()).filter((g) => g !== '');
  const [namespace, account] = name.startsWith(accountPrefix) ? name.slice(accountPrefix.length).split(':') : [];
  const check = (resource: string, wantedName: string, where: Partial<Access> = {}): void => {
    const access = { verb: 'impersonate', group: '', resource, subresource: '', namespace: '', name: wantedName, ...where };
    if (!authorize(store, user, access).isAllowed) throw refusal(user, access);
  };
  if (namespace !== undefined && account !== undefined) check('serviceaccounts', account, { namespace });
  else check('users', name);
  for (const group of wanted) check('groups', group);
  const extra = extraOf(headers);
  for (const [key, values] of Object.entries(extra)) for (const value of values) check('userextras', value, { group: 'authentication.k8s.io', subresource: key });
  const groups = wanted.length > 0 ? wanted : namespace === undefined ? [] : ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  if (!groups.includes('system:authenticated') && name !== 'system:anonymous') groups.push('system:authenticated');
  const uid = headers['impersonate-uid'];
  if (uid !== undefined) check('uids', uid, { group: 'authentication.k8s.io' });
  return { name, groups, ...(uid !== undefined && { uid }), ...(Object.keys(extra).length > 0 && { extra }) };
}

/** `Impersonate-Extra-KEY`, with KEY escaped as in a URL. */
function extraOf(headers: Readonly<Record<string, string | undefined>>): Record<string, readonly string[]> {
  const extra: Record<string, readonly string[]> = {};
  for (const [header, value] of Object.entries(headers)) {
    if (!header.startsWith(extraPrefix) || value === undefined) continue;
    setOwn(extra, unescaped(header.slice(extraPrefix.length)), value.split(',').map((one) => one.trim()));
  }
  return extra;
}

function unescaped(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

function refusal(user: UserInfo, { group, resource, subresource, namespace, name }: Access): StatusError {
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  const what = subresource === '' ? resource : `${resource}/${subresource}`;
  return newForbidden({ group, resource }, name, `User ${JSON.stringify(user.name)} cannot impersonate resource ${JSON.stringify(what)} in API group ${JSON.stringify(group)} ${where}`);
}

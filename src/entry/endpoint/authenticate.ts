// Who a request of the endpoint acts as: the administrator by its token, or whom it impersonates. Anonymous requests see only health and version.
import type { ApiResponse, Transport } from '../../client/transport.ts';
import type { HttpRequest } from '../../cluster/apiserver/request-info.ts';
import { adminUser, mastersGroup, type UserInfo } from '../../cluster/apiserver/user-info.ts';
import { statusBody } from './answer.ts';
import { isSameToken } from './guard.ts';

const anonymousPaths = /^\/(livez|readyz|healthz|version)(\/|\?|$)/;

export interface Authentication {
  readonly adminToken: string;
  transportFor(user: UserInfo): Transport;
  /** The user of another bearer token, such as a service account's. */
  userOfToken?(token: string): Promise<UserInfo | undefined>;
}

export async function authenticate(options: Authentication, token: string | undefined, request: HttpRequest): Promise<Transport | ApiResponse> {
  const user = await userOf(options, token, request);
  if (user === undefined) return { code: 401, body: statusBody(401, 'Unauthorized', 'Unauthorized'), warnings: [] };
  const other = impersonated(request);
  if (other !== undefined && !user.groups.includes(mastersGroup)) {
    return { code: 403, body: statusBody(403, 'Forbidden', `users "${other.name}" is forbidden: User "${user.name}" cannot impersonate resource "users" in API group "" at the cluster scope`), warnings: [] };
  }
  return options.transportFor(other ?? user);
}

async function userOf(options: Authentication, token: string | undefined, request: HttpRequest): Promise<UserInfo | undefined> {
  if (token === undefined) return anonymousPaths.test(request.url) ? { name: 'system:anonymous', groups: ['system:unauthenticated'] } : undefined;
  if (isSameToken(token, options.adminToken)) return adminUser;
  return options.userOfToken?.(token);
}

/** As client-go's impersonation headers name the user; every group of authenticated users is added, as upstream does. */
function impersonated({ headers }: HttpRequest): UserInfo | undefined {
  const name = headers['impersonate-user'];
  if (name === undefined) return undefined;
  const groups = (headers['impersonate-group'] ?? '').split(', ').filter((g) => g !== '');
  const serviceAccount = /^system:serviceaccount:([^:]+):[^:]+$/.exec(name);
  if (groups.length === 0 && serviceAccount !== null) groups.push('system:serviceaccounts', `system:serviceaccounts:${serviceAccount[1] ?? ''}`);
  if (!groups.includes('system:authenticated') && name !== 'system:anonymous') groups.push('system:authenticated');
  const uid = headers['impersonate-uid'];
  return { name, groups, ...(uid !== undefined && { uid }) };
}

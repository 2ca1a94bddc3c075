// Who a request of the endpoint acts as: the administrator by its token, or whom it impersonates. There are no anonymous requests.
import type { ApiResponse, Transport } from '../../client/transport.ts';
import type { HttpRequest } from '../../cluster/apiserver/request-info.ts';
import type { ApiServer } from '../../cluster/apiserver/api-server.ts';
import { adminUser, type UserInfo } from '../../cluster/apiserver/user-info.ts';
import { statusBody } from './answer.ts';
import { isSameToken } from './guard.ts';

export interface Authentication {
  readonly adminToken: string;
  transportFor(user: UserInfo): Transport;
  /** Knows service accounts' tokens and who may impersonate whom. */
  readonly server: Pick<ApiServer, 'authenticate' | 'impersonate'>;
}

export function authenticate(options: Authentication, token: string | undefined, request: HttpRequest): Transport | ApiResponse {
  const user = userOf(options, token);
  if (user === undefined) return { code: 401, body: statusBody(401, 'Unauthorized', 'Unauthorized'), warnings: [] };
  const acting = options.server.impersonate(user, request.headers);
  if ('refusal' in acting) return { code: acting.refusal.code ?? 403, body: acting.refusal, warnings: [] };
  return options.transportFor(acting);
}

function userOf(options: Authentication, token: string | undefined): UserInfo | undefined {
  if (token === undefined) return undefined;
  return isSameToken(token, options.adminToken) ? adminUser : options.server.authenticate(token);
}

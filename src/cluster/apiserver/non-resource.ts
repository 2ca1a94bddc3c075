// Paths that name no resource: health, version, discovery.
import type { ApiRequest, ApiResponse } from '../../client/transport.ts';
import { failure } from '../../api/meta/status-error.ts';
import type { ServerContext } from './request-context.ts';
import type { UserInfo } from './user-info.ts';

export const versionInfo = {
  major: '1', minor: '36', emulationMajor: '1', emulationMinor: '36', minCompatibilityMajor: '1', minCompatibilityMinor: '35', gitVersion: 'v1.36.3', gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean', buildDate: '2026-01-01T00:00:00Z', goVersion: 'go1.26', compiler: 'gc', platform: 'linux/amd64',
} as const;

export function handlePath(_server: ServerContext, request: ApiRequest, _user: UserInfo): ApiResponse {
  const path = request.path ?? '/';
  const isGet = request.verb === 'get';
  const ok = (body: unknown): ApiResponse => ({ code: 200, body, warnings: [] });
  if (path === '/version' || path === '/version/') {
    if (!isGet) throw failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
    return ok(versionInfo);
  }
  if (path === '/healthz' || path === '/livez' || path === '/readyz') return ok('ok');
  return { code: 404, body: '404 page not found\n', warnings: [] };
}

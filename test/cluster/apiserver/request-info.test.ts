// HTTP requests as ApiRequests.
import { describe, expect, it } from 'vitest';
import { noRoute, requestInfo } from '../../../src/cluster/apiserver/request-info.ts';

function parse(method: string, url: string, headers: Record<string, string> = {}, body?: string) {
  return requestInfo({ method, url, headers, ...(body !== undefined && { body }) });
}

describe('requestInfo', () => {
  it.each([
    ['GET', '/api/v1/namespaces/a/pods', { verb: 'list', ref: { group: '', version: 'v1', resource: 'pods' }, namespace: 'a' }],
    ['GET', '/api/v1/pods', { verb: 'list', ref: { group: '', version: 'v1', resource: 'pods' } }],
    ['GET', '/api/v1/namespaces/a/pods/p', { verb: 'get', ref: { group: '', version: 'v1', resource: 'pods' }, namespace: 'a', name: 'p' }],
    ['GET', '/api/v1/namespaces/a', { verb: 'get', ref: { group: '', version: 'v1', resource: 'namespaces' }, name: 'a' }],
    ['PUT', '/api/v1/namespaces/a/finalize', { verb: 'update', ref: { group: '', version: 'v1', resource: 'namespaces' }, name: 'a', subresource: 'finalize' }],
    ['GET', '/api/v1/namespaces/a/status', { verb: 'get', ref: { group: '', version: 'v1', resource: 'namespaces' }, name: 'a', subresource: 'status' }],
    ['PATCH', '/apis/apps/v1/namespaces/a/deployments/d/scale', { verb: 'patch', ref: { group: 'apps', version: 'v1', resource: 'deployments' }, namespace: 'a', name: 'd', subresource: 'scale' }],
    ['DELETE', '/apis/apps/v1/namespaces/a/deployments', { verb: 'deletecollection', ref: { group: 'apps', version: 'v1', resource: 'deployments' }, namespace: 'a' }],
    ['GET', '/api/v1/namespaces/a/pods/p%2Fq', { verb: 'get', ref: { group: '', version: 'v1', resource: 'pods' }, namespace: 'a', name: 'p/q' }],
  ])('%s %s', (method, url, request) => {
    expect(parse(method, url)).toEqual({ kind: 'send', request });
  });

  it('tells watches by the query and by the old path', () => {
    expect(parse('GET', '/api/v1/pods?watch=1&resourceVersion=5')).toEqual({ kind: 'watch', request: { verb: 'watch', ref: { group: '', version: 'v1', resource: 'pods' }, query: { watch: '1', resourceVersion: '5' } } });
    expect(parse('GET', '/api/v1/pods?watch=false').kind).toBe('send');
    expect(parse('GET', '/api/v1/watch/namespaces/a/pods')).toMatchObject({ kind: 'watch', request: { verb: 'watch', namespace: 'a' } });
  });

  it('keeps every value of an option', () => {
    expect(parse('POST', '/api/v1/namespaces/a/pods/p/exec?command=ls&command=-l&stdout=true')).toMatchObject({ kind: 'connect', request: { subresource: 'exec', query: { command: ['ls', '-l'], stdout: 'true' } } });
  });

  it('passes headers and body on', () => {
    expect(parse('POST', '/api/v1/namespaces', { 'content-type': 'application/json', accept: '*/*', 'user-agent': 'me/1' }, '{}')).toEqual({
      kind: 'send', request: { verb: 'create', ref: { group: '', version: 'v1', resource: 'namespaces' }, rawBody: '{}', contentType: 'application/json', accept: '*/*', userAgent: 'me/1' },
    });
  });

  it('leaves other paths to the server and refuses unknown methods', () => {
    expect(parse('GET', '/version')).toEqual({ kind: 'send', request: { verb: 'get', path: '/version' } });
    expect(parse('GET', '/apis/apps/v1')).toEqual({ kind: 'send', request: { verb: 'get', path: '/apis/apps/v1' } });
    expect(parse('FOO', '/api/v1/pods')).toMatchObject({ kind: 'send', request: { verb: 'create', ref: { resource: 'pods' } } });
    expect(parse('GET', '/api/v1/pods/a/b/c/d')).toMatchObject({ kind: 'send', request: { subresource: noRoute } });
  });

  it('holds hostile option names as plain data', () => {
    const info = parse('GET', '/api/v1/pods?__proto__=x');
    expect(info.kind === 'send' && Object.keys(info.request.query ?? {})).toEqual(['__proto__']);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});

// The proxy subresources: where a request goes, and how refusals read.
import { beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/system-clock.ts';
import { seededRandom } from '../../../src/base/random.ts';
import type { Pod } from '../../../src/api/generated/core-v1.ts';
import { Client } from '../../../src/client/client.ts';
import { pods } from '../../../src/client/resources.ts';
import type { ApiResponse, Transport } from '../../../src/client/transport.ts';
import { createApiServer, storeIndexes } from '../../../src/cluster/apiserver/api-server.ts';
import type { HttpCall } from '../../../src/base/http-call.ts';
import { requestInfo } from '../../../src/cluster/apiserver/request-info.ts';
import { Store } from '../../../src/cluster/store/store.ts';

let transport: Transport;
let calls: (HttpCall & { node: string })[];

async function ask(method: string, url: string, body?: string): Promise<ApiResponse> {
  const info = requestInfo({ method, url, headers: { 'content-type': 'text/plain' }, ...(body !== undefined && { body }) });
  if (info.kind !== 'send') throw new Error(info.kind);
  return transport.send(info.request);
}

beforeEach(async () => {
  calls = [];
  const store = new Store({ clock: systemClock, ...(storeIndexes && { indexes: storeIndexes }) });
  const server = createApiServer({
    store, clock: systemClock, random: seededRandom(3), onError: (error) => { throw error; },
    podStreams: {
      connect: () => { throw new Error('not asked for'); },
      http: (node, call) => {
        calls.push({ ...call, node });
        return call.port === 81 ? Promise.reject(new Error('dial tcp 10.1.1.1:81: connect: connection refused')) : Promise.resolve({ status: 418, headers: { 'content-type': 'text/html', location: '/x', connection: 'close' }, body: 'tea' });
      },
    },
  });
  await server.bootstrap();
  transport = server.transport();
  const client = new Client(transport, { userAgent: 'test/1' });
  await client.create<Pod>(pods, { metadata: { name: 'p' }, spec: { nodeName: 'n1', containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 8080 }] }] } }, 'default');
  await transport.send({ verb: 'patch', ref: pods, namespace: 'default', name: 'p', subresource: 'status', contentType: 'application/merge-patch+json', body: { status: { podIP: '10.1.1.1', podIPs: [{ ip: '10.1.1.1' }] } } });
  await transport.send({ verb: 'create', ref: { group: '', version: 'v1', resource: 'services' }, namespace: 'default', body: { metadata: { name: 's' }, spec: { ports: [{ name: 'web', port: 80, targetPort: 8080 }] } } });
});

describe('proxy', () => {
  it('passes method, path, query and body on, and the answer back', async () => {
    const answer = await ask('POST', '/api/v1/namespaces/default/pods/http:p:90/proxy/a%20b/c/?q=1&q=2', 'body');
    expect(calls).toMatchObject([{ node: 'n1', scheme: 'http', host: '10.1.1.1', port: 90, method: 'POST', target: '/a%20b/c/?q=1&q=2', body: 'body' }]);
    expect(answer).toEqual({ code: 418, body: 'tea', contentType: 'text/html', headers: { location: '/x' }, warnings: [] });
  });

  it('asks the first port of a Pod when none is named', async () => {
    await ask('GET', '/api/v1/namespaces/default/pods/p/proxy');
    expect(calls).toMatchObject([{ port: 8080, target: '/', method: 'GET' }]);
  });

  it('says why nothing answered', async () => {
    expect(await ask('GET', '/api/v1/namespaces/default/pods/p:81/proxy/')).toMatchObject({ code: 503, body: { reason: 'ServiceUnavailable', message: 'error trying to reach service: dial tcp 10.1.1.1:81: connect: connection refused' } });
    expect(await ask('GET', '/api/v1/namespaces/default/pods/ghost/proxy/')).toMatchObject({ code: 404, body: { message: 'pods "ghost" not found' } });
    expect(await ask('GET', '/api/v1/namespaces/default/pods/ftp:p:81/proxy/')).toMatchObject({ code: 400, body: { message: 'invalid pod request "ftp:p:81"' } });
  });

  it('goes to a ready endpoint of a Service, by name or number of the port', async () => {
    expect(await ask('GET', '/api/v1/namespaces/default/services/s:web/proxy/')).toMatchObject({ code: 503, body: { message: 'no endpoints available for service "s"' } });
    expect(await ask('GET', '/api/v1/namespaces/default/services/s:99/proxy/')).toMatchObject({ code: 503, body: { message: 'no service port "99" found for service "s"' } });
    await transport.send({
      verb: 'create', ref: { group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices' }, namespace: 'default',
      body: { metadata: { name: 's-1', labels: { 'kubernetes.io/service-name': 's' } }, addressType: 'IPv4', ports: [{ name: 'web', port: 8080 }], endpoints: [{ addresses: ['10.9.9.9'], conditions: { ready: false } }, { addresses: ['10.1.1.1'], conditions: { ready: true }, nodeName: 'n1' }] },
    });
    for (const id of ['s', 's:web', 's:80']) expect(await ask('GET', `/api/v1/namespaces/default/services/${id}/proxy/x`)).toMatchObject({ code: 418 });
    expect(calls.map((call) => `${call.node} ${call.host}:${call.port}${call.target}`)).toEqual(Array(3).fill('n1 10.1.1.1:8080/x'));
  });
});

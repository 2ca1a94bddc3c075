// Lists that leave the endpoint in many pieces: every client, however it reads, gets what a client in the process gets.
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:http2';
import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/base/random.ts';
import { systemClock } from '../../../src/base/system-clock.ts';
import type { ConfigMap } from '../../../src/api/generated/core-v1.ts';
import { Client } from '../../../src/client/client.ts';
import { configMaps } from '../../../src/client/resources.ts';
import { createApiServer } from '../../../src/cluster/apiserver/api-server.ts';
import { Store } from '../../../src/cluster/store/store.ts';
import { makeCertificate } from '../../../src/entry/endpoint/certificates.ts';
import { startEndpoint } from '../../../src/entry/endpoint/endpoint.ts';

const path = '/api/v1/namespaces/default/configmaps';

test('a list of megabytes is whole over HTTP/1.1, compressed, over HTTP/2, for a slow reader and after one that left', { timeout: 60_000 }, async () => {
  const server = createApiServer({ store: new Store({ clock: systemClock }), clock: systemClock, random: seededRandom(1) });
  await server.bootstrap();
  const client = new Client(server.transport(), { userAgent: 'test' });
  // Beyond ASCII in one and two units, and items longer than a piece.
  for (let n = 0; n < 300; n++) await client.create<ConfigMap>(configMaps, { metadata: { name: `m-${String(n)}` }, data: { text: ['x', 'é', '€', '😀'][n % 4]?.repeat(n % 50 === 7 ? 200_000 : 2_000 * (n % 7)) ?? '' } }, 'default');
  const expected = await client.list<ConfigMap>(configMaps, 'default');
  const { ca, cert, key } = await makeCertificate(Date.now());
  const bugs: unknown[] = [];
  const endpoint = await startEndpoint({ port: 0, cert, key, authenticate: () => Promise.resolve(server.transport()), onBug: (error) => bugs.push(error) });
  const open = async (headers: Record<string, string>): Promise<IncomingMessage> => {
    const sent = request(`${endpoint.url}${path}`, { ca, headers: { authorization: 'Bearer x', ...headers }, agent: false }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return response;
  };
  const bytesOf = async (response: AsyncIterable<Buffer>, pauseMs = 0): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of response) {
      chunks.push(chunk);
      if (pauseMs > 0 && chunks.length % 20 === 0) await sleep(pauseMs);
    }
    return Buffer.concat(chunks);
  };
  const list = (bytes: Buffer): unknown => JSON.parse(bytes.toString('utf8'));
  try {
    const leaver = await open({});
    await once(leaver, 'data');
    leaver.destroy();
    expect(list(await bytesOf(await open({})))).toEqual(expected);
    expect(list(await bytesOf(await open({}), 5))).toEqual(expected);
    const compressed = await open({ 'accept-encoding': 'gzip' });
    expect(compressed.headers['content-encoding']).toBe('gzip');
    expect(list(gunzipSync(await bytesOf(compressed)))).toEqual(expected);
    const session = connect(endpoint.url, { ca });
    const stream = session.request({ ':path': path, authorization: 'Bearer x' });
    expect(list(await bytesOf(stream))).toEqual(expected);
    session.close();
    expect(bugs).toEqual([]);
  } finally {
    await endpoint.close();
  }
});

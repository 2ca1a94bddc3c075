// Watches over HTTPS from a revision of the past, by readers that stop reading: nothing is lost and nothing comes twice.
import { once } from 'node:events';
import { type IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
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

const writes = 300;
const watchers = 12;

test('slow and late readers get every event once and in order', { timeout: 60_000 }, async () => {
  const store = new Store({ clock: systemClock });
  const server = createApiServer({ store, clock: systemClock, random: seededRandom(1) });
  await server.bootstrap();
  const { ca, cert, key } = await makeCertificate(Date.now());
  const bugs: unknown[] = [];
  const endpoint = await startEndpoint({ port: 0, cert, key, authenticate: () => Promise.resolve(server.transport()), onBug: (error) => bugs.push(error) });
  const client = new Client(server.transport(), { userAgent: 'test' });
  const from = store.revision;
  const filler = 'x'.repeat(4000);
  const write = async (n: number): Promise<void> => { await client.create<ConfigMap>(configMaps, { metadata: { name: `m-${String(n)}` }, data: { filler } }, 'default'); };
  try {
    for (let n = 0; n < writes / 2; n++) await write(n);
    const readers = Array.from({ length: watchers }, async (_, i) => {
      await sleep(i * 10);
      const sent = request(`${endpoint.url}/api/v1/namespaces/default/configmaps?watch=1&resourceVersion=${String(from)}`, { ca, headers: { authorization: 'Bearer x' }, agent: false }).end();
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      let text = '';
      const names: string[] = [];
      await new Promise<void>((resolve) => {
        response.setEncoding('utf8');
        response.on('error', () => { resolve(); });
        response.on('data', (chunk: string) => {
          const lines = (text + chunk).split('\n');
          text = lines.pop() ?? '';
          for (const line of lines) names.push((JSON.parse(line) as { type: string; object: { metadata: { name: string } } }).object.metadata.name);
          if (names.length >= writes) resolve();
          if (i % 2 === 0) {
            response.pause();
            setTimeout(() => { response.resume(); }, 5 + i);
          }
        });
      });
      await sleep(50);
      sent.destroy();
      return names;
    });
    for (let n = writes / 2; n < writes; n++) {
      await write(n);
      if (n % 10 === 0) await sleep(1);
    }
    const wanted = Array.from({ length: writes }, (_, n) => `m-${String(n)}`);
    for (const names of await Promise.all(readers)) expect(names).toEqual(wanted);
    expect(bugs).toEqual([]);
  } finally {
    await endpoint.close();
  }
});

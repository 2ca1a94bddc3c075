// A Pod whose spec was read and accepted before must be answered to the byte as one whose spec is new.
import { expect, test } from 'vitest';
import type { KubeObject } from '../../../src/api/meta/object.ts';
import { seededRandom } from '../../../src/base/random.ts';
import { SimulatedClock } from '../../../src/base/simulated-clock.ts';
import { systemClock } from '../../../src/base/system-clock.ts';
import { pods } from '../../../src/client/resources.ts';
import type { ApiResponse, Transport } from '../../../src/client/transport.ts';
import { createApiServer } from '../../../src/cluster/apiserver/api-server.ts';
import { Store } from '../../../src/cluster/store/store.ts';
import { readCases } from '../../support/validate-oracle.ts';

async function newServer(): Promise<{ transport: Transport; store: Store }> {
  const clock = new SimulatedClock(systemClock, { isPaused: true, startMs: Date.UTC(2026, 0, 1) });
  const store = new Store({ clock });
  const server = createApiServer({ store, clock, random: seededRandom(3), onError: (error) => { throw error; } });
  await server.bootstrap();
  return { transport: server.transport(), store };
}

/** The answer without what is another for each Pod. */
function shown({ code, body, warnings }: ApiResponse): string {
  const { uid = 'none', resourceVersion = 'none' } = (body as Partial<KubeObject>).metadata ?? {};
  return JSON.stringify({ code, body, warnings }).replaceAll(uid, 'UID').replace(`"resourceVersion":"${resourceVersion}"`, '"resourceVersion":""').replace(/kube-api-access-[a-z0-9]{5}(?=")/g, 'kube-api-access');
}

test('recorded Pods are answered alike when their specs are new, seen, read before and accepted before', { timeout: 60_000 }, async () => {
  const manifests = (['cases', 'pairs'] as const).flatMap((file) => readCases(file)).map(({ manifest }) => manifest).filter((manifest) => manifest['kind'] === 'Pod' && typeof (manifest['metadata'] as { name?: unknown } | null | undefined)?.name === 'string').filter((_, i) => i % 40 === 0);
  const { transport, store } = await newServer();
  let accepted = 0;
  for (const manifest of manifests) {
    const answers: string[] = [];
    for (let time = 0; time < 4; time++) {
      // In a body of its own each time, by turns a value and a text.
      const text = JSON.stringify(manifest);
      const response = await transport.send({ verb: 'create', ref: pods, namespace: 'default', userAgent: 'test/1', query: { fieldValidation: 'Warn' }, ...(time % 2 === 0 ? { body: JSON.parse(text) as unknown } : { rawBody: text }) });
      answers.push(shown(response));
      if (response.code !== 201) continue;
      accepted++;
      const { metadata } = response.body as KubeObject;
      const key = `${metadata.namespace}/${metadata.name}`;
      const stored = store.get('pods', key);
      expect(stored).toBe(response.body);
      if (stored !== undefined) store.delete('pods', key, stored);
    }
    expect(new Set(answers).size, JSON.stringify(manifest)).toBe(1);
  }
  expect(accepted).toBeGreaterThan(manifests.length);
});

// Clients of a Service with affinity keep their endpoint as long as they keep asking.
import { expect, it } from 'vitest';
import { SimulatedClock } from '../../../src/base/simulated-clock.ts';
import { seededRandom } from '../../../src/base/random.ts';
import type { Service } from '../../../src/api/generated/core-v1.ts';
import type { EndpointSlice } from '../../../src/api/generated/discovery-v1.ts';
import { ServiceProxy } from '../../../src/cluster/proxy/service-proxy.ts';
import type { InformerFactory } from '../../../src/cluster/component-helpers/informer-factory.ts';

it('for the seconds that the Service says, counted from the last connection', () => {
  const clock = new SimulatedClock({ now: () => 0, setTimeout: () => ({ dispose: () => undefined }) }, { isPaused: true, startMs: 0 });
  const service = { metadata: { name: 's', namespace: 'default', uid: 'u' }, spec: { clusterIP: '10.96.0.9', ports: [{ port: 80 }], sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } } } } as unknown as Service;
  const slice = { ports: [{ port: 8080 }], endpoints: Array.from({ length: 50 }, (_, i) => ({ addresses: [`10.244.0.${i}`] })) } as unknown as EndpointSlice;
  const none = { dispose: () => undefined };
  const informer = { onDidAdd: (hear: (e: object) => void) => { hear({ object: service }); return none; }, onDidUpdate: () => none, onDidDelete: () => none, index: () => ({ of: () => [slice] }) };
  const proxy = new ServiceProxy({ of: () => informer } as unknown as InformerFactory, clock, seededRandom(3), new Set());
  const ask = (): unknown => proxy.resolve('10.96.0.9', 80, '10.244.1.1');
  const pass = (seconds: number): void => { clock.setTimeout(() => undefined, seconds * 1000); clock.step(); };
  const first = ask();
  pass(50);
  expect(ask()).toEqual(first);
  pass(50);
  expect(ask()).toEqual(first);
  pass(61);
  expect(ask()).not.toEqual(first);
});

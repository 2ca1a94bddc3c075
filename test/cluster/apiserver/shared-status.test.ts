// Statuses of which a client sends the same frozen parts for many Pods: they are kept once, and nobody sees a difference.
import { beforeAll, expect, test } from 'vitest';
import { SimulatedClock } from '../../../src/base/simulated-clock.ts';
import { systemClock } from '../../../src/base/system-clock.ts';
import { seededRandom } from '../../../src/base/random.ts';
import { deepFreeze } from '../../../src/api/meta/deep-freeze.ts';
import { cloneJson } from '../../../src/api/meta/json.ts';
import type { Pod, PodStatus } from '../../../src/api/generated/core-v1.ts';
import type { New } from '../../../src/api/meta/object.ts';
import { StatusError } from '../../../src/api/meta/status-error.ts';
import { Client } from '../../../src/client/client.ts';
import { pods } from '../../../src/client/resources.ts';
import { createApiServer, storeIndexes } from '../../../src/cluster/apiserver/api-server.ts';
import { Store } from '../../../src/cluster/store/store.ts';

let client: Client;

beforeAll(async () => {
  const clock = new SimulatedClock(systemClock, { isPaused: true, startMs: Date.UTC(2026, 0, 1) });
  const server = createApiServer({ store: new Store({ clock, indexes: storeIndexes }), clock, random: seededRandom(3), onError: (error) => { throw error; } });
  await server.bootstrap();
  client = new Client(server.transport(), { userAgent: 'kubelet' });
});

const time = '2026-01-01T00:00:00Z';
const waiting = { conditions: [{ type: 'Ready', status: 'False', reason: 'R', message: 'm', observedGeneration: 1, lastTransitionTime: time }, { type: 'Initialized', status: 'True', observedGeneration: 1, lastTransitionTime: time }], hostIP: '10.0.0.1', hostIPs: [{ ip: '10.0.0.1' }], resources: {} };
const running = { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: time }, { type: 'Initialized', status: 'True', observedGeneration: 1, lastTransitionTime: time }], hostIP: '10.0.0.1', hostIPs: [{ ip: '10.0.0.1' }], resources: {} };

async function create(name: string): Promise<Pod> {
  return client.create<Pod>(pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers: [{ name: 'c', image: 'x' }] } } as unknown as New<Pod>, 'default');
}

/** The Pod's life with statuses made of `parts`. */
async function live(name: string, [first, second]: readonly object[]): Promise<readonly Pod[]> {
  const states = [await create(name)];
  for (const part of [{ ...first, phase: 'Pending', observedGeneration: 1 }, { ...second, phase: 'Running', observedGeneration: 1, podIP: '10.1.0.1', podIPs: [{ ip: '10.1.0.1' }] }, { phase: 'Running' }]) {
    const before = states.at(-1) as Pod;
    states.push(await client.update<Pod>(pods, { ...before, status: part as unknown as PodStatus }, { subresource: 'status' }));
  }
  return states;
}

function told(states: readonly Pod[]): unknown {
  return states.map(({ status, metadata: { managedFields = [] } }) => ({ status, managedFields }));
}

test('statuses with frozen parts are stored, owned and answered as others are', async () => {
  const frozen = [deepFreeze(cloneJson(waiting)), deepFreeze(cloneJson(running))];
  const plain = await live('aaaa', [waiting, running]);
  const [first, second] = [await live('bbbb', frozen), await live('cccc', frozen)];
  expect(told(first)).toEqual(told(plain));
  expect(told(second)).toEqual(told(plain));
  expect(second[1]?.status.conditions).toBe(first[1]?.status.conditions);
  // The server knows the generation that the client left out; what the client froze stays as it was.
  expect(first[2]?.status.conditions?.[0]?.observedGeneration).toBe(1);
  expect(frozen).toEqual([waiting, running]);
});

test('what is wrong in a frozen part is told each time', async () => {
  const conditions = deepFreeze([{ type: 'Ready', status: 'True', typo: 'x' }]);
  for (const name of ['wrong-1', 'wrong-2']) {
    const pod = await create(name);
    const refusal: unknown = await client.update(pods, { ...pod, status: { ...pod.status, conditions } } as unknown as Pod, { subresource: 'status', query: { fieldValidation: 'Strict' } }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(StatusError);
    expect((refusal as StatusError).message).toContain('unknown field "status.conditions[0].typo"');
  }
});

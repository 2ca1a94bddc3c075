// Promises of the API server that no single recorded request shows.
import { beforeEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from '../../../src/base/simulated-clock.ts';
import { systemClock } from '../../../src/base/system-clock.ts';
import { seededRandom } from '../../../src/base/random.ts';
import type { KubeObject, New } from '../../../src/api/meta/object.ts';
import { StatusError } from '../../../src/api/meta/status-error.ts';
import { Client } from '../../../src/client/client.ts';
import { configMaps, pods } from '../../../src/client/resources.ts';
import type { Transport, WatchEvent } from '../../../src/client/transport.ts';
import { createApiServer, storeIndexes } from '../../../src/cluster/apiserver/api-server.ts';
import { Store } from '../../../src/cluster/store/store.ts';

let transport: Transport;
let client: Client;
let clock: SimulatedClock;

beforeEach(async () => {
  clock = new SimulatedClock(systemClock, { isPaused: true, startMs: Date.UTC(2026, 0, 1) });
  const store = new Store({ clock, maxLag: 20, ...(storeIndexes && { indexes: storeIndexes }) });
  const server = createApiServer({ store, clock, random: seededRandom(3), onError: (error) => { throw error; } });
  await server.bootstrap();
  transport = server.transport();
  client = new Client(transport, { userAgent: 'test/1' });
});

const configMap = (name: string, data: Record<string, string> = {}): { metadata: { name: string }; data: Record<string, string> } => ({ metadata: { name }, data });

function watchMaps(query: Record<string, string>, onEvents: (events: readonly WatchEvent[]) => Promise<void> | undefined) {
  const closed: unknown[] = [];
  const watch = transport.watch({ verb: 'watch', ref: configMaps, namespace: 'default', query }, { onEvents, onClose: (status) => { closed.push(status); } });
  return { watch, closed };
}

async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

describe('API server', () => {
  it('hands out frozen objects and takes none by reference (I13)', async () => {
    const body = configMap('a', { k: 'v' });
    const made = await client.create(configMaps, body, 'default');
    body.data['k'] = 'changed';
    expect(() => { (made as unknown as { data: Record<string, string> }).data['k'] = 'x'; }).toThrow(TypeError);
    expect(await client.get(configMaps, 'a', 'default')).toMatchObject({ data: { k: 'v' } });
  });

  it('judges and keeps a status alike, whether the rest of the body is the stored object itself or was sent as text', async () => {
    const statuses = [
      { phase: 'Pending', conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: '2026-01-01T00:00:00Z' }] },
      { phase: 'Running', podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }], hostIP: '10.1.0.1' },
      { phase: 'Running', hostIP: 'nonsense', hostIPs: [{ ip: 'nonsense' }] },
      { phase: 5 },
    ];
    const written: unknown[] = [];
    for (const asText of [false, true]) {
      const name = asText ? 'b' : 'a';
      const manifest = { metadata: { name, labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
      let pod = await client.create<KubeObject>(pods, manifest as New<KubeObject>, 'default');
      const answers: unknown[] = [];
      for (const status of statuses) {
        const body = { ...pod, status };
        const answer = await transport.send({ verb: 'update', ref: pods, subresource: 'status', namespace: 'default', name, userAgent: 'kubelet', ...(asText ? { rawBody: JSON.stringify(body) } : { body }) });
        if (answer.code === 200) pod = answer.body as KubeObject;
        const { uid: _uid, resourceVersion: _version, name: _name, ...metadata } = pod.metadata;
        answers.push(answer.code === 200 ? { ...pod, metadata, spec: {} } : (answer.body as { message: string }).message.replaceAll(`"${name}"`, '"NAME"'));
        expect(Object.isFrozen(pod.metadata.labels)).toBe(true);
      }
      written.push(answers);
    }
    expect(written[0]).toEqual(written[1]);
    expect((written[0] as unknown[]).map((answer) => typeof answer)).toEqual(['object', 'object', 'string', 'string']);
  });

  it('keeps names of prototypes as plain data (I14)', async () => {
    const data = JSON.parse('{"__proto__":"p","constructor":"c","hasOwnProperty":"h"}') as Record<string, string>;
    await client.create(configMaps, configMap('a', data), 'default');
    for (const [type, patch] of [['application/merge-patch+json', '{"data":{"__proto__":"q"}}'], ['application/strategic-merge-patch+json', '{"data":{"__proto__":"r"}}'], ['application/json-patch+json', '[{"op":"add","path":"/data/__proto__","value":"s"}]']] as const) {
      await transport.send({ verb: 'patch', ref: configMaps, namespace: 'default', name: 'a', contentType: type, rawBody: patch });
    }
    const applied = await transport.send({ verb: 'patch', ref: configMaps, namespace: 'default', name: 'a', contentType: 'application/apply-patch+yaml', query: { fieldManager: 'm', force: 'true' }, rawBody: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"__proto__":"t"}}' });
    expect(applied.code).toBe(200);
    const stored = (await client.get<KubeObject & { data: Record<string, string> }>(configMaps, 'a', 'default')).data;
    expect(Object.entries(stored)).toEqual([['__proto__', 't'], ['constructor', 'c'], ['hasOwnProperty', 'h']]);
    expect(({} as { q?: unknown }).q).toBeUndefined();
  });

  it('applies twice without a second write, and names the owner in a conflict (I9)', async () => {
    const apply = (manager: string, value: string) =>
      transport.send({ verb: 'patch', ref: configMaps, namespace: 'default', name: 'a', contentType: 'application/apply-patch+yaml', query: { fieldManager: manager }, body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { k: value } } });
    const first = (await apply('one', 'v')).body as KubeObject;
    clock.advanceTo(clock.now() + 60_000);
    expect((await apply('one', 'v')).body).toBe(await client.get(configMaps, 'a', 'default'));
    expect((await client.get(configMaps, 'a', 'default')).metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    expect(await apply('two', 'w')).toMatchObject({ code: 409, body: { message: 'Apply failed with 1 conflict: conflict with "one": .data.k' } });
  });

  it('writes nothing for an update that changes nothing (I1)', async () => {
    const made = await client.create(configMaps, configMap('a', { k: 'v' }), 'default');
    clock.advanceTo(clock.now() + 60_000);
    expect((await client.update(configMaps, made)).metadata.resourceVersion).toBe(made.metadata.resourceVersion);
  });

  it('ends a watch that does not keep up, and tells it so', async () => {
    const { closed } = watchMaps({ resourceVersion: (await client.list(configMaps, 'default')).metadata.resourceVersion }, () => new Promise(() => undefined));
    for (let i = 0; i < 40; i++) await client.create(configMaps, configMap(`a${i}`), 'default');
    await settle();
    expect(closed).toMatchObject([{ code: 410, reason: 'Expired' }]);
  });

  it('sends a bookmark each minute and closes when the time is over', async () => {
    const seen: WatchEvent[] = [];
    const { closed } = watchMaps({ allowWatchBookmarks: 'true', timeoutSeconds: '100', resourceVersion: (await client.list(configMaps, 'default')).metadata.resourceVersion }, (events) => { seen.push(...events); return undefined; });
    await client.create(configMaps, configMap('a'), 'default');
    await settle();
    clock.advanceTo(clock.now() + 61_000);
    await settle();
    expect(seen.map((e) => e.type)).toEqual(['ADDED', 'BOOKMARK']);
    const revision = (await client.list(configMaps, 'default')).metadata.resourceVersion;
    expect((seen[1]?.object as KubeObject).metadata.resourceVersion).toBe(revision);
    clock.advanceTo(clock.now() + 60_000);
    await settle();
    expect(closed).toEqual([undefined]);
  });

  it('pages through one snapshot while objects change (I7)', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await client.create(configMaps, configMap(name), 'kube-public');
    const first = await client.list(configMaps, 'kube-public', { limit: 2 });
    await client.create(configMaps, configMap('bb'), 'kube-public');
    await client.delete(configMaps, 'd', 'kube-public');
    const second = await client.list(configMaps, 'kube-public', { limit: 10, continue: first.metadata.continue });
    expect([...first.items, ...second.items].map((o) => o.metadata.name)).toEqual(['a', 'b', 'c', 'd', 'kube-root-ca.crt']);
  });

  it('finds the Pods of a node', async () => {
    const pod = (name: string, nodeName?: string) => ({ metadata: { name }, spec: { ...(nodeName && { nodeName }), containers: [{ name: 'c', image: 'x' }] } });
    for (const [name, node] of [['a', 'n1'], ['b', 'n2'], ['c', undefined]] as const) await client.create(pods, pod(name, node), 'default');
    await transport.send({ verb: 'create', ref: pods, namespace: 'default', name: 'c', subresource: 'binding', body: { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'c' }, target: { kind: 'Node', name: 'n1' } } });
    expect((await client.list(pods, undefined, { fieldSelector: 'spec.nodeName=n1' })).items.map((o) => o.metadata.name)).toEqual(['a', 'c']);
  });

  it('turns refusals into StatusError and never throws across the door', async () => {
    await expect(client.get(pods, 'none', 'default')).rejects.toBeInstanceOf(StatusError);
    for (const rawBody of ['', '{', 'null', '[]', '{"metadata":[]}', '{"metadata":{"name":5}}']) {
      expect((await transport.send({ verb: 'create', ref: pods, namespace: 'default', rawBody })).code).toBeGreaterThanOrEqual(400);
    }
  });
});

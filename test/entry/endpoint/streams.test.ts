// Streams into a running Pod as clients open them: how many there may be, tokens in the WebSocket's protocol, and what is left when a client vanishes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { canaryToken, type Served, serve } from '../support/served.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'podlab-streams-'));
let served: Served;
let api: CoreV1Api;

beforeAll(async () => {
  served = await serve(['--ephemeral', '--kubeconfig', path.join(folder, 'kubeconfig'), '--nodes', '2', '--latencies', 'none']);
  const config = new KubeConfig();
  config.loadFromFile(served.kubeconfig);
  api = config.makeApiClient(CoreV1Api);
  await api.createNamespacedPod({ namespace: 'default', body: { metadata: { name: 'target' }, spec: { containers: [{ name: 'main', image: 'busybox:1.36', command: ['sleep', '3600'] }] } } });
  await vi.waitFor(async () => { expect((await api.readNamespacedPod({ name: 'target', namespace: 'default' })).status?.phase).toBe('Running'); }, { timeout: 15_000, interval: 100 });
}, 60_000);
afterAll(async () => {
  await served.end();
  rmSync(folder, { recursive: true });
});

test('a watch over WebSocket sends one event a message', async () => {
  const events: { type: string; object: { metadata: { name: string } } }[] = [];
  const watch = (query: string): Promise<{ socket: WebSocket; code: number }> => {
    const socket = new WebSocket(`${served.url.replace('https', 'wss')}/api/v1/namespaces/default/configmaps?watch=true&fieldSelector=metadata.name%3Dheard${query}`, { ca: served.ca, headers: { authorization: `Bearer ${canaryToken}` } });
    socket.on('message', (data: Buffer) => { events.push(JSON.parse(data.toString()) as (typeof events)[number]); });
    socket.on('error', () => undefined);
    return new Promise((resolve) => {
      socket.on('open', () => { resolve({ socket, code: 101 }); });
      socket.on('unexpected-response', (_, response) => { resolve({ socket, code: response.statusCode ?? 0 }); });
    });
  };
  const { socket } = await watch('');
  await api.createNamespacedConfigMap({ namespace: 'default', body: { metadata: { name: 'heard' } } });
  await api.deleteNamespacedConfigMap({ namespace: 'default', name: 'heard' });
  await vi.waitFor(() => { expect(events.map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual(['ADDED heard', 'DELETED heard']); }, { timeout: 5000 });
  socket.terminate();
  const refusal = await watch('&labelSelector=a%20b');
  expect(refusal.code).toBe(400);
  refusal.socket.terminate();
});

type Opened = { readonly socket: WebSocket; readonly code: number };
function open(command: readonly string[], options: { protocols?: string[]; headers?: Record<string, string> } = {}): Promise<Opened> {
  const query = [...command.map((word) => `command=${encodeURIComponent(word)}`), 'stdout=true', 'stdin=true'].join('&');
  const socket = new WebSocket(`${served.url.replace('https', 'wss')}/api/v1/namespaces/default/pods/target/exec?${query}`, options.protocols ?? ['v5.channel.k8s.io'], { ca: served.ca, headers: options.headers ?? { authorization: `Bearer ${canaryToken}` } });
  return new Promise((resolve) => {
    socket.on('open', () => { resolve({ socket, code: 101 }); });
    socket.on('unexpected-response', (_, response) => {
      resolve({ socket, code: response.statusCode ?? 0 });
      socket.terminate();
    });
    socket.on('error', () => undefined);
  });
}

test('a token may come in the WebSocket\'s protocol, which is not said back', async () => {
  const { socket, code } = await open(['true'], { headers: {}, protocols: ['v5.channel.k8s.io', `base64url.bearer.authorization.k8s.io.${Buffer.from(canaryToken).toString('base64url')}`] });
  expect(code).toBe(101);
  expect(socket.protocol).toBe('v5.channel.k8s.io');
  socket.close();
});

test('the 51st stream is refused, and there is room again when one ends', async () => {
  const opened = await Promise.all(Array.from({ length: 50 }, () => open(['cat'])));
  expect(opened.map(({ code }) => code)).toEqual(Array(50).fill(101));
  expect((await open(['cat'])).code).toBe(429);
  expect((await api.listNamespacedPod({ namespace: 'default' })).items).toHaveLength(1);
  for (const { socket } of opened) socket.terminate();
  await vi.waitFor(async () => {
    const { socket, code } = await open(['true']);
    socket.close();
    expect(code).toBe(101);
  }, { timeout: 5000 });
  expect(served.output().split('\n')).toHaveLength(2);
});

test('a message above 4 MiB ends its stream and nothing else', async () => {
  const { socket } = await open(['cat']);
  const closed = new Promise<number>((resolve) => { socket.on('close', resolve); });
  socket.send(Buffer.alloc(5 * 1024 * 1024));
  expect(await closed).toBe(1009);
  expect((await api.listNamespacedPod({ namespace: 'default' })).items).toHaveLength(1);
});

// `podlab serve --config`, and the explanation over its endpoint, as a process.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { NodeList } from '../../../src/api/generated/core-v1.ts';
import type { SchedulingExplanation } from '../../../src/client/scheduling-explanation.ts';
import { type Served, serve } from '../support/served.ts';

let folder: string;
let served: Served | undefined;
const at = (name: string): string => path.join(folder, name);

beforeEach(() => { folder = mkdtempSync(path.join(tmpdir(), 'podlab-config-')); });
afterEach(async () => {
  await served?.end();
  served = undefined;
  rmSync(folder, { recursive: true });
});

async function ask<T>(method: string, url: string, body?: unknown): Promise<{ code: number; body: T }> {
  const { port = 0, ca = '', token = '' } = served ?? {};
  return new Promise((resolve, reject) => {
    const call = httpsRequest({ host: '127.0.0.1', port, ca, method, path: url, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => { text += chunk.toString(); });
      response.on('end', () => { resolve({ code: response.statusCode ?? 0, body: JSON.parse(text) as T }); });
    });
    call.on('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const pod = (spec: object): object => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'asked' }, spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec } });

test('the cluster has the nodes of the file, and its endpoint explains over them', async () => {
  writeFileSync(at('podlab.yaml'), 'latencies: none\nnodes:\n  - { name: cp, role: control-plane }\n  - name: gpu-1\n    capacity: { cpu: 8, example.com/gpu: 2 }\n    labels: { disk: ssd }\n    taints: [{ key: dedicated, value: gpu, effect: NoSchedule }]\n');
  served = await serve(['--config', at('podlab.yaml'), '--kubeconfig', at('kubeconfig'), '--port', '0']);
  const { body: nodes } = await ask<NodeList>('GET', '/api/v1/nodes');
  expect(nodes.items.map(({ metadata }) => metadata.name)).toEqual(['cp', 'gpu-1']);
  expect(nodes.items[1]).toMatchObject({ metadata: { labels: { disk: 'ssd' } }, spec: { taints: [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }] }, status: { capacity: { cpu: '8', 'example.com/gpu': '2', memory: '4Gi' } } });
  const refused = await ask<SchedulingExplanation>('POST', '/podlab/explain-scheduling', pod({}));
  expect(refused).toMatchObject({ code: 200, body: { outcome: 'unschedulable', message: expect.stringMatching(/^0\/2 nodes are available: 2 node\(s\) had untolerated taint\(s\)\./) as unknown } });
  const tolerated = await ask<SchedulingExplanation>('POST', '/podlab/explain-scheduling', pod({ tolerations: [{ key: 'dedicated', operator: 'Exists' }] }));
  expect(tolerated.body.predictedNodes).toEqual(['gpu-1']);
  expect((await ask<{ message: string }>('POST', '/podlab/explain-scheduling', 'x')).code).toBe(400);
});

test('a file with mistakes ends it with a line for each', async () => {
  writeFileSync(at('podlab.yaml'), 'speed: 2\nnodes:\n  - name: a\n    capacity:\n      cpu: lots\n  - name: a\n    role: boss\n');
  await expect(serve(['--config', at('podlab.yaml'), '--kubeconfig', at('kubeconfig')])).rejects.toThrow(/podlab\.yaml:7: nodes\[1\]\.role: Unsupported value: "boss"/);
  writeFileSync(at('podlab.yaml'), 'nodes:\n  - name: a\n    capacity:\n      cpu: lots\n  - name: a\n');
  await expect(serve(['--config', at('podlab.yaml'), '--kubeconfig', at('kubeconfig')])).rejects.toThrow(/podlab\.yaml:4: nodes\[0\]\.capacity\[cpu\]: Invalid value: "lots"[^]*podlab\.yaml:5: nodes\[1\]\.name: Duplicate value: "a"/);
  await expect(serve(['--config', at('nowhere.yaml'), '--kubeconfig', at('kubeconfig')])).rejects.toThrow(/ENOENT/);
});

// `podlab node` against a running `podlab serve`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ran, run } from '../support/run.ts';
import { bundledCli, type Served, serve } from '../support/served.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'podlab-node-'));
const at = (name: string): string => path.join(folder, name);
let served: Served;

beforeAll(async () => { served = await serve(['--ephemeral', '--kubeconfig', at('kubeconfig'), '--nodes', '2', '--disable', 'scheduler,controllers', '--latencies', 'none']); }, 60_000);
afterAll(async () => {
  await served.end();
  rmSync(folder, { recursive: true });
});
/** What the API has of a Node; undefined when it has none. */
async function nodeObject(name: string): Promise<unknown> {
  const { code, body } = await ask(`/api/v1/nodes/${name}`);
  return code === 200 ? body : undefined;
}
function ask(url: string): Promise<{ code: number; body: unknown }> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port: served.port, path: url, ca: served.ca, headers: { authorization: `Bearer ${served.token}` } }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => { text += chunk.toString(); });
      response.on('end', () => { resolve({ code: response.statusCode ?? 0, body: JSON.parse(text) }); });
    }).on('error', reject);
  });
}
async function node(...args: string[]): Promise<Ran> {
  return run(process.execPath, [await bundledCli(), 'node', ...args], { env: { HOME: folder } });
}

test('stops and starts kubelets, by either word', async () => {
  for (const verb of ['stop', 'start', 'stop-kubelet', 'start-kubelet']) expect(await node(verb, 'worker-1', '--kubeconfig', at('kubeconfig'))).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(await node('stop', 'nobody', '--kubeconfig', at('kubeconfig'))).toMatchObject({ code: 1, stderr: 'error: there is no machine "nobody"\n' });
});

test('adds a machine with what it is told, and takes it away', async () => {
  const to = ['--kubeconfig', at('kubeconfig')];
  expect(await node('add', 'big', '--capacity', 'cpu=8,memory=16Gi', '--labels', 'disk=ssd,zone=a', '--taints', 'dedicated=gpu:NoSchedule', ...to)).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(await nodeObject('big')).toMatchObject({ metadata: { labels: { disk: 'ssd', zone: 'a' } }, spec: { taints: expect.arrayContaining([{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }]) as unknown, podCIDR: '10.244.2.0/24' }, status: { capacity: { cpu: '8', memory: '16Gi', pods: '110' } } });
  expect(await node('add', 'big', ...to)).toMatchObject({ code: 1, stderr: 'error: there is a node "big" already\n' });
  expect(await node('add', 'Bad_Name', '--taints', 'a=b:Never', ...to)).toMatchObject({ code: 1, stderr: 'error: taints[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"\n' });
  for (const verb of ['off', 'on', 'remove']) expect(await node(verb, 'big', ...to)).toMatchObject({ code: 0 });
  expect(await nodeObject('big')).toBeUndefined();
  expect(await node('remove', 'big', ...to)).toMatchObject({ code: 1, stderr: 'error: there is no machine "big"\n' });
});

test('says what is wrong with what it is given', async () => {
  writeFileSync(at('other.yaml'), 'apiVersion: v1\nkind: Config\n');
  const { clusters, users } = { clusters: [{ cluster: { server: 'https://127.0.0.1:1', 'certificate-authority-data': '' } }], users: [{ user: { token: 'x' } }] };
  writeFileSync(at('dead'), JSON.stringify({ clusters, users }));
  expect(await node('stop', 'a', '--kubeconfig', at('dead'))).toMatchObject({ code: 1, stderr: 'error: nothing answers at https://127.0.0.1:1: is podlab serve running?\n' });
  expect(await node('stop', 'a', '--kubeconfig', at('other.yaml'))).toMatchObject({ code: 1, stderr: `error: ${at('other.yaml')} is not a kubeconfig of podlab serve\n` });
  expect(await node('stop', 'a')).toMatchObject({ code: 1, stderr: `error: there is no kubeconfig ${at('.podlab/kubeconfig')}: start podlab serve, or name another with --kubeconfig\n` });
  expect((await node('stop')).code).toBe(2);
  expect((await node('explode', 'a')).code).toBe(2);
  expect((await node('stop', 'a', '--bogus')).stderr).toContain("error: Unknown option '--bogus'");
});

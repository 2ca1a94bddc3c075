// `podlab node` against a running `podlab serve`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
async function node(...args: string[]): Promise<Ran> {
  return run(process.execPath, [await bundledCli(), 'node', ...args], { env: { HOME: folder } });
}

test('stops and starts kubelets, by either word', async () => {
  for (const verb of ['stop', 'start', 'stop-kubelet', 'start-kubelet']) expect(await node(verb, 'worker-1', '--kubeconfig', at('kubeconfig'))).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(await node('stop', 'nobody', '--kubeconfig', at('kubeconfig'))).toMatchObject({ code: 1, stderr: 'error: there is no machine "nobody"\n' });
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

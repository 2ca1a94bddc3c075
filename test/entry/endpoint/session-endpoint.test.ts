// The endpoint of the cluster inside VS Code: its files, its token, what it shows, and that it comes back.
import { fork } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { childPort } from '../../../src/entry/child-port.ts';
import { connectSession } from '../../../src/extension/session/cluster-session.ts';
import { callAs } from '../support/kubeconfig-call.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'podlab-session-'));
const at = (name: string): string => path.join(folder, name);
const bundle = at('cluster-process.js');
const endings: (() => Promise<void>)[] = [];

beforeAll(async () => {
  await build({ entryPoints: [path.join(import.meta.dirname, '../../../src/entry/cluster-process.ts')], outfile: bundle, bundle: true, platform: 'node', format: 'cjs', target: 'node22', logLevel: 'silent' });
});
afterEach(async () => { for (const end of endings.splice(0)) await end(); });
afterAll(() => { rmSync(folder, { recursive: true }); });

/** As the extension starts it. */
function startCluster() {
  const argv = [JSON.stringify({ latencies: 'none' })];
  const child = fork(bundle, argv, { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let said = '';
  child.stdout?.on('data', (data: Buffer) => { said += data.toString(); });
  child.stderr?.on('data', (data: Buffer) => { said += data.toString(); });
  const port = childPort(child);
  const session = connectSession(port);
  const end = async (): Promise<void> => {
    session.dispose();
    port.dispose();
    await port.ended;
  };
  endings.push(end);
  return { session, end, argv, said: () => said };
}
const modes = (dir: string): string[] => readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
  const file = path.join(dir, entry.name);
  return [`${(statSync(file).mode & 0o777).toString(8)} ${path.relative(folder, file)}`, ...(entry.isDirectory() ? modes(file) : [])];
}).sort();

test('opened on demand, it shows the cluster of the tree to the bearer of its kubeconfig, also after a reset', async () => {
  const { session, said } = startCluster();
  const call = { folder: at('kept'), isTemporary: false };
  const [info, again] = await Promise.all([session.openEndpoint(call), session.openEndpoint(call)]);
  expect(again).toEqual(info);
  expect(info.kubeconfig).toBe(at('kept/kubeconfig'));
  expect(modes(folder).filter((line) => line.includes('kept'))).toEqual(['600 kept/endpoint.json', '600 kept/kubeconfig', '600 kept/pki/ca.crt', '600 kept/pki/server.crt', '600 kept/pki/server.key', '700 kept', '700 kept/pki']);
  await session.client.send({ verb: 'create', ref: { group: '', version: 'v1', resource: 'configmaps' }, namespace: 'default', body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'seen' } } });
  expect((await callAs(info.kubeconfig, '/api/v1/namespaces/default/configmaps/seen')).code).toBe(200);
  await session.control({ action: 'reset' });
  expect((await callAs(info.kubeconfig, '/api/v1/namespaces/default/configmaps/seen')).code).toBe(404);
  expect((await callAs(info.kubeconfig, '/api/v1/nodes', { token: '' })).code).toBe(401);
  const { token } = JSON.parse(readFileSync(at('kept/endpoint.json'), 'utf8')) as { token: string };
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(said()).not.toContain(token);
});

test('the next process has the same port and token, or another port when that one is taken', async () => {
  const call = { folder: at('again'), isTemporary: false };
  const first = startCluster();
  const info = await first.session.openEndpoint(call);
  const before = readFileSync(info.kubeconfig, 'utf8');
  await first.end();
  const second = startCluster();
  expect(await second.session.openEndpoint(call)).toEqual(info);
  expect(readFileSync(info.kubeconfig, 'utf8')).toBe(before);
  await second.end();
  const squatter = createServer();
  await new Promise<void>((resolve) => { squatter.listen(Number(new URL(info.server).port), '127.0.0.1', resolve); });
  const third = startCluster();
  const moved = await third.session.openEndpoint(call);
  expect(moved.server).not.toBe(info.server);
  expect((await callAs(moved.kubeconfig, '/api/v1/nodes')).code).toBe(200);
  await new Promise((resolve) => { squatter.close(resolve); });
});

test('a temporary folder goes with its process', async () => {
  const { session, end } = startCluster();
  const { kubeconfig } = await session.openEndpoint({ folder: at('windows/one'), isTemporary: true });
  expect((await callAs(kubeconfig, '/api/v1/nodes')).code).toBe(200);
  await end();
  expect(readdirSync(at('windows'))).toEqual([]);
});

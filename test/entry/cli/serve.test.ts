// `podlab serve` from its flags to its end, as a process.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { canaryToken, type Served, serve, startServe } from '../support/served.ts';

let folder: string;
const running = new Set<Served>();
const at = (name: string): string => path.join(folder, name);
const apiOnly = ['--nodes', '0', '--disable', 'scheduler,kubelets,controllers', '--latencies', 'none'];

beforeEach(() => { folder = mkdtempSync(path.join(tmpdir(), 'podlab-serve-')); });
afterEach(async () => {
  for (const served of running) await served.end();
  running.clear();
  rmSync(folder, { recursive: true });
});

async function begin(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<Served> {
  const served = await serve([...apiOnly, '--kubeconfig', at('kubeconfig'), ...args], env);
  running.add(served);
  return served;
}
async function end(served: Served, signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
  running.delete(served);
  return served.end(signal);
}
/** Starts one that must not come up. */
async function refused(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const { exit, output } = await startServe([...apiOnly, '--kubeconfig', at('refused'), ...args], { PODLAB_TOKEN: canaryToken });
  return { code: await exit, output: output() };
}
function call(served: Served, method: string, url: string, body?: unknown): Promise<{ code: number; body: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(served.url + url, { method, ca: served.ca, agent: false, headers: { authorization: `Bearer ${served.token}`, 'content-type': 'application/json' } }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => { text += chunk.toString(); });
      response.on('end', () => { resolve({ code: response.statusCode ?? 0, body: JSON.parse(text) as Record<string, unknown> }); });
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
const configMap = (name: string): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
const maps = '/api/v1/namespaces/default/configmaps';

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it cleanly with watches open', async (signal) => {
  const served = await begin([]);
  const closed = new Promise<string>((resolve, reject) => {
    const watch = httpsRequest(`${served.url}${maps}?watch=true&sendInitialEvents=false`, { ca: served.ca, headers: { authorization: `Bearer ${served.token}` } }, (response) => {
      response.on('error', () => { resolve('cut'); });
      response.on('close', () => { resolve('closed'); });
      response.resume();
      void end(served, signal).then((code) => { expect(code).toBe(0); }).catch(reject);
    });
    watch.on('error', reject);
    watch.end();
  });
  await closed;
  expect(served.output()).toBe(`{"server":"${served.url}","kubeconfig":"${at('kubeconfig')}"}\n`);
});

test('with --state it comes back with its objects, port, token and certificate', async () => {
  const first = await begin(['--state', at('state')], {});
  expect(first.token).toMatch(/^[\w-]{43}$/);
  expect((await call(first, 'POST', maps, configMap('kept'))).code).toBe(201);
  const before = (await call(first, 'GET', `${maps}/kept`)).body;
  expect(await end(first, 'SIGKILL')).toBeNull();
  const second = await begin(['--state', at('state')], {});
  expect([second.url, second.token, second.ca]).toEqual([first.url, first.token, first.ca]);
  expect((await call(second, 'GET', `${maps}/kept`)).body).toEqual(before);
  const next = (await call(second, 'POST', maps, configMap('next'))).body as { metadata: { resourceVersion: string } };
  expect(Number(next.metadata.resourceVersion)).toBeGreaterThan(Number((before['metadata'] as { resourceVersion: string }).resourceVersion));
});

test('a second owner of a state is refused and touches nothing', async () => {
  const first = await begin(['--state', at('state')]);
  const files = readdirSync(at('state')).sort();
  expect(await refused(['--state', at('state')])).toEqual({ code: 1, output: `error: the state in ${at('state')} is in use by another Podlab\n` });
  expect(readdirSync(at('state')).sort()).toEqual(files);
  expect(existsSync(at('refused'))).toBe(false);
  expect((await call(first, 'GET', maps)).code).toBe(200);
});

test('a port that is taken is refused when it was asked for, and replaced when it was remembered', async () => {
  const first = await begin(['--state', at('state')]);
  expect(await end(first)).toBe(0);
  const squatter = createServer();
  await new Promise<void>((resolve) => { squatter.listen(first.port, '127.0.0.1', resolve); });
  try {
    expect(await refused(['--port', String(first.port)])).toEqual({ code: 1, output: `error: port ${first.port} of 127.0.0.1 is in use by another program; leave --port out to take any free one\n` });
    const second = await begin(['--state', at('state')]);
    expect(second.port).not.toBe(first.port);
    expect(readFileSync(at('kubeconfig'), 'utf8')).toContain(`127.0.0.1:${second.port}`);
  } finally {
    await new Promise((resolve) => { squatter.close(resolve); });
  }
});

test('its files are for their owner alone', async () => {
  const served = await begin(['--state', at('state')]);
  await call(served, 'POST', maps, configMap('any'));
  const modes = (dir: string): string[] => readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(dir, entry.name);
    const mode = (statSync(file).mode & 0o777).toString(8);
    return [`${mode} ${path.relative(folder, file)}`, ...(entry.isDirectory() ? modes(file) : [])];
  });
  const found = modes(folder).sort();
  expect(found).toEqual(['600 kubeconfig', '600 state/endpoint.json', '600 state/pki/ca.crt', '600 state/pki/server.crt', '600 state/pki/server.key', '600 state/podlab.db', '600 state/podlab.db-wal', '700 state', '700 state/pki']);
  expect(readFileSync(at('state/endpoint.json'), 'utf8')).not.toContain(canaryToken);
});

test('an unreadable identity is replaced', async () => {
  const first = await begin(['--state', at('state')], {});
  await end(first);
  writeFileSync(at('state/endpoint.json'), '{"port": "no", "tok');
  const second = await begin(['--state', at('state')], {});
  expect(second.token).not.toBe(first.token);
  expect((await call(second, 'GET', maps)).code).toBe(200);
});

test.each(['--disable', '--enable'])('a component that %s does not know is refused with the names of those that there are', async (flag) => {
  const { code, output } = await refused([flag, 'kubelets,scheduller']);
  expect(code).toBe(1);
  expect(output).toMatch(new RegExp(`^error: ${flag} knows no "scheduller"; it takes scheduler, kubelets, controllers, .*\\bpersistentvolume-binder-controller\\b`));
});

test.each([
  [['--port', 'x'], '--port takes a whole number, not "x"'],
  [['--port', '70000'], '--port takes a number up to 65535, not 70000'],
  [['--nodes', '100000'], '--nodes takes a number up to 1000, not 100000'],
  [['--speed=-1'], '--speed takes a number above 0, not "-1"'],
  [['--speed', 'Infinity'], '--speed takes a number above 0, not "Infinity"'],
  [['--latencies', 'some'], '--latencies takes realistic or none, not "some"'],
  [['--ephemeral', '--state', 'x'], '--ephemeral and --state exclude each other'],
  [['--bogus'], "Unknown option '--bogus'"],
])('flags %j are refused', async (args, message) => {
  const { code, output } = await refused(args);
  expect(code).toBe(2);
  expect(output).toContain(`error: ${message}`);
  expect(output).toContain('Usage: podlab serve');
});

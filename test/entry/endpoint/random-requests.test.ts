// Random requests with the administrator's token: whatever they say, the server never breaks and its API still answers.
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Random, randomInt, seededRandom } from '../../../src/base/random.ts';
import { canaryToken, type Served, serve } from '../support/served.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'podlab-random-'));
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
const seed = Number(process.env['PODLAB_SEED'] ?? Date.now() % 1_000_000);
const count = Number(process.env['PODLAB_RANDOM_REQUESTS'] ?? 3000);
let served: Served;

beforeAll(async () => { served = await serve(['--ephemeral', '--kubeconfig', path.join(folder, 'kubeconfig'), '--nodes', '0', '--disable', 'scheduler,kubelets,controllers']); }, 60_000);
afterAll(async () => {
  agent.destroy();
  await served.end();
  rmSync(folder, { recursive: true });
});

const segments = ['api', 'apis', 'v1', 'apps', 'namespaces', 'default', 'pods', 'configmaps', 'deployments', 'nodes', 'services', 'secrets', 'a', 'b', 'status', 'log', 'exec', 'scale', 'binding', 'eviction', 'ephemeralcontainers', 'watch', '__proto__', 'constructor', '%00', '..', '', 'é', '%zz', 'token', 'proxy', 'finalize', 'resize'];
const prefixes = ['/api/v1/namespaces/default/', '/apis/apps/v1/namespaces/default/', '/api/v1/', '/apis/', '/'];
/** Paths that exist, so that some requests get far. */
const known = ['pods', 'configmaps', 'pods/a', 'configmaps/a', 'pods/b/status', 'pods/a/ephemeralcontainers'].map((end) => `/api/v1/namespaces/default/${end}`);
const watches = ['watch=1&timeoutSeconds=1', 'watch=1&timeoutSeconds=1&resourceVersion=0', 'watch=1&timeoutSeconds=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true'];
const queries = [...watches, 'includeObject=Foo', 'includeObject=Object', 'export=1', 'limit=-1', 'limit=1', 'continue=x', 'resourceVersion=x', 'resourceVersion=99999999999', 'labelSelector=a in (', 'labelSelector=a', 'fieldSelector=metadata.name=a', 'fieldSelector=x=y', 'dryRun=All', 'dryRun=Some', 'fieldManager=m', 'force=maybe', 'propagationPolicy=Never', 'gracePeriodSeconds=-5', 'pretty=1', '__proto__=1', 'fieldValidation=Bogus', 'container=%00', 'resourceVersionMatch=Exact', 'sendInitialEvents=true'];
const types = ['application/json', 'application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json', 'application/apply-patch+yaml', 'application/yaml', 'application/vnd.kubernetes.protobuf', 'text/plain', 'bogus', ''];
const accepts = ['application/json', 'application/json;as=Table;v=v1;g=meta.k8s.io', 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io', 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io', 'application/json;stream=watch', 'application/yaml', 'application/vnd.kubernetes.protobuf', '*/*', 'bogus;;=', ''];
const words = ['apiVersion', 'kind', 'metadata', 'name', 'a', 'b', 'v1', 'apps/v1', 'Pod', 'ConfigMap', 'Deployment', 'spec', 'containers', 'image', 'labels', 'annotations', 'data', 'status', 'selector', 'template', 'replicas', 'ownerReferences', 'finalizers', 'managedFields', '__proto__', 'constructor', '$patch', '$retainKeys', 'delete', 'op', 'path', 'value', '/metadata/labels', '/spec/containers/0', 'add', 'move', 'from', 'volumes', 'resources', '1Gi', 'ports', ''];

function pick<T>(random: Random, from: readonly T[]): T {
  return from[randomInt(random, from.length)] as T;
}
function json(random: Random, depth: number): unknown {
  const roll = random.next();
  if (depth === 0 || roll < 0.25) return pick<unknown>(random, [null, true, 0, -1, 1.5, 1e300, '', ...words]);
  const size = randomInt(random, 5);
  if (roll < 0.45) return Array.from({ length: size }, () => json(random, depth - 1));
  return Object.fromEntries(Array.from({ length: size }, () => [pick(random, words), json(random, depth - 1)]));
}
function body(random: Random): string {
  const roll = random.next();
  if (roll < 0.1) return '';
  if (roll < 0.5) return JSON.stringify({ apiVersion: 'v1', kind: pick(random, ['Pod', 'ConfigMap']), metadata: { name: pick(random, ['a', 'b', `x${randomInt(random, 1e6)}`]), labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] }, data: { a: 'b' } });
  const base = roll < 0.75 ? { apiVersion: 'v1', kind: pick(random, ['Pod', 'ConfigMap', 'Service', 'Secret']), metadata: { name: pick(random, ['a', 'b']), ...(json(random, 2) as object) }, spec: json(random, 5), data: json(random, 2), [pick(random, words)]: json(random, 3) } : json(random, 6);
  const text = JSON.stringify(random.next() < 0.3 ? [base] : base);
  return roll > 0.95 ? text.slice(0, randomInt(random, text.length)) : text;
}

function send(random: Random): Promise<{ readonly code: number; readonly what: string; readonly text: string }> {
  const method = pick(random, ['GET', 'POST', 'PUT', 'PATCH', 'PATCH', 'DELETE']);
  const wild = encodeURI(pick(random, prefixes) + Array.from({ length: randomInt(random, 4) }, () => pick(random, segments)).join('/')).replaceAll('%25', '%');
  const target = random.next() < 0.6 ? pick(random, known) : wild;
  const asked = method === 'GET' && random.next() < 0.3 ? [pick(random, watches)] : [];
  for (let more = random.next() < 0.4 ? 1 + randomInt(random, 2) : 0; more > 0; more--) asked.push(pick(random, queries));
  const query = asked.length > 0 ? `?${encodeURI(asked.join('&'))}` : '';
  const sent = method === 'GET' ? '' : body(random);
  const headers: Record<string, string> = { authorization: `Bearer ${canaryToken}`, 'content-type': random.next() < 0.5 ? 'application/json' : pick(random, types), accept: pick(random, accepts), 'content-length': String(Buffer.byteLength(sent)) };
  const what = `${method} ${target}${query} ${JSON.stringify(headers)} ${sent.slice(0, 2000)}`;
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port: served.port, ca: served.ca, agent, method, path: `${target}${query}`, headers }, (response) => {
      let text = '';
      const done = (): void => { resolve({ code: response.statusCode ?? 0, what, text }); };
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        // A watch that did not say when to end.
        if (text.startsWith('{"type"')) response.destroy();
      });
      response.on('close', done);
      setTimeout(() => { response.destroy(); }, 3000).unref();
    });
    call.on('error', (error) => { reject(new Error(what, { cause: error })); });
    call.end(sent);
  });
}

test(`${count} random requests (PODLAB_SEED=${seed})`, async () => {
  const random = seededRandom(seed);
  const codes = new Map<number, number>();
  let left = count;
  // Each goes on by itself: what watches sees what the others write.
  await Promise.all(Array.from({ length: 8 }, async () => {
    while (left-- > 0) {
      const { code, what, text } = await send(random);
      codes.set(code, (codes.get(code) ?? 0) + 1);
      // Kubernetes itself says 504 to a resourceVersion from the future and 500 to one that is no number; our bugs are InternalError.
      if (code >= 500 && text.includes('InternalError')) throw new Error(`${code} ${text}\n${what}`);
    }
  }));
  expect(codes.get(200)).toBeGreaterThan(0);
  expect(codes.get(201)).toBeGreaterThan(0);
  expect(served.output().split('\n')).toHaveLength(2);
}, 120_000);

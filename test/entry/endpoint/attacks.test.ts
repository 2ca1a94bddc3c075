// The HTTP attacks of a loopback server: each is refused exactly, changes nothing, tells nothing, and leaves the server alive.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTcp, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { isSameToken } from '../../../src/entry/endpoint/guard.ts';
import { codes, exchange, openTls } from '../support/raw-https.ts';
import { canaryToken, type Served, serve } from '../support/served.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'podlab-attacks-'));
const canarySecret = 'canary-of-the-secret';
let served: Served;
let before: string;

beforeAll(async () => {
  served = await serve(['--ephemeral', '--kubeconfig', path.join(folder, 'kubeconfig'), '--nodes', '0', '--disable', 'scheduler,kubelets,controllers']);
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'canary' }, stringData: { value: canarySecret } };
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'target' }, spec: { containers: [{ name: 'c', image: 'i' }] } };
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'machine' } };
  for (const [url, body] of [['/api/v1/namespaces/default/secrets', secret], ['/api/v1/namespaces/default/pods', pod], ['/api/v1/nodes', node]] as const) {
    expect(codes(await exchange(served, http('POST', url, { auth: true, json: JSON.stringify(body) })))).toEqual([201]);
  }
}, 60_000);
afterAll(async () => {
  expect(await served.end()).toBe(0);
  rmSync(folder, { recursive: true });
});
beforeEach(async () => { before = await settledState(); });
afterEach(async () => { expect(await settledState(), 'the state changed').toBe(before); });

/** After a crowd of connections the server may still be counting them. */
function settledState(): Promise<string> {
  return vi.waitFor(state, { timeout: 10_000, interval: 100 });
}

/** A hash of everything in the store, with its revision: every list that the server has, in one go. */
async function state(): Promise<string> {
  const session = connectHttp2(served.url, { ca: served.ca });
  // Its streams tell.
  session.on('error', () => undefined);
  const read = (url: string): Promise<string> => new Promise((resolve, reject) => {
    const stream = session.request({ ':path': url, authorization: `Bearer ${canaryToken}` });
    let text = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => { text += chunk; });
    stream.on('end', () => { resolve(text); });
    stream.on('error', reject);
    stream.end();
  });
  lists ??= await listPaths(read);
  const hash = createHash('sha256');
  for (const list of await Promise.all(lists.map(read))) hash.update(list);
  session.destroy();
  return hash.digest('hex');
}
let lists: readonly string[] | undefined;

/** The paths of all kinds that can be listed, as discovery tells them. */
async function listPaths(read: (url: string) => Promise<string>): Promise<string[]> {
  const { groups } = JSON.parse(await read('/apis')) as { groups: { versions: { groupVersion: string }[] }[] };
  const roots = ['/api/v1', ...groups.flatMap(({ versions }) => versions.map(({ groupVersion }) => `/apis/${groupVersion}`))];
  const kinds = await Promise.all(roots.map(async (root) => (JSON.parse(await read(root)) as { resources: { name: string; verbs: string[] }[] }).resources.filter(({ verbs }) => verbs.includes('list')).map(({ name }) => `${root}/${name}`)));
  return kinds.flat();
}

interface Sent { readonly auth?: boolean; readonly headers?: readonly string[]; readonly json?: string; readonly host?: string | null; readonly body?: string; readonly open?: boolean }
function http(method: string, url: string, { auth, headers = [], json, host, body = json ?? '', open }: Sent = {}): string {
  const lines = [
    `${method} ${url} HTTP/1.1`,
    ...(host === null ? [] : [`Host: ${host ?? `127.0.0.1:${served.port}`}`]),
    ...(auth === true ? [`Authorization: Bearer ${canaryToken}`] : []),
    ...(json === undefined ? [] : ['Content-Type: application/json']),
    ...(body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
    ...(open === true ? [] : ['Connection: close']),
    ...headers,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

const pods = '/api/v1/namespaces/default/pods';
const exec = `${pods}/target/exec?command=id&stdout=true`;
const podJson = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"evil"},"spec":{"containers":[{"name":"c","image":"i"}]}}';
const unauthorized = '"message":"Unauthorized","reason":"Unauthorized","code":401}';
const webPage = 'requests of web pages are refused';
const ownAddress = 'answers only to its own loopback address';
const webSocket = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Protocol: v5.channel.k8s.io'];
const tunnel = [...webSocket.slice(0, 4), 'Sec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io'];
const spdy = ['Connection: Upgrade', 'Upgrade: SPDY/3.1', 'X-Stream-Protocol-Version: v4.channel.k8s.io'];
const admin = `Authorization: Bearer ${canaryToken}`;

async function refused(bytes: string, code: number, text?: string): Promise<void> {
  const answer = await exchange(served, bytes);
  expect(codes(answer), answer.slice(0, 500)).toEqual([code]);
  if (text !== undefined) expect(answer).toContain(text);
  expect(answer).not.toContain(canarySecret);
  expect(answer).not.toContain(canaryToken);
  expect(answer.toLowerCase()).not.toContain('access-control-allow');
}

describe('credentials', () => {
  test.each([
    ['none', []],
    ['a short one', ['Authorization: Bearer p']],
    ['an empty one', ['Authorization: Bearer ']],
    ['a long one', [`Authorization: Bearer ${'x'.repeat(8000)}`]],
    ['a near miss', [`Authorization: Bearer ${canaryToken.slice(0, -1)}m`]],
    ['with more behind it', [`Authorization: Bearer ${canaryToken}x`]],
    ['of another scheme', [`Authorization: Basic ${canaryToken}`]],
    ['in a cookie', [`Cookie: token=${canaryToken}`]],
    ['in the protocol of what is no WebSocket', [`Sec-WebSocket-Protocol: base64url.bearer.authorization.k8s.io.${Buffer.from(canaryToken).toString('base64url')}`]],
    ['an unsigned service account', ['Authorization: Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJzeXN0ZW06c2VydmljZWFjY291bnQ6ZGVmYXVsdDpkZWZhdWx0In0.']],
    ['impersonation alone', ['Impersonate-User: admin', 'Impersonate-Group: system:masters']],
  ])('token: %s', async (_, headers) => {
    await refused(http('GET', '/api/v1/secrets', { headers }), 401, unauthorized);
  });
  test.each(['token', 'access_token', 'bearer', 'authorization'])('a token in the query as %s', async (name) => {
    await refused(http('GET', `/api/v1/secrets?${name}=${canaryToken}`), 401, unauthorized);
  });
  test('the scheme may be spelled in lower case, as upstream has it', async () => {
    expect(codes(await exchange(served, http('GET', '/api/v1/pods', { headers: [`authorization: bearer ${canaryToken}`] })))).toEqual([200]);
  });
  test.each(['/livez', '/readyz', '/healthz', '/version', '/', '/api', '/apis', '/metrics', '/openapi/v2', '/openapi/v3', '/livezz', '/version/../api/v1/secrets', '/healthz%2f..%2fapi', '/podlab/nodes/machine/stop'])('without one %s does not answer', async (url) => {
    await refused(http('GET', url), 401, unauthorized);
  });
  test('machines obey the administrator alone', async () => {
    await refused(http('POST', '/podlab/nodes/machine/stop', { auth: true, headers: ['Impersonate-User: jane'] }), 403, 'forbidden: User \\"jane\\"');
    await refused(http('POST', '/podlab/nodes/nobody/stop', { auth: true }), 404, 'there is no machine \\"nobody\\"');
  });
  test('tokens are compared in constant time', () => {
    expect(isSameToken('a', 'a')).toBe(true);
    expect(isSameToken('a', 'b')).toBe(false);
    expect(isSameToken('a', 'aa')).toBe(false);
    expect(readFileSync(path.join(import.meta.dirname, '../../../src/entry/endpoint/guard.ts'), 'utf8')).toContain('timingSafeEqual(left, right)');
  });
});

describe('web pages and other hosts', () => {
  test.each(['evil.example', '127.0.0.1', '127.0.0.1:1', '127.0.0.1@evil.example', 'localhost', '0.0.0.0:PORT', '127.0.0.1:PORT.evil.example', 'LOCALHOST.evil.example:PORT', ''])('Host: %s', async (host) => {
    await refused(http('GET', '/api/v1/secrets', { auth: true, host: host.replace('PORT', String(served.port)) }), 403, ownAddress);
  });
  test('two Hosts', async () => { await refused(http('GET', '/api/v1/secrets', { auth: true, headers: ['Host: evil.example'] }), 400, 'too many Host headers'); });
  test('no Host', async () => { await refused(http('GET', '/api/v1/secrets', { auth: true, host: null }), 400); });
  test('HTTP/1.0 without Host', async () => { await refused(`GET /api/v1/secrets HTTP/1.0\r\n${admin}\r\n\r\n`, 403, ownAddress); });
  test.each(['http://evil.example', 'null', 'vscode-webview://x', 'https://127.0.0.1'])('Origin: %s', async (origin) => {
    await refused(http('GET', '/api/v1/secrets', { auth: true, headers: [`Origin: ${origin}`] }), 403, webPage);
    await refused(http('GET', exec, { auth: true, open: true, headers: [...webSocket, `Origin: ${origin}`] }), 403, webPage);
  });
  test.each(['cross-site', 'same-site', 'same-origin', 'bogus'])('Sec-Fetch-Site: %s', async (site) => {
    await refused(http('GET', '/version', { headers: [`Sec-Fetch-Site: ${site}`] }), 403, webPage);
  });
  test.each(['OPTIONS', 'TRACE', 'BOGUS'])('%s', async (method) => {
    await refused(http(method, pods, { auth: true }), 405);
  });
  test('a preflight gets no leave', async () => { await refused(http('OPTIONS', pods, { headers: ['Origin: http://evil.example', 'Access-Control-Request-Method: POST'] }), 403, webPage); });
  test('CONNECT', async () => { await refused(`CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\n${admin}\r\n\r\n`, 405, 'the server does not allow this method'); });
  test.each([
    ['application/x-www-form-urlencoded', 'a=b'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['text/plain', podJson],
  ])('a body as %s', async (type, body) => {
    await refused(http('POST', pods, { auth: true, body, headers: [`Content-Type: ${type}`] }), 415, 'the body of the request was in an unknown format - accepted media types include: application/json');
  });
  test.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])('%s: DELETE is not listened to', async (name) => {
    expect(codes(await exchange(served, http('GET', `${pods}/target`, { auth: true, headers: [`${name}: DELETE`] })))).toEqual([200]);
    await refused(http('POST', `${pods}/target?_method=DELETE`, { auth: true, headers: [`${name}: DELETE`], json: '{}' }), 405);
  });
});

describe('upgrades', () => {
  const shapes = [['WebSocket', webSocket, 'GET', exec], ['SPDY', spdy, 'POST', exec], ['tunnelled SPDY', tunnel, 'GET', `${pods}/target/portforward`]] as const;
  test.each(shapes)('%s without token', async (_, headers, method, url) => { await refused(http(method, url, { open: true, headers }), 401, unauthorized); });
  test.each(shapes)('%s with a token in the query', async (_, headers, method, url) => { await refused(http(method, `${url}${url.includes('?') ? '&' : '?'}token=${canaryToken}`, { open: true, headers }), 401, unauthorized); });
  test.each(shapes)('%s to another host', async (_, headers, method, url) => { await refused(http(method, url, { open: true, auth: true, host: 'evil.example', headers }), 403, ownAddress); });
  test.each(shapes)('%s by whom RBAC does not allow it', async (_, headers, method, url) => { await refused(http(method, url, { open: true, auth: true, headers: [...headers, 'Impersonate-User: jane'] }), 403, 'User \\"jane\\" cannot create resource'); });
  test.each(shapes)('%s to a Pod that has no node', async (_, headers, method, url) => { await refused(http(method, url, { open: true, auth: true, headers }), 400, 'pod target does not have a host assigned'); });
  test.each(shapes)('%s to a Pod that is not there', async (_, headers, method, url) => { await refused(http(method, url.replace('target', 'nobody'), { open: true, auth: true, headers }), 404, 'pods \\"nobody\\" not found'); });
  test.each(shapes)('%s where there is nothing to upgrade to', async (_, headers, method) => { await refused(http(method, pods, { open: true, auth: true, headers }), 400, 'no stream to upgrade to'); });
  test('a WebSocket with a wrong token in its protocol', async () => {
    await refused(http('GET', exec, { open: true, headers: [...webSocket.slice(0, 4), `Sec-WebSocket-Protocol: v5.channel.k8s.io, base64url.bearer.authorization.k8s.io.${Buffer.from('wrong').toString('base64url')}`] }), 401, unauthorized);
  });
  test('SPDY of a protocol that the server does not have', async () => {
    await refused(http('POST', exec, { open: true, auth: true, headers: [...spdy.slice(0, 2), 'X-Stream-Protocol-Version: v1.channel.k8s.io'] }), 403, 'unable to upgrade');
  });
});

describe('targets', () => {
  test.each([
    ['//', '//api/v1/secrets', 400], ['a whole URL', 'http://evil.example/api/v1/secrets', 400], ['*', '*', 400], ['an empty segment', '/api/v1//secrets', 404],
    ['..', `${pods}/../secrets/canary`, 404], ['encoded ..', `${pods}/%2e%2e/secrets/canary`, 404], ['/..;/', `${pods}/..;/secrets/canary`, 404],
    ['an encoded slash', `${pods}/..%2fsecrets%2fcanary`, 404], ['NUL', `${pods}/target%00`, 404], ['a NUL subresource', `${pods}/target/%00`, 405],
    ['a broken escape', `${pods}/%zz`, 404], ['__proto__', `${pods}/__proto__`, 404], ['constructor', '/api/v1/namespaces/constructor/pods/toString', 404],
    ['a resource called __proto__', '/api/v1/__proto__', 404], ['a group called constructor', '/apis/constructor/v1/things', 404],
    ['a cluster\'s object in a namespace', '/api/v1/namespaces/default/nodes/machine', 404], ['a namespace\'s object in the cluster', '/api/v1/secrets/canary', 404],
  ])('%s', async (_, url, code) => {
    await refused(http('GET', url, { auth: true }), code);
    await refused(http('DELETE', url, { auth: true }), code);
  });
  test('a name of 15,000 characters', async () => { await refused(http('GET', `${pods}/${'a'.repeat(15_000)}`, { auth: true }), 404); });
});

describe('sizes and speeds', () => {
  const patch = (type: string, body: string): string => http('PATCH', `${pods}/target`, { auth: true, body, headers: [`Content-Type: application/${type}`] });
  test('a body above 3 MiB', async () => {
    await refused(http('POST', pods, { auth: true, json: `"${'x'.repeat(3 * 1024 * 1024)}"` }), 413, '"message":"Request entity too large: limit is 3145728","reason":"RequestEntityTooLarge","code":413}');
  });
  test('a body without end', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    await refused(`${http('POST', pods, { auth: true, headers: ['Transfer-Encoding: chunked', 'Content-Type: application/json'] })}${chunk.repeat(64)}`, 413, 'limit is 3145728');
  });
  test('a body that ends early', async () => {
    const socket = await openTls(served);
    socket.write(http('POST', pods, { auth: true, open: true, headers: ['Content-Length: 1000', 'Content-Type: application/json'] }) + podJson);
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
  });
  test.each(['[', '{"a":'])('JSON 100,000 deep: %s', async (open) => { await refused(http('POST', pods, { auth: true, json: open.repeat(100_000) }), 400); });
  test.each(['merge-patch+json', 'strategic-merge-patch+json', 'json-patch+json', 'apply-patch+yaml'])('a patch 100,000 deep as %s', async (type) => {
    const bytes = patch(type, `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`).replace(`${pods}/target `, `${pods}/target?fieldManager=x `);
    await refused(bytes, 400);
  });
  test('JSON 200 deep is read, 201 deep is not', async () => {
    const nested = (depth: number): string => `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"deep"},"data":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
    await refused(http('POST', '/api/v1/namespaces/default/configmaps', { auth: true, json: nested(200) }), 400, 'cannot unmarshal array into Go struct field ConfigMap.data of type map[string]string');
    await refused(http('POST', '/api/v1/namespaces/default/configmaps', { auth: true, json: nested(201) }), 400, 'exceeded max depth');
  });
  test('whole numbers that would be changed', async () => {
    const spec = (seconds: string): string => `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"big"},"spec":{"terminationGracePeriodSeconds":${seconds},"containers":[{"name":"c","image":"i"}]}}`;
    await refused(http('POST', pods, { auth: true, json: spec('9007199254740993') }), 400, 'cannot unmarshal number 9007199254740993 into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64');
    expect(codes(await exchange(served, http('POST', `${pods}?dryRun=All`, { auth: true, json: spec('9007199254740992') })))).toEqual([201]);
    for (const type of ['merge-patch+json', 'strategic-merge-patch+json']) await refused(patch(type, '{"spec":{"activeDeadlineSeconds":-9007199254740993}}'), 400, 'cannot unmarshal number -9007199254740993');
    await refused(patch('json-patch+json', '[{"op":"add","path":"/spec/activeDeadlineSeconds","value":9007199254740993}]'), 400, 'cannot unmarshal number 9007199254740993');
  });
  test('YAML that multiplies itself', async () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'.split('').map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefgh'[i] ?? ''}`).join(',')}]\n`).join('')}`;
    await refused(http('POST', pods, { auth: true, body: bomb, headers: ['Content-Type: application/yaml'] }), 400);
  });
  test('a patch of 10,001 operations', async () => {
    const operation = '{"op":"add","path":"/metadata/labels/a","value":"b"}';
    await refused(patch('json-patch+json', `[${Array(10_001).fill(operation).join(',')}]`), 413, 'The allowed maximum operations in a JSON patch is 10000, got 10001');
  });
  test('a patch that copies itself large', async () => {
    const copies = Array.from({ length: 40 }, (_, i) => `{"op":"copy","from":"/metadata/annotations","path":"/metadata/annotations/x${i}"}`).join(',');
    await refused(patch('json-patch+json', `[{"op":"add","path":"/metadata/annotations","value":{"a":"${'x'.repeat(1000)}"}},${copies}]`), 422, 'the server rejected our request due to an error in our request');
  });
  test.each(['/__proto__/polluted', '/constructor/prototype/polluted', '/metadata/__proto__/polluted'])('a patch of %s', async (at) => {
    const answer = await exchange(served, patch('json-patch+json', `[{"op":"add","path":"${at}","value":"yes"}]`));
    expect(codes(answer)[0]).toBe(422);
    expect(await exchange(served, http('GET', '/version'))).not.toContain('polluted');
  });
  test('headers above 16 KB', async () => { await refused(http('GET', '/version', { headers: [`X-Long: ${'x'.repeat(17_000)}`] }), 431); });
  test('10,000 headers', async () => { await refused(http('GET', '/version', { headers: Array.from({ length: 10_000 }, (_, i) => `x${i}: y`) }), 431); });
  test('2,500 headers of which a late one is an Origin', async () => { await refused(http('GET', '/version', { headers: [...Array.from({ length: 2500 }, () => 'a:b'), 'Origin: null'] }), 403, webPage); });
  test('two lengths (smuggling)', async () => { await refused(`POST ${pods} HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\n${admin}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nX`, 400); });
  test('a header with a line break', async () => { await refused(`GET /version HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\nX: a\rb\r\n\r\n`, 400); });
  test('pipelined requests are answered one after another, each by its own credentials', async () => {
    const answer = await exchange(served, http('GET', '/version', { auth: true, open: true }) + http('GET', '/api/v1/secrets', { open: true }) + http('GET', '/livez', { auth: true }));
    expect(codes(answer)).toEqual([200, 401, 200]);
    expect(answer).not.toContain(canarySecret);
  });
  const dripHeaders = async (): Promise<void> => {
    const socket = await openTls(served);
    const started = performance.now();
    let text = '';
    socket.on('data', (chunk: Buffer) => { text += chunk.toString(); });
    socket.write(`GET /version HTTP/1.1\r\nHost: 127.0.0.1:${served.port}\r\n`);
    const drip = setInterval(() => { socket.write('X-A: b\r\n'); }, 500);
    await new Promise((resolve) => socket.on('close', resolve));
    clearInterval(drip);
    expect(text).toMatch(/^HTTP\/1\.1 408 /);
    expect(performance.now() - started).toBeGreaterThan(8000);
    expect(performance.now() - started).toBeLessThan(15_000);
  };
  const staySilent = async (): Promise<void> => {
    const silence = { tcp: connectTcp(served.port, '127.0.0.1'), 'HTTP/1.1': await openTls(served), 'HTTP/2': connectHttp2(served.url, { ca: served.ca }) };
    const started = performance.now();
    const ended = await Promise.all(Object.values(silence).map((client) => new Promise<number>((resolve) => {
      client.on('error', () => undefined);
      client.on('close', () => { resolve(performance.now() - started); });
      if ('resume' in client) client.resume();
    })));
    expect(Math.min(...ended)).toBeGreaterThan(8000);
    expect(Math.max(...ended)).toBeLessThan(15_000);
  };
  test('headers that come too slowly, and clients that say nothing before TLS or after it', async () => {
    await Promise.all([dripHeaders(), staySilent()]);
  }, 30_000);
  test('300 connections: 200 are held, the others are closed at once, and it goes on when they leave', async () => {
    const sockets: Socket[] = [];
    let closed = 0;
    await Promise.all(Array.from({ length: 300 }, () => new Promise<void>((resolve) => {
      const socket = connectTcp(served.port, '127.0.0.1', () => { setTimeout(resolve, 300); });
      socket.on('close', () => { closed++; });
      socket.on('error', () => undefined);
      sockets.push(socket);
    })));
    expect(closed).toBe(100);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 100));
  });
  test('1,000 watches over one connection: 100 are served', async () => {
    const session = connectHttp2(served.url, { ca: served.ca });
    const answers = new Map<number, number>();
    await new Promise<void>((resolve) => {
      let count = 0;
      for (let i = 0; i < 1000; i++) {
        const stream = session.request({ ':path': '/api/v1/pods?watch=true', authorization: `Bearer ${canaryToken}` });
        stream.on('response', ({ ':status': code = 0 }) => {
          answers.set(code, (answers.get(code) ?? 0) + 1);
          if (++count === 1000) resolve();
        });
        stream.on('error', () => undefined);
        stream.resume();
      }
    });
    expect([...answers].sort()).toEqual([[200, 100], [429, 900]]);
    expect(codes(await exchange(served, http('GET', '/livez', { auth: true })))).toEqual([200]);
    session.destroy();
  });
});

describe('HTTP/2', () => {
  const send = (headers: Record<string, string>): Promise<{ code: number; text: string }> =>
    new Promise((resolve, reject) => {
      const session = connectHttp2(served.url, { ca: served.ca });
      session.on('error', reject);
      const stream = session.request(headers);
      let code = 0;
      let text = '';
      stream.on('response', (answer) => { code = Number(answer[':status']); });
      stream.on('data', (chunk: Buffer) => { text += chunk.toString(); });
      stream.on('close', () => {
        session.close();
        resolve({ code, text });
      });
      stream.on('error', () => undefined);
      stream.end();
    });
  test.each([
    ['no token', {}, 401],
    ['another authority', { ':authority': 'evil.example', authorization: `Bearer ${canaryToken}` }, 403],
    ['another host', { host: 'evil.example', authorization: `Bearer ${canaryToken}` }, 403],
    ['an origin', { origin: 'null', authorization: `Bearer ${canaryToken}` }, 403],
    ['TRACE', { ':method': 'TRACE', authorization: `Bearer ${canaryToken}` }, 405],
  ])('%s', async (_, headers: Record<string, string>, code) => {
    const answer = await send({ ':path': '/api/v1/secrets', ...headers });
    expect(answer.code).toBe(code);
    expect(answer.text).not.toContain(canarySecret);
  });
});

test('a warning beyond ASCII is sent as its bytes, and the next request is answered', async () => {
  const pod = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"wide","\u65e5\u672c":1},"spec":{"containers":[{"name":"c","image":"i"}]}}';
  const answer = await exchange(served, http('POST', '/api/v1/namespaces/default/pods?dryRun=All', { auth: true, json: pod }));
  expect(codes(answer)).toEqual([201]);
  expect(Buffer.from(answer, 'latin1').toString()).toContain('unknown field \\"metadata.\u65e5\u672c\\"');
  expect(codes(await exchange(served, http('GET', '/version', { auth: true })))).toEqual([200]);
});

test('none of this is in what the server says, nor in its arguments', async () => {
  const started = `{"server":"${served.url}","kubeconfig":"${path.join(folder, 'kubeconfig')}"}\n`;
  expect(served.output()).toBe(started);
  expect(readFileSync(`/proc/${served.pid}/cmdline`, 'utf8')).not.toContain(canaryToken);
  expect(codes(await exchange(served, http('GET', '/api/v1/pods', { auth: true })))).toEqual([200]);
});

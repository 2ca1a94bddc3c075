// Plays recorded API cases against an API server in this process.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { systemClock } from '../../src/base/system-clock.ts';
import { seededRandom } from '../../src/base/random.ts';
import { createApiServer, storeIndexes } from '../../src/cluster/apiserver/api-server.ts';
import { adminUser } from '../../src/cluster/apiserver/user-info.ts';
import { parseWireYaml } from '../../src/document/wire-yaml.ts';
import { Store } from '../../src/cluster/store/store.ts';
import { inProcessHttp } from '../support/in-process-http.ts';
// @ts-expect-error the oracle's replay script is plain JavaScript
import { diff, pool, runCase } from '../recorded/api/replay.mjs';

export interface RecordedCase { readonly id: string; readonly group: string; readonly steps: readonly { readonly expect?: unknown; readonly method?: string; readonly path?: string; readonly watch?: string }[] }
export interface Outcome { readonly id: string; readonly group: string; readonly differences: readonly string[] }

export function readCases(only?: RegExp): RecordedCase[] {
  const text = gunzipSync(readFileSync(new URL('../recorded/api/cases.jsonl.gz', import.meta.url))).toString('utf8');
  const cases = text.split('\n').filter(Boolean).map((line) => JSON.parse(line) as RecordedCase);
  return only === undefined ? cases : cases.filter((c) => only.test(c.id) || only.test(c.group));
}

/** A server as the oracle wants it: no controllers, with the objects that a new cluster has. */
async function oracleServer() {
  const random = seededRandom(1);
  const server = createApiServer({ store: new Store({ clock: systemClock, ...(storeIndexes && { indexes: storeIndexes }) }), clock: systemClock, random, yaml: { parse: parseWireYaml }, onError: (error) => { console.error(error); } });
  await server.bootstrap();
  return server;
}

export async function playCases(cases: readonly RecordedCase[]): Promise<Outcome[]> {
  const server = await oracleServer();
  const unauthorized = { code: 401, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message: 'Unauthorized', reason: 'Unauthorized', code: 401 }, warnings: [] };
  const client = inProcessHttp((headers) => {
    const token = headers['authorization']?.replace('Bearer ', '');
    const user = token === 'admin' ? adminUser : token === undefined ? undefined : server.authenticate(token);
    if (user === undefined) return unauthorized;
    const acting = server.impersonate(user, headers);
    return 'refusal' in acting ? { code: 403, body: acting.refusal, warnings: [] } : server.transport(acting);
  });
  const outcomes: Outcome[] = [];
  await (pool as (items: readonly RecordedCase[], n: number, fn: (c: RecordedCase) => Promise<void>) => Promise<void>)(cases, 32, async (c) => {
    const differences: string[] = [];
    try {
      const got = await withinLimit((runCase as (c: RecordedCase, client: unknown) => Promise<unknown[]>)(c, client));
      c.steps.forEach((step, i) => {
        if (step.expect === undefined) return;
        const found = (diff as (a: unknown, b: unknown) => string[])(step.expect, got[i]);
        if (found.length > 0) differences.push(`step ${i} ${step.method ?? 'WATCH'} ${step.path ?? step.watch ?? ''}`, ...found.map((d) => `  ${d}`));
      });
    } catch (error) {
      differences.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    outcomes.push({ id: c.id, group: c.group, differences });
  });
  return outcomes;
}

/** A request that is never answered fails its case only. */
function withinLimit<T>(promise: Promise<T>, limitMs = 15_000): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => { reject(new Error('no answer')); }, limitMs);
    promise.then(resolve, reject).finally(() => { clearTimeout(timer); });
  });
}

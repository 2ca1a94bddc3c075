// Plays recorded kubectl cases: Podlab's kubectl against an API server in this process, compared as replay.mjs compares.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { systemClock } from '../../src/base/system-clock.ts';
import { seededRandom } from '../../src/base/random.ts';
import { Client } from '../../src/client/client.ts';
import type { Transport } from '../../src/client/transport.ts';
import { createApiServer, storeIndexes } from '../../src/cluster/apiserver/api-server.ts';
import { Store } from '../../src/cluster/store/store.ts';
import { runKubectl, type KubectlIo } from '../../src/kubectl/kubectl.ts';
import { inProcessHttp } from '../support/in-process-http.ts';
import { WorkFolder } from './kubectl-files.ts';
// @ts-expect-error the oracle's replay script is plain JavaScript
import { compare, help, normalise, shape, subst } from '../recorded/kubectl/replay.mjs';

interface Expectation { readonly exit?: number | string; readonly stdout?: string; readonly stderr?: string; readonly code?: number }
interface SetupRequest { readonly method: string; readonly path: string; readonly body?: unknown; readonly type?: string }
interface Step {
  readonly argv?: string[]; readonly stdin?: string; readonly env?: Record<string, string>; readonly files?: Record<string, string>; readonly background?: boolean; readonly stopAfterMs?: number;
  readonly timeoutMs?: number; readonly expect?: Expectation; readonly request?: SetupRequest; readonly sleepMs?: number; readonly waitOutput?: string; readonly of?: number; readonly format?: string; readonly keep?: string;
}
export interface KubectlCase extends Step { readonly id: string; readonly group: string; readonly requires?: string[]; readonly setup?: SetupRequest[]; readonly commands?: Step[] }
export interface Difference { readonly step: number; readonly argv: string[]; readonly field: string; readonly expected: unknown; readonly got: unknown }
export interface CaseOutcome { readonly id: string; readonly group: string; readonly differences: readonly (Difference | string)[] }

interface Context { ns: string; dir: string; cache: string; server: string; token: string; ips: Set<string>; ports: Set<string>; uids: Record<string, string> }
interface Running { readonly done: Promise<void>; stdout: string; stderr: string; exit: number | string | undefined; readonly abort: AbortController }

const serverUrl = 'https://127.0.0.1:6443';
const token = 'oracle-token-of-the-cluster-admin';
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function readKubectlCases(only?: RegExp): KubectlCase[] {
  const text = gunzipSync(readFileSync(new URL('../recorded/kubectl/cases.jsonl.gz', import.meta.url))).toString('utf8');
  const cases = text.split('\n').filter(Boolean).map((line) => JSON.parse(line) as KubectlCase);
  return only === undefined ? cases : cases.filter((c) => only.test(c.id) || only.test(c.group));
}

type ApiServer = ReturnType<typeof createApiServer>;

/** A server as the oracle wants it: no controllers, no kubelets. */
export async function kubectlServer(): Promise<ApiServer> {
  const server = createApiServer({ store: new Store({ clock: systemClock, ...(storeIndexes && { indexes: storeIndexes }) }), clock: systemClock, random: seededRandom(7), onError: (error) => { console.error(error); } });
  await server.bootstrap();
  return server;
}

export async function playKubectlCases(cases: readonly KubectlCase[], concurrency = 24): Promise<CaseOutcome[]> {
  const server = await kubectlServer();
  const outcomes: CaseOutcome[] = [];
  const queue = [...cases];
  const work = async (): Promise<void> => {
    for (let c = queue.shift(); c !== undefined; c = queue.shift()) outcomes.push({ id: c.id, group: c.group, differences: await playCase(c, server) });
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return outcomes;
}

let count = 0;

async function playCase(c: KubectlCase, server: ApiServer): Promise<(Difference | string)[]> {
  const ns = `kc${(count++).toString(36).padStart(4, '0')}${[...c.id].reduce((hash, x) => (hash * 31 + x.charCodeAt(0)) % 36 ** 6, 7).toString(36).padStart(6, '0')}`;
  const http = inProcessHttp(() => server.transport());
  const folder = new WorkFolder();
  const ctx: Context = { ns, dir: folder.root, cache: `${folder.root}/cache`, server: serverUrl, token, ips: new Set(), ports: new Set(), uids: {} };
  const problems: string[] = [];
  const results: unknown[] = [];
  const clusterWide: string[] = [];
  const send = async (raw: SetupRequest): Promise<number> => {
    const filled = JSON.stringify((subst as (v: unknown, n: string, s: string) => unknown)(raw, ns, serverUrl)).replace(/\$UID:([A-Za-z]+\/[\w-]+)/g, (_, key: string) => ctx.uids[key] ?? 'unknown');
    const q = JSON.parse(filled) as SetupRequest;
    const name = (q.body as { metadata?: { name?: string } } | undefined)?.metadata?.name;
    if (q.method === 'POST' && !/\/namespaces\/[^/]+\/./.test(q.path) && name) clusterWide.push(`${q.path}/${name}`);
    const answer = await http.request(q.method, q.path, q.body === undefined ? {} : { body: JSON.stringify(q.body), contentType: q.type ?? (q.method === 'PATCH' ? 'application/merge-patch+json' : 'application/json') });
    const made = answer.body as { kind?: string; metadata?: { uid?: string; name?: string } };
    if (made.metadata?.uid) ctx.uids[`${made.kind}/${made.metadata.name}`] = made.metadata.uid;
    if (answer.code >= 300 && raw !== undefined && !results.length) problems.push(`setup ${q.method} ${q.path}: ${answer.code} ${(answer.body as { message?: string }).message ?? ''}`);
    return answer.code;
  };
  try {
    await http.request('POST', '/api/v1/namespaces', { body: JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: ns } }) });
    await http.request('POST', `/api/v1/namespaces/${ns}/serviceaccounts`, { body: JSON.stringify({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } }) });
    for (const q of c.setup ?? []) await send(q);
    folder.put((subst as (v: unknown, n: string, s: string) => Record<string, string>)(c.files ?? {}, ns, serverUrl));
    const steps: Step[] = c.commands ?? [c];
    const findIps = async (): Promise<void> => {
      const list = (await http.request('GET', `/api/v1/namespaces/${ns}/services`)).body as { items?: { spec?: { clusterIPs?: string[]; ports?: { nodePort?: number }[] } }[] };
      for (const { spec } of list.items ?? []) {
        for (const ip of spec?.clusterIPs ?? []) if (ip !== 'None') ctx.ips.add(ip);
        for (const port of spec?.ports ?? []) if (port.nodePort) ctx.ports.add(String(port.nodePort));
      }
    };
    const runs: (Running | undefined)[] = [];
    const finished = async (i: number, step: Step, run: Running): Promise<void> => {
      await run.done;
      await findIps();
      results[i] = {
        exit: run.exit,
        stdout: (normalise as (t: string, x: Context, s: Step) => string)((shape as (t: string, f?: string) => string)(step.keep ? run.stdout : (help as (t: string) => string)(run.stdout), step.format), ctx, step),
        stderr: (normalise as (t: string, x: Context, s: Step) => string)((help as (t: string) => string)(run.stderr), ctx, { ...step, keep: undefined } as Step),
      };
    };
    const background: Promise<void>[] = [];
    await findIps();
    for (const [i, step] of steps.entries()) {
      if (step.sleepMs) { await sleep(step.sleepMs); continue; }
      if (step.waitOutput) {
        const pattern = new RegExp((subst as (v: unknown, n: string, s: string) => string)(step.waitOutput, ns, serverUrl));
        for (let t = 0; t < 100 && !pattern.test(runs[step.of ?? 0]?.stdout ?? ''); t++) await sleep(20);
        continue;
      }
      if (step.request) { results[i] = { code: await send(step.request) }; continue; }
      folder.put((subst as (v: unknown, n: string, s: string) => Record<string, string>)(step.files ?? {}, ns, serverUrl));
      const run = start(step, ns, server, folder, ctx);
      runs[i] = run;
      if (step.background) background.push(finished(i, step, run));
      else await finished(i, step, run);
    }
    for (const [i, step] of steps.entries()) {
      if (!step.background || !step.stopAfterMs) continue;
      await sleep(Math.min(step.stopAfterMs, 1500));
      runs[i]?.abort.abort('interrupted');
    }
    await Promise.all(background);
  } catch (error) {
    problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    for (const path of clusterWide.reverse()) await http.request('DELETE', path);
    await http.request('DELETE', `/api/v1/namespaces/${ns}`);
    folder.remove();
  }
  return (compare as (x: KubectlCase, run: { results: unknown[]; problems: string[] }) => (Difference | string)[])(c, { results, problems });
}

function start(step: Step, ns: string, server: ApiServer, folder: WorkFolder, ctx: Context): Running {
  const argv = (subst as (v: unknown, n: string, s: string) => string[])(step.argv, ns, serverUrl);
  const abort = new AbortController();
  const run: Running = { stdout: '', stderr: '', exit: undefined, abort, done: Promise.resolve() };
  const client = (transport: Transport): Client => new Client(transport, { userAgent: 'kubectl/v1.36.3' });
  const env = (subst as (v: unknown, n: string, s: string) => Record<string, string>)(step.env ?? {}, ns, serverUrl);
  const io: KubectlIo = {
    client: client(server.transport()),
    clock: systemClock,
    namespace: folder.namespaceOfContext(ctx),
    stdin: step.stdin === undefined ? '' : (subst as (v: unknown, n: string, s: string) => string)(step.stdin, ns, serverUrl),
    env,
    signal: abort.signal,
    stdout: (text) => { run.stdout += text; },
    stderr: (text) => { run.stderr += text; },
    readFile: (path, options) => folder.read(path, options?.isRecursive ?? false),
    readBytes: (path) => folder.readBytes(path),
    absolutePath: (path) => folder.absolute(path),
    editText: (name, text) => folder.edit(name, text, env, (said) => { run.stderr += said; }),
    writeFile: (path, bytes) => folder.write(path, bytes),
    readTree: (path) => folder.tree(path),
    kubeconfig: { read: () => Promise.resolve(folder.kubeconfig(ctx)), write: (text) => folder.setKubeconfig(text) },
    connectAs: (options) => {
      if (options.server !== undefined) throw new Error(`The connection to the server ${options.server.replace(/^https?:\/\//, '')} was refused - did you specify the right host or port?`);
      return client(server.transport(options.as === undefined ? undefined : { name: options.as, groups: [...(options.asGroups ?? []), 'system:authenticated'] }));
    },
  };
  const limit = setTimeout(() => { abort.abort('timeout'); }, step.timeoutMs ?? 20_000);
  const done = runKubectl(argv, io)
    .then((exit) => { run.exit = abort.signal.aborted ? String(abort.signal.reason) : exit; }, (error: unknown) => { run.exit = -1; run.stderr += error instanceof Error ? (error.stack ?? error.message) : String(error); })
    .finally(() => { clearTimeout(limit); });
  return Object.assign(run, { done });
}

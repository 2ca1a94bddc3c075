#!/usr/bin/env node
// Replays kubectl cases against any API server with any kubectl-like program and compares what it prints.
// usage: node replay.mjs --server https://127.0.0.1:PORT --token T --cases cases.jsonl [--kubectl "kubectl"] [--only REGEX]
//        [--group REGEX] [--skip-requires a,b] [--concurrency N] [--verbose] [--json results.json]
import fs from 'node:fs'; import os from 'node:os'; import path from 'node:path'; import https from 'node:https'; import http from 'node:http';
import { spawn } from 'node:child_process'; import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';
const readCases = (f) => { const b = fs.readFileSync(f); return (f.endsWith('.gz') ? zlib.gunzipSync(b) : b).toString('utf8'); };

// ---------- HTTP ----------
export function client(server, token) {
  const lib = server.startsWith('https') ? https : http;
  const agent = new lib.Agent({ keepAlive: true, maxSockets: 16, rejectUnauthorized: false });
  return (method, p, body, type) => new Promise((res, rej) => {
    const r = lib.request(server + p, { method, agent, headers: { accept: 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}), ...(body !== undefined ? { 'content-type': type ?? (method === 'PATCH' ? 'application/merge-patch+json' : 'application/json') } : {}) } }, (m) => {
      let t = ''; m.setEncoding('utf8'); m.on('data', (d) => (t += d)); m.on('end', () => { let j; try { j = JSON.parse(t); } catch { j = t; } res({ code: m.statusCode, body: j }); });
    });
    r.on('error', rej); r.setTimeout(30000, () => r.destroy(new Error('timeout'))); r.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

// ---------- normalisation ----------
const DUR = /^(\d+y)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?$/;
const isDur = (s) => s !== '' && DUR.test(s);
const maskAgo = (s) => s.replace(/\((\d+[ydhms])+ ago\)/g, '(<age> ago)').replace(/^(\d+[ydhms])+ \((x\d+) over (\d+[ydhms])+\)$/, '<age> ($2 over <age>)').replace(/^(\d+[ydhms])+$/, '<age>');
const AGECOLS = new Set(['AGE', 'LAST SEEN', 'FIRST SEEN']);
function tables(text) { // get-style tables: columns separated by runs of spaces; only age columns are masked
  let head; return text.split('\n').map((l, i, all) => {
    if (i === 0 || all[i - 1] === '' || (/^[A-Z]/.test(l) && !/[a-z]/.test(l) && /(^|\s)(NAME|AGE|REVISION|LAST SEEN|CURRENT)(\s|$)/.test(l))) {
      head = undefined; if (l && !/[a-z]/.test(l.replace(/[<>]/g, '')) && /^[A-Z][A-Z0-9() ,:.\-_]*$/.test(l.trim())) { head = [...l.matchAll(/\S+(?: \S+)*/g)].map((m) => ({ n: m[0], at: m.index })); return head.map((h) => h.n).join('  '); }
    }
    let cells = l.trimEnd().split(/\s{2,}/);
    if (head && cells.length !== head.length) { const c = head.map((h, k) => l.slice(h.at, head[k + 1]?.at).trim()); if (head.every((h, k) => k === 0 || l[h.at - 1] === ' ' || l.length < h.at)) cells = c.map((x) => x === '' ? '""' : x); while (cells.at(-1) === '""') cells.pop(); }
    if (head) return cells.map((x, k) => (AGECOLS.has(head[k]?.n) ? maskAgo(x) : x.replace(/\((\d+[ydhms])+ ago\)/g, '(<age> ago)'))).join('  ');
    return cells.map((x) => maskAgo(x)).join('  ');
  }).join('\n');
}
function describe(text) { // exact, except the two tables that hold ages (events, Pods of a node)
  let sec = ''; return text.split('\n').map((l) => {
    if (/^\S/.test(l)) sec = l.split(':')[0];
    if (/^ /.test(l) && (sec === 'Events' || sec === 'Non-terminated Pods')) {
      const ind = l.match(/^ */)[0]; const cells = l.trim().split(/\s{2,}/);
      if (sec === 'Events') return (ind + cells.map((c, k) => (k >= 1 && k <= 3 ? maskAgo(c) : c)).join('  '));
      return ind + cells.map((c, k) => (k === cells.length - 1 ? maskAgo(c) : c)).join('  ');
    }
    return l;
  }).join('\n');
}
function explain(text) { // descriptions come from the OpenAPI build; keep kind, version, field names, types and enums
  const out = []; let en = false; for (const l of text.split('\n')) {
    if (/^(GROUP|KIND|VERSION|FIELD|RESOURCE):/.test(l)) out.push(l.replace(/\s+/g, ' '));
    else if (/^(FIELDS|ENUM):/.test(l)) { out.push(l); en = /^ENUM/.test(l); }
    else if (en && /^ {4}\S+$/.test(l)) out.push(l); else en = false;
    if (/^ +\S+\t<.*>/.test(l)) out.push(l); else if (/^ +enum: /.test(l)) out.push(l);
    else if (/^(error|Error)/.test(l)) out.push(l);
  } return out.join('\n');
}
export function normalise(text, ctx, step) {
  let s = text.replace(/\r\n/g, '\n');
  s = s.split(ctx.ns).join('$NS').split(ctx.server).join('$SERVER').split(ctx.server.replace(/^https?:\/\//, '')).join('$HOSTPORT').split(ctx.dir).join('$DIR');
  s = s.split(ctx.cache).join('$CACHE'); if (ctx.token) s = s.split(ctx.token).join('$TOKEN');
  for (const ip of ctx.ips) s = s.replace(new RegExp(`(?<![\\d.])${ip.replace(/\./g, '\\.')}(?![\\d.])`, 'g'), '<clusterIP>');
  for (const p of ctx.ports) s = s.replace(new RegExp(`(?<![\\d])${p}(?!\\d)`, 'g'), '<nodePort>');
  s = s.replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uid>')
    .replace(/("?)resourceVersion\1: "\d+"/g, '$1resourceVersion$1: "<rv>"')
    .replace(/\b(?!2024|2006)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>')
    .replace(/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} (?!2024)\d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<time>')
    .replace(/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ [+-]\d{4}( [A-Z]+)?/g, '<time>')
    .replace(/^([EWIF])\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+ [\w.]+:\d+\]/gm, '$1<klog>]')
    
    .replace(/^(I<klog>\] .*|[EW]<klog>\] .*reflector=.*)\n/gm, '') // client-go notes such as a watch that ended early
    .replace(/kube-api-access-[a-z0-9]{5}\b/g, 'kube-api-access-<rand>').replace(/\bdebugger-[a-z0-9]{5}\b/g, 'debugger-<rand>')
    .replace(/\/?[\w/.$]*\/(LIVE|MERGED)-\d+/g, '$1').replace(/kubectl-edit-\d+/g, 'kubectl-edit-<rand>').replace(/[\w/.$]*\/kubectl-edit-/g, 'kubectl-edit-');
  s = s.replace(/(object given to jsonpath engine was:\n\t\t).*\n/g, '$1<object>\n').replace(/(raw data was:\n\t\t).*\n/g, '$1<object>\n').replace(/(object given to template engine was:\n\t\t).*\n/g, '$1<object>\n');
  for (const [re, flags, to] of step.mask ?? []) s = s.replace(new RegExp(re, flags), to);
  if (step.keep) { const re = new RegExp(step.keep); s = s.split('\n').filter((l) => re.test(l)).join('\n') + '\n'; }
  if (step.drop) { const re = new RegExp(step.drop); s = s.split('\n').filter((l) => !re.test(l)).join('\n'); }
  return s;
}
function help(text) { // a help text is reduced to its first line, its usage lines and error lines
  if (!/^Usage:\n  kubectl /m.test(text)) return text; const l = text.split('\n'); const u = l.indexOf('Usage:');
  const end = l.findIndex((x, i) => i > u && x === ''); return [l.find((x) => x !== ''), ...l.slice(u, end < 0 ? undefined : end), ...l.filter((x) => /^(error|Error)/.test(x)), ''].join('\n');
}
const shape = (t, f) => (f === 'table' ? tables(t) : f === 'describe' ? describe(t) : f === 'explain' ? explain(t) : t);

// ---------- one case ----------
const abc = 'abcdefghijklmnopqrstuvwxyz0123456789';
const newNs = () => 'kc' + Array.from({ length: 10 }, () => abc[Math.floor(Math.random() * abc.length)]).join('');
const subst = (v, ns, srv) => JSON.parse(JSON.stringify(v).split('$NS').join(ns).split('$SERVER').join(srv));
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
export async function runCase(c, env) {
  const ns = newNs(); const dir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'kcase-')));
  const ctx = { ns, dir, cache: env.cache, uids: {}, server: env.server, token: env.token, ips: new Set(), ports: new Set() };
  const results = []; const problems = []; const cluster = [];
  try {
    let r = await env.http('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: ns } });
    if (r.code !== 201) problems.push(`namespace: ${r.code} ${JSON.stringify(r.body)}`);
    await env.http('POST', `/api/v1/namespaces/${ns}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } });
    const send = async (q) => {
      q = subst(q, ns, env.server); q = JSON.parse(JSON.stringify(q).replace(/\$UID:([A-Za-z]+\/[\w-]+)/g, (_, k) => ctx.uids[k] ?? 'unknown')); if (q.method === 'POST' && !/\/namespaces\/[^/]+\/./.test(q.path) && q.body?.metadata?.name) cluster.push(`${q.path}/${q.body.metadata.name}`);
      const x = await env.http(q.method, q.path, q.body, q.type); if (x.body?.metadata?.uid) ctx.uids[`${x.body.kind}/${x.body.metadata.name}`] = x.body.metadata.uid; return x;
    };
    for (const q of c.setup ?? []) { r = await send(q); if (r.code >= 300) problems.push(`setup ${q.method} ${q.path}: ${r.code} ${r.body?.message ?? ''}`); }
    fs.writeFileSync(path.join(dir, 'kubeconfig'), `apiVersion: v1\nkind: Config\nclusters:\n- cluster:\n    insecure-skip-tls-verify: true\n    server: ${env.server}\n  name: lab\ncontexts:\n- context:\n    cluster: lab\n    namespace: ${ns}\n    user: lab-admin\n  name: lab\ncurrent-context: lab\nusers:\n- name: lab-admin\n  user:\n    token: ${env.token}\n`);
    fs.mkdirSync(path.join(dir, 'work'));
    const putFiles = (f) => { for (const [n, t] of Object.entries(subst(f ?? {}, ns, env.server))) { const p = path.join(dir, 'work', n); fs.mkdirSync(path.dirname(p), { recursive: true }); fs.writeFileSync(p, t, { mode: t.startsWith('#!') ? 0o755 : 0o644 }); } };
    putFiles(c.files);
    const findIps = async () => { // addresses and ports that the server chose for Services
      if (!/service|svc|expose|ClusterIP|"all"/i.test(JSON.stringify([c.setup, c.argv, c.commands, c.files, c.stdin]))) return;
      const l = await env.http('GET', `/api/v1/namespaces/${ns}/services`);
      for (const s of l.body?.items ?? []) { for (const ip of s.spec?.clusterIPs ?? []) if (ip !== 'None') ctx.ips.add(ip); for (const p of s.spec?.ports ?? []) if (p.nodePort) ctx.ports.add(String(p.nodePort)); }
    };
    const steps = c.commands ?? [{ argv: c.argv, stdin: c.stdin, env: c.env, format: c.format, keep: c.keep, drop: c.drop, mask: c.mask, timeoutMs: c.timeoutMs, nsPrefix: c.nsPrefix }];
    await findIps();
    const bg = [], live = []; // live[i]: the running program of step i
    const slow = steps.some((x) => x.sleepMs || x.background) ? await slowness(env, dir) : 1;
    for (const st of steps) {
      if (st.sleepMs) { await sleep(st.sleepMs * slow); results.push({}); continue; }
      if (st.waitOutput) { for (let t = 0; t < 400 && !new RegExp(subst(st.waitOutput, ns, env.server)).test(live[st.of ?? 0]?.out() ?? ''); t++) await sleep(50); results.push({}); continue; }
      if (st.request) { const x = await send(st.request); results.push({ code: x.code }); continue; }
      putFiles(st.files);
      const argv = subst(st.argv, ns, env.server); const stdin = st.stdin === undefined ? undefined : subst(st.stdin, ns, env.server);
      const p = exec(env.kubectl, argv, stdin, { dir, env: subst(st.env ?? {}, ns, env.server), cache: env.cache, timeoutMs: (st.timeoutMs ?? 30000) * Math.max(1, slow) });
      const i = results.push(undefined) - 1; live[i] = p;
      const fin = async () => { const raw = await p.done; await findIps(); results[i] = { exit: raw.exit, stdout: raw.stdout, stderr: raw.stderr, step: st }; };
      if (st.background) bg.push(fin()); else { await Promise.all([fin()]); }
    }
    for (const [i, st] of steps.entries()) if (st.background && st.stopAfterMs) { await sleep(st.stopAfterMs * slow); live[i].interrupt(); }
    await Promise.all(bg);
    for (const [i, x] of results.entries()) if (x?.step) {
      const st = x.step; results[i] = { exit: x.exit, stdout: normalise(shape(st.keep ? x.stdout : help(x.stdout), st.format), ctx, st), stderr: normalise(help(x.stderr), ctx, { ...st, keep: undefined }) };
    }
  } catch (e) { problems.push(String(e?.stack ?? e)); } finally {
    for (const p of cluster.reverse()) await env.http('DELETE', p).catch(() => {});
    await env.http('DELETE', `/api/v1/namespaces/${ns}`).catch(() => {});
    fs.rmSync(dir, { recursive: true, force: true });
  }
  return { results, problems };
}
function exec(kubectl, argv, stdin, o) {
  const [cmd, ...pre] = kubectl; let out = '', err = '', late = false;
  const e = { PATH: process.env.PATH, HOME: o.dir, TMPDIR: o.dir, TZ: 'UTC', LANG: 'C', LC_ALL: 'C', TERM: 'dumb', KUBECONFIG: path.join(o.dir, 'kubeconfig'), KUBECACHEDIR: o.cache, ...o.env };
  const p = spawn(cmd, [...pre, ...argv], { cwd: path.join(o.dir, 'work'), env: e, stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'], detached: true });
  const signal = (x) => { try { process.kill(-p.pid, x); } catch {} }; // the whole process group: the program may be a wrapper
  p.stdout.setEncoding('utf8').on('data', (d) => (out += d)); p.stderr.setEncoding('utf8').on('data', (d) => (err += d));
  if (stdin !== undefined) { p.stdin.on('error', () => {}); p.stdin.end(stdin); }
  const t = setTimeout(() => { late = 'timeout'; signal('SIGKILL'); }, o.timeoutMs);
  const done = new Promise((res) => { p.on('error', (x) => { clearTimeout(t); res({ exit: -1, stdout: out, stderr: String(x) }); }); p.on('close', (code) => { clearTimeout(t); res({ exit: late || code, stdout: out, stderr: err }); }); });
  return { done, out: () => out, interrupt: () => { if (p.exitCode === null && !late) { late = 'interrupted'; signal('SIGINT'); setTimeout(() => signal('SIGKILL'), 5000).unref(); } } };
}
/** How much slower than about 100 ms a start of the program is now: steps that depend on time are stretched by this. */
async function slowness(env, dir) {
  const t = Date.now(); await exec(env.kubectl, ['version', '--client'], undefined, { dir, cache: env.cache, timeoutMs: 20000 }).done; return Math.min(8, Math.max(1, (Date.now() - t) / 100));
}
export function compare(c, run) {
  const steps = c.commands ?? [{ ...c }]; const bad = [...run.problems];
  steps.forEach((st, i) => {
    if (!st.expect) return; const got = run.results[i] ?? {};
    for (const k of Object.keys(st.expect)) if (JSON.stringify(st.expect[k]) !== JSON.stringify(got[k])) bad.push({ step: i, argv: st.argv, field: k, expected: st.expect[k], got: got[k] });
  });
  return bad;
}
export function resolveKubectl(s) { const a = s.split(' ').filter(Boolean); return a.map((x, i) => ((i === 0 ? x.includes('/') : false) || (i > 0 && fs.existsSync(x)) ? path.resolve(x) : x)); }
export function makeEnv({ server, token, kubectl = 'kubectl' }) {
  const cache = fs.mkdtempSync(path.join(os.tmpdir(), 'kcache-')); process.on('exit', () => fs.rmSync(cache, { recursive: true, force: true }));
  return { server: server.replace(/\/$/, ''), token, kubectl: resolveKubectl(kubectl), http: client(server.replace(/\/$/, ''), token), cache };
}
export async function pool(list, n, f) { let i = 0; await Promise.all(Array.from({ length: n }, async () => { while (i < list.length) { const k = i++; await f(list[k], k); } })); }

function show(b) {
  if (typeof b === 'string') return '    ' + b.split('\n')[0];
  const h = `    step ${b.step} ${JSON.stringify(b.argv)} ${b.field}`;
  if (typeof b.expected !== 'string' || typeof b.got !== 'string') return `${h}: expected ${JSON.stringify(b.expected)}, got ${JSON.stringify(b.got)}`;
  const e = b.expected.split('\n'), g = b.got.split('\n'); const out = [h]; let n = 0;
  for (let i = 0; i < Math.max(e.length, g.length) && n < 5; i++) if (e[i] !== g[i]) { n++; out.push(`      line ${i + 1}`, `      - ${JSON.stringify(e[i])}`, `      + ${JSON.stringify(g[i])}`); }
  return out.join('\n');
}
async function main() {
  const o = { concurrency: '4', kubectl: 'kubectl', cases: 'cases.jsonl' }; const a = process.argv.slice(2);
  for (let i = 0; i < a.length; i++) { const m = a[i].match(/^--([\w-]+)(?:=(.*))?$/s); if (!m) throw new Error(`bad argument ${a[i]}`); o[m[1]] = m[1] === 'verbose' ? true : m[2] ?? a[++i]; }
  const env = makeEnv(o); const skip = new Set((o['skip-requires'] ?? '').split(',').filter(Boolean));
  let list = readCases(o.cases).split('\n').filter(Boolean).map((l) => JSON.parse(l));
  if (o.only) list = list.filter((c) => new RegExp(o.only).test(c.id)); if (o.group) list = list.filter((c) => new RegExp(o.group).test(c.group));
  list = list.filter((c) => !(c.requires ?? []).some((x) => skip.has(x)));
  const groups = new Map(); const all = []; const t0 = Date.now();
  await pool(list, +o.concurrency, async (c) => {
    const run = await runCase(c, env); const bad = compare(c, run); const g = groups.get(c.group) ?? [0, 0]; g[bad.length ? 1 : 0]++; groups.set(c.group, g); all.push({ id: c.id, group: c.group, pass: !bad.length, bad });
    if (bad.length && o.verbose) console.log(`FAIL ${c.id}\n${bad.map(show).join('\n')}`);
  });
  for (const [g, [p, f]] of [...groups].sort()) console.log(`${g.padEnd(28)} ${p} passed, ${f} failed`);
  if (o.json) fs.writeFileSync(o.json, JSON.stringify(all, null, 1));
  const f = all.filter((x) => !x.pass).length; console.log(`${((Date.now() - t0) / 1000).toFixed(0)} s`); console.log(`${all.length - f} passed, ${f} failed`); process.exit(f ? 1 : 0);
}
if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
export { help, shape, subst };

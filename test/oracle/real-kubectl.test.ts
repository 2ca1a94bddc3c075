// The real kubectl 1.36.3 over HTTPS against the bundled `podlab serve`: recorded commands must print what they printed against a real API server. PODLAB_KUBECTL_CASES=all plays all of them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fetchKubectl } from '../../scripts/hosts/cache.ts';
import { type Served, serve } from '../entry/support/served.ts';
import { type KubectlCase, readKubectlCases } from './kubectl-player.ts';

/** Of the cases of these families 95 % must pass, of the others too; a floor is never lowered. */
const families = ['get-', 'describe', 'apply', 'patch', 'delete', 'label', 'explain', 'api-info', 'auth', ''];
const floor = 0.95;
/** Without the environment variable: every n-th case. */
const sampleStep = process.env['PODLAB_KUBECTL_CASES'] === 'all' ? 1 : 5;

interface Played { readonly id: string; readonly group: string; readonly pass: boolean; readonly bad: readonly unknown[] }

const folder = mkdtempSync(path.join(tmpdir(), 'podlab-real-kubectl-'));
let served: Served;
let played: readonly Played[];

async function play(cases: readonly KubectlCase[], concurrency: number): Promise<Played[]> {
  const files = { cases: path.join(folder, 'cases.jsonl'), results: path.join(folder, 'results.json') };
  writeFileSync(files.cases, cases.map((one) => JSON.stringify(one)).join('\n'));
  const replay = path.join(import.meta.dirname, '../recorded/kubectl/replay.mjs');
  const { kubectl } = await fetchKubectl();
  const child = spawn(process.execPath, [replay, '--server', served.url, '--token', served.token, '--cases', files.cases, '--kubectl', kubectl, '--concurrency', String(concurrency), '--json', files.results], { stdio: 'ignore' });
  await once(child, 'exit');
  return JSON.parse(readFileSync(files.results, 'utf8')) as Played[];
}

beforeAll(async () => {
  served = await serve(['--ephemeral', '--kubeconfig', path.join(folder, 'kubeconfig'), '--nodes', '0', '--disable', 'scheduler,kubelets,controllers']);
  const cases = readKubectlCases().filter((_, i) => i % sampleStep === 0);
  const first = await play(cases, 4);
  // Some cases wait in real time; on a busy machine they get a second chance by themselves.
  const failed = new Set(first.filter(({ pass }) => !pass).map(({ id }) => id));
  const second = failed.size === 0 ? [] : await play(cases.filter(({ id }) => failed.has(id)), 1);
  played = [...first.filter(({ pass }) => pass), ...second];
}, 600_000);
afterAll(async () => {
  await served.end();
  rmSync(folder, { recursive: true });
});

describe('recorded commands with the real kubectl', () => {
  test.each(families)('%s*', (family) => {
    const ours = played.filter(({ group }) => families.find((prefix) => group.startsWith(prefix)) === family);
    const failed = ours.filter(({ pass }) => !pass);
    expect(ours.length).toBeGreaterThan(0);
    expect((ours.length - failed.length) / ours.length, failed.map(({ id, bad }) => `${id}: ${JSON.stringify(bad[0])?.slice(0, 600) ?? ''}`).join('\n')).toBeGreaterThanOrEqual(floor);
  });
});

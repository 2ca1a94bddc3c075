// Tests of manifests: the samples' own, and what a test says when it fails, hangs or cannot be read.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { TestResult } from '../../src/client/port/test-protocol.ts';
import { diskFiles } from '../../src/entry/cli/disk-files.ts';
import { runPodTests } from '../../src/entry/pod-tests.ts';
import { samples } from '../../src/extension/samples.ts';

const folder = path.resolve(import.meta.dirname, '../../samples/tests');
const pod = (script: string): string => `      - kubectl: run main --image=busybox --restart=Never -- sh -c '${script}'\n`;

async function run(text: string, options: { signal?: AbortSignal; wanted?: string; base?: string } = {}): Promise<TestResult[]> {
  const { signal = new AbortController().signal, wanted, base = folder } = options;
  const results: TestResult[] = [];
  await runPodTests({
    text, source: 'a.podlab-test.yaml', signal, files: diskFiles(base),
    hostTurn: () => new Promise((resolve) => { setImmediate(resolve); }),
    ...(wanted !== undefined && { isWanted: (name: string) => name === wanted }),
    onError: (error) => { throw error instanceof Error ? error : new Error(String(error)); },
    onResult: (result) => { results.push(result); },
  });
  return results;
}

const steps = (text: string, more = ''): string => `tests:\n  - name: one\n${more}    steps:\n${text}`;

test('every sample does what it promises', async () => {
  const text = readFileSync(path.join(folder, 'samples.podlab-test.yaml'), 'utf8');
  for (const { file } of samples) expect(text).toContain(`apply -f ../${file}\n`);
  expect(readdirSync(path.dirname(folder)).filter((name) => name.endsWith('.yaml'))).toEqual(samples.map(({ file }) => file));
  const results = await run(text);
  expect(results.filter(({ failure }) => failure !== undefined)).toEqual([]);
  expect(results).toHaveLength(samples.length);
});

test('a step that does not hold is told with its line, what was seen, what was done and the cluster’s warnings', async () => {
  const [result] = await run(steps(`${pod('exit 3')}      - kubectl: wait --for=condition=Ready pod/main --timeout=5s\n`));
  expect(result).toMatchObject({ name: 'one', failure: { step: 1, line: 5, message: expect.stringMatching(/^kubectl wait .*: exit code 1 instead of 0\nerror: timed out waiting for the condition on pods\/main$/) as string } });
  expect(result?.transcript).toMatch(/^\$ kubectl run main .*\npod\/main created\n\$ kubectl wait .*\nerror: timed out .*\n# failed after 5s of the cluster’s time\n$/);
  const [other] = await run(steps('      - kubectl: get namespaces -o name\n        output: |\n          namespace/default\n'));
  expect(other?.failure).toEqual({ step: 0, line: 4, message: 'kubectl get namespaces -o name: prints something else', expected: 'namespace/default', actual: 'namespace/default\nnamespace/kube-node-lease\nnamespace/kube-public\nnamespace/kube-system' });
  const [pulled] = await run(steps('      - kubectl: run x --image=nosuch/thing:1\n      - sleep: 1m\n      - powerOff: nowhere\n'));
  expect(pulled?.failure?.message).toBe('there is no machine "nowhere": control-plane, worker-1, worker-2');
  expect(pulled?.transcript).toMatch(/# its warnings:\nNAMESPACE [^]*Failed to pull image "nosuch\/thing:1"/);
});

test('a refusal may be what is wanted', async () => {
  const text = steps('      - kubectl: apply -f -\n        stdin: |\n          { apiVersion: v1, kind: Pod, metadata: { name: a }, spec: {} }\n        exitCode: 1\n        contains: "spec.containers: Required value"\n      - kubectl: kubectl get pods\n        output: No resources found in default namespace.\n');
  expect((await run(text))[0]).not.toHaveProperty('failure');
});

test('a test that hangs ends at its timeout of the cluster’s time', async () => {
  const [result] = await run(steps(`${pod('sleep infinity')}      - kubectl: logs -f main\n        within: 1h\n`, '    timeout: 3h\n'));
  expect(result?.failure).toMatchObject({ step: 1, message: 'the test took longer than 3h of the cluster’s time' });
  expect(result?.tookMs).toBeGreaterThanOrEqual(3 * 3_600_000);
});

test('a container that computes without end holds up neither its test nor a cancellation', async () => {
  const [result] = await run(steps(`${pod('while :; do :; done')}      - kubectl: wait --for=condition=Ready pod/main --timeout=30s\n`));
  expect(result).not.toHaveProperty('failure');
  const cancel = new AbortController();
  const running = run(steps(`${pod('while :; do :; done')}      - sleep: 5h\n`, '    timeout: 9h\n'), { signal: cancel.signal });
  setTimeout(() => { cancel.abort(); }, 300);
  expect((await running)[0]?.failure?.message).toBe('the test was cancelled');
});

test('one seed, one outcome; time begins when the file says', async () => {
  const text = `seed: 7\nstartAt: 2026-02-28T23:59:30Z\n${steps('      - kubectl: create deployment web --image=nginx:1.21 --replicas=3\n      - kubectl: rollout status deployment/web --timeout=60s\n      - kubectl: get pods -o wide\n      - kubectl: run day --image=busybox --restart=Never -- date\n      - kubectl: logs day\n        within: 30s\n        contains: Feb 28 23:59\n')}`;
  const [first] = await run(text);
  const [second] = await run(text);
  expect(first).not.toHaveProperty('failure');
  const placements = first?.transcript.match(/web-\w+-\w+ .* worker-\d/g);
  expect(placements).toHaveLength(3);
  expect(second?.transcript.match(/web-\w+-\w+ .* worker-\d/g)).toEqual(placements);
});

test('mistakes in the file are told with their lines, before anything runs', async () => {
  await expect(run('tests:\n  - name: a\n    steps: []\n')).rejects.toThrow('a.podlab-test.yaml:3: tests[0].steps: Invalid value');
  await expect(run(steps('      - sleep: soon\n      - kubectl: get pods\n        matches: "("\n      - sleep: 1s\n        stdin: x\n      - {}\n      - kubectl: x\n        sleep: 1s\n'))).rejects.toThrow(/:4: tests\[0\]\.steps\[0\]\.sleep: Invalid value: "soon": must be a duration[^]*:6: .*matches: Invalid value[^]*:8: .*stdin: Forbidden: may only be set with `kubectl`[^]*:9: tests\[0\]\.steps\[3\]: Required value: must have one of[^]*:11: .*sleep: Forbidden/);
  await expect(run(`cluster: none.yaml\n${steps('      - kubectl: get pods\n')}`)).rejects.toThrow('the path "none.yaml" does not exist');
  await expect(run('tests: [')).rejects.toThrow(/^a\.podlab-test\.yaml:1: /);
});

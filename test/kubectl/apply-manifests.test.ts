// Applying a file with an outcome for each document.
import { expect, test } from 'vitest';
import { systemClock } from '../../src/base/system-clock.ts';
import { Client } from '../../src/client/client.ts';
import { applyManifests, type ApplyOutcome } from '../../src/kubectl/apply/apply-manifests.ts';
import type { KubectlIo } from '../../src/kubectl/kubectl.ts';
import { kubectlServer } from '../oracle/kubectl-player.ts';
import { parseManifests } from '../../src/kubectl/manifests.ts';

async function apply(text: string, io: KubectlIo): Promise<ApplyOutcome[]> {
  const outcomes: ApplyOutcome[] = [];
  for await (const outcome of applyManifests([{ source: 'all.yaml', text }], io)) outcomes.push(outcome);
  return outcomes;
}

async function newIo(): Promise<KubectlIo> {
  const server = await kubectlServer();
  return {
    client: new Client(server.transport(), { userAgent: 'kubectl/test' }), clock: systemClock, namespace: 'default', stdin: '', signal: new AbortController().signal,
    readFile: () => Promise.reject(new Error('no files')), stdout: () => undefined, stderr: () => undefined,
  };
}

const text = `# a comment only
---
apiVersion: v1
kind: ConfigMap
metadata: {name: a}
data: {k: v}
---
apiVersion: v1
kind: Pod
metadata: {name: Bad_Name}
spec: {containers: [{name: c, image: i, ports: [{containerPort: 0}]}]}
---
apiVersion: v1
kind: Podd
metadata: {name: x}
---
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}
- {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}
`;

test('each document has its outcome, refusals with their Status', async () => {
  const io = await newIo();
  const outcomes = await apply(text, io);
  expect(outcomes.map(({ documentIndex, kind, name, verb }) => [documentIndex, kind, name, verb])).toEqual([
    [1, 'ConfigMap', 'a', 'created'], [2, 'Pod', 'Bad_Name', 'failed'], [3, 'Podd', 'x', 'failed'], [4, 'ConfigMap', 'b', 'created'], [4, 'ConfigMap', 'c', 'created'],
  ]);
  expect(outcomes[1]?.status?.details?.causes?.map(({ field }) => field)).toEqual(['metadata.name', 'spec.containers[0].ports[0].containerPort']);
  expect(outcomes[2]?.message).toContain('no matches for kind "Podd" in version "v1"');
  expect((await apply(text, io)).map(({ verb }) => verb)).toEqual(['unchanged', 'failed', 'failed', 'unchanged', 'unchanged']);
  expect((await apply(text.replace('k: v', 'k: w'), io))[0]?.verb).toBe('configured');
});

test('text that is not YAML is one failed outcome after those before it', async () => {
  const outcomes = await apply('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\na: [1\n', await newIo());
  expect(outcomes.map(({ verb, documentIndex }) => [verb, documentIndex])).toEqual([['created', 0], ['failed', 1]]);
  expect(outcomes[1]?.message).toMatch(/^error: error parsing all.yaml: error converting YAML to JSON: yaml: line \d+: /);
});

test('a value that is no object is refused, not a bug', async () => {
  expect((await apply('- 1\n- 2\n', await newIo())).map(({ verb }) => verb)).toEqual(['failed']);
  expect(await apply('', await newIo())).toEqual([]);
});

test.each([
  ['apiVersion: v1\nkind: Pod\n  metadata: [\n', 'line 3: mapping values are not allowed in this context'],
  ['a: *b\n', "unknown anchor 'b' referenced"],
  ['a:\n\t- b\n', 'line 2: found character that cannot start any token'],
])('broken YAML is told in go-yaml’s words, the first mistake of several: %j', (text, words) => {
  expect(parseManifests({ source: 'a.yaml', text }).error?.message).toBe(`error parsing a.yaml: error converting YAML to JSON: yaml: ${words}`);
});

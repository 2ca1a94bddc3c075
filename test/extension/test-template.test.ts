// The first test of a manifest is one that runs.
import { expect, test } from 'vitest';
import { testFindings } from '../../src/api/podlab/podlab-test.ts';
import { parseDocument } from '../../src/document/parse-document.ts';
import { valueOf } from '../../src/document/value.ts';
import { testTemplate } from '../../src/extension/pod-tests/test-template.ts';
import { parseCommandLine } from '../../src/kubectl/command-words.ts';

const read = (text: string) => {
  const { root, findings } = parseDocument(text);
  expect(findings).toEqual([]);
  const value = valueOf(root)?.value as { tests: { name: string; steps: { kubectl: string }[] }[] };
  expect(testFindings(value)).toEqual([]);
  return value.tests.flatMap(({ steps }) => steps.map(({ kubectl }) => kubectl));
};

test('it applies the file and waits for what comes up, kind by kind', () => {
  const made = (kind: string, name: string, namespace = 'default') => ({ kind, name, namespace });
  expect(read(testTemplate('all.yaml', [made('Pod', 'a'), made('ConfigMap', 'b'), made('Deployment', 'c', 'shop'), made('Job', 'd'), made('StatefulSet', 'e'), made('DaemonSet', 'f'), made('Pod', '')]))).toEqual([
    'create namespace shop',
    'apply -f all.yaml',
    'wait --for=condition=Ready pod/a --timeout=60s',
    'rollout status deployment/c --timeout=2m -n shop',
    'wait --for=condition=Complete job/d --timeout=5m',
    'rollout status statefulset/e --timeout=2m',
    'rollout status daemonset/f --timeout=2m',
  ]);
  expect(read(testTemplate('shop.yaml', [made('Namespace', 'shop', ''), made('Pod', 'a', 'shop')]))).toEqual(['apply -f shop.yaml', 'wait --for=condition=Ready pod/a --timeout=60s -n shop']);
});

test('whatever the file is called, it is one word of the command', () => {
  for (const file of ['a b.yaml', 'a: b #1.yaml', '"quoted".yaml', 'ü$(x).yaml']) expect(parseCommandLine(read(testTemplate(file, [{ kind: 'Pod', name: 'a', namespace: '' }]))[0] ?? '').words).toEqual(['apply', '-f', file]);
});

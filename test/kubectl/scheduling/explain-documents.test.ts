import { afterEach, expect, test } from 'vitest';
import { explainDocuments } from '../../../src/kubectl/scheduling/explain-documents.ts';
import { podOfObject } from '../../../src/kubectl/scheduling/pod-of-object.ts';
import { createFakeRuntime } from '../../support/cluster-fakes/fake-runtime.ts';
import { startVirtualCluster, type VirtualCluster } from '../../support/cluster-fakes/virtual-cluster.ts';

let virtual: VirtualCluster | undefined;
afterEach(() => {
  virtual?.dispose();
  virtual = undefined;
});

const manifest = `# comment
kind: ConfigMap
apiVersion: v1
metadata: { name: c }
---
# a Pod that cannot be placed
apiVersion: v1
kind: Pod
metadata: { name: impossible }
spec:
  nodeSelector: { disk: ssd }
  containers: [{ name: c, image: nginx }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, labels: { a: b } }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: c, image: nginx, resources: { requests: { cpu: 100m } } }] }
---
kind: Pod
apiVersion: v1
metadata: [
---
apiVersion: v1
kind: Pod
metadata: { name: refused }
spec: { containers: [] }
`;

test('each Pod and template of a manifest is explained where it stands', async () => {
  virtual = await startVirtualCluster({ createRuntime: (_node, { clock }) => createFakeRuntime({ clock }) });
  const documents = await explainDocuments(virtual.client, { text: manifest, namespace: 'default' });
  expect(documents.map(({ documentIndex, startLine, endLine, kind, name }) => [documentIndex, startLine, endLine, kind, name])).toEqual([[1, 6, 11, 'Pod', 'impossible'], [2, 13, 20, 'Deployment', 'web'], [3, 22, 24, '', ''], [4, 26, 29, 'Pod', 'refused']]);
  expect(documents[0]?.explanation?.message).toContain("node(s) didn't match Pod's node affinity/selector");
  expect(documents[1]?.explanation?.predictedNodes).toEqual(['worker-1', 'worker-2']);
  expect(documents[2]).not.toHaveProperty('explanation');
  expect(documents[3]?.refusal).toContain('spec.containers: Required value');
});

test('a DaemonSet’s Pod has the tolerations that its controller gives', () => {
  const pod = podOfObject({ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent', namespace: 'ops' }, spec: { template: { metadata: { labels: { app: 'agent' } }, spec: { tolerations: [{ key: 'x' }] } } } }, 'default');
  expect(pod).toMatchObject({ metadata: { namespace: 'ops', generateName: 'agent-', labels: { app: 'agent' } }, spec: { tolerations: expect.arrayContaining([{ key: 'x' }, { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' }]) as unknown } });
});

test('what makes no Pods is left out', () => {
  for (const value of [null, 7, 'x', [], {}, { kind: 'Pod' }, { apiVersion: 'v1', kind: 'Pod' }, { apiVersion: 'v1', kind: 'Service', spec: {} }, { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: [] } }, { apiVersion: 'batch/v1', kind: 'CronJob' }]) {
    expect(podOfObject(value, 'default')).toBeUndefined();
  }
});

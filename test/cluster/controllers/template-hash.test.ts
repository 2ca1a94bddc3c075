// Hashes as a real kube-controller-manager 1.36.3 gave them.
import { expect, it } from 'vitest';
import type { PodTemplateSpec } from '../../../src/api/generated/core-v1.ts';
import { revisionData } from '../../../src/cluster/controllers/controller-revisions.ts';
import { dataHash, templateHash } from '../../../src/cluster/controllers/template-hash.ts';

function template(app: string, more: object = {}): PodTemplateSpec {
  return {
    metadata: { labels: { app } },
    spec: {
      containers: [{ name: 'c', image: 'busybox:1.36', imagePullPolicy: 'IfNotPresent', resources: {}, terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File', ...more }],
      dnsPolicy: 'ClusterFirst', restartPolicy: 'Always', schedulerName: 'default-scheduler', securityContext: {}, terminationGracePeriodSeconds: 30,
    },
  };
}

it.each([
  ['a', {}, '59c84c5b98'],
  ['q1', { resources: { requests: { cpu: '250m' } } }, '78c95445c4'],
  ['q2', { resources: { requests: { memory: '64Mi' } } }, '5c65bcb859'],
  ['q3', { resources: { requests: { memory: '10000Ti' } } }, '7d9b4d7768'],
  ['q6', { resources: { requests: { cpu: '0' } } }, '65c6c6f9d8'],
  ['e2', { env: [{ name: 'C', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } }] }, '67c7c66ddc'],
  ['p4', { securityContext: { capabilities: { add: ['A'] }, privileged: false } }, '6df4564bbc'],
])('of %s with %j is %s', (app, more, hash) => {
  expect(templateHash(template(app, more), undefined)).toBe(hash);
});

it("of a StatefulSet's revision is over its data as Go writes JSON", () => {
  const data = { ...template('s', { resources: { limits: { cpu: '1' } } }), metadata: { labels: { app: 's' }, annotations: { a: 'b&<' } } };
  expect(dataHash(revisionData(data), 0)).toBe('5fdfb964cc');
});

// The way of a Pod, told by a whole simulated cluster.
import { afterEach, expect, test } from 'vitest';
import type { Event, Pod } from '../../src/api/generated/core-v1.ts';
import { podWayPath, type PodWay } from '../../src/client/pod-way.ts';
import { events, pods } from '../../src/client/resources.ts';
import { podWayText } from '../../src/extension/pod-way/pod-way-text.ts';
import { startVirtualCluster, type VirtualCluster } from '../support/cluster-fakes/virtual-cluster.ts';

let virtual: VirtualCluster | undefined;
afterEach(() => {
  virtual?.dispose();
  virtual = undefined;
});

test('each step says what it added, from the request to the kubelet', async () => {
  virtual = await startVirtualCluster({});
  const { client, clock } = virtual;
  await client.send({ verb: 'create', ref: { group: '', version: 'v1', resource: 'limitranges' }, namespace: 'default', body: { metadata: { name: 'usual' }, spec: { limits: [{ type: 'Container', defaultRequest: { cpu: '100m' } }] } } });
  await client.send({ verb: 'create', ref: pods, namespace: 'default', userAgent: 'kubectl/v1.36.3', body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'hello' }, spec: { containers: [{ name: 'main', image: 'nginx' }] } } });
  let pod = await client.get<Pod>(pods, 'hello', 'default');
  for (let i = 0; i < 2000 && pod.status.phase !== 'Running'; i++) {
    clock.step();
    pod = await client.get<Pod>(pods, 'hello', 'default');
    await new Promise((resolve) => { setImmediate(resolve); });
  }
  const way = (await client.send({ verb: 'get', path: `${podWayPath}/default/hello` })).body as PodWay;
  expect(way.request).toMatchObject({ method: 'POST', path: '/api/v1/namespaces/default/pods', userAgent: 'kubectl/v1.36.3' });
  expect(way.defaults).toContainEqual({ path: 'spec.containers[0].imagePullPolicy', value: 'Always' });
  expect(way.admission.map(({ plugin }) => plugin)).toEqual(['LimitRanger', 'ServiceAccount', 'Priority', 'DefaultTolerationSeconds']);
  expect(way.admission[0]?.changes).toContainEqual({ path: 'spec.containers[0].resources.requests', value: { cpu: '100m' } });
  // The token volume's name is random: it is told as it is stored.
  expect(JSON.stringify(way.admission[1]?.changes)).toContain(pod.spec.volumes?.[0]?.name ?? 'none');
  expect(way.system.map(({ path }) => path)).toEqual(expect.arrayContaining(['metadata.uid', 'status.qosClass', 'status.phase']));
  expect(way.stored.uid).toBe(pod.metadata.uid);
  const text = podWayText({ way, pod, events: (await client.list<Event>(events, 'default', { fieldSelector: 'involvedObject.name=hello' })).items });
  expect(text).toMatch(/ 1\. Request\n[^]* 2\. Authentication[^]* 3\. Defaults[^]* 4\. Admission[^]*LimitRanger:\n[^]* 5\. Validation[^]* 6\. Scheduler\n +Event Scheduled: Successfully assigned[^]*→ spec\.nodeName: worker-\d\n/);
  expect([...text.matchAll(/Event (\w+)/g)].map(([, reason]) => reason)).toEqual(['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started']);
  expect(text).toContain('→ status.phase: Running');
  await expect(client.send({ verb: 'get', path: `${podWayPath}/default/nobody` })).rejects.toThrow('could not find the requested resource');
});

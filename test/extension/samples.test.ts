// Every sample is applied to a whole cluster, and shows what its first lines promise.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Pod } from '../../src/api/generated/core-v1.ts';
import { samples } from '../../src/extension/samples.ts';
import { startVirtualCluster, type VirtualCluster } from '../support/cluster-fakes/virtual-cluster.ts';
import { kubectlOf } from '../support/cluster-fakes/virtual-kubectl.ts';

const files = Object.fromEntries(samples.map(({ file }) => [file, readFileSync(path.resolve(import.meta.dirname, '../../samples', file), 'utf8')]));

let virtual: VirtualCluster;
let kubectl: ReturnType<typeof kubectlOf>;
beforeAll(async () => {
  virtual = await startVirtualCluster({});
  kubectl = kubectlOf(virtual, files);
});
afterAll(() => { virtual.dispose(); });

const shown = (line: string, text: RegExp) => async (): Promise<boolean> => text.test((await kubectl(line)).out);
const status = (pod: string, holds: (pod: Pod) => boolean) => async (): Promise<boolean> => {
  const found = await virtual.pod(pod);
  return found !== undefined && holds(found);
};

const promises: Readonly<Record<string, () => Promise<boolean>>> = {
  '01-hello-pod.yaml': shown('get pod hello-pod', /1\/1 +Running/),
  '02-hello-web.yaml': shown('get pod hello-web', /1\/1 +Running/),
  '03-shared-volume.yaml': shown('exec shared-volume -c web -- curl -s localhost', /^\w{3} \w{3} +\d+ [\d:]+ UTC \d{4}\n$/),
  '04-init-container.yaml': shown('logs init-demo -c main', /^prepared by init-demo\n/),
  '05-crash-loop.yaml': shown('get pod crash-loop', /CrashLoopBackOff/),
  '06-unschedulable.yaml': shown('get pod unschedulable', /0\/1 +Pending/),
  '07-config-and-secret.yaml': shown('get pods', /configured +1\/1 +Running/),
  '08-deployment.yaml': shown('get deployments', /3\/3/),
  '09-sidecar.yaml': shown('logs sidecar -c shipper', /^request 1\nrequest 2\n/),
  '10-adapter.yaml': shown('exec adapter -c app -- wget -qO- localhost:9100/metrics', /^app_jobs_total \d+\napp_errors_total \d+\n$/),
  '11-ambassador.yaml': shown('logs ambassador -c app', /<title>Welcome to nginx!<\/title>/),
  '12-probes.yaml': shown('get pod probes', /1\/1 +Running/),
  '13-resources.yaml': status('resources', (pod) => pod.status.containerStatuses?.[0]?.lastState?.terminated?.reason === 'OOMKilled'),
  '14-job.yaml': shown('get job pieces', /Complete +6\/6/),
};

test.each(samples)('$title', async ({ file }) => {
  expect(await kubectl(`apply -f ${file}`)).toMatchObject({ exit: 0, err: '' });
  await virtual.until(promises[file] ?? expect.fail(`what ${file} promises is not tested`), 120);
});

// What the real kubectl 1.36.3 says where a command does not fit its object, asked side by side on one server.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startVirtualCluster, type VirtualCluster } from '../support/cluster-fakes/virtual-cluster.ts';
import { kubectlOf } from '../support/cluster-fakes/virtual-kubectl.ts';

const manifest = `
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: nginx}]}
---
apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox, command: [echo, hi]}]}}}
`;

let virtual: VirtualCluster;
let kubectl: ReturnType<typeof kubectlOf>;
beforeAll(async () => {
  virtual = await startVirtualCluster({});
  kubectl = kubectlOf(virtual, { 'm.yaml': manifest });
  expect(await kubectl('create -f m.yaml')).toMatchObject({ exit: 0 });
  expect(await kubectl('wait deploy/web --for=condition=Available --timeout=60s')).toMatchObject({ exit: 0 });
});
afterAll(() => { virtual.dispose(); });

test.each([
  ['autoscale cm settings --max=3', 'error: cannot autoscale a ConfigMap: could not find scale subresource for /v1, Resource=configmaps in discovery information'],
  ['set image cm/settings *=nginx', 'error: configmaps/settings the object is not a pod or does not have a pod template: *v1.ConfigMap'],
  ['set env cm/settings A=B', 'error: configmaps/settings the object is not a pod or does not have a pod template: *v1.ConfigMap'],
  ['rollout history cm/settings', 'error: error retrieving history for "ConfigMap", no visitor method exists for { ConfigMap}'],
  ['rollout history job/once', 'error: no history viewer has been implemented for "Job.batch"'],
  ['rollout status job/once', 'error: no status viewer has been implemented for Job.batch'],
  ['rollout undo deploy/web', 'error: no rollout history found for deployment "web"'],
  ['wait deploy/web --for=condition=Nosuch --timeout=0', 'error: condition not met for deployments/web'],
  ['exec deploy/web -c nosuch -- true', expect.stringMatching(/^error: container nosuch is not valid for pod web-\w+-\w+ out of: nginx\n$/)],
  ['debug cm/settings --image=busybox', 'error: "/v1, Kind=ConfigMap" not supported by debug'],
  ['cordon deploy/web', 'error: expected resource of type node, got "apps/v1, Resource=deployments"'],
  ['taint deploy/web a=b:NoSchedule', 'the server doesn\'t have a resource type "deploy/web"'],
  ['get endpoints nosuch', 'Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\nError from server (NotFound): endpoints "nosuch" not found'],
  ['get cm settings --raw /x', 'error: arguments may not be passed when --raw is specified'],
  ['get --raw /nosuch', 'Error from server (NotFound): the server could not find the requested resource'],
  ['get cm --output-watch-events', 'error: --output-watch-events option can only be used with --watch or --watch-only'],
  ['delete pods --all -l a=b', "error: setting 'all' parameter but found a non empty selector. "],
  ['explain nosuch', 'the server doesn\'t have a resource type "nosuch"'],
  ['create nosuch', "error: Unexpected args: [nosuch]\nSee 'kubectl create -h' for help and examples"],
])('kubectl %s', async (line, said) => {
  expect(await kubectl(line)).toEqual({ exit: 1, out: '', err: typeof said === 'string' ? `${said}\n` : said });
});

test.each([
  // A field that no row has leaves a single row.
  ['get deploy --sort-by=.spec.nosuch --no-headers', /^web +1\/1/],
  // What is missing stays missing, however deep.
  ['get deploy/web -o go-template={{.x.y.z}}', /^<no value>$/],
  // Unsetting what was not set changes nothing.
  ['set env deploy/web A-', /^$/],
  ['get componentstatuses', /^$/],
  ['patch deploy web --dry-run=server --subresource=scale --type=merge -p {"spec":{"replicas":2}}', /^scale\.autoscaling\/web patched\n$/],
  ['auth can-i --list', /^Resources +Non-Resource URLs +Resource Names +Verbs\n\*\.\* +\[\] +\[\] +\[\*\]\n +\[\*\] /],
])('kubectl %s answers', async (line, out) => {
  const said = await kubectl(line);
  expect(said.exit).toBe(0);
  expect(said.out).toMatch(out);
});

// What hovers say of meanings: as whom a container runs, what is reserved, where a name is defined, what a selector selects, how the object is.
import { describe, expect, it } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver';
import type { LiveObject } from '../../src/language/cluster/live-object.ts';
import { live, liveContainer, livePod, told } from './cluster/live.ts';
import { drain, open, uri } from './support/editor.ts';

function hover(annotated: string, ...cluster: readonly LiveObject[]): string {
  const { service, position } = open(annotated);
  drain(service.workspace.update('file:///work/my%20settings.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata: {a: b}\n'));
  if (cluster.length > 0) service.applyCluster(told(...cluster));
  return (drain(service.hover(uri, position))?.contents as MarkupContent | undefined)?.value ?? '';
}

const pod = (lines: string, spec = ''): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n${spec}  containers:\n  - name: c\n    image: i:1\n${lines}`;
const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: s\nspec:\n  select<|>or:\n    app: web\n';

describe('hovers', () => {
  it.each([
    ['a user', pod('    security<|>Context: {runAsUser: 1000, allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}}\n'), '= runs as user 1000; cannot gain more rights than it starts with; cannot write outside its volumes; without any capability; with NET_BIND_SERVICE'],
    ['the Pod’s user', pod('    security<|>Context: {runAsNonRoot: true}\n', '  securityContext: {runAsUser: 7, runAsGroup: 8}\n'), '= runs as user 7, group 8; is refused if that is root'],
    ['a group', pod('', '  security<|>Context: {fsGroup: 5}\n'), '= runs as the image’s user; its volumes belong to group 5'],
    ['limits alone', pod('    resour<|>ces: {limits: {cpu: 500m, memory: 64Mi}}\n'), 'cpu: 50 % of a CPU core reserved (by its limit), and no more\n\nmemory: 64 MiB = 67.11 MB reserved (by its limit), and no more'],
    ['requests', pod('    resour<|>ces: {requests: {cpu: "1"}}\n'), 'cpu: 1 CPU core reserved, no limit'],
    ['a probe', pod('    liveness<|>Probe: {tcpSocket: {port: 80}, periodSeconds: 20, failureThreshold: 2}\n'), 'every 20 s; killed after about 40 s of failures'],
    ['a field of a probe', pod('    livenessProbe: {tcpSocket: {port: 80}, periodSeconds: 20, failureThres<|>hold: 2}\n'), 'every 20 s; killed after about 40 s of failures'],
    ['a user alone', pod('    securityContext: {runAsUser: 10<|>00}\n'), '= runs as user 1000'],
    ['what is not written', pod('    livenessPro<|>be: {tcpSocket: {port: 80}, periodSeconds: 20}\n'), 'Not written, so by default: `initialDelaySeconds: 0`, `timeoutSeconds: 1`, `successThreshold: 1`, `failureThreshold: 3`'],
    ['an image', pod('').replace('i:1', 'ngi<|>nx'), '= `docker.io/library/nginx:latest`, pulled whenever a container starts'],
    ['an image of a registry', pod('').replace('i:1', 'ghcr.io/a/b@sha2<|>56:0'), '= `ghcr.io/a/b@sha256:0`, pulled where the node does not have it yet'],
    ['time to end', pod('', '  terminationGracePeriodSeco<|>nds: 90\n'), 'preStop hook and SIGTERM, then up to 1 min 30 s to end, then SIGKILL'],
    ['no time to end', pod('', '  terminationGracePeriodSeco<|>nds: 0\n'), 'killed at once'],
    ['a taint that is borne', pod('', '  tolerations: [{key: a, operator: Exists, effect: NoExecute, tolerationSec<|>onds: 60}]\n'), 'stays for 1 min after the taint has come, then is evicted'],
    ['a mode', pod('', '  volumes: [{name: v, configMap: {name: a, defaultMo<|>de: 0640}}]\n'), '= 0640, `rw-r-----`'],
    ['a share of replicas', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n  replicas: 10\n  strategy: {rollingUpdate: {maxUnavail<|>able: 25%}}\n', '= 2 of 10 Pods, rounded down'],
    ['a share more', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n  replicas: 10\n  strategy: {rollingUpdate: {maxSur<|>ge: 25%}}\n', '= 3 of 10 Pods, rounded up'],
    ['retries', 'apiVersion: batch/v1\nkind: Job\nmetadata: {name: d}\nspec: {backoffLim<|>it: 6}\n', 'fails after 6 retries, with pauses of 10 s, 20 s, 40 s … up to 6 min'],
    ['a schedule', 'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: d}\nspec: {sched<|>ule: "*/5 * * * *"}\n', 'every 5 minutes'],
    ['a QoS class', pod('    resources: {limits: {cpu: 1, memory: 1Gi}}\n').replace('spec:', 'sp<|>ec:'), 'QoS class: Guaranteed'],
    ['a quantity', pod('    resources: {limits: {mem<|>ory: 128M}}\n'), '= 122.1 MiB = 128 MB'],
    ['a secret', 'apiVersion: v1\nkind: Secret\nmetadata: {name: d}\ndata: {pass<|>word: aHVudGVyMg==}\n', 'Decoded:\n\n~~~~text\nhunter2\n~~~~'],
    ['a field that came later', pod('', '  hostnameOverr<|>ide: a\n'), '· since Kubernetes 1.34'],
    ['a required field', pod('').replace('containers', 'contain<|>ers'), '· required'],
    ['a name of the workspace', pod('    envFrom: [{configMapRef: {name: sett<|>ings}}]\n'), 'Defined in my settings.yaml, line 4'],
    ['a selector of nothing', service, 'Selects nothing that the workspace writes.'],
    ['a selector', `${service}---\n${pod('').replace('name: web', 'name: web\n  labels: {app: web}')}`, 'Selects 1 object or template of the workspace.'],
  ])('%s', (_what, annotated, expected) => { expect(hover(annotated)).toContain(expected); });

  it('tell of the running object', () => {
    const running = livePod('web', [liveContainer('c', { state: { is: 'waiting', reason: 'ImagePullBackOff', message: 'Back-off pulling [image](command:x)' }, image: 'i:1' })], { labels: { app: 'web' }, cells: { Status: 'ImagePullBackOff', Ready: '0/1', Restarts: '0' } });
    const text = hover(pod('').replace('name: web', 'name: w<|>eb'), running);
    expect(text).toContain('In the cluster: **ImagePullBackOff 0/1** on **worker-1**\n- ImagePullBackOff: Back-off pulling \\[image\\]\\(command:x\\)');
    expect(hover(pod('').replace('name: web', 'name: w<|>eb'), live('Node', 'n'))).toContain('Not in the running cluster.');
    expect(hover(service, running)).toContain('Selects 1 Pod of the cluster: `web`');
    expect(hover(pod('    envFrom: [{configMapRef: {name: sett<|>ings}}]\n'), live('ConfigMap', 'settings', { keys: ['a', 'b'] }))).toContain('In the cluster, with `a`, `b`');
  });
});

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

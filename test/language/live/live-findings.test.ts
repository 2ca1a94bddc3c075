// A Pod in trouble, in the real cluster: its Event's words on the field of the manifest that caused it, gone when it is mended.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LineTable } from '../../../src/document/line-table.ts';
import { drain } from '../support/editor.ts';
import { type LiveEditor, startLiveEditor } from '../../support/live-editor.ts';

let editor: LiveEditor;
beforeAll(async () => { editor = await startLiveEditor(); }, 60_000);
afterAll(() => { editor.dispose(); });

let count = 0;
/** What is underlined and said of running objects, once there is something (or nothing). */
async function said(text: string, isTrouble = true): Promise<string[]> {
  const uri = `file:///live-${++count}.yaml`;
  editor.service.open(uri, 1, text);
  const lines = new LineTable(text);
  const now = (): string[] => drain(editor.service.diagnostics(uri)).filter(({ source }) => source === 'podlab (live)').map(({ range, message }) => `${range.start.line + 1}: ${text.slice(lines.offsetAt(range.start), lines.offsetAt(range.end))}: ${message}`);
  await editor.virtual.until(() => now().length > 0 === isTrouble, 1200);
  const found = now();
  editor.service.close(uri);
  return found;
}

const pod = (name: string, container: string, spec = ''): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n${spec}  containers:\n  - name: main\n${container}`;
const sleeping = '    image: busybox:1.37\n    command: [sleep, infinity]\n';

describe('troubles of a Pod', () => {
  it.each([
    ['an image that cannot be pulled', pod('image', '    image: busybox:no-such\n'), /^8: busybox:no-such: Failed to pull image "busybox:no-such": /],
    ['a missing key', `${pod('key', `${sleeping}    env:\n    - name: A\n      valueFrom: {configMapKeyRef: {name: conf, key: colour}}\n`)}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf}\ndata: {color: blue}\n`, /^12: colour: couldn't find key colour in ConfigMap default\/conf$/],
    ['a missing Secret', pod('secret', `${sleeping}    envFrom:\n    - secretRef: {name: nowhere}\n`), /^11: nowhere: secret "nowhere" not found$/],
    ['a missing volume', pod('volume', `${sleeping}    volumeMounts: [{name: v, mountPath: /v}]\n`, '  volumes:\n  - name: v\n    configMap:\n      name: nothing\n'), /^9: nothing: MountVolume.SetUp failed for volume "v" : configmap "nothing" not found$/],
    ['a missing command', pod('command', '    image: busybox:1.37\n    command: [nosuch, "1"]\n'), /^9: nosuch: .*exec: "nosuch": executable file not found in \$PATH/],
    ['a crash', pod('crash', '    image: busybox:1.37\n    command: [sh, -c, exit 3]\n'), /^9: command: .*exit code 3/],
    ['a readiness probe', pod('ready', `${sleeping}    readinessProbe:\n      periodSeconds: 1\n      exec: {command: ["false"]}\n`), /^10: readinessProbe: Readiness probe failed: /],
    ['a liveness probe', pod('alive', `${sleeping}    livenessProbe:\n      periodSeconds: 1\n      tcpSocket: {port: 99}\n`), /^10: livenessProbe: Liveness probe failed: dial tcp /],
    ['a Pod too large', pod('large', `${sleeping}    resources: {requests: {cpu: "99", memory: 1Mi}}\n`), /^10: "99": 0\/3 nodes are available: .*Insufficient cpu/],
    ['a label that no Node has', pod('label', sleeping, '  nodeSelector:\n    kubernetes.io/os: linux\n    disk: ssd\n'), /^8: ssd: 0\/3 nodes are available: /],
    ['a root user', pod('root', `${sleeping}    securityContext: {runAsNonRoot: true}\n`), /^10: true: container has runAsNonRoot and image will run as root/],
  ])('%s', async (_what, text, expected) => {
    await editor.apply(text);
    const found = await said(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(expected);
  });

  it('goes when it is mended, and is not said of what is written instead', async () => {
    const text = pod('mended', '    image: busybox:no-such\n');
    await editor.apply(text);
    expect(await said(text)).toHaveLength(1);
    const mended = pod('mended', sleeping);
    expect(await said(mended, false)).toEqual([]);
    await editor.apply(mended);
    await editor.virtual.until(async () => (await editor.virtual.pod('mended'))?.status.phase === 'Running');
    expect(await said(mended, false)).toEqual([]);
  });

  it('is said once of a Deployment, in its template', async () => {
    const text = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 3\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n      - name: main\n        image: nginx:none\n`;
    await editor.apply(text);
    expect(await said(text)).toEqual([expect.stringMatching(/^12: nginx:none: Failed to pull image/) as string]);
  });

  it('can be switched off in place and by the setting', async () => {
    const text = pod('quiet', '    image: busybox:none # podlab-ignore: live-state\n');
    await editor.apply(text);
    await editor.virtual.until(async () => (await editor.virtual.pod('quiet'))?.status.containerStatuses?.[0]?.state.waiting?.reason === 'ImagePullBackOff');
    expect(await said(text, false)).toEqual([]);
    editor.service.configure({ liveState: 'off' });
    expect(await said(text.replace(/ #.*/, ''), false)).toEqual([]);
    editor.service.configure({});
    expect(await said(text.replace(/ #.*/, ''))).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';
import { complete, drain, labels, open, uri } from './support/editor.ts';

const head = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n';
const pod = `${head}spec:\n  containers:\n  - name: c\n    image: i\n`;

describe('field names', () => {
  it('begin a list with its required fields at the right indentation', () => {
    expect(complete(`${head}spec:\n  conta<|>`, 'containers')).toBe(`${head}spec:\n  containers:\n  - name: <|>app\n    image: busybox:1.37`);
  });
  it('begin lists as the file does', () => {
    const text = `${head}spec:\n  volumes:\n    - name: v\n  `;
    expect(complete(`${text}conta<|>`, 'containers')).toBe(`${text}containers:\n    - name: <|>app\n      image: busybox:1.37`);
  });
  it('begin nested fields', () => {
    expect(complete(`${pod}    res<|>`, 'resources')).toBe(`${pod}    resources:\n      <|>`);
    expect(complete(`${pod}    res<|>`, 'restartPolicy')).toBe(`${pod}    restartPolicy: <|>`);
  });
  it('complete after a dash, with the required ones first', () => {
    expect(labels(`${pod}  - <|>`).slice(0, 3)).toEqual(['image', 'name', 'args']);
    expect(complete(`${pod}  - im<|>`, 'image')).toBe(`${pod}  - image: <|>busybox:1.37`);
    expect(complete(`${pod}  -<|>`, 'image')).toBe(`${pod}  - image: <|>busybox:1.37`);
  });
  it('begin the first item where a list is empty', () => {
    expect(complete(`${head}spec:\n  containers:\n  <|>`, 'volumes')).toContain('volumes:\n');
    expect(complete(`${head}spec:\n  containers:\n    <|>`, 'name')).toBe(`${head}spec:\n  containers:\n    - name: <|>app`);
  });
  it('leave out what is written, above and below', () => {
    const offered = labels(`${head}spec:\n  containers:\n  - name: c\n    <|>\n    image: i\n`);
    expect(offered).not.toContain('name');
    expect(offered).not.toContain('image');
    expect(offered).toContain('ports');
  });
  it('rename a half-typed key without a second colon', () => {
    expect(complete(`${head}spec:\n  rest<|>: Never\n`, 'restartPolicy')).toBe(`${head}spec:\n  restartPolicy: Never\n`);
  });
  it('work in flow style', () => {
    expect(complete(`${head}spec: {containers: [{name: c, ima<|>}]}`, 'image')).toBe(`${head}spec: {containers: [{name: c, image: <|>busybox:1.37}]}`);
    expect(complete(`${head}spec: {<|>}`, 'containers')).toBe(`${head}spec: {containers: [{name: <|>app, image: busybox:1.37}]}`);
  });
  it('keep the quotes that they are typed in', () => {
    const json = '{"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "c"<|>}]}}';
    const typed = (written: string): string => json.replace('<|>', `, ${written}`);
    expect(complete(typed('"imageP<|>": "Always"'), 'imagePullPolicy')).toBe(typed('"imagePullPolicy": "Always"'));
    expect(complete(typed('"imagePullPolicy": "Al<|>"'), 'Always')).toBe(typed('"imagePullPolicy": "Always"'));
    expect(complete(typed('"tty": "tr<|>"'), 'true')).toBe(typed('"tty": true'));
    expect(complete(`${pod}    'imageP<|>ullPolicy': Always\n`, 'imagePullPolicy')).toBe(`${pod}    'imagePullPolicy': Always\n`);
    const { service, position } = open(typed('"imageP<|>": "Always"'));
    expect(drain(service.completion(uri, position)).find(({ label }) => label === 'imagePullPolicy')?.filterText).toBe('"imagePullPolicy');
  });
  it('have quotes in JSON', () => {
    const typed = (written: string): string => `{"apiVersion": "v1", "kind": "Pod", "spec": {${written}}}`;
    expect(complete(typed('"conta<|>"'), 'containers')).toBe(typed('"containers": [{"name": "<|>app", "image": "busybox:1.37"}]'));
    expect(complete(typed('conta<|>'), 'containers')).toBe(typed('"containers": [{"name": "<|>app", "image": "busybox:1.37"}]'));
    expect(complete(typed('"containers": [{"ports": [{"containerP<|>"}]}]'), 'containerPort')).toBe(typed('"containers": [{"ports": [{"containerPort": <|>80}]}]'));
    expect(complete(typed('"restartPolicy": <|>'), 'Always')).toBe(typed('"restartPolicy": "Always"'));
    expect(complete(typed('"hostPID": <|>'), 'true')).toBe(typed('"hostPID": true'));
  });
  it('work in each of several documents, and below broken ones', () => {
    expect(labels(`a: [\n---\n${pod}---\napiVersion: v1\nkind: Service\nspec:\n  <|>`)).toContain('selector');
    expect(labels(`${head}spec:\n  hostname: "a\n  <|>`)).toContain('containers');
  });
  it('know templates inside workloads', () => {
    expect(labels('apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n        <|>')).toContain('livenessProbe');
  });
  it('offer nothing in files of other kinds', () => {
    expect(labels('services:\n  web:\n    image: a\n<|>')).toEqual([]);
    expect(labels('services:\n  <|>')).toEqual([]);
  });
  it('move to the right column', () => {
    expect(complete(`${head}spec:\n  hostname: a\n      <|>`, 'subdomain')).toBe(`${head}spec:\n  hostname: a\n  subdomain: <|>`);
  });
});

describe('what a field begins with', () => {
  const workload = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\nspec:\n';
  it('are the volumes that are mounted and not there', () => {
    const mounts = `${pod}    volumeMounts:\n    - name: logs\n      mountPath: /logs\n    - name: work\n      mountPath: /work\n`;
    expect(complete(`${mounts}  vol<|>`, 'volumes')).toBe(`${mounts}  volumes:\n  - name: <|>logs\n    emptyDir: {}\n  - name: work\n    emptyDir: {}`);
  });
  it('is a volume that the container does not mount yet', () => {
    const volumes = `${head}spec:\n  volumes:\n  - name: logs\n  - name: work\n  containers:\n  - name: c\n    image: i\n    volumeMounts:\n    - name: logs\n      mountPath: /logs\n    - `;
    expect(complete(`${volumes}na<|>`, 'name')).toBe(`${volumes}name: <|>work`);
  });
  it('are the labels that a selector asks for, and a selector of the labels that are there', () => {
    const selector = `${workload}  selector:\n    matchLabels:\n      tier: "1"\n  `;
    expect(complete(`${selector}tem<|>`, 'template')).toBe(`${selector}template:\n    metadata:\n      labels:\n        tier: <|>"1"\n    spec:\n      containers:\n      - name: app\n        image: busybox:1.37`);
    const template = `${workload}  template:\n    metadata:\n      labels:\n        app: web\n  `;
    expect(complete(`${template}sel<|>`, 'selector')).toBe(`${template}selector:\n    matchLabels:\n      app: <|>web`);
  });
  it('is the kind that has such fields', () => {
    expect(complete('apiVersion: apps/v1\n<|>\nspec:\n  selector: {}\n  strategy: {}\n', 'kind')).toBe('apiVersion: apps/v1\nkind: <|>Deployment\nspec:\n  selector: {}\n  strategy: {}\n');
    expect(complete('<|>\nkind: CronJob\n', 'apiVersion')).toBe('apiVersion: <|>batch/v1\nkind: CronJob\n');
  });
  it('gives way to whatever else may stand there', () => {
    const { service, position } = open(`${head}spec:\n  containers:\n  - name: c\n    image: busybox:1.37<|>`);
    expect(drain(service.completion(uri, position)).every(({ filterText }) => filterText === 'busybox:1.37')).toBe(true);
  });
});

describe('values', () => {
  it('of enums, with the default first', () => {
    expect(labels(`${head}spec:\n  restartPolicy: <|>`)).toEqual(['Always', 'OnFailure', 'Never']);
    expect(complete(`${head}spec:\n  restartPolicy:<|>`, 'Never')).toBe(`${head}spec:\n  restartPolicy: Never`);
    expect(complete(`${head}spec:\n  restartPolicy: Al<|>`, 'Always')).toBe(`${head}spec:\n  restartPolicy: Always`);
  });
  it('of booleans', () => {
    expect(labels(`${head}spec:\n  hostNetwork: <|>`)).toEqual(['false', 'true']);
  });
  it('of lists of enums', () => {
    expect(labels('apiVersion: v1\nkind: PersistentVolumeClaim\nspec:\n  accessModes:\n  - <|>')).toContain('ReadWriteOnce');
    expect(labels('apiVersion: v1\nkind: PersistentVolumeClaim\nspec:\n  accessModes: [<|>]')).toContain('ReadWriteOnce');
  });
  it('of kind and apiVersion, each fitting the other', () => {
    expect(labels('apiVersion: apps/v1\nkind: <|>')).toEqual(['Deployment', 'StatefulSet', 'DaemonSet', 'ControllerRevision', 'ReplicaSet']);
    expect(labels('kind: Deployment\napiVersion: <|>')).toEqual(['apps/v1']);
    expect(complete('kind: Depl<|>', 'Deployment')).toBe('apiVersion: apps/v1\nkind: Deployment');
  });
});

describe('an empty document', () => {
  it('offers whole manifests', () => {
    expect(complete('<|>', 'Pod')).toMatch(/^apiVersion: v1\nkind: Pod\n/);
    expect(labels(`${pod}---\n<|>`)).toContain('Deployment');
  });
  it('offers what an object begins with', () => {
    expect(labels('apiVersion: v1\n<|>')).toEqual(['kind', 'metadata', 'spec']);
  });
});

describe('snippets at their place', () => {
  it('are indented as the field is', () => {
    expect(complete(`${pod}    live<|>`, 'livenessProbe: httpGet')).toBe(`${pod}    livenessProbe:\n      httpGet:\n        path: <|>/\n        port: 8080\n      periodSeconds: 10`);
    expect(complete(`${head}spec:\n  in<|>`, 'initContainers: sidecar')).toContain('spec:\n  initContainers:\n  - name: <|>sidecar\n    image: busybox:1.37\n    restartPolicy: Always\n');
  });
  it('are not offered where the field is written', () => {
    expect(labels(`${pod}    resources: {}\n    <|>`)).not.toContain('resources: requests and limits');
  });
});

describe('behind a colon and within brackets', () => {
  const start = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n';
  it('the structure begins on the next line', () => {
    for (const blank of ['', ' ', '   ']) expect(complete(`${start}spec:${blank}<|>\n`, 'containers')).toBe(`${start}spec:\n  containers:\n  - name: <|>app\n    image: busybox:1.37\n`);
    expect(complete(`${start}spec:\n  volumes:\n    - name: x\n  containers:<|>`, 'image')).toBe(`${start}spec:\n  volumes:\n    - name: x\n  containers:\n    - image: <|>busybox:1.37`);
    expect(labels(`${start}spec:\n  containers:<|>\n  - name: c\n`)).toEqual([]);
  });
  it('but not where nobody asked: the line break that is typed next is one', () => {
    const { service, position } = open(`${start}spec:<|>`);
    expect(drain(service.completion(uri, position, false))).toEqual([]);
  });
  it('an item of a list in flow style gets its braces', () => {
    expect(complete(`${start}spec: {containers: [{name: c}, <|>]}`, 'name')).toBe(`${start}spec: {containers: [{name: c}, {name: <|>app}]}`);
  });
});

describe('values that are known', () => {
  const spec = 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n';
  it('of the labels of every node, sizes, and the fields that a file can hold', () => {
    expect(labels(`${spec}  nodeSelector:\n    kubernetes.io/os: <|>`)).toEqual(['linux', 'windows']);
    expect(labels(`${spec}  volumes:\n  - name: v\n    emptyDir:\n      sizeLimit: <|>`)).toContain('1Gi');
    const paths = labels(`${spec}  volumes:\n  - name: v\n    downwardAPI:\n      items:\n      - path: p\n        fieldRef:\n          fieldPath: <|>`);
    expect(paths).toContain('metadata.labels');
    expect(paths.filter((path) => !path.startsWith('metadata.'))).toEqual([]);
  });
});

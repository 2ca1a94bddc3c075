import { describe, expect, it } from 'vitest';
import { actionsAt, findings, fix } from './support/editor.ts';

const head = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n';
const pod = `${head}spec:\n  containers:\n  - name: c\n    image: i\n`;

describe('unknown fields', () => {
  it('are renamed to the nearest', () => {
    expect(fix(`${head}spec:\n  contain<|>res:\n  - name: c\n    image: i\n`, 'Rename to containers')).toBe(pod);
  });
  it('are removed, with their values', () => {
    expect(fix(`${head}spec:\n  fo<|>o:\n    bar: 1\n  containers:\n  - name: c\n    image: i\n`, 'Remove foo')).toBe(pod);
    expect(fix(`${pod}  - b<|>ad: 1\n    name: d\n`, 'Remove bad')).toBe(`${pod}  - name: d\n`);
    expect(fix(`${head}spec: {b<|>ad: 1, containers: []}\n`, 'Remove bad')).toBe(`${head}spec: {containers: []}\n`);
    expect(fix(`${head}spec: {containers: [], b<|>ad: {a: 1}}\n`, 'Remove bad')).toBe(`${head}spec: {containers: []}\n`);
    expect(fix(`${pod}    b<|>ad: 1`, 'Remove bad')).toBe(pod);
  });
});

describe('fields of the container beside it', () => {
  it('are moved into it, where there is one only', () => {
    expect(fix(`${pod}  por<|>ts:\n  - containerPort: 80\n`, 'Move ports to spec.containers[0]')).toBe(`${pod}    ports:\n    - containerPort: 80\n`);
    expect(actionsAt(`${pod}  - name: d\n    image: i\n  por<|>ts:\n  - containerPort: 80\n`).actions.map(({ title }) => title)).not.toContain('Move ports to spec.containers[0]');
  });
});

describe('duplicates', () => {
  it('are removed', () => {
    expect(fix(`${pod}    ima<|>ge: j\n`, 'Remove this duplicate of image')).toBe(pod);
  });
});

describe('types', () => {
  it('are converted', () => {
    expect(fix(`${pod}    env:\n    - name: A\n      value: 8<|>0\n`, 'Convert to "80"')).toContain('value: "80"\n');
    expect(fix(`${pod}    ports:\n    - containerPort: "8<|>0"\n`, 'Convert to 80')).toContain('containerPort: 80\n');
    expect(fix(`${pod}    tty: "tr<|>ue"\n`, 'Convert to true')).toContain('tty: true\n');
    expect(fix(`${pod}    command: slee<|>p\n`, 'Convert to [sleep]')).toContain('command: [sleep]\n');
    expect(fix(`${pod}    workingDir: y<|>es\n`, 'Convert to "yes"')).toContain('workingDir: "yes"\n');
  });
  it('become list items', () => {
    const fixed = fix(`${pod}    por<|>ts:\n      containerPort: 80\n      name: web\n    tty: true\n`, 'Make it a list item');
    expect(fixed).toBe(`${pod}    ports:\n      - containerPort: 80\n        name: web\n    tty: true\n`);
    expect(findings(fixed)).toEqual([]);
  });
});

describe('kinds', () => {
  it('are corrected and added', () => {
    expect(fix('apiVersion: v<|>1\nkind: Deployment\n', 'Replace by apps/v1')).toBe('apiVersion: apps/v1\nkind: Deployment\n');
    expect(fix('apiVersion: v1\nkind: Pd<|>o\n', 'Replace by Pod')).toBe('apiVersion: v1\nkind: Pod\n');
    expect(fix('ki<|>nd: Pod\nmetadata:\n  name: a\n', 'Add apiVersion')).toBe('apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n');
  });
});

it('a name that is missing is not what another finding about it asks for', () => {
  const { actions } = actionsAt(`${pod}  volumes:\n  - name: v\n    projected:\n      sources:\n      - configMap: {name: c<|>fg, items: [{key: a, path: p}, {key: b, path: p}]}\n`);
  expect(actions.find(({ title }) => title === 'Create ConfigMap cfg')).toMatchObject({ kind: 'refactor.rewrite' });
});

it('are not offered elsewhere', () => {
  expect(actionsAt(`${pod}<|>`).actions).toEqual([]);
});

describe('findings of the rulebook', () => {
  it('missing fields are added with their structure', () => {
    expect(fix(`${head}sp<|>ec:\n  restartPolicy: Never\n`, 'Add containers')).toBe(`${head}spec:\n  restartPolicy: Never\n  containers:\n  - name: app\n    image: busybox:1.37\n`);
    expect(fix(`${head}spec:\n  containers:\n  - ima<|>ge: i\n`, 'Add name')).toBe(`${head}spec:\n  containers:\n  - image: i\n    name: app\n`);
    expect(fix(`${head}spec: {containers: [{na<|>me: a}]}\n`, 'Add image')).toBe(`${head}spec: {containers: [{image: busybox:1.37, name: a}]}\n`);
  });
  it('enum values are corrected', () => {
    expect(fix(`${pod}  restartPolicy: alway<|>s\n`, 'Replace by Always')).toBe(`${pod}  restartPolicy: Always\n`);
    expect(actionsAt(`${pod}  restartPolicy: alway<|>s\n`).actions.map((a) => a.title)).toEqual(['Replace by Always', 'Replace by OnFailure', 'Replace by Never']);
  });
  it('names take DNS form', () => {
    expect(fix(pod.replace('name: a', 'name: My<|>_Pod!'), 'Replace by my-pod')).toBe(pod.replace('name: a', 'name: my-pod'));
    expect(fix(pod.replace('name: c', 'name: web<|>.Server'), 'Replace by web-server')).toBe(pod.replace('name: c', 'name: web-server'));
  });
  it('a missing volume is added', () => {
    expect(fix(`${pod}    volumeMounts:\n    - name: da<|>ta\n      mountPath: /a\n`, 'Add a volume')).toBe(`${head}spec:\n  volumes:\n  - name: data\n    emptyDir: {}\n  containers:\n  - name: c\n    image: i\n    volumeMounts:\n    - name: data\n      mountPath: /a\n`);
    const first = `${head}spec:\n  volumes:\n    - name: v\n      emptyDir: {}\n  containers:\n    - name: c\n      image: i\n      volumeMounts: [{name: da<|>ta, mountPath: /a}]\n`;
    expect(fix(first, 'Add a volume')).toContain('  volumes:\n    - name: v\n      emptyDir: {}\n    - name: data\n      emptyDir: {}\n  containers:');
  });
  it('remove the finding, and nothing else comes', () => {
    const broken = [`${pod}  restartPolicy: alway<|>s\n`, pod.replace('name: a', 'name: My<|>_Pod!'), `${pod}    volumeMounts:\n    - name: da<|>ta\n      mountPath: /a\n`, `${pod}    env:\n    - name: A\n      value: 8<|>0\n`];
    for (const text of broken) {
      const { text: plain, actions } = actionsAt(text);
      expect(findings(plain)).toHaveLength(1);
      const preferred = actions.find((a) => a.isPreferred === true);
      expect(findings(fix(text, preferred?.title ?? '')), text).toEqual([]);
    }
  });
});

describe('advice', () => {
  it('is followed', () => {
    expect(fix(pod.replace('image: i', 'image: i:1').replace('name: c', 'name: c<|>'), 'Add requests and limits')).toBe(`${pod.replace('image: i', 'image: i:1')}    resources:\n      requests:\n        cpu: 100m\n        memory: 64Mi\n      limits:\n        memory: 64Mi\n`);
  });
  it('is switched off in place', () => {
    const text = fix(pod.replace('image: i', 'image: i<|>'), 'Ignore latest-tag here');
    expect(text).toBe(pod.replace('image: i', 'image: i # podlab-ignore: latest-tag'));
  });
});

describe('a Pod', () => {
  const plain = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web # the name\n  labels: {app: web}\nspec:\n  containers:\n  - name: c\n    image: i:1 # pinned\n    args:\n    - |\n      a\n        b\n---\n';
  const wrapped = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web # the name\n  labels: {app: web}\nspec:\n  replicas: 1\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n      - name: c\n        image: i:1 # pinned\n        args:\n        - |\n          a\n            b\n---\n';
  it('is wrapped into a Deployment, and back', () => {
    expect(fix(plain.replace('kind: Pod', 'kind: P<|>od'), 'Wrap into a Deployment')).toBe(wrapped);
    expect(findings(wrapped)).toEqual([]);
    expect(fix(wrapped.replace('kind: Dep', 'kind: D<|>ep'), 'Unwrap into a Pod')).toBe(plain);
  });
  it('loses a restart policy that a Deployment may not have', () => {
    const once = plain.replace('spec:\n', 'spec:\n  restartPolicy: Never\n').replace('  labels: {app: web}\n', '');
    const result = fix(once.replace('kind: Pod', 'kind: P<|>od'), 'Wrap into a Deployment');
    expect(result).not.toContain('restartPolicy');
    expect(findings(result)).toEqual([]);
  });
});

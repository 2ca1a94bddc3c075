import { describe, expect, it } from 'vitest';
import { complete, labels } from './support/editor.ts';

const pod = `apiVersion: v1
kind: Pod
metadata:
  name: a
  labels: {app: web}
spec:
  volumes:
  - name: content
    emptyDir: {}
  - name: config
    configMap:
      name: settings
      items:
      - key: <KEY>
        path: a
  initContainers:
  - name: prepare
    image: i
  containers:
  - name: web
    image: i
    ports:
    - name: http
      containerPort: 8080
    env:
    - name: A
      valueFrom:
        configMapKeyRef:
          name: settings
          key: <ENVKEY>
    livenessProbe:
      httpGet:
        port: <PORT>
    volumeMounts:
    - name: <VOLUME>
      mountPath: /a
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  color: blue
  "size": "3"
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: elsewhere
  namespace: other
---
apiVersion: v1
kind: Service
metadata:
  name: s
spec:
  selector:
    <SELECTOR>
  ports:
  - port: 80
    targetPort: <TARGET>
`;
const at = (mark: string): string => pod.replace(`<${mark}>`, '<|>').replace(/<(?!\|)\w+>/g, 'x');

describe('names that are defined elsewhere', () => {
  it('volumes for mounts', () => {
    expect(labels(at('VOLUME'))).toEqual(['content', 'config']);
    expect(complete(at('VOLUME'), 'config')).toContain('- name: config\n      mountPath');
  });
  it('volumes in half-typed Pods', () => {
    expect(labels('apiVersion: v1\nkind: Pod\nspec:\n  volumes:\n  - name: v\n  containers:\n  - volumeMounts:\n    - name: <|>')).toEqual(['v']);
  });
  it('keys of the ConfigMap that is named', () => {
    expect(labels(at('ENVKEY'))).toEqual(['color', 'size']);
    expect(labels(at('KEY'))).toEqual(['color', 'size']);
  });
  it('ConfigMaps of the same namespace', () => {
    expect(labels(pod.replace('name: settings\n          key: <ENVKEY>', 'name: <|>').replace(/<(?!\|)\w+>/g, 'x'))).toEqual(['settings', 'kube-root-ca.crt']);
  });
  it('ports for probes and Services', () => {
    expect(labels(at('PORT'))).toEqual(['http', '8080']);
    expect(labels(at('TARGET'))).toEqual(['http', '8080']);
  });
  it('labels for selectors', () => {
    expect(complete(at('SELECTOR'), 'app: web')).toContain('selector:\n    app: web\n');
  });
});

describe('known values', () => {
  const head = 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n';
  it('resources and quantities', () => {
    expect(labels(`${head}    resources:\n      limits:\n        <|>`)).toEqual(['cpu', 'memory', 'ephemeral-storage']);
    expect(labels(`${head}    resources:\n      limits:\n        memory: <|>`)).toContain('64Mi');
  });
  it('of the downward API, capabilities and schedules', () => {
    expect(labels(`${head}    env:\n    - name: A\n      valueFrom: {fieldRef: {fieldPath: <|>}}`)).toContain('status.podIP');
    expect(labels(`${head}    securityContext:\n      capabilities:\n        drop: [<|>]`)).toEqual(['ALL', 'NET_RAW']);
    expect(labels(`${head}    securityContext:\n      capabilities:\n        drop:\n        - <|>`)).toEqual(['ALL', 'NET_RAW']);
    expect(labels('apiVersion: batch/v1\nkind: CronJob\nspec:\n  schedule: <|>')).toContain('"@daily"');
  });
});

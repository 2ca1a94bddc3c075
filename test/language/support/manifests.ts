// Valid manifests to begin from, in several styles of YAML.
import { manifestSnippets } from '../../../src/language/completion/manifest-snippets.ts';
import { plainText } from '../../../src/language/completion/snippet-text.ts';

const full = `# A Pod with nearly everything
apiVersion: v1
kind: Pod
metadata:
  name: full
  labels: {app: full, "tier": 'front'}
  annotations:
    note: >-
      folded text
      over lines
spec:
  restartPolicy: Always   # trailing comment
  nodeSelector:
    disk: ssd
  tolerations:
    - {key: a, operator: Exists, effect: NoSchedule}
  volumes:
    - name: content
      emptyDir: {}
    - name: config
      configMap:
        name: settings
        items: [{key: a, path: b}]
  initContainers:
  - name: prepare
    image: busybox:1.37
    command: ["sh", "-c"]
    args:
    - |
      echo "key: value"
      - not a list
    volumeMounts: [{name: content, mountPath: /content}]
  containers:
  - name: web
    image: "nginx:1.27"
    ports:
    - containerPort: 80
      name: http
    env:
    - name: A
      value: "80"
    - name: B
      valueFrom:
        configMapKeyRef:
          name: settings
          key: a
    resources:
      requests: {cpu: 100m, memory: 64Mi}
      limits: {memory: 128Mi}
    livenessProbe:
      httpGet: {path: /, port: http}
      periodSeconds: 5
    volumeMounts:
    - name: content
      mountPath: /usr/share/nginx/html
      readOnly: true
`;

const anchored = `apiVersion: v1
kind: ConfigMap
metadata: &meta
  name: anchored
data: &data
  a: &value "😀 text"
  b: *value
binaryData: {}
---
apiVersion: v1
kind: Secret
metadata:
  <<: *none
  name: s
stringData:
  ? key
  : value
...
%YAML 1.2
---
- apiVersion: v1
`;

export const manifests: readonly string[] = [full, full.replaceAll('\n', '\r\n'), anchored, ...manifestSnippets.map((snippet) => plainText(snippet.body)), manifestSnippets.map((snippet) => plainText(snippet.body)).join('---\n')];

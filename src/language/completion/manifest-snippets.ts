// Whole manifests to begin with. Each is valid as it stands, which a test proves with the rulebook.

export interface ManifestSnippet {
  readonly label: string;
  readonly detail: string;
  /** In snippet syntax. */
  readonly body: string;
}

const podTemplate = (indent: string): string => [
  'template:', '  metadata:', '    labels:', '      app: ${1:hello}', '  spec:', '    containers:', '    - name: ${1:hello}', '      image: ${2:nginx:1.27}', '      ports:', '      - containerPort: ${3:80}', '      resources:', '        requests:', '          cpu: 100m', '          memory: 64Mi', '        limits:', '          memory: 64Mi', '',
].map((line) => (line === '' ? '' : indent + line)).join('\n');

export const manifestSnippets: readonly ManifestSnippet[] = [
  { label: 'Pod', detail: 'One container', body: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${1:hello}\n  labels:\n    app: ${1:hello}\nspec:\n  containers:\n  - name: ${1:hello}\n    image: ${2:nginx:1.27}\n    ports:\n    - containerPort: ${3:80}\n    resources:\n      requests:\n        cpu: 100m\n        memory: 64Mi\n      limits:\n        memory: 64Mi\n$0' },
  { label: 'Pod with a script', detail: 'busybox that runs a shell script', body: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${1:script}\nspec:\n  restartPolicy: ${2|Never,OnFailure,Always|}\n  containers:\n  - name: ${1:script}\n    image: busybox:1.37\n    command: ["sh", "-c"]\n    args:\n    - |\n      ${3:echo hello}\n$0' },
  { label: 'Pod with two containers', detail: 'Sharing a volume', body: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${1:web}\nspec:\n  volumes:\n  - name: content\n    emptyDir: {}\n  containers:\n  - name: web\n    image: ${2:nginx:1.27}\n    volumeMounts:\n    - name: content\n      mountPath: /usr/share/nginx/html\n      readOnly: true\n  - name: syncer\n    image: busybox:1.37\n    command: ["sh", "-c", "while true; do date > /content/index.html; sleep 5; done"]\n    volumeMounts:\n    - name: content\n      mountPath: /content\n$0' },
  { label: 'Pod with an init container', detail: 'Waits or prepares before the others start', body: 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${1:prepared}\nspec:\n  volumes:\n  - name: work\n    emptyDir: {}\n  initContainers:\n  - name: prepare\n    image: busybox:1.37\n    command: ["sh", "-c", "${2:echo ready > /work/ready}"]\n    volumeMounts:\n    - name: work\n      mountPath: /work\n  containers:\n  - name: main\n    image: ${3:nginx:1.27}\n    volumeMounts:\n    - name: work\n      mountPath: /work\n$0' },
  { label: 'Deployment', detail: 'Replicated Pods', body: `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: \${1:hello}\nspec:\n  replicas: \${4:2}\n  selector:\n    matchLabels:\n      app: \${1:hello}\n${podTemplate('  ')}$0` },
  { label: 'StatefulSet', detail: 'Pods with stable names', body: `apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: \${1:hello}\nspec:\n  serviceName: \${1:hello}\n  replicas: \${4:2}\n  selector:\n    matchLabels:\n      app: \${1:hello}\n${podTemplate('  ')}$0` },
  { label: 'DaemonSet', detail: 'One Pod on each node', body: `apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: \${1:hello}\nspec:\n  selector:\n    matchLabels:\n      app: \${1:hello}\n${podTemplate('  ')}$0` },
  { label: 'Job', detail: 'Runs to completion', body: 'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: ${1:once}\nspec:\n  backoffLimit: ${2:3}\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n      - name: ${1:once}\n        image: busybox:1.37\n        command: ["sh", "-c", "${3:echo done}"]\n$0' },
  { label: 'CronJob', detail: 'Runs on a schedule', body: 'apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: ${1:regular}\nspec:\n  schedule: "${2:*/5 * * * *}"\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          restartPolicy: OnFailure\n          containers:\n          - name: ${1:regular}\n            image: busybox:1.37\n            command: ["sh", "-c", "${3:date}"]\n$0' },
  { label: 'Service', detail: 'A stable address for Pods', body: 'apiVersion: v1\nkind: Service\nmetadata:\n  name: ${1:hello}\nspec:\n  selector:\n    app: ${1:hello}\n  ports:\n  - port: ${2:80}\n    targetPort: ${3:80}\n$0' },
  { label: 'ConfigMap', detail: 'Configuration as data', body: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${1:config}\ndata:\n  ${2:key}: ${3:value}\n$0' },
  { label: 'Secret', detail: 'Confidential data', body: 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${1:secret}\nstringData:\n  ${2:password}: ${3:change-me}\n$0' },
  { label: 'PersistentVolumeClaim', detail: 'Storage that outlives Pods', body: 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata:\n  name: ${1:data}\nspec:\n  accessModes:\n  - ReadWriteOnce\n  resources:\n    requests:\n      storage: ${2:1Gi}\n$0' },
  { label: 'Namespace', detail: 'A space for names', body: 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${1:lab}\n$0' },
];

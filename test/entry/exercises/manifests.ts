// The manifests of the exercises, as their readers write them.

export const helloPod = `kind: Pod
apiVersion: v1
metadata:
  name: hello-pod
  labels:
    zone: prod
    version: v1
spec:
  containers:
  - name: hello-ctr
    image: nigelpoulton/k8sbook:latest
    ports:
    - containerPort: 8080
`;

export const everything = `apiVersion: v1
kind: Pod
metadata:
  name: my-pod
spec:
  restartPolicy: Never
  imagePullSecrets:
  - name: acr-secret
  containers:
  - name: main
    image: registry.podlab.test:5000/private/busybox:1.36
    command: ["/bin/sh", "-c", "--"]
    args: ["while true; do sleep 30; done;"]
    resources:
      requests: { cpu: 100m, memory: 1Gi }
      limits: { cpu: 200m, memory: 2Gi }
    volumeMounts:
    - { name: datalake, mountPath: /mnt/datalake/ }
  volumes:
  - name: datalake
    persistentVolumeClaim: { claimName: pvc-datalake-class-blob }
`;

/** The claim and the disk that it finds. */
export const claim = `apiVersion: v1
kind: PersistentVolume
metadata: { name: datalake }
spec:
  storageClassName: blob
  accessModes: [ReadWriteOnce]
  capacity: { storage: 1Gi }
  hostPath: { path: /srv/datalake }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: pvc-datalake-class-blob }
spec:
  storageClassName: blob
  accessModes: [ReadWriteOnce]
  resources: { requests: { storage: 1Gi } }
`;

/** A Pod of one container, or of several as YAML. */
export function pod(name: string, spec: string, metadata = ''): string {
  return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n${metadata}spec:\n${spec}`;
}

export const talker = pod('talker', `  containers:
  - { name: main, image: busybox, stdin: true, command: [sh, -c, 'while read line; do echo heard $line; done'] }
`);

export const sharing = pod('web', `  containers:
  - { name: web, image: nginx, volumeMounts: [{ name: logs, mountPath: /var/log/nginx }] }
  - name: side
    image: busybox
    command: [sh, -c, 'mkdir -p /www; echo from-side > /www/index.html; httpd -p 9090 -h /www; until [ -e /logs/access.log ]; do sleep 1; done; tail -f /logs/access.log']
    volumeMounts: [{ name: logs, mountPath: /logs }]
  volumes:
  - { name: logs, emptyDir: {} }
`);

export const samePort = pod('twice', `  containers:
  - { name: first, image: nginx }
  - { name: second, image: nginx }
`);

export const sharedProcesses = pod('together', `  shareProcessNamespace: true
  containers:
  - { name: web, image: nginx }
  - { name: shell, image: busybox, command: [sleep, infinity] }
`);

export const ambassador = pod('app', `  containers:
  - { name: app, image: busybox, command: [sleep, infinity] }
  - { name: database, image: redis }
`);

export const halfBroken = `${pod('half', `  containers:
  - { name: good, image: nginx }
  - { name: bad, image: nosuch/image:1 }
`, '  labels: { app: half }\n')}---
apiVersion: v1
kind: Service
metadata: { name: half }
spec: { selector: { app: half }, ports: [{ port: 80 }] }
`;

export const livenessFile = `${pod('liveness', `  containers:
  - name: main
    image: busybox
    args: [/bin/sh, -c, "touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600"]
    livenessProbe: { exec: { command: [cat, /tmp/healthy] }, initialDelaySeconds: 5, periodSeconds: 5 }
`)}---
${pod('readiness', `  containers:
  - name: main
    image: nginx
    startupProbe: { tcpSocket: { port: 80 }, failureThreshold: 30, periodSeconds: 1 }
    readinessProbe: { httpGet: { path: /ready.html, port: 80, httpHeaders: [{ name: X-Asked-By, value: kubelet }] }, periodSeconds: 1, failureThreshold: 1 }
`, '  labels: { app: ready }\n')}---
apiVersion: v1
kind: Service
metadata: { name: ready }
spec: { selector: { app: ready }, ports: [{ port: 80 }] }
`;

export const configured = pod('configured', `  containers:
  - name: main
    image: busybox
    command: [sleep, infinity]
    envFrom: [{ configMapRef: { name: app-config } }]
    env: [{ name: PASSWORD, valueFrom: { secretKeyRef: { name: db-secret, key: password } } }]
    volumeMounts: [{ name: config, mountPath: /etc/config }, { name: secret, mountPath: /etc/secret }]
  volumes:
  - { name: config, configMap: { name: app-config } }
  - { name: secret, secret: { secretName: db-secret } }
`);

export const dbSecret = `apiVersion: v1
kind: Secret
metadata: { name: db-secret }
data: { password: cGFzc3dvcmQxMjM= }
`;

export const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
      - { name: nginx, image: "nginx:1.21" }
`;

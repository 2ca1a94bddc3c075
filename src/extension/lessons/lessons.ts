// The exercises of a Pods chapter as lessons that check themselves.
import type { Entry } from '../cluster-view/entry.ts';
import { type Lesson, type LessonStep, type Objects, podNamed } from './lesson.ts';

type Proof = LessonStep['proof'];

const step = (title: string, how: string, proof: Proof): LessonStep => ({ title, how, proof });
const ran = (command: RegExp): Proof => ({ command });
const logs = ran(/^logs\b/);
/** The Pod is there and its STATUS matches. */
const pod = (name: string, status: RegExp, holds: (entry: Entry) => boolean = () => true): Proof => (objects) => {
  const entry = podNamed(objects, name);
  return entry !== undefined && status.test(entry.cells['Status'] ?? '') && holds(entry);
};
const ready = (count: string) => ({ cells }: Entry): boolean => cells['Ready'] === count;
const gone = (name: string): Proof => (objects) => podNamed(objects, name) === undefined;
const restarted = ({ cells }: Entry): boolean => Number.parseInt(cells['Restarts'] ?? '', 10) > 0;
const deployment = (name: string, holds: (entry: Entry) => boolean): Proof => (objects) => {
  const entry = objects.entry(`deployments.apps/default/${name}`);
  return entry !== undefined && holds(entry);
};
const someNode = (holds: (status: string) => boolean): Proof => (objects) => objects.ofKind('Node').some(({ cells }) => holds(cells['Status'] ?? ''));
const everyNode = (holds: (status: string) => boolean): Proof => (objects: Objects) => objects.ofKind('Node').every(({ cells }) => holds(cells['Status'] ?? ''));

const apply = (name: string): LessonStep => step('Apply the manifest', '**Podlab: Apply**, from the palette (F1) or the lens above the manifest.', pod(name, /./));
const podYaml = (name: string, spec: string): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n${spec}`;

const helloPod = `kind: Pod
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

export const lessons: readonly Lesson[] = [
  {
    id: 'firstPod', title: 'First Pod', about: 'From a manifest to a running Pod.', manifest: helloPod,
    steps: [
      apply('hello-pod'),
      step('See it Running, 1/1', 'In the Cluster view its status goes from `ContainerCreating` to `Running`.', pod('hello-pod', /^Running$/, ready('1/1'))),
      step('Describe it', '**Podlab: Describe**: at the end are the Events Scheduled, Pulling, Pulled, Created, Started.', ran(/^describe\b/)),
      step('Read what the server stored', '**Podlab: Open YAML**: the spec with all defaults, and the status.', ran(/^get\b.* (?:-o|--output)[ =]?yaml\b/)),
    ],
  },
  {
    id: 'inside', title: 'Inside a container', about: 'A shell, logs, and an end with grace.', manifest: helloPod,
    steps: [
      step('Have hello-pod Running', '**Podlab: Apply** when it is not.', pod('hello-pod', /^Running$/, ready('1/1'))),
      step('Open a shell', '**Podlab: Open Shell**; in it `ps aux`, `apk add curl`, `curl localhost:8080`, `hostname`, `exit`.', ran(/^exec\b/)),
      step('Read its logs', '**Podlab: View Logs**.', logs),
      step('Delete it', '**Podlab: Delete…**: it is Terminating for up to 30 s, because its process ignores SIGTERM.', pod('hello-pod', /^Terminating$/)),
      step('See it gone', 'A bare Pod does not come back.', gone('hello-pod')),
    ],
  },
  {
    id: 'imperative', title: 'Without a manifest', about: 'kubectl run, labels, and a forced end.', manifest: '',
    steps: [
      step('Open the built-in kubectl', '**Podlab: Open Built-in kubectl**.', ran(/^podlab\.openBuiltInKubectl$/)),
      step('Run nginx-pod', '`kubectl run nginx-pod --image=nginx --port=80 --labels=app=web,env=prod`', pod('nginx-pod', /^Running$/, ({ live }) => live.labels['app'] === 'web' && live.labels['env'] === 'prod')),
      step('Change a label', '`kubectl label pod nginx-pod env=test --overwrite`, then `kubectl get pods --show-labels`.', pod('nginx-pod', /./, ({ live }) => live.labels['env'] === 'test')),
      step('Delete it by force', '`kubectl delete pod nginx-pod --grace-period=0 --force`, and read the warning.', gone('nginx-pod')),
    ],
  },
  {
    id: 'waiting', title: 'What a Pod waits for', about: 'A missing claim, a private image, and then it runs.',
    manifest: `${podYaml('my-pod', `  restartPolicy: Never
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
`)}# ---
# apiVersion: v1
# kind: PersistentVolume
# metadata: { name: datalake }
# spec:
#   storageClassName: blob
#   accessModes: [ReadWriteOnce]
#   capacity: { storage: 1Gi }
#   hostPath: { path: /srv/datalake }
# ---
# apiVersion: v1
# kind: PersistentVolumeClaim
# metadata: { name: pvc-datalake-class-blob }
# spec:
#   storageClassName: blob
#   accessModes: [ReadWriteOnce]
#   resources: { requests: { storage: 1Gi } }
`,
    steps: [
      step('Apply it, and see it Pending', 'Its message says that the claim is not found.', pod('my-pod', /^Pending$/, (entry) => (entry.pod?.message ?? '').includes('persistentvolumeclaim'))),
      step('Make the claim and its volume', 'Uncomment them at the end (Ctrl+/) and apply again. Now the image cannot be pulled: it is private.', pod('my-pod', /^(?:ErrImagePull|ImagePullBackOff)$/)),
      step('Make the secret', '`kubectl create secret docker-registry acr-secret --docker-server=registry.podlab.test:5000 --docker-username=user --docker-password=secret`', pod('my-pod', /^Running$/)),
    ],
  },
  {
    id: 'sharing', title: 'One Pod, one port space', about: 'Two containers share an IP address and its ports.',
    manifest: podYaml('twice', '  containers:\n    - name: first\n      image: nginx\n    - name: second\n      image: nginx\n'),
    steps: [
      apply('twice'),
      step('See the second server die', 'Port 80 is taken: `1/2`, then `CrashLoopBackOff`.', pod('twice', /^(?:Error|CrashLoopBackOff)$/)),
      step('Read why', '**Podlab: View Logs** of `second`: address already in use.', logs),
      step('Mend it', 'Make the second image `redis` and apply: the image of a running Pod may be changed.', pod('twice', /^Running$/, ready('2/2'))),
    ],
  },
  {
    id: 'atomic', title: 'All or nothing', about: 'A Pod is Ready when all of it is.',
    manifest: podYaml('half', '  containers:\n    - name: good\n      image: nginx\n    - name: bad\n      image: nosuch/image:1\n'),
    steps: [
      apply('half'),
      step('See it stay 1/2', 'One container runs, the other has no image: no traffic would reach this Pod.', pod('half', /^(?:ErrImagePull|ImagePullBackOff)$/, ready('1/2'))),
      step('Mend the image', 'Make it `redis` and apply.', pod('half', /^Running$/, ready('2/2'))),
    ],
  },
  {
    id: 'scheduling', title: 'Scheduling', about: 'Why a Pod stays Pending, and what it waits for.',
    manifest: podYaml('gpu', '  nodeSelector: { gpu: nvidia, disktype: ssd }\n  containers:\n    - name: cuda\n      image: nvidia/cuda\n      command: [sleep, infinity]\n'),
    steps: [
      apply('gpu'),
      step('See it Pending', 'No node has the labels of its nodeSelector.', pod('gpu', /^Pending$/, (entry) => (entry.pod?.message ?? '').includes("didn't match Pod's node affinity/selector"))),
      step('Ask the scheduler', '**Podlab: Explain Scheduling**: each node and its reason.', ran(/^podlab\.explainScheduling$/)),
      step('Label a worker', '**Podlab: Label Node…** with `gpu=nvidia`, again with `disktype=ssd`: the Pod runs.', pod('gpu', /^Running$/)),
    ],
  },
  {
    id: 'mortality', title: 'Pods are mortal', about: 'A node that dies takes its Pods; a bare Pod is not replaced.',
    manifest: podYaml('mortal', '  containers:\n    - name: main\n      image: busybox\n      command: [sleep, infinity]\n'),
    steps: [
      step('Apply it, and see it Running', '**Podlab: Apply**.', pod('mortal', /^Running$/)),
      step('Power off its node', '**Podlab: Power Off Node** on the node that its line names; it becomes NotReady after 40 s.', someNode((status) => status.startsWith('NotReady'))),
      step('See the Pod Terminating', 'After five minutes; **Podlab: Set Clock Speed…** makes them short.', pod('mortal', /^Terminating$/)),
      step('Power on the node', '**Podlab: Power On Node**: all nodes are Ready again.', everyNode((status) => status.startsWith('Ready'))),
      step('See the Pod gone', 'It never comes back elsewhere.', gone('mortal')),
    ],
  },
  {
    id: 'probes', title: 'Probes', about: 'A liveness probe that fails restarts its container.',
    manifest: podYaml('liveness', `  containers:
    - name: main
      image: busybox
      args: [/bin/sh, -c, "touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600"]
      livenessProbe:
        exec: { command: [cat, /tmp/healthy] }
        initialDelaySeconds: 5
        periodSeconds: 5
`),
    steps: [
      apply('liveness'),
      step('See it Running', 'For 30 s the file is there.', pod('liveness', /^Running$/)),
      step('See it restarted', 'Three failures, then the grace period: about 75 s. **Podlab: Describe** shows the Events Unhealthy and Killing.', pod('liveness', /./, restarted)),
    ],
  },
  {
    id: 'configuration', title: 'Configuration', about: 'A ConfigMap that is missing, and then is there.',
    manifest: podYaml('configured', '  containers:\n    - name: main\n      image: busybox\n      command: [sh, -c, "echo colour $COLOUR; sleep infinity"]\n      envFrom:\n        - configMapRef: { name: app-config }\n'),
    steps: [
      apply('configured'),
      step('See what is missing', '`CreateContainerConfigError`; its line in the editor says which name.', pod('configured', /^CreateContainerConfigError$/)),
      step('Make the ConfigMap', '`kubectl create configmap app-config --from-literal=COLOUR=blue`', pod('configured', /^Running$/)),
      step('Read its logs', '**Podlab: View Logs**: colour blue.', logs),
    ],
  },
  {
    id: 'templates', title: 'Deployments', about: 'What a bare Pod lacks: healing, scaling, rolling updates.',
    manifest: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: nginx
          image: nginx:1.21
`,
    steps: [
      step('Apply it: three Pods', '**Podlab: Apply**, and wait for `3/3 ready`.', deployment('web', ready('3/3'))),
      step('Scale it to five', '**Podlab: Scale…**', deployment('web', ready('5/5'))),
      step('Roll out another image', 'Make it `nginx:1.25`, with `replicas: 5`, and apply: Pods are replaced a few at a time.', deployment('web', (entry) => ready('5/5')(entry) && (entry.cells['Images'] ?? '') === 'nginx:1.25' && entry.cells['Up-to-date'] === '5')),
      step('Delete one of its Pods', '**Podlab: Delete…** on a Pod of `web`.', ran(/^delete\b/)),
      step('See five again', 'A new Pod has a new name, ID and IP address.', deployment('web', ready('5/5'))),
    ],
  },
  {
    id: 'way', title: 'From manifest to Pod', about: 'Who did what on the way of a Pod.', manifest: helloPod,
    steps: [
      step('Have hello-pod Running', '**Podlab: Apply** when it is not.', pod('hello-pod', /^Running$/)),
      step('Show its way', '**Podlab: Show the Way of a Pod**: request, admission, storage, scheduler, kubelet; each step leads to its field or Event.', ran(/^podlab\.showPodWay$/)),
    ],
  },
];

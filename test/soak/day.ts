// A day of a cluster on its virtual clock, as a process of its own with --expose-gc: prints what is held at every hour, one JSON line each. `node --expose-gc day.ts HOURS`.
import { seededRandom } from '../../src/base/random.ts';
import { sleep } from '../../src/base/clock.ts';
import { SimulatedClock } from '../../src/base/simulated-clock.ts';
import { systemClock } from '../../src/base/system-clock.ts';
import { Client } from '../../src/client/client.ts';
import { endpointSlices, events, jobs, leases, pods, replicaSets } from '../../src/client/resources.ts';
import { createCluster } from '../../src/cluster/cluster.ts';
import { defaultClusterConfig } from '../../src/cluster/config.ts';
import { runKubectl } from '../../src/kubectl/kubectl.ts';
import { IdleTime } from '../../src/pod-test/idle-time.ts';
import { wireYaml } from '../../src/entry/wire-yaml.ts';

/** What is held after a garbage collection. */
export interface HourlySample {
  readonly hour: number;
  readonly heapBytes: number;
  /** Wake-ups that wait. */
  readonly timers: number;
  /** Objects by resource, as far as they may grow. */
  readonly objects: Readonly<Record<string, number>>;
}

const manifests = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - { name: web, image: nginx:1.21, readinessProbe: { httpGet: { path: /, port: 80 }, periodSeconds: 30 }, livenessProbe: { exec: { command: [test, -d, /] }, periodSeconds: 60 } }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: crash }
spec: { containers: [{ name: main, image: busybox, command: [sh, -c, 'echo here; sleep 3; exit 1'] }] }
---
apiVersion: v1
kind: Pod
metadata: { name: talker }
spec: { containers: [{ name: main, image: busybox, command: [sh, -c, 'while true; do date; wget -qO- web >/dev/null; sleep 60; done'] }] }
---
apiVersion: v1
kind: Pod
metadata: { name: failing }
spec: { containers: [{ name: main, image: nosuch/image:1 }, { name: sick, image: busybox, command: [sleep, infinity], livenessProbe: { exec: { command: ['false'] }, periodSeconds: 60 } }] }
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: tick }
spec: { schedule: '*/10 * * * *', jobTemplate: { spec: { ttlSecondsAfterFinished: 300, template: { spec: { restartPolicy: Never, containers: [{ name: main, image: busybox, command: [echo, tick] }] } } } } }
`;
/** What people do within an hour. */
const commands = ['get pods -A -o wide', 'describe pod crash', 'logs talker --tail=5', 'exec deploy/web -- ls /', 'rollout restart deployment/web', 'run once --rm -i --restart=Never --image=busybox -- echo hello', 'events', 'top pods', 'get pods -w --request-timeout=5s'];

const hostTurn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });

async function main(hours: number): Promise<void> {
  const idle = new IdleTime(hostTurn);
  const clock = new SimulatedClock(systemClock);
  const cluster = createCluster({ clock, random: seededRandom(1), config: defaultClusterConfig, yieldToHost: idle.yieldToHost, hostClock: idle.counted(systemClock), onError: (error) => { throw error instanceof Error ? error : new Error(String(error)); }, apiServer: { yaml: wireYaml } });
  await cluster.ready;
  const client = new Client(cluster.transport, { userAgent: 'kubectl/podlab' });
  const kubectl = async (argv: readonly string[], stdin = ''): Promise<void> => {
    let said = '';
    const end = new AbortController();
    const timer = clock.setTimeout(() => { end.abort(); }, 60_000);
    const print = (text: string): void => { said += text; };
    const code = await runKubectl(argv, { client, clock, namespace: 'default', stdin, readFile: () => Promise.reject(new Error('no files')), stdout: print, stderr: print, signal: end.signal });
    timer.dispose();
    if (code !== 0 && argv[0] === 'apply') throw new Error(said);
  };
  const over = new AbortController();
  const skipping = idle.skip(clock, over.signal);
  await kubectl(['apply', '-f', '-'], manifests);
  const startMs = clock.now();
  for (let hour = 1; hour <= hours; hour++) {
    for (const command of commands) await kubectl(command.split(' '));
    await sleep(clock, startMs + hour * 3_600_000 - clock.now());
    const objects: Record<string, number> = {};
    for (const ref of [pods, events, jobs, replicaSets, endpointSlices, leases]) objects[ref.resource] = (await client.list(ref)).items.length;
    globalThis.gc?.();
    process.stdout.write(`${JSON.stringify({ hour, heapBytes: process.memoryUsage().heapUsed, timers: clock.pending, objects } satisfies HourlySample)}\n`);
  }
  over.abort();
  await skipping;
  cluster.dispose();
}

await main(Number(process.argv[2] ?? 24));
process.exit(0);

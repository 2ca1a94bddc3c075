// Figures of the runtime: `node --expose-gc test/cluster/runtime/runtime-bench.ts`. Memory of idle and looping containers, exec latency, noisy neighbours.
import { newHarness } from './runtime-harness.ts';

const collect = (globalThis as { gc?: () => void }).gc ?? (() => undefined);
function memoryMb(): number {
  collect();
  collect();
  const { heapUsed } = process.memoryUsage();
  return heapUsed / 1024 ** 2;
}
function report(name: string, value: number, unit: string): void {
  process.stdout.write(`${name.padEnd(48)} ${value.toFixed(2)} ${unit}\n`);
}

async function containers(command: readonly string[], count: number): Promise<{ heapMb: number; dispose: () => void; startMs: number }> {
  const harness = newHarness({ speed: 1, podCidr: '10.244.0.0/16' });
  await harness.runtime.pullImage('busybox:1.36');
  const before = memoryMb();
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    const sandbox = await harness.sandbox();
    await harness.start(sandbox.id, { image: 'busybox:1.36', command: [...command] });
  }
  await harness.settle();
  const startMs = performance.now() - start;
  return { heapMb: memoryMb() - before, startMs, dispose: () => { harness.dispose(); } };
}

const idle = await containers(['sleep', 'infinity'], 200);
report('idle container (sleep infinity)', (idle.heapMb * 1024) / 200, 'kB each');
report('create and start, 200 containers', idle.startMs / 200, 'ms each');
idle.dispose();
const paused = await containers(['/bin/sh', '-c', 'while true; do date; sleep 5; done'], 250);
report('looping container (while date; sleep 5), at start', (paused.heapMb * 1024) / 250, 'kB each');
paused.dispose();

const loops = newHarness({ speed: 1, podCidr: '10.244.0.0/16' });
for (let i = 0; i < 250; i++) {
  const sandbox = await loops.sandbox();
  await loops.start(sandbox.id, { image: 'busybox:1.36', command: ['sh', '-c', 'while true; do echo tick; sleep 1; done'] });
}
for (let i = 0; i < 250; i++) {
  const sandbox = await loops.sandbox();
  await loops.start(sandbox.id, { image: 'busybox:1.36', command: ['sh', '-c', 'i=0; while true; do i=$((i+1)); echo $(date) $i | cut -c1-20; sleep 1; done'] });
}
const cpuBefore = process.cpuUsage();
await new Promise((resolve) => { setTimeout(resolve, 4000); });
const cpu = process.cpuUsage(cpuBefore);
report('500 loops sleeping 1 s: rss', process.memoryUsage().rss / 1024 ** 2, 'MB');
report('500 loops sleeping 1 s: processor', ((cpu.user + cpu.system) / 1000 / 4000) * 100, '% of a core');
loops.dispose();

const exec = newHarness({ speed: 1 });
const sandbox = await exec.sandbox();
const target = await exec.start(sandbox.id, { image: 'busybox:1.36', command: ['sleep', '1000'] });
for (let i = 0; i < 200; i++) await exec.exec(target, ['true']);
const start = performance.now();
for (let i = 0; i < 500; i++) await exec.exec(target, ['true']);
report('exec true', (performance.now() - start) / 500, 'ms');
const shStart = performance.now();
for (let i = 0; i < 200; i++) await exec.exec(target, ['sh', '-c', 'echo a | cat']);
report("exec sh -c 'echo a | cat'", (performance.now() - shStart) / 200, 'ms');
const busyStart = performance.now();
await exec.exec(target, ['sh', '-c', 'i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done']);
report('100000 rounds of a counting loop', performance.now() - busyStart, 'ms');
exec.dispose();

const noisy = newHarness({ speed: 1 });
for (let i = 0; i < 40; i++) {
  const one = await noisy.sandbox();
  await noisy.start(one.id, { image: 'busybox:1.36', command: ['sh', '-c', i < 20 ? 'while :; do :; done' : 'yes flooding'] });
}
const quiet = await noisy.sandbox();
const neighbour = await noisy.start(quiet.id, { image: 'busybox:1.36', command: ['sleep', '1000'] });
const gaps: number[] = [];
const latencies: number[] = [];
let last = performance.now();
const until = performance.now() + 4000;
const timer = setInterval(() => {
  const now = performance.now();
  gaps.push(now - last - 2);
  last = now;
}, 2);
while (performance.now() < until) {
  const from = performance.now();
  await exec_(neighbour);
  latencies.push(performance.now() - from);
  await new Promise((resolve) => { setImmediate(resolve); });
}
clearInterval(timer);
async function exec_(id: string): Promise<void> {
  await noisy.exec(id, ['true']);
}
gaps.sort((a, b) => a - b);
latencies.sort((a, b) => a - b);
report('20 busy + 20 flooding: event loop gap p99', gaps[Math.floor(gaps.length * 0.99)] ?? 0, 'ms');
report('20 busy + 20 flooding: event loop gap max', gaps.at(-1) ?? 0, 'ms');
report('20 busy + 20 flooding: neighbour exec true p99', latencies[Math.floor(latencies.length * 0.99)] ?? 0, 'ms');
noisy.dispose();

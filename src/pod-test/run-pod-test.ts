// Runs one test of a `*.podlab-test.yaml`: a fresh cluster, its steps in order, and what became of them.
import { formatGoDuration, parseGoDuration } from '../api/meta/go-duration.ts';
import type { PodTest } from '../api/podlab/podlab-test.ts';
import type { SimulatedClock } from '../base/simulated-clock.ts';
import { Client } from '../client/client.ts';
import type { StepProblem, TestResult } from '../client/port/test-protocol.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { KubectlIo } from '../kubectl/io.ts';
import { runKubectl } from '../kubectl/kubectl.ts';
import type { IdleTime } from './idle-time.ts';
import { runStep, type TestBench } from './run-step.ts';

/** What a test runs on; the caller disposes of it. */
export interface TestPlace {
  readonly cluster: Cluster;
  readonly clock: SimulatedClock;
  readonly idle: IdleTime;
  /** The files that commands name, and what else the host lends. */
  readonly files: Pick<KubectlIo, 'readFile' | 'readBytes' | 'readTree' | 'writeFile' | 'absolutePath' | 'docs' | 'env'>;
  /** The line of the file, from 1, at which a step is written. */
  lineOf(step: number): number;
}

const defaultTimeout = '10m';

/** Never rejects for what a test can cause; when `cancelled` aborts, it fails where it is. */
export async function runPodTest(test: PodTest, { cluster, clock, idle, files, lineOf }: TestPlace, cancelled: AbortSignal): Promise<TestResult> {
  const over = new AbortController();
  const { timeout = defaultTimeout, name } = test;
  let transcript = '';
  await idle.hold(cluster.ready);
  const skipping = new AbortController();
  const skipped = idle.skip(clock, skipping.signal);
  const startMs = clock.now();
  const timer = clock.setTimeout(() => { over.abort(`the test took longer than ${timeout} of the cluster’s time`); }, parseGoDuration(timeout) ?? 0);
  const cancel = (): void => { over.abort('the test was cancelled'); };
  cancelled.addEventListener('abort', cancel);
  if (cancelled.aborted) cancel();
  const io = { ...heldFiles(files, idle), client: new Client(cluster.transport, { userAgent: 'kubectl/podlab' }), clock, namespace: 'default', signal: over.signal };
  const bench: TestBench = { cluster, clock, io, signal: over.signal, say: (text) => { transcript += text; } };
  try {
    const failure = await failureOf(test, bench);
    const tookMs = clock.now() - startMs;
    if (failure !== undefined) transcript += `# failed after ${formatGoDuration(Math.round(tookMs / 100) * 100)} of the cluster’s time\n${await warnings(io)}`;
    return { name, tookMs, transcript, ...(failure && { failure: { ...failure, line: lineOf(failure.step) } }) };
  } finally {
    timer.dispose();
    cancelled.removeEventListener('abort', cancel);
    skipping.abort();
    await skipped;
  }
}

async function failureOf({ steps }: PodTest, bench: TestBench): Promise<(StepProblem & { readonly step: number }) | undefined> {
  for (const [step, done] of steps.entries()) {
    const problem = await runStep(done, bench);
    if (bench.signal.aborted) return { step, message: String(bench.signal.reason) };
    if (problem !== undefined) return { step, ...problem };
  }
  return undefined;
}

/** Reading a file is work of the host's: no time passes meanwhile. */
function heldFiles(files: TestPlace['files'], idle: IdleTime): TestPlace['files'] {
  const { readBytes, readTree, writeFile } = files;
  return {
    ...files,
    readFile: (path, options) => idle.hold(files.readFile(path, options)),
    ...(readBytes && { readBytes: (path: string) => idle.hold(readBytes(path)) }),
    ...(readTree && { readTree: (path: string) => idle.hold(readTree(path)) }),
    ...(writeFile && { writeFile: (path: string, bytes: Uint8Array | undefined) => idle.hold(writeFile(path, bytes)) }),
  };
}

/** What the cluster itself says of its troubles; empty when there are none. */
async function warnings(io: Omit<KubectlIo, 'stdin' | 'stdout' | 'stderr'>): Promise<string> {
  let text = '';
  await runKubectl(['events', '-A', '--types=Warning'], { ...io, signal: new AbortController().signal, stdin: '', stdout: (part) => { text += part; }, stderr: () => undefined });
  return text === '' ? '' : `# its warnings:\n${text}`;
}

// Runs the tests of a `*.podlab-test.yaml`: reads it and the files that it names, and gives each test a cluster of its own.
import { testFindings, type TestFile } from '../api/podlab/podlab-test.ts';
import { fieldDescription, typeDescription } from '../api/schema/docs.ts';
import { seededRandom } from '../base/random.ts';
import { SimulatedClock } from '../base/simulated-clock.ts';
import { systemClock } from '../base/system-clock.ts';
import type { TestResult } from '../client/port/test-protocol.ts';
import { createCluster } from '../cluster/cluster.ts';
import { defaultClusterConfig } from '../cluster/config.ts';
import { IdleTime } from '../pod-test/idle-time.ts';
import { runPodTest, type TestPlace } from '../pod-test/run-pod-test.ts';
import { parseClusterConfig } from './config-file.ts';
import { readImageFiles } from './image-files.ts';
import { readPodlabText } from './podlab-text.ts';
import { newSecret } from './start-cluster.ts';
import { wireYaml } from './wire-yaml.ts';

export interface PodTestsOptions {
  readonly text: string;
  /** Names the text in messages. */
  readonly source: string;
  /** Paths are relative to the test file. */
  readonly files: TestPlace['files'];
  readonly hostTurn: () => Promise<void>;
  /** Whether the test of that name is run; all are without it. */
  readonly isWanted?: (name: string) => boolean;
  readonly signal: AbortSignal;
  readonly onError: (error: unknown) => void;
  readonly onStart?: (name: string) => void;
  readonly onResult: (result: TestResult) => void;
}

/** Resolves when all have run. Throws words for the user, with the lines of the file, when it cannot be read. */
export async function runPodTests(options: PodTestsOptions): Promise<void> {
  const { text, source, isWanted, signal, onStart, onResult } = options;
  const read = readPodlabText(text, source, testFindings);
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  const file = read.value as TestFile;
  const parts = await partsOf(file, options.files);
  for (const [i, test] of file.tests.entries()) {
    if (signal.aborted) return;
    if (isWanted?.(test.name) === false) continue;
    onStart?.(test.name);
    const place = makePlace(file, parts, options, (step) => read.lineOf(['tests', i, 'steps', step]));
    try {
      onResult(await runPodTest(test, place, signal));
    } finally {
      place.cluster.dispose();
      place.clock.dispose();
    }
  }
}

interface Parts {
  readonly config: typeof defaultClusterConfig;
  readonly images: ReturnType<typeof readImageFiles>['descriptions'];
}

/** What the file names beside its tests. */
async function partsOf({ cluster, images = [] }: TestFile, { readFile }: TestPlace['files']): Promise<Parts> {
  const text = async (name: string): Promise<string> => (await readFile(name)).map((file) => file.text).join('\n---\n');
  const config = cluster === undefined ? defaultClusterConfig : parseClusterConfig(await text(cluster), cluster);
  const { descriptions, problems } = readImageFiles(await Promise.all(images.map(async (name) => ({ name, text: await text(name) }))));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return { config, images: descriptions };
}

function makePlace({ startAt, seed = 1 }: TestFile, { config, images }: Parts, { files, hostTurn, onError }: PodTestsOptions, lineOf: TestPlace['lineOf']): TestPlace {
  const idle = new IdleTime(hostTurn);
  const clock = new SimulatedClock(systemClock, startAt === undefined ? {} : { startMs: Date.parse(startAt) });
  const cluster = createCluster({ clock, random: seededRandom(seed), config, yieldToHost: idle.yieldToHost, hostClock: idle.counted(systemClock), onError, apiServer: { yaml: wireYaml, newSecret } });
  cluster.describeImages(images);
  return { cluster, clock, idle, lineOf, files: { docs: { typeDescription, fieldDescription }, ...files } };
}

// Unit and property tests. End-to-end tests in a real VS Code are run by scripts/e2e.ts.
import { availableParallelism } from 'node:os';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

/** The files that take longest, started first, so that none is played alone at the end. Recorded lives hold distances in seconds, which a busy machine would stretch: beside them is played the scheduler's file, which mostly waits. */
const longest = [
  'oracle/sched', 'oracle/life', 'soak/day', 'oracle/real-kubectl', 'oracle/validate',
  'cluster/store/store-volume', 'entry/exercises/kubectl-exercises', 'entry/endpoint/attacks', 'language/agreement', 'entry/real-clients', 'language/robustness', 'entry/persistence/sqlite-persistence',
  'language/hostile/hostile', 'controllers/orders/workloads', 'controllers/orders/replicas', 'cluster/runtime/hostile', 'entry/cli/serve', 'entry/cli/node',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = longest.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return index === -1 ? longest.length : index;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 20_000,
    // Node reads the TypeScript itself and each worker imports a module once: half the processor time of Vite's module runner, and tests run at the speed of what ships.
    isolate: false,
    // Vitest leaves one processor free by default: half of a machine with two.
    maxWorkers: availableParallelism(),
    experimental: { viteModuleRunner: false, nodeLoader: false },
    sequence: { sequencer: LongestFirst },
  },
});

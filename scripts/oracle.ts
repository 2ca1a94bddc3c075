// npm run oracle: plays the recorded answers of a real Kubernetes against Podlab, prints the scores and fails below the floors in test/recorded/floors.json.
import { runSteps } from './step.ts';

const failed = await runSteps(
  [
    { name: 'generate', run: ['node', 'scripts/generate.ts'] },
    { name: 'bundle', run: ['node', 'esbuild.config.mts'] },
    { name: 'recorded answers (vitest test/oracle)', run: ['vitest', 'run', 'test/oracle', '--no-file-parallelism', '--silent=false', ...process.argv.slice(2)] },
  ],
  { keepGoing: false },
);
if (failed.length > 0) process.exitCode = 1;

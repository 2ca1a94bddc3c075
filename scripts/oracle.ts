// npm run oracle: plays the recorded answers of a real Kubernetes against Podlab, prints the scores and fails below the floors in test/recorded/floors.json.
import { runSteps } from './step.ts';

const failed = runSteps([{ name: 'recorded answers (vitest test/oracle)', run: ['vitest', 'run', 'test/oracle', '--silent=false', ...process.argv.slice(2)] }], { keepGoing: true });
if (failed.length > 0) process.exitCode = 1;

// npm run check: everything that can be said about the code without running it. Boundaries are enforced here.
import { runSteps } from './step.ts';

const failed = await runSteps(
  [
    { name: 'generate', run: ['node', 'scripts/generate.ts'] },
    // The longest first, so that two processors end together.
    [
      { name: 'lint (eslint)', run: ['eslint', '--max-warnings', '0', '.'] },
      { name: 'types (tsc, one project per folder)', run: ['tsc', '-b'] },
      { name: 'unused files, exports and dependencies (knip)', run: ['knip'] },
      { name: 'import table and cycles (dependency-cruiser)', run: ['depcruise', '--config', '.dependency-cruiser.cjs', 'src'] },
      { name: 'the picture in docs/architecture.md is current', run: ['node', 'scripts/picture.ts', '--check'] },
      { name: 'docs/fidelity.md is current', run: ['node', 'scripts/fidelity.ts', '--check'] },
    ],
  ],
  { keepGoing: true },
);
if (failed.length > 0) {
  process.stdout.write(`\n${failed.length} failed: ${failed.join('; ')}\n`);
  process.exitCode = 1;
}

// npm run bench: runs every benchmark of test/bench (or those whose name contains an argument) on the bundles as they ship. With --save the figures become the baseline in test/bench/baseline.json.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { runSteps } from './step.ts';

const dir = path.join(import.meta.dirname, '..', 'test', 'bench');
const flags = process.argv.slice(2).filter((arg) => arg.startsWith('--'));
const wanted = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const files = readdirSync(dir).filter((file) => file.endsWith('.bench.ts') && (wanted.length === 0 || wanted.some((w) => file.includes(w))));
const failed = await runSteps(
  [
    { name: 'generate', run: ['node', 'scripts/generate.ts'] },
    { name: 'bundle', run: ['node', 'esbuild.config.mts', '--production'] },
    ...files.map((file) => ({ name: file, run: ['node', '--expose-gc', path.join(dir, file), ...flags] as const })),
  ],
  { keepGoing: true },
);
if (failed.length > 0) process.exitCode = 1;

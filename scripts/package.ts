// npm run package: makes out/podlab.vsix from the allow-list of .vscodeignore, and refuses one that is too large or holds what must not ship.
import { mkdirSync, statSync } from 'node:fs';
import { createVSIX, listFiles } from '@vscode/vsce';
import { runSteps } from './step.ts';

const vsix = 'out/podlab.vsix';
const maxBytes = 3_300_000;

const failed = await runSteps(
  [
    { name: 'generate', run: ['node', 'scripts/generate.ts'] },
    { name: 'bundle', run: ['node', 'esbuild.config.mts', '--production'] },
  ],
  { keepGoing: false },
);
if (failed.length > 0) process.exit(1);
mkdirSync('out', { recursive: true });
const files = await listFiles({ cwd: process.cwd() });
const strays = files.filter((file) => !/^(dist\/[^/]+\.(js|json)|media\/|syntaxes\/|samples\/|walkthroughs\/|docs\/lints\.md$|package\.json|README\.md|CHANGELOG\.md|LICENSE|NOTICE)/.test(file) || /\.(map|ts|pem|key)$/.test(file));
if (strays.length > 0) throw new Error(`files that must not ship: ${strays.join(', ')}`);
await createVSIX({ packagePath: vsix, dependencies: false, rewriteRelativeLinks: false, allowMissingRepository: true });
const { size } = statSync(vsix);
process.stdout.write(`${vsix}: ${files.length} files, ${Math.round(size / 1000)} kB\n`);
if (size > maxBytes) throw new Error(`the VSIX is larger than ${maxBytes / 1_000_000} MB`);

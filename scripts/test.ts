// npm test: all tests. Says what each step is; --only unit|oracle|web|node|e2e|desktop runs a part.
import { parseArgs } from 'node:util';
import { runSteps, type Step } from './step.ts';

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const only = values.only;

const build: Step[] = [
  { name: 'generate what is made at build', run: ['node', 'scripts/generate.ts'] },
  { name: 'bundle every process', run: ['node', 'esbuild.config.mts'] },
];
const unit: Step[] = [{ name: 'unit and property tests (vitest)', run: ['vitest', 'run', '--exclude', 'test/oracle/**'] }];
const oracle: Step[] = [{ name: 'answers recorded from a real Kubernetes, with their floors', run: ['vitest', 'run', 'test/oracle'] }];
const web: Step[] = [{ name: 'end to end in host A: VS Code for the Web, Playwright', run: ['node', 'scripts/e2e.ts'], env: { PODLAB_HOST: 'web' } }];
const node: Step[] = [{ name: 'end to end in host B: Node extension host (code-server), Playwright, packaged VSIX', run: ['node', 'scripts/e2e.ts'], env: { PODLAB_HOST: 'node' } }];
/** Where desktop VS Code can be downloaded; the same extension-host tests as in the other two. */
const desktop: Step[] = [{ name: 'extension-host tests in desktop VS Code (@vscode/test-electron)', run: ['node', 'scripts/desktop-test.ts'] }];

/** Made first: what users get is what is tested, and nothing is bundled while the two hosts run at once. */
const packed: Step[] = [{ name: 'package the VSIX', run: ['node', 'scripts/package.ts'] }];
const hosts: Step[][] = [[...web, ...node]];
/** On a machine that has them not yet; mostly it waits for downloads. */
const fetching: Step[] = [{ name: 'fetch the two VS Codes', run: ['node', 'scripts/fetch-hosts.ts'] }];

const parts: Readonly<Record<string, (Step | Step[])[]>> = { unit: [...unit], oracle: [...build, ...oracle], web: [...packed, ...web], node: [...packed, ...node], e2e: [...packed, ...hosts], desktop: [...build, ...desktop] };
const steps = only === undefined ? [...packed, [...unit, ...fetching], ...oracle, ...hosts] : parts[only];
if (steps === undefined) throw new Error(`--only takes one of ${Object.keys(parts).join(', ')}`);
const failed = await runSteps(steps, { keepGoing: true });
if (failed.length > 0) process.stdout.write(`\nfailed: ${failed.join('; ')}\n`);
process.stdout.write(`\nsteps: ${steps.flat().length - failed.length} passed, ${failed.length} failed\n`);
if (failed.length > 0) process.exitCode = 1;

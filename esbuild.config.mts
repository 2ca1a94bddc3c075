// Bundles every process of Podlab into dist/: one file each, no chunks, so that a worker can be started from a URL.
import { readFileSync } from 'node:fs';
import { type BuildOptions, build, context } from 'esbuild';

const isProduction = process.argv.includes('--production');
const isWatch = process.argv.includes('--watch');

const shared: BuildOptions = {
  bundle: true,
  outdir: 'dist',
  entryNames: '[name]',
  sourcemap: isProduction ? false : 'linked',
  minify: isProduction,
  // Comments of libraries have characters beyond ASCII, see `refuseWideText`.
  minifyWhitespace: true,
  // Names survive, so that a stack in an issue can be read.
  keepNames: false,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  define: { 'process.env.NODE_ENV': '"production"' },
};

/** Bundles that run on Node 22.15 or newer: the desktop extension host, its child processes, the command line. */
const node: BuildOptions = {
  ...shared,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode'],
  entryPoints: ['src/entry/extension.ts', 'src/entry/language-client.ts', 'src/entry/language-server.ts', 'src/entry/cluster-process.ts', 'src/entry/cli.ts'],
};
/** What VS Code for the Web loads into its extension host. */
const webExtension: BuildOptions = {
  ...shared,
  platform: 'browser',
  format: 'cjs',
  target: 'es2024',
  external: ['vscode'],
  entryPoints: ['src/entry/extension.web.ts'],
};
/** Web workers started by the extension on the web. */
const workers: BuildOptions = {
  ...shared,
  platform: 'browser',
  format: 'iife',
  target: 'es2024',
  entryPoints: ['src/entry/language-worker.ts', 'src/entry/cluster-worker.ts'],
};

/** One character beyond ASCII, which esbuild leaves in regular expressions only, makes V8 keep the whole bundle with two bytes a character. */
function refuseWideText(file: string): void {
  const found = /[^\x00-\x7f]/.exec(readFileSync(file, 'utf8'));
  if (found !== null) throw new Error(`${file} has ${JSON.stringify(found[0])} at ${found.index}: write \\u${(found[0].codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}

/** What ships evaluates no text as code; a method may be called eval. */
function refuseEvaluation(file: string): void {
  const found = /(?<![.\w$#])eval\((?![^()]*\)\s*\{)|\bnew Function\(/.exec(readFileSync(file, 'utf8'));
  if (found !== null) throw new Error(`${file} evaluates text as code at ${found.index}`);
}

/** Every package is a risk and a debt; no more than there are. Twenty of them come with @peculiar/x509. */
const mostPackages = 37;

function refuseManyPackages(inputs: readonly string[]): void {
  const packages = [...new Set(inputs.flatMap((input) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []))].sort();
  process.stdout.write(`${packages.length} packages are bundled: ${packages.join(', ')}\n`);
  if (packages.length > mostPackages) throw new Error(`more than ${mostPackages} packages are bundled`);
}

if (isWatch) {
  for (const options of [node, webExtension, workers]) await (await context(options)).watch();
  process.stdout.write('watching src\n');
} else {
  const results = await Promise.all([node, webExtension, workers].map((options) => build(options)));
  for (const { metafile } of results) {
    for (const [file, { bytes }] of Object.entries(metafile?.outputs ?? {})) {
      if (!file.endsWith('.js')) continue;
      refuseWideText(file);
      refuseEvaluation(file);
      process.stdout.write(`${file} ${Math.round(bytes / 1000)} kB\n`);
    }
  }
  refuseManyPackages(results.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {})));
}

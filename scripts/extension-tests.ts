// Bundles the tests that run inside an extension host: out/extension-tests/index.js for Node hosts, out/extension-tests/web.js for web workers.
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');

/** Resolves with the path of the bundle for that host. */
export async function bundleExtensionTests(host: 'node' | 'web'): Promise<string> {
  const outfile = path.join(root, 'out', 'extension-tests', host === 'node' ? 'index.js' : 'web.js');
  await build({
    entryPoints: [path.join(root, 'test', 'e2e', 'extension-host', 'run.ts')],
    outfile,
    bundle: true,
    format: 'cjs',
    platform: host === 'node' ? 'node' : 'browser',
    target: host === 'node' ? 'node22' : 'es2024',
    external: ['vscode'],
    logLevel: 'warning',
  });
  return outfile;
}

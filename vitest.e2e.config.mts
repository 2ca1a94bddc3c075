// End-to-end tests in a real VS Code; PODLAB_HOST says which (web, node). Started by scripts/e2e.ts.
import { defineConfig } from 'vitest/config';

// A VSIX is installed where an extension host runs on Node; VS Code for the Web takes extensions from a gallery only.
const exclude = process.env['PODLAB_HOST'] === 'node' ? [] : ['test/e2e/vsix.e2e.ts'];

export default defineConfig({
  test: { include: ['test/e2e/**/*.e2e.ts'], exclude, fileParallelism: false, testTimeout: 120_000, hookTimeout: 300_000, retry: 0, expect: { poll: { timeout: 20_000 } } },
});

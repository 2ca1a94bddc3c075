// End-to-end tests in a real VS Code; PODLAB_HOST says which (web, node). Started by scripts/test.ts.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/e2e/**/*.e2e.ts'], fileParallelism: false, testTimeout: 120_000, hookTimeout: 300_000, retry: 0, expect: { poll: { timeout: 20_000 } } },
});

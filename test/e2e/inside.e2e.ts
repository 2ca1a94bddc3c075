// Runs the checks of extension-host/ inside the extension host of a real VS Code; each line that they print is a check.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleExtensionTests } from '../../scripts/extension-tests.ts';
import { hostName, Workbench } from './support/workbench.ts';

let workbench: Workbench;
const lines: string[] = [];
let exitCode: Promise<number>;

beforeAll(async () => {
  const extensionTestsPath = await bundleExtensionTests(hostName);
  exitCode = new Promise((resolve) => {
    void Workbench.open({ files: { 'notes.md': '# Notes\n' }, extensionTestsPath, onTestLog: (text) => { lines.push(text); }, onTestExit: resolve }).then((opened) => { workbench = opened; });
  });
  await exitCode;
});
afterAll(async () => { await workbench.close(); });

test('every check passes', async () => {
  const told = lines.filter((line) => /^(?:not )?ok /.test(line));
  process.stderr.write(`${told.join('\n')}\n`);
  expect(lines.filter((line) => line.startsWith('not ok'))).toEqual([]);
  expect(told.length).toBeGreaterThan(8);
  expect(await exitCode).toBe(0);
});

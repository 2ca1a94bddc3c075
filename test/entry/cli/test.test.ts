// `podlab test`: what it prints in each form, and how it ends.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testCommand } from '../../../src/entry/cli/test.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'podlab-test-'));
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'podlab.yaml'), 'nodes: [{ name: only }]\n');
  writeFileSync(join(folder, 'app.podlab-image.yaml'), 'image: example/app:1\nlog: [{ line: hello from app }]\n');
  writeFileSync(join(folder, 'pod.yaml'), 'apiVersion: v1\nkind: Pod\nmetadata: { name: app }\nspec: { containers: [{ name: app, image: example/app:1 }] }\n');
  writeFileSync(join(folder, 'good.podlab-test.yaml'), 'cluster: podlab.yaml\nimages: [app.podlab-image.yaml]\ntests:\n  - name: it says hello\n    steps:\n      - kubectl: apply -f pod.yaml\n      - kubectl: logs app\n        within: 30s\n        output: hello from app\n  - name: there is one node\n    steps:\n      - kubectl: get nodes -o name\n        output: node/only\n');
  writeFileSync(join(folder, 'sub', 'bad.podlab-test.yaml'), 'tests:\n  - name: two & two\n    steps:\n      - kubectl: get nodes -o name\n        output: node/<none>\n');
  writeFileSync(join(folder, 'sub', 'broken.podlab-test.yaml'), 'tests:\n  - nmae: x\n    steps: [{ sleep: 1s }]\n');
});
afterAll(() => { rmSync(folder, { recursive: true }); });

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await testCommand(argv, { stdout: (text) => { out += text; }, stderr: (text) => { err += text; } });
  return { code, out: out.replaceAll(folder, ''), err: err.replaceAll(folder, '') };
}

test('for people: a line per test, and why one fails', async () => {
  const { code, out } = await run(folder);
  expect(code).toBe(1);
  expect(out).toMatch(/^\/good\.podlab-test\.yaml\n {2}✔ it says hello \(\d+(\.\d)?s\)\n {2}✔ there is one node \(0s\)\n\/sub\/bad\.podlab-test\.yaml\n {2}✖ two & two \(0s\)\n {4}\/sub\/bad\.podlab-test\.yaml:4: kubectl get nodes -o name: prints something else\n {4}expected:\n {6}node\/<none>\n {4}actual:\n {6}node\/control-plane\n/);
  expect(out).toMatch(/\/sub\/broken\.podlab-test\.yaml\n {2}✖ \/sub\/broken\.podlab-test\.yaml:2: tests\[0\]\.name: Required value\n[^]*2 passed, 1 failed, 1 file not run\n$/);
});

test('one file, or only the tests of a name', async () => {
  expect(await run(join(folder, 'good.podlab-test.yaml'), '--name', 'one node')).toEqual({ code: 0, out: '/good.podlab-test.yaml\n  ✔ there is one node (0s)\n1 passed, 0 failed\n', err: '' });
});

test('for programs: JSON and JUnit', async () => {
  const json = await run('--format', 'json', join(folder, 'sub'));
  expect(JSON.parse(json.out)).toMatchObject([
    { file: '/sub/bad.podlab-test.yaml', tests: [{ name: 'two & two', passed: false, step: 0, line: 4, expected: 'node/<none>' }] },
    { file: '/sub/broken.podlab-test.yaml', problem: expect.stringContaining('Required value') as string, tests: [] },
  ]);
  const { out, code } = await run('--format=junit', folder);
  expect(code).toBe(1);
  expect(out).toMatch(/<testsuite name="\/good\.podlab-test\.yaml" tests="2" failures="0" errors="0">/);
  expect(out).toMatch(/<testcase classname="\/sub\/bad\.podlab-test\.yaml" name="two &amp; two" file="\/sub\/bad\.podlab-test\.yaml" time="0\.\d{3}" line="4">\n {6}<failure message="kubectl get nodes -o name: prints something else">\$ kubectl get nodes -o name\n/);
  expect(out).toMatch(/<error message="\/sub\/broken/);
});

test('what cannot be run is said, with exit code 2', async () => {
  expect(await run()).toMatchObject({ code: 2, err: expect.stringMatching(/^error: no file given\nUsage: podlab test /) as string });
  expect(await run('--format', 'xml', folder)).toMatchObject({ code: 2, err: expect.stringContaining('unknown format "xml"') as string });
  expect(await run(join(folder, 'none'))).toMatchObject({ code: 2, err: expect.stringContaining('ENOENT') as string });
  expect(await run(join(folder, 'good.podlab-test.yaml'), '--name', 'zzz')).toMatchObject({ code: 2, err: 'error: there is no such test\n' });
  expect(await run('--help')).toMatchObject({ code: 0, out: expect.stringContaining('podlab-test.md') as string });
});

// Files and folders as kubectl names them, on a disk.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { diskFiles } from '../../src/entry/cli/disk-files.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'podlab-tree-'));
  mkdirSync(join(folder, 'app', 'sub'), { recursive: true });
  for (const [name, text] of [['b.yaml', 'b'], ['a.yml', 'a'], ['notes.txt', 'n'], ['sub/c.json', 'c']] as const) writeFileSync(join(folder, 'app', name), text);
  symlinkSync(join(folder, 'app'), join(folder, 'app', 'sub', 'loop'));
});
afterAll(() => { rmSync(folder, { recursive: true }); });

const decode = (bytes: Uint8Array | undefined): string | undefined => (bytes === undefined ? undefined : new TextDecoder().decode(bytes));

test('a folder stands for its manifests, with those below only when that is asked for; links are not followed', async () => {
  const files = diskFiles(folder);
  expect(await files.readFile('app/')).toEqual([{ path: 'app/a.yml', text: 'a' }, { path: 'app/b.yaml', text: 'b' }]);
  expect((await files.readFile('app', { isRecursive: true })).map(({ path }) => path)).toEqual(['app/a.yml', 'app/b.yaml', 'app/sub/c.json']);
  expect((await files.readFile('app/notes.txt'))[0]?.text).toBe('n');
  await expect(files.readFile('none')).rejects.toThrow('the path "none" does not exist');
  mkdirSync(join(folder, 'empty'));
  await expect(files.readFile('empty')).rejects.toThrow('error reading [empty]: recognized file extensions are [.json .yaml .yml]');
  expect((await files.readBytes('app'))?.map(({ path }) => path)).toEqual(['app/a.yml', 'app/b.yaml', 'app/notes.txt']);
  expect(await files.readBytes('none')).toBeUndefined();
});

test('a tree is read from its own name on, and written with the folders above', async () => {
  const files = diskFiles(join(folder, 'app'));
  expect((await files.readTree('.'))?.map(({ path, bytes }) => [path, decode(bytes)])).toEqual([['app', undefined], ['app/a.yml', 'a'], ['app/b.yaml', 'b'], ['app/notes.txt', 'n'], ['app/sub', undefined], ['app/sub/c.json', 'c']]);
  expect(await files.readTree('a.yml')).toMatchObject([{ path: 'a.yml' }]);
  await files.writeFile('new/deep/x', new TextEncoder().encode('x'));
  await files.writeFile('made', undefined);
  expect(readFileSync(join(folder, 'app/new/deep/x'), 'utf8')).toBe('x');
  expect(await files.readTree('made')).toEqual([{ path: 'made', bytes: undefined }]);
  expect(files.absolutePath('a.yml')).toBe(join(folder, 'app/a.yml'));
});

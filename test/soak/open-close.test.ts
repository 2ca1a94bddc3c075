// What is opened a thousand times and closed again leaves nothing behind.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Growth } from './open-close.ts';

const mostBytes = 2_000_000;

test('watches, informers, execs, logs, descriptions, files and clusters', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', path.join(import.meta.dirname, 'open-close.ts')]);
  const growths = stdout.trim().split('\n').map((line) => JSON.parse(line) as Growth);
  expect(growths.map(({ thing }) => thing)).toEqual(['a watch', 'an informer', 'an exec', 'logs that are followed', 'a description', 'a file in the editor', 'a cluster']);
  expect(growths.filter(({ bytes }) => bytes > mostBytes)).toEqual([]);
}, 120_000);

import { fork } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { childPort } from '../../src/entry/child-port.ts';

test('a child whose thread is held is ended all the same', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'podlab-child-')), 'held.mjs');
  writeFileSync(file, "process.once('SIGTERM', () => { process.exit(0); }); process.send('held'); for (;;) ;");
  const child = fork(file, { execArgv: [] });
  const port = childPort(child);
  await new Promise((resolve) => { port.onMessage(resolve); });
  port.dispose();
  await port.ended;
  expect(child.signalCode).toBe('SIGKILL');
});

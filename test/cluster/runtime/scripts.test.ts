// Scripts as people write them in Pods: the same output, kind of error output and exit code as a real busybox sh (recorded by scripts/record.ts).
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, newHarness } from './runtime-harness.ts';

interface Golden {
  readonly stdout: string;
  readonly hasStderr: boolean;
  readonly exitCode: number;
}

/** Scripts that end otherwise on purpose, with the reason. */
const departures: ReadonlyMap<string, string> = new Map([['grep-regex', 'busybox grep -ow finds a word inside a longer one; ours, as GNU, does not']]);

const folder = join(import.meta.dirname, 'scripts');
const goldens = JSON.parse(readFileSync(join(folder, 'goldens.json'), 'utf8')) as Readonly<Record<string, Golden>>;

describe('scripts run as by busybox sh', () => {
  let harness: Harness;
  beforeAll(() => { harness = newHarness({ speed: 10 }); });
  afterAll(() => { harness.dispose(); });

  for (const file of readdirSync(folder).filter((name) => name.endsWith('.sh')).sort()) {
    const name = file.slice(0, -3);
    test(name, async () => {
      const sandbox = await harness.sandbox();
      const script = readFileSync(join(folder, file), 'utf8');
      const isBash = script.startsWith('#!/bin/bash');
      const id = await harness.start(sandbox.id, { image: isBash ? 'debian:12' : 'busybox:1.36', command: ['sleep', '10000'], workingDir: '/work' });
      const run = await harness.exec(id, [isBash ? 'bash' : 'sh', '-c', script]);
      await harness.runtime.stopSandbox(sandbox.id);
      const { stdout, exitCode } = run;
      const result = { stdout, exitCode, hasStderr: run.stderr !== '' };
      if (departures.has(name)) expect(result).not.toEqual(goldens[name]);
      else expect(result).toEqual(goldens[name]);
      expect(harness.bugs).toEqual([]);
    });
  }
});

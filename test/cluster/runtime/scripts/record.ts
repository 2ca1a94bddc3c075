// Records what a real busybox sh, or bash where the first line says so, prints for every script here: `node test/cluster/runtime/scripts/record.ts`. Writes goldens.json.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const here = import.meta.dirname;
const busybox = '/bin/busybox';
const root = mkdtempSync(join(tmpdir(), 'busybox-'));
const bin = join(root, 'bin');
mkdirSync(bin);
for (const applet of spawnSync(busybox, ['--list'], { encoding: 'utf8' }).stdout.split('\n')) if (applet !== '') symlinkSync(busybox, join(bin, applet));
const goldens: Record<string, { stdout: string; hasStderr: boolean; exitCode: number }> = {};
for (const file of readdirSync(here).filter((name) => name.endsWith('.sh')).sort()) {
  const cwd = join(root, 'work');
  mkdirSync(cwd);
  const script = readFileSync(join(here, file), 'utf8');
  const shell = script.startsWith('#!/bin/bash') ? '/bin/bash' : busybox;
  const run = spawnSync(shell, ['-c', script], { cwd, env: { PATH: shell === busybox ? bin : '/usr/bin:/bin', HOME: '/root' }, encoding: 'utf8', timeout: 20_000, argv0: shell === busybox ? 'sh' : 'bash' });
  goldens[file.slice(0, -3)] = { stdout: run.stdout, hasStderr: run.stderr !== '', exitCode: run.status ?? 128 + 15 };
  rmSync(cwd, { recursive: true });
}
rmSync(root, { recursive: true });
writeFileSync(join(here, 'goldens.json'), `${JSON.stringify(goldens, undefined, 1)}\n`);
process.stdout.write(`${String(Object.keys(goldens).length)} scripts recorded\n`);

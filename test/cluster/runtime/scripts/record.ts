// Records what a real busybox sh prints for every script here: `node test/cluster/runtime/scripts/record.ts`. Writes goldens.json.
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
  const run = spawnSync(busybox, ['-c', readFileSync(join(here, file), 'utf8')], { cwd, env: { PATH: bin, HOME: '/root' }, encoding: 'utf8', timeout: 20_000, argv0: 'sh' });
  goldens[file.slice(0, -3)] = { stdout: run.stdout, hasStderr: run.stderr !== '', exitCode: run.status ?? 128 + 15 };
  rmSync(cwd, { recursive: true });
}
rmSync(root, { recursive: true });
writeFileSync(join(here, 'goldens.json'), `${JSON.stringify(goldens, undefined, 1)}\n`);
process.stdout.write(`${String(Object.keys(goldens).length)} scripts recorded\n`);

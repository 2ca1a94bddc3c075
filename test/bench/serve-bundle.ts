// A `podlab serve` from the bundle as it ships, with what its process has used.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const cli = path.join(import.meta.dirname, '..', '..', 'dist', 'cli.js');

export interface ServedBundle {
  readonly url: string;
  readonly token: string;
  /** From its start to its line of JSON. */
  readonly startMs: number;
  residentBytes(): number;
  cpuSeconds(): number;
  stop(): Promise<void>;
}

export async function serveBundle(args: readonly string[]): Promise<ServedBundle> {
  const folder = mkdtempSync(path.join(tmpdir(), 'podlab-bench-'));
  const token = 'bench-token-of-the-cluster-admin';
  const start = performance.now();
  const child = spawn(process.execPath, [...process.execArgv.filter((arg) => arg.startsWith('--cpu-prof')), cli, 'serve', '--ephemeral', '--kubeconfig', path.join(folder, 'kubeconfig'), ...args], { env: { ...process.env, PODLAB_TOKEN: token }, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const startMs = performance.now() - start;
  return {
    url: (JSON.parse(line) as { server: string }).server,
    token,
    startMs,
    residentBytes: () => residentBytes(child.pid ?? 0),
    cpuSeconds: () => cpuSeconds(child.pid ?? 0),
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(folder, { recursive: true });
    },
  };
}

/** Resident memory of a process; NaN where there is no /proc. */
export function residentBytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(procFile(pid, 'status'))?.[1] ?? NaN) * 1024;
}

/** CPU that a process has used, all its threads; NaN where there is no /proc. */
export function cpuSeconds(pid: number): number {
  const fields = procFile(pid, 'stat').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function procFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

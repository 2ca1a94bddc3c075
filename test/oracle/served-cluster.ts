// A `podlab serve` in its own process, run from source, for players that speak HTTPS.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

const cli = new URL('../../src/entry/cli.ts', import.meta.url).pathname;

export interface ServedCluster {
  readonly url: string;
  readonly token: string;
  /** Prefix of the shell command that stops and starts kubelets. */
  readonly hook: string;
  stop(): Promise<void>;
}

export async function serveCluster(args: readonly string[]): Promise<ServedCluster> {
  const folder = mkdtempSync(path.join(tmpdir(), 'podlab-oracle-'));
  const kubeconfig = path.join(folder, 'kubeconfig');
  const token = 'oracle-token';
  const child = spawn(process.execPath, [cli, 'serve', '--ephemeral', '--kubeconfig', kubeconfig, ...args], { env: { ...process.env, PODLAB_TOKEN: token }, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    url: (JSON.parse(line) as { server: string }).server,
    token,
    hook: `KUBECONFIG=${kubeconfig} ${process.execPath} ${cli} node`,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(folder, { recursive: true });
    },
  };
}

// `podlab serve` as it ships: bundled, in a process of its own, with everything it says kept.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';

export const canaryToken = 'podlab-canary-token';

let bundled: Promise<string> | undefined;
/** The command line in one file, made once for a test file. */
export function bundledCli(): Promise<string> {
  bundled ??= (async () => {
    const outfile = path.join(mkdtempSync(path.join(tmpdir(), 'podlab-cli-')), 'cli.js');
    await build({ entryPoints: [path.join(import.meta.dirname, '..', '..', '..', 'src', 'entry', 'cli.ts')], outfile, bundle: true, platform: 'node', format: 'cjs', target: 'node22', logLevel: 'silent' });
    process.once('exit', () => { rmSync(path.dirname(outfile), { recursive: true, force: true }); });
    return outfile;
  })();
  return bundled;
}

export interface Served {
  readonly url: string;
  readonly port: number;
  readonly kubeconfig: string;
  readonly ca: string;
  readonly token: string;
  readonly pid: number;
  /** Everything that it wrote to stdout and stderr. */
  output(): string;
  /** The exit code; null when the signal killed it. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Resolves when it says that it is ready; rejects with its words when it ends before. */
export async function serve(args: readonly string[], env: NodeJS.ProcessEnv = { PODLAB_TOKEN: canaryToken }): Promise<Served> {
  const child = await startServe(args, env);
  const { server, kubeconfig } = await firstLine(child.process, child.output);
  const config = JSON.parse(readFileSync(kubeconfig, 'utf8')) as { clusters: { cluster: Record<string, string> }[]; users: { user: { token: string } }[] };
  return {
    url: server,
    port: Number(new URL(server).port),
    kubeconfig,
    ca: Buffer.from(config.clusters[0]?.cluster['certificate-authority-data'] ?? '', 'base64').toString('utf8'),
    token: config.users[0]?.user.token ?? '',
    pid: child.process.pid ?? 0,
    output: child.output,
    end: (signal = 'SIGTERM') => {
      child.process.kill(signal);
      return child.exit;
    },
  };
}

export async function startServe(args: readonly string[], env: NodeJS.ProcessEnv): Promise<{ process: ChildProcessWithoutNullStreams; exit: Promise<number | null>; output: () => string }> {
  const child = spawn(process.execPath, [await bundledCli(), 'serve', ...args], { env: { PATH: process.env['PATH'], ...env } });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => { text += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => { text += chunk.toString(); });
  const exit = new Promise<number | null>((resolve) => { child.on('close', resolve); });
  return { process: child, exit, output: () => text };
}

function firstLine(child: ChildProcessWithoutNullStreams, output: () => string): Promise<{ server: string; kubeconfig: string }> {
  return new Promise((resolve, reject) => {
    let line = '';
    child.stdout.on('data', (chunk: Buffer) => {
      line += chunk.toString();
      if (line.includes('\n')) resolve(JSON.parse(line.slice(0, line.indexOf('\n'))) as { server: string; kubeconfig: string });
    });
    child.on('close', (code) => { reject(new Error(`podlab serve ended with ${code ?? 'a signal'}: ${output()}`)); });
  });
}

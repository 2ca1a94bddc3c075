// npm start: builds Podlab and opens a real VS Code with it and the samples. Flags: --node (Node extension host), --desktop (an installed `code`), --port N, --no-open.
import { execFileSync, spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Host } from './hosts/host.ts';

const root = path.resolve(import.meta.dirname, '..');
const { values: flags } = parseArgs({
  options: { node: { type: 'boolean' }, web: { type: 'boolean' }, desktop: { type: 'boolean' }, port: { type: 'string', default: '3700' }, 'no-open': { type: 'boolean' } },
});
const samples = path.join(root, 'samples');

execFileSync(process.execPath, ['scripts/generate.ts'], { cwd: root, stdio: 'inherit' });
execFileSync(process.execPath, ['esbuild.config.mts'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });

if (flags.desktop === true || (flags.node !== true && flags.web !== true && hasDesktop())) startDesktop();
else await startInBrowser();

function hasDesktop(): boolean {
  try {
    execFileSync('code', ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' });
    return process.env['DISPLAY'] !== undefined || process.platform !== 'linux';
  } catch {
    return false;
  }
}

function startDesktop(): void {
  const child = spawn('code', ['--new-window', `--extensionDevelopmentPath=${root}`, samples], { stdio: 'inherit', shell: process.platform === 'win32' });
  child.on('error', () => {
    process.stderr.write('podlab: no `code` command found. Install VS Code, or run npm start -- --web\n');
    process.exitCode = 1;
  });
}

async function startInBrowser(): Promise<void> {
  const options = { extensionPath: root, folder: samples, port: Number(flags.port) };
  const host: Host = flags.node === true ? await (await import('./hosts/node-host.ts')).startNodeHost(options) : await (await import('./hosts/web-host.ts')).startWebHost(options);
  process.stdout.write(`\nPodlab runs in VS Code at ${host.url}\nOpen samples/01-hello-pod.yaml and run "Podlab: Apply" from the command palette (F1). Ctrl+C ends it.\n`);
  if (flags['no-open'] !== true) openBrowser(host.url);
  const end = (): void => { void host.dispose().then(() => process.exit(0)); };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

/** Opens the default browser; where there is none the printed address is enough. */
function openBrowser(url: string): void {
  const [command, args] = process.platform === 'darwin' ? ['open', [url]] : process.platform === 'win32' ? ['explorer', [url]] : ['xdg-open', [url]];
  if (process.platform === 'linux' && process.env['DISPLAY'] === undefined && process.env['WAYLAND_DISPLAY'] === undefined) return;
  spawn(command, args, { stdio: 'ignore', detached: true }).on('error', () => undefined).unref();
}

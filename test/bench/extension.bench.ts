// What the editor's user waits for: the size of the bundles, the language server's first findings, the cluster's start, and apply → Running.
import { fork } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-languageserver/node';
import type { Pod } from '../../src/api/generated/core-v1.ts';
import { Client } from '../../src/client/client.ts';
import { Connection } from '../../src/client/port/connection.ts';
import { remoteTransport } from '../../src/client/port/remote-transport.ts';
import type { ApplyCall, ClusterControl } from '../../src/client/port/session-protocol.ts';
import * as resources from '../../src/client/resources.ts';
import { childPort } from '../../src/entry/child-port.ts';
import { pod } from './language.bench.ts';
import { type Figure, report } from './report.ts';
import { residentBytes } from './serve-bundle.ts';

const dist = path.join(import.meta.dirname, '..', '..', 'dist');

function bundleSizes(): Figure[] {
  return readdirSync(dist).filter((file) => file.endsWith('.js')).map((file) => ({
    name: `dist/${file}`, value: statSync(path.join(dist, file)).size / 1000, unit: 'kB', better: 'lower', ...(file === 'extension.js' && { aim: 300 }),
  }));
}

/** From the start of the process to the first findings of a Pod with a mistake. */
async function languageServerStart(): Promise<number> {
  const start = performance.now();
  const child = fork(path.join(dist, 'language-server.js'), ['--node-ipc'], { execArgv: [] });
  try {
    const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    connection.listen();
    const found = new Promise<number>((resolve) => {
      connection.onNotification('textDocument/publishDiagnostics', ({ diagnostics }: { diagnostics: readonly unknown[] }) => { if (diagnostics.length > 0) resolve(performance.now() - start); });
    });
    await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
    await connection.sendNotification('initialized', {});
    await connection.sendNotification('textDocument/didOpen', { textDocument: { uri: 'file:///bench.yaml', languageId: 'yaml', version: 1, text: pod(0).replace('image:', 'imag:') } });
    return await found;
  } finally {
    child.kill();
  }
}

interface Session { readonly startMs: number; readonly connection: Connection; readonly client: Client; readonly pid: number; dispose(): void }

/** As the extension does at its first command: a new process, usable when it answers `info`. */
async function startSession(): Promise<Session> {
  const start = performance.now();
  const child = fork(path.join(dist, 'cluster-process.js'), [JSON.stringify({ latencies: 'none' })], { serialization: 'advanced', execArgv: [] });
  const port = childPort(child);
  const connection = new Connection(port);
  await connection.request('control', { action: 'info' } satisfies ClusterControl);
  const startMs = performance.now() - start;
  return { startMs, connection, client: new Client(remoteTransport(connection), { userAgent: 'bench' }), pid: child.pid ?? 0, dispose: () => { connection.dispose(); port.dispose(); } };
}

/** From the apply command to a watch event that shows the Pod Running. */
async function applyToRunning({ connection, client }: Session, name: string): Promise<number> {
  const running = Promise.withResolvers<number>();
  const watch = client.watch<Pod>(resources.pods, 'default', { fieldSelector: `metadata.name=${name}` }, {
    onEvent: ({ object }) => { if (object.status?.phase === 'Running') running.resolve(performance.now()); },
    onClose: (status) => { running.reject(new Error(JSON.stringify(status))); },
  });
  const text = `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  containers:\n  - name: main\n    image: busybox:1.36\n    command: [sleep, infinity]\n`;
  const start = performance.now();
  const call = connection.stream('apply', { text, namespace: 'default' } satisfies ApplyCall, () => undefined);
  await call.done;
  const at = await running.promise;
  watch.dispose();
  return at - start;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}

export async function extensionFigures(): Promise<Figure[]> {
  const starts: number[] = [];
  for (let i = 0; i < 3; i++) starts.push(await languageServerStart());
  const clusterStarts: number[] = [];
  for (let i = 0; i < 2; i++) {
    const session = await startSession();
    clusterStarts.push(session.startMs);
    session.dispose();
  }
  const session = await startSession();
  clusterStarts.push(session.startMs);
  try {
    const first = await applyToRunning(session, 'first');
    const times: number[] = [];
    for (let i = 0; i < 20; i++) times.push(await applyToRunning(session, `pod-${i}`));
    return [
      ...bundleSizes(),
      { name: 'language server: start to first findings', value: median(starts), unit: 'ms', better: 'lower' },
      { name: 'cluster: start to usable', value: median(clusterStarts), unit: 'ms', better: 'lower', aim: 500 },
      { name: 'cluster process with 21 Pods', value: residentBytes(session.pid) / 1e6, unit: 'MB', better: 'lower' },
      { name: 'apply → Running, the first Pod', value: first, unit: 'ms', better: 'lower' },
      { name: 'apply → Running, median of 20 more', value: median(times), unit: 'ms', better: 'lower', aim: 50 },
    ];
  } finally {
    session.dispose();
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) report('extension', await extensionFigures());

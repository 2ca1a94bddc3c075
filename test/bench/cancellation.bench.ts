// How soon the language server stops when a request about 58,000 lines is cancelled: the bundle that ships, in a process of its own, edited between the requests.
import { fork } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource } from 'vscode-languageserver';
import { createProtocolConnection, IPCMessageReader, IPCMessageWriter, type ProtocolConnection } from 'vscode-languageserver/node';
import { manyPods } from './language.bench.ts';
import { type Figure, report } from './report.ts';

const pods = 1000;
const rounds = 60;
const uri = 'file:///bench.yaml';
const textDocument = { uri };
const all = { start: { line: 0, character: 0 }, end: { line: pods * 58, character: 0 } };
const position = { line: (pods / 2) * 58 + 33, character: 14 };
const blank = { line: (pods / 2) * 58 + 8, character: 4 };
const asks: readonly (readonly [string, object])[] = [
  ['completion', { textDocument, position }], ['hover', { textDocument, position }], ['codeAction', { textDocument, range: all, context: { diagnostics: [] } }],
  ['formatting', { textDocument, options: { tabSize: 2, insertSpaces: true } }], ['rangeFormatting', { textDocument, range: all, options: { tabSize: 2, insertSpaces: true } }],
  ['documentSymbol', { textDocument }], ['foldingRange', { textDocument }], ['semanticTokens/full', { textDocument }], ['references', { textDocument, position, context: { includeDeclaration: true } }],
  ['rename', { textDocument, position, newName: 'other' }], ['inlayHint', { textDocument, range: all }], ['codeLens', { textDocument }],
];

export async function cancellationFigures(): Promise<Figure[]> {
  const server = fork(path.join(import.meta.dirname, '..', '..', 'dist', 'language-server.js'), ['--node-ipc'], { silent: true });
  const connection = createProtocolConnection(new IPCMessageReader(server), new IPCMessageWriter(server));
  connection.onRequest('workspace/configuration', () => [null]);
  const first = new Promise<void>((resolve) => { connection.onNotification('textDocument/publishDiagnostics', () => { resolve(); }); });
  connection.listen();
  try {
    await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
    await connection.sendNotification('initialized', {});
    await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text: manyPods(pods) } });
    await first;
    const stops: number[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const [name, params] of asks) {
        await connection.sendNotification('textDocument/didChange', { textDocument: { uri, version: 2 + stops.length + round }, contentChanges: [{ range: { start: blank, end: blank }, text: '' }] });
        const stop = await cancelled(connection, `textDocument/${name}`, params, (round * 7) % 60);
        if (stop !== undefined) stops.push(stop);
      }
    }
    stops.sort((a, b) => a - b);
    return [
      { name: 'cancelled requests, 58,000 lines', value: stops.length, unit: 'requests', better: 'higher' },
      { name: 'from cancellation to the answer, p99', value: stops[Math.floor(stops.length * 0.99)] ?? NaN, unit: 'ms', better: 'lower', aim: 20 },
    ];
  } finally {
    connection.dispose();
    server.kill();
  }
}

/** Milliseconds from cancelling to the answer; undefined when the answer was faster. */
async function cancelled(connection: ProtocolConnection, method: string, params: object, afterMs: number): Promise<number | undefined> {
  const source = new CancellationTokenSource();
  const answer = connection.sendRequest(method, params, source.token).then(() => false, () => true);
  await sleep(afterMs);
  const startMs = performance.now();
  source.cancel();
  const wasCancelled = await answer;
  return wasCancelled ? performance.now() - startMs : undefined;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  report('cancellation', await cancellationFigures());
  process.exit(0);
}

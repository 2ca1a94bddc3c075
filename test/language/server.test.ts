// The language server as a client sees it, over a stream.
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource, type CompletionList, type Diagnostic, LSPErrorCodes, type PublishDiagnosticsParams } from 'vscode-languageserver';
import { createConnection, createProtocolConnection, StreamMessageReader, StreamMessageWriter, type ProtocolConnection } from 'vscode-languageserver/node';
import { serveLanguage } from '../../src/language/server.ts';
import { manyPods } from '../bench/language.bench.ts';
import { documentsRequest, fileStatusChanged, locateRequest, pingRequest } from '../../src/language/protocol.ts';

const uri = 'file:///a.yaml';
const pod = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: c\n    image: i:1\n';

interface Client {
  readonly connection: ProtocolConnection;
  readonly published: PublishDiagnosticsParams[];
  open(text: string): Promise<void>;
  change(version: number, text: string): Promise<void>;
  /** The newest diagnostics of a version, once they were told so often. */
  diagnostics(version: number, options?: { count: number }): Promise<Diagnostic[]>;
  /** How often the server has let others in. */
  turns(): number;
}

const clients: ProtocolConnection[] = [];
afterEach(() => clients.splice(0).forEach((client) => client.dispose()));

async function start(): Promise<Client> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const server = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  let turns = 0;
  serveLanguage(server, { pause: () => new Promise((resolve) => {
    turns++;
    setImmediate(resolve);
  }) });
  server.listen();
  const connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer), { error: () => undefined, warn: () => undefined, info: () => undefined, log: () => undefined });
  const published: PublishDiagnosticsParams[] = [];
  const waiting: (() => void)[] = [];
  connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
    published.push(params);
    waiting.splice(0).forEach((wake) => wake());
  });
  connection.listen();
  clients.push(connection);
  await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
  await connection.sendNotification('initialized', {});
  return {
    connection, published,
    open: (text) => connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } }),
    change: (version, text) => connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] }),
    turns: () => turns,
    async diagnostics(version, { count } = { count: 1 }) {
      for (;;) {
        const found = published.filter((p) => p.uri === uri && p.version === version);
        if (found.length >= count) return found.at(-1)?.diagnostics ?? [];
        await new Promise<void>((wake) => waiting.push(wake));
      }
    },
  };
}

describe('the language server', () => {
  it('finds what is wrong in a large file before it works on what is asked about all of it', async () => {
    const client = await start();
    await client.open(manyPods(200));
    const answers = ['documentSymbol', 'foldingRange', 'semanticTokens/full', 'codeLens'].map((method) => client.connection.sendRequest(`textDocument/${method}`, { textDocument: { uri } }));
    await client.diagnostics(1, { count: 2 });
    // 200 documents, four in a turn.
    expect(client.turns()).toBeLessThan(60);
    await Promise.all(answers);
    expect(client.turns()).toBeGreaterThan(60);
  });

  it('publishes diagnostics of each version, and none when the file is closed', async () => {
    const client = await start();
    await client.open(pod.replace('containers', 'containres'));
    expect((await client.diagnostics(1)).map((d) => d.code)).toContain('unknown-field');
    await client.connection.sendNotification('textDocument/didChange', { textDocument: { uri, version: 2 }, contentChanges: [{ range: { start: { line: 5, character: 2 }, end: { line: 5, character: 12 } }, text: 'containers' }] });
    expect((await client.diagnostics(2)).filter((d) => d.severity === 1)).toEqual([]);
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    await client.connection.sendRequest(pingRequest);
    expect(client.published.at(-1)?.diagnostics).toEqual([]);
  });

  it('answers requests, its own among them', async () => {
    const { connection, open } = await start();
    await open(`${pod}  - \n`);
    const list = await connection.sendRequest<CompletionList>('textDocument/completion', { textDocument: { uri }, position: { line: 8, character: 4 } });
    expect(list.items.map((item) => item.label)).toContain('image');
    expect(await connection.sendRequest(pingRequest)).toBe('pong');
    expect(await connection.sendRequest(locateRequest, { uri, documentIndex: 0, field: 'spec.containers[0].image' })).toEqual({ start: { line: 7, character: 11 }, end: { line: 7, character: 14 } });
    expect(await connection.sendRequest(documentsRequest, { uri })).toMatchObject([{ index: 0, kind: 'Pod', name: 'a', range: { start: { line: 0 }, end: { line: 9 } } }]);
    expect(await connection.sendRequest(documentsRequest, { uri: 'file:///none' })).toBeNull();
    expect(await connection.sendRequest('textDocument/codeLens', { textDocument: { uri } })).toHaveLength(3);
  });

  it('answers while a large file is being checked, and then only for the newest version', async () => {
    const client = await start();
    const many = Array.from({ length: 400 }, (_, i) => `---\n${pod.replace('name: a', `name: pod-${i}`)}`).join('');
    await client.open(many);
    expect(await client.connection.sendRequest(pingRequest)).toBe('pong');
    await client.change(2, pod);
    await client.diagnostics(2);
    await client.connection.sendRequest(pingRequest);
    expect(client.published.at(-1)?.version).toBe(2);
  });

  it('stops a request about a large file when it is cancelled, and answers the others', async () => {
    const client = await start();
    const many = Array.from({ length: 1000 }, (_, i) => `---\n${pod.replace('name: a', `name: pod-${i}`)}`).join('');
    await client.open(many);
    const cancel = new CancellationTokenSource();
    const symbols = client.connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri } }, cancel.token);
    await client.connection.sendRequest(pingRequest);
    cancel.cancel();
    await expect(symbols).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    expect(await client.connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri } })).toHaveLength(1000);
  });

  it('says what a file is, once for each change of it', async () => {
    const client = await start();
    const statuses: unknown[] = [];
    client.connection.onNotification(fileStatusChanged, (status: unknown) => void statuses.push(status));
    await client.open(pod);
    await client.diagnostics(1);
    await client.change(2, `${pod}# more\n`);
    await client.diagnostics(2);
    await client.change(3, `${pod}---\n${pod.replace('name: a', 'name: b')}`);
    await client.diagnostics(3);
    await client.connection.sendRequest(pingRequest);
    expect(statuses).toEqual([{ uri, mode: 'full', flavor: 'manifest', objects: 1 }, { uri, mode: 'full', flavor: 'manifest', objects: 2 }]);
  });

  it('takes settings', async () => {
    const client = await start();
    await client.open(pod);
    await client.diagnostics(1);
    client.published.length = 0;
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: { podlab: { lint: { 'no-requests': 'warning' } } } });
    expect(await client.diagnostics(1)).toMatchObject([{ code: 'no-requests', severity: 2 }]);
  });
});

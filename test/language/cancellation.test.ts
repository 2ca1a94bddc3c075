// A request that is cancelled stops within a few turns, whatever it asks of a large file: turns are counted, since time is the machine's.
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver';
import { createConnection, createProtocolConnection, StreamMessageReader, StreamMessageWriter, type ProtocolConnection } from 'vscode-languageserver/node';
import { createLanguageService, type LanguageService, type Work } from '../../src/language/language-service.ts';
import { documentsRequest } from '../../src/language/protocol.ts';
import { serveLanguage } from '../../src/language/server.ts';
import { manyPods } from '../bench/language.bench.ts';
import { uri } from './support/editor.ts';

const text = manyPods(320);
const all = { start: { line: 0, character: 0 }, end: { line: 320 * 58, character: 0 } };
/** At the name of a volume's mount, in the middle of the file. */
const position = { line: 100 * 58 + 33, character: 14 };
const early = { line: 33, character: 14 };
const textDocument = { uri };

const clients: ProtocolConnection[] = [];
afterEach(() => clients.splice(0).forEach((client) => client.dispose()));

/** A server that counts its turns. */
async function start(): Promise<{ connection: ProtocolConnection; turns: () => number }> {
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
  connection.listen();
  clients.push(connection);
  await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
  await connection.sendNotification('initialized', {});
  return { connection, turns: () => turns };
}

describe('a cancelled request', () => {
  it.each([
    ['textDocument/completion', { textDocument, position }], ['textDocument/hover', { textDocument, position }], ['textDocument/codeAction', { textDocument, range: all, context: { diagnostics: [] } }],
    ['textDocument/formatting', { textDocument, options: { tabSize: 2, insertSpaces: true } }], ['textDocument/rangeFormatting', { textDocument, range: all, options: { tabSize: 2, insertSpaces: true } }],
    ['textDocument/documentSymbol', { textDocument }], ['textDocument/foldingRange', { textDocument }], ['textDocument/semanticTokens/full', { textDocument }], ['textDocument/semanticTokens/range', { textDocument, range: all }],
    ['textDocument/definition', { textDocument, position }], ['textDocument/references', { textDocument, position, context: { includeDeclaration: true } }], ['textDocument/rename', { textDocument, position, newName: 'other' }],
    ['textDocument/inlayHint', { textDocument, range: all }], ['textDocument/codeLens', { textDocument }], [documentsRequest, { uri }],
  ])('%s', async (method, params) => {
    const { connection, turns } = await start();
    await connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
    const source = new CancellationTokenSource();
    const answer = connection.sendRequest(method, params, source.token).then((value: unknown) => ({ value }), (error: unknown) => ({ error }));
    source.cancel();
    expect(await answer).toMatchObject({ error: { code: LSPErrorCodes.RequestCancelled } });
    // All of the file takes more than 40 turns.
    expect(turns()).toBeLessThan(12);
  });
});

describe('work in turns', () => {
  const asks: Readonly<Record<string, (service: LanguageService) => Work<unknown>>> = {
    completion: (s) => s.completion(uri, early), hover: (s) => s.hover(uri, early), codeActions: (s) => s.codeActions(uri, all), format: (s) => s.format(uri), documentSymbols: (s) => s.documentSymbols(uri),
    foldingRanges: (s) => s.foldingRanges(uri), semanticTokens: (s) => s.semanticTokens(uri), definition: (s) => s.definition(uri, early), references: (s) => s.references(uri, early, { includesDefinition: true }),
    rename: (s) => s.rename(uri, early, 'other'), inlayHints: (s) => s.inlayHints(uri, all), codeLenses: (s) => s.codeLenses(uri), kubernetesDocuments: (s) => s.kubernetesDocuments(uri), diagnostics: (s) => s.diagnostics(uri),
  };
  it.each(Object.keys(asks))('%s yields for each document that it reads', (name) => {
    const service = createLanguageService();
    service.open(uri, 1, manyPods(20));
    const work = asks[name]?.(service);
    let turns = 0;
    while (work?.next().done === false) turns++;
    expect(turns).toBeGreaterThanOrEqual(20);
  });
});

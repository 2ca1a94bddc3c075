// The language server as a web worker, for VS Code for the Web.
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { serveLanguage } from '../language/server.ts';
import { reportWorkerErrors } from './worker-errors.ts';

/** A worker's global scope, as far as a connection needs it. */
const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
const connection = createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope));
const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
// A message to itself comes after those that are already there, and without the 4 ms that timers wait in browsers.
port1.onmessage = () => waiting.shift()?.();

/** Bugs are told and help goes on: an error that reached the client would end the connection, and a worker is not started twice. */
function report(error: unknown): void {
  console.error(error);
}
reportWorkerErrors(scope, report);

serveLanguage(connection, {
  pause: () => new Promise((resolve) => {
    waiting.push(resolve);
    port2.postMessage(undefined);
  }),
});
connection.listen();

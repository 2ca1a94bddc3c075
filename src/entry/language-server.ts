// The language server as a process of its own: over Node's IPC under an extension host, over stdio with `--stdio`.
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serveLanguage } from '../language/server.ts';

const connection = createConnection(ProposedFeatures.all);
serveLanguage(connection, { pause: () => new Promise((resolve) => setImmediate(resolve)) });
connection.listen();

// Runs the extension-host tests in a downloaded desktop VS Code.
import path from 'node:path';
import { runTests } from '@vscode/test-electron';

const root = path.resolve(import.meta.dirname, '..');
await runTests({ extensionDevelopmentPath: root, extensionTestsPath: path.join(root, 'out', 'extension-tests', 'index.js'), launchArgs: [path.join(root, 'samples'), '--disable-extensions'] });

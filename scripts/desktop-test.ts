// Runs the extension-host tests in a downloaded desktop VS Code.
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { bundleExtensionTests } from './extension-tests.ts';

const root = path.resolve(import.meta.dirname, '..');
await runTests({ extensionDevelopmentPath: root, extensionTestsPath: await bundleExtensionTests('node'), launchArgs: [path.join(root, 'docs'), '--disable-extensions'] });

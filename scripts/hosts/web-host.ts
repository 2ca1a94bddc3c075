// Host A: VS Code for the Web, its extension host in a web worker, served by @vscode/test-web.
import { open } from '@vscode/test-web';
import { fetchVsCodeWeb } from './cache.ts';
import type { Host, HostOptions } from './host.ts';

/** The folder's files are mounted; edits stay in memory. */
export async function startWebHost(options: HostOptions): Promise<Host> {
  const testRunnerDataDir = await fetchVsCodeWeb();
  const server = await open({
    browserType: 'none',
    quality: 'stable',
    commit: 'npm',
    testRunnerDataDir,
    extensionDevelopmentPath: options.extensionPath,
    ...(options.extensionTestsPath !== undefined && { extensionTestsPath: options.extensionTestsPath }),
    folderPath: options.folder,
    host: '127.0.0.1',
    port: options.port,
  });
  return {
    name: 'web',
    url: `http://127.0.0.1:${options.port}/`,
    dispose: () => {
      server.dispose();
      return Promise.resolve();
    },
  };
}

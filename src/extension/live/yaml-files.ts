// Shows the language server the workspace's YAML files: their list when it asks, each change, and a file's text on request. Reads nothing by itself.
import { RelativePattern, Uri, workspace } from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { type FilesChanged, filesChanged, followFiles, readFile, type ReadFileParams } from '../../language/protocol.ts';
import type { LanguageClientHandle } from '../platform.ts';

const pattern = '**/*.{yaml,yml}';
const excluded = '**/{node_modules,.git,.hg,.svn,vendor,dist,out,target,.terraform,.venv}/**';
const maxFiles = 2000;
const maxBytes = 1_000_000;

export class YamlFiles implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #watching = new DisposableStore();

  constructor() {
    this.#owned.add(this.#watching);
  }

  attach(client: LanguageClientHandle): void {
    this.#owned.add(client.onNotification(followFiles, () => { void this.#follow(client); }));
    this.#owned.add(client.onRequest(readFile, (params) => readText((params as ReadFileParams).uri)));
    this.#owned.add(workspace.onDidChangeWorkspaceFolders(() => { if (this.#watching.size > 0) void this.#follow(client); }));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #follow(client: LanguageClientHandle): Promise<void> {
    this.#watching.clear();
    const send = (changes: Partial<FilesChanged>): void => { client.sendNotification(filesChanged, { isReset: false, changed: [], deleted: [], ...changes } satisfies FilesChanged); };
    for (const folder of workspace.workspaceFolders ?? []) {
      const watcher = this.#watching.add(workspace.createFileSystemWatcher(new RelativePattern(folder, pattern)));
      const isLeftOut = (uri: Uri): boolean => /\/(?:node_modules|\.git|vendor|dist|out|target)\//.test(uri.path);
      const onChange = (uri: Uri): void => { if (!isLeftOut(uri)) send({ changed: [uri.toString()] }); };
      this.#watching.add(watcher.onDidCreate(onChange));
      this.#watching.add(watcher.onDidChange(onChange));
      this.#watching.add(watcher.onDidDelete((uri) => { send({ deleted: [uri.toString()] }); }));
    }
    const found = await Promise.resolve(workspace.findFiles(pattern, excluded, maxFiles)).catch(() => []);
    send({ isReset: true, changed: found.map((uri) => uri.toString()) });
  }
}

/** Null for what is gone, too large, or outside the workspace. */
async function readText(text: string): Promise<string | null> {
  const uri = Uri.parse(text, true);
  if (workspace.getWorkspaceFolder(uri) === undefined) return null;
  try {
    const { size } = await workspace.fs.stat(uri);
    return size > maxBytes ? null : new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch {
    return null;
  }
}

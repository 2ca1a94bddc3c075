// Shows the language server the workspace's YAML files: their list when it asks, each change, and a file's text on request. Reads nothing by itself.
import { Uri, workspace } from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { type FilesChanged, filesChanged, followFiles, readFile, type ReadFileParams } from '../../language/protocol.ts';
import type { LanguageClientHandle } from '../platform.ts';
import { foundFiles, watchFiles } from '../watched-files.ts';

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
    const isLeftOut = (uri: Uri): boolean => /\/(?:node_modules|\.git|vendor|dist|out|target)\//.test(uri.path);
    this.#watching.add(watchFiles(pattern, {
      changed: (uri) => { if (!isLeftOut(uri)) send({ changed: [uri.toString()] }); },
      deleted: (uri) => { send({ deleted: [uri.toString()] }); },
    }));
    const found = await foundFiles(pattern, excluded, maxFiles);
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

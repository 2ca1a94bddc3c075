// The editor of `kubectl edit`: a tab with the object, whose saving ends the edit and whose closing gives it up.
import { EventEmitter, type FileChangeEvent, type FileStat, FileSystemError, type FileSystemProvider, FileType, type TabChangeEvent, TabInputText, Uri, window, workspace } from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { systemClock } from '../../base/system-clock.ts';

const editScheme = 'podlab-edit';

interface Edit {
  bytes: Uint8Array;
  mtime: number;
  readonly done: PromiseWithResolvers<string | undefined>;
}

export class EditDocuments implements FileSystemProvider, Disposable {
  readonly #edits = new Map<string, Edit>();
  readonly #changed = new EventEmitter<FileChangeEvent[]>();
  readonly #owned = new DisposableStore();
  #lastId = 0;

  readonly onDidChangeFile = this.#changed.event;

  constructor() {
    this.#owned.add(this.#changed);
    this.#owned.add(workspace.registerFileSystemProvider(editScheme, this, { isCaseSensitive: true }));
    // Only now VS Code takes the document for saved, and may its file go.
    this.#owned.add(workspace.onDidSaveTextDocument((document) => { if (document.uri.scheme === editScheme) this.#edits.get(document.uri.path)?.done.resolve(document.getText()); }));
    this.#owned.add(window.tabGroups.onDidChangeTabs((event) => { this.#onTabs(event); }));
  }

  /** Resolves with the text as it was saved; undefined when its tab was closed unsaved. */
  async edit(name: string, text: string): Promise<string | undefined> {
    const uri = Uri.from({ scheme: editScheme, path: `/${++this.#lastId}/${name}` });
    const edit: Edit = { bytes: new TextEncoder().encode(text), mtime: systemClock.now(), done: Promise.withResolvers() };
    this.#edits.set(uri.path, edit);
    try {
      await window.showTextDocument(await workspace.openTextDocument(uri), { preview: false });
      return await edit.done.promise;
    } finally {
      await closeTabs(uri);
      this.#edits.delete(uri.path);
    }
  }

  dispose(): void {
    for (const { done } of this.#edits.values()) done.resolve(undefined);
    this.#owned.dispose();
  }

  stat(uri: Uri): FileStat {
    const { bytes, mtime } = this.#of(uri);
    return { type: FileType.File, ctime: mtime, mtime, size: bytes.length };
  }

  readFile(uri: Uri): Uint8Array {
    return this.#of(uri).bytes;
  }

  writeFile(uri: Uri, content: Uint8Array): void {
    const edit = this.#of(uri);
    edit.bytes = content;
    edit.mtime = systemClock.now();
  }

  watch(): Disposable {
    return { dispose: () => undefined };
  }

  readDirectory(): [string, FileType][] {
    return [];
  }

  createDirectory(): void {
    throw FileSystemError.NoPermissions();
  }

  delete(): void {
    throw FileSystemError.NoPermissions();
  }

  rename(): void {
    throw FileSystemError.NoPermissions();
  }

  #of(uri: Uri): Edit {
    const edit = this.#edits.get(uri.path);
    if (edit === undefined) throw FileSystemError.FileNotFound(uri);
    return edit;
  }

  #onTabs({ closed }: TabChangeEvent): void {
    for (const { input } of closed) if (input instanceof TabInputText && input.uri.scheme === editScheme) this.#edits.get(input.uri.path)?.done.resolve(undefined);
  }
}

async function closeTabs(uri: Uri): Promise<void> {
  const tabs = window.tabGroups.all.flatMap(({ tabs: all }) => all).filter(({ input }) => input instanceof TabInputText && input.uri.toString() === uri.toString());
  if (tabs.length > 0) await window.tabGroups.close(tabs, true);
}

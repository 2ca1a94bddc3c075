// The workspace's files of a pattern: those that there are, and as they come, change and go.
import { RelativePattern, type Uri, workspace } from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';

/** Hears of files below the workspace's folders of the moment, until it is disposed of. */
export function watchFiles(pattern: string, hear: { readonly changed: (uri: Uri) => void; readonly deleted: (uri: Uri) => void }): Disposable {
  const watchers = new DisposableStore();
  for (const folder of workspace.workspaceFolders ?? []) {
    const watcher = watchers.add(workspace.createFileSystemWatcher(new RelativePattern(folder, pattern)));
    watchers.add(watcher.onDidCreate(hear.changed));
    watchers.add(watcher.onDidChange(hear.changed));
    watchers.add(watcher.onDidDelete(hear.deleted));
  }
  return watchers;
}

/** VS Code for the Web cannot search every workspace: then none is found. */
export async function foundFiles(pattern: string, excluded: string, most: number): Promise<readonly Uri[]> {
  return Promise.resolve(workspace.findFiles(pattern, excluded, most)).catch(() => []);
}

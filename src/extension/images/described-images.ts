// Gives the cluster the workspace's `*.podlab-image.yaml`, as they are saved: when it starts, and at every change.
import { type Uri, workspace } from 'vscode';
import { isImageFile } from '../../api/podlab/file-names.ts';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { ClusterHost } from '../session/cluster-host.ts';
import { foundFiles, watchFiles } from '../watched-files.ts';

const pattern = '**/*.podlab-image.{yaml,yml}';
const excluded = '**/{node_modules,.git}/**';
const maxFiles = 200;
const maxBytes = 64 * 1024;
/** Several changes within this time are one. */
const settleMs = 50;

export interface DescribedImagesOptions {
  readonly cluster: ClusterHost;
  readonly clock: Clock;
  /** Hears what is wrong with the files. */
  readonly onProblems: (problems: readonly string[]) => void;
}

export class DescribedImages implements Disposable {
  readonly #options: DescribedImagesOptions;
  readonly #owned = new DisposableStore();
  readonly #watchers = new DisposableStore();
  readonly #timer = new DisposableStore();
  /** Files that were saved or made here: VS Code for the Web does not find files in every workspace. */
  readonly #known = new Map<string, Uri>();
  #isSent = false;

  constructor(options: DescribedImagesOptions) {
    this.#options = options;
    this.#owned.add(this.#watchers);
    this.#owned.add(this.#timer);
    this.#owned.add(options.cluster.onDidChangeSession((session) => { if (session !== undefined) this.refresh(); }));
    this.#owned.add(workspace.onDidChangeWorkspaceFolders(() => { this.#watch(); }));
    this.#owned.add(workspace.onDidSaveTextDocument(({ uri }) => { this.add(uri); }));
    this.#watch();
  }

  /** A file that was just written. */
  add(uri: Uri): void {
    if (!isImageFile(uri.path)) return;
    this.#known.set(uri.toString(), uri);
    this.refresh();
  }

  refresh(): void {
    this.#timer.clear();
    this.#timer.add(this.#options.clock.setTimeout(() => { void this.#send(); }, settleMs));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #watch(): void {
    this.#watchers.clear();
    this.#watchers.add(watchFiles(pattern, {
      changed: (uri) => { this.add(uri); },
      deleted: (uri) => {
        this.#known.delete(uri.toString());
        this.refresh();
      },
    }));
  }

  async #send(): Promise<void> {
    const { cluster, onProblems } = this.#options;
    const { session } = cluster;
    if (session === undefined) return;
    for (const uri of await foundFiles(pattern, excluded, maxFiles)) this.#known.set(uri.toString(), uri);
    const files: { name: string; text: string }[] = [];
    for (const [key, uri] of this.#known) {
      const bytes = await workspace.fs.readFile(uri).then(undefined, () => undefined);
      if (bytes === undefined) this.#known.delete(key);
      else if (bytes.length <= maxBytes) files.push({ name: workspace.asRelativePath(uri), text: new TextDecoder().decode(bytes) });
      else onProblems([`${workspace.asRelativePath(uri)} is larger than ${maxBytes / 1024} KiB`]);
    }
    if (files.length === 0 && !this.#isSent) return;
    this.#isSent = true;
    const { imageProblems = [] } = await session.control({ action: 'describeImages', files }).catch(() => ({ imageProblems: [] }));
    onProblems(imageProblems);
  }
}

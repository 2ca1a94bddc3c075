// Read-only documents for VS Code's diff editor: an object as it is, and as a manifest would make it.
import { type TextDocumentContentProvider, Uri, workspace } from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { printable } from '../text/printable.ts';
import type { DifferingObject } from './full-diff.ts';

export const diffScheme = 'podlab-diff';

export interface DiffUris {
  readonly name: string;
  readonly live: Uri;
  readonly merged: Uri;
}

export class DiffDocuments implements TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, string>();
  readonly #owned = new DisposableStore();
  #last = 0;

  constructor() {
    this.#owned.add(workspace.registerTextDocumentContentProvider(diffScheme, this));
    this.#owned.add(workspace.onDidCloseTextDocument(({ uri }) => { this.#texts.delete(uri.toString()); }));
  }

  /** Kept until the documents are closed. */
  add({ name, live, merged }: DifferingObject): DiffUris {
    const id = String(++this.#last);
    const uri = (side: string, text: string): Uri => {
      const made = Uri.from({ scheme: diffScheme, path: `/${side}/${name}.yaml`, query: id });
      this.#texts.set(made.toString(), printable(text));
      return made;
    };
    return { name, live: uri('live', live), merged: uri('merged', merged) };
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  dispose(): void {
    this.#texts.clear();
    this.#owned.dispose();
  }
}

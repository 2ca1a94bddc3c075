// What was last said about the documents of open texts, so that a lens does not flicker while its document is broken off. Knows nothing of VS Code.
import type { ExplainedDocument } from '../../client/scheduling-explanation.ts';
import { lensTitle } from './explanation-text.ts';

export interface PlacedTitle {
  readonly line: number;
  readonly documentIndex: number;
  readonly title: string;
}

export class ExplanationMemory {
  readonly #titles = new Map<string, ReadonlyMap<number, string>>();

  /** Titles for the documents of a text; a document that cannot be read at the moment keeps its last one. */
  titlesOf(uri: string, documents: readonly ExplainedDocument[]): PlacedTitle[] {
    const last = this.#titles.get(uri);
    const titles = new Map<number, string>();
    const placed: PlacedTitle[] = [];
    for (const document of documents) {
      const isBroken = document.explanation === undefined && document.refusal === undefined;
      const title = isBroken ? last?.get(document.documentIndex) : lensTitle(document);
      if (title === undefined) continue;
      titles.set(document.documentIndex, title);
      placed.push({ line: document.startLine, documentIndex: document.documentIndex, title });
    }
    this.#titles.set(uri, titles);
    return placed;
  }

  forget(uri: string): void {
    this.#titles.delete(uri);
  }

  clear(): void {
    this.#titles.clear();
  }
}

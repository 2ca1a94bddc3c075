// One open YAML file: its documents' manifests and findings, kept as long as the text of each stays the same.
import { shiftRange, YamlStream, type DocumentText } from '../document/yaml-stream.ts';
import type { TextChange } from '../document/position.ts';
import type { FoldingRange } from 'vscode-languageserver';
import { documentSymbolsOf, type DocumentSymbolNode } from './document-symbols.ts';
import { findingsOf } from './diagnostics/diagnostics.ts';
import type { FileFinding, Finding } from './finding.ts';
import { foldingRangesOf } from './folding-ranges.ts';
import { documentNamesOf, type DocumentNames } from './names/document-names.ts';
import type { NamedDocument } from './names/name-index.ts';
import { readManifest, type Manifest, type ObjectIdentity } from './manifest.ts';

/** What is kept of every document; the syntax tree is kept of a few only. */
interface Summary {
  readonly identity: ObjectIdentity | undefined;
  readonly findings: readonly Finding[];
  readonly names: DocumentNames;
}

const keptManifests = 32;
const manyDocuments = 200;

export class ManifestFile {
  readonly uri: string;
  readonly stream: YamlStream;
  version: number;
  readonly #summaries = new WeakMap<DocumentText, Summary>();
  readonly #folds = new WeakMap<DocumentText, readonly FoldingRange[]>();
  readonly #symbols = new WeakMap<DocumentText, readonly DocumentSymbolNode[]>();
  /** Most recently used last. */
  readonly #manifests = new Map<DocumentText, Manifest>();

  constructor(uri: string, version: number, text: string) {
    this.uri = uri;
    this.version = version;
    this.stream = new YamlStream(text);
  }

  change(version: number, changes: readonly TextChange[]): void {
    this.version = version;
    this.stream.apply(changes);
  }

  manifest(index: number): Manifest | undefined {
    const text = this.stream.documents[index];
    return text && this.#manifest(text);
  }

  #manifest(text: DocumentText): Manifest {
    const manifest = this.#manifests.get(text) ?? readManifest(text);
    this.#manifests.delete(text);
    this.#manifests.set(text, manifest);
    if (this.#manifests.size > keptManifests) for (const oldest of this.#manifests.keys()) {
      this.#manifests.delete(oldest);
      break;
    }
    return manifest;
  }

  #summary(text: DocumentText): Summary {
    return cached(this.#summaries, text, () => {
      const manifest = this.#manifest(text);
      return { identity: manifest.identity, findings: findingsOf(manifest), names: documentNamesOf(manifest) };
    });
  }

  identity(index: number): ObjectIdentity | undefined {
    const text = this.stream.documents[index];
    return text && this.#summary(text).identity;
  }

  documentFindings(index: number): readonly Finding[] {
    const text = this.stream.documents[index];
    return text === undefined ? [] : this.#summary(text).findings;
  }

  *namedDocuments(): Generator<NamedDocument> {
    for (const [index, text] of this.stream.documents.entries()) yield { uri: this.uri, index, names: this.#summary(text).names };
  }

  /** Lines are of the document. */
  folds(text: DocumentText): readonly FoldingRange[] {
    return cached(this.#folds, text, () => foldingRangesOf(this.#manifest(text)));
  }

  /** In files of very many documents, their objects only. */
  symbols(text: DocumentText): readonly DocumentSymbolNode[] {
    return cached(this.#symbols, text, () => documentSymbolsOf(this.#manifest(text), { isShallow: this.stream.documents.length > manyDocuments }));
  }

  /** Checks what is not yet checked, yielding after each document, so that the caller can let others in or give up. */
  *check(): Generator<void, FileFinding[]> {
    const findings: FileFinding[] = [];
    let firstLine = 0;
    for (const text of this.stream.documents) {
      const isNew = !this.#summaries.has(text);
      for (const finding of this.#summary(text).findings) findings.push(inFile(finding, text, firstLine));
      firstLine += text.breaks;
      if (isNew) yield;
    }
    return findings;
  }
}

function cached<T>(cache: WeakMap<DocumentText, T>, text: DocumentText, make: () => T): T {
  let value = cache.get(text);
  if (value === undefined) cache.set(text, (value = make()));
  return value;
}

function inFile({ span, severity, code, message, related, isUnnecessary }: Finding, text: DocumentText, firstLine: number): FileFinding {
  const range = (s: { start: number; end: number }): FileFinding['range'] => shiftRange(text.lines.rangeOf(s), firstLine);
  return { range: range(span), severity, code, message, related: related?.map((r) => ({ range: range(r.span), message: r.message })) ?? [], isUnnecessary: isUnnecessary === true };
}

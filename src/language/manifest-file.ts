// One open YAML file: its documents' manifests and findings, kept as long as the text of each stays the same.
import { shiftRange, YamlStream, type DocumentText } from '../document/yaml-stream.ts';
import type { TextChange } from '../document/position.ts';
import { findingsOf } from './diagnostics/diagnostics.ts';
import type { FileFinding, Finding } from './finding.ts';
import { readManifest, type Manifest, type ObjectIdentity } from './manifest.ts';

/** What is kept of every document; the syntax tree is kept of a few only. */
interface Summary {
  readonly identity: ObjectIdentity | undefined;
  readonly findings: readonly Finding[];
}

const keptManifests = 32;

export class ManifestFile {
  readonly uri: string;
  readonly stream: YamlStream;
  version: number;
  readonly #summaries = new WeakMap<DocumentText, Summary>();
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
    let summary = this.#summaries.get(text);
    if (summary === undefined) {
      const manifest = this.#manifest(text);
      this.#summaries.set(text, (summary = { identity: manifest.identity, findings: findingsOf(manifest) }));
    }
    return summary;
  }

  identity(index: number): ObjectIdentity | undefined {
    const text = this.stream.documents[index];
    return text && this.#summary(text).identity;
  }

  documentFindings(index: number): readonly Finding[] {
    const text = this.stream.documents[index];
    return text === undefined ? [] : this.#summary(text).findings;
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

function inFile({ span, severity, code, message, related, isUnnecessary }: Finding, text: DocumentText, firstLine: number): FileFinding {
  const range = (s: { start: number; end: number }): FileFinding['range'] => shiftRange(text.lines.rangeOf(s), firstLine);
  return { range: range(span), severity, code, message, related: related?.map((r) => ({ range: range(r.span), message: r.message })) ?? [], isUnnecessary: isUnnecessary === true };
}

// The names of the workspace's YAML files that are not open: kept per file, without their texts, and bounded.
import { parseDocument } from '../../document/parse-document.ts';
import type { Range, Span } from '../../document/position.ts';
import { shiftRange, YamlStream, type DocumentText } from '../../document/yaml-stream.ts';
import { CustomKinds } from '../custom/custom-kinds.ts';
import { definitionIn } from '../custom/definition-in.ts';
import { isKustomizationFile, patchFilesOf } from '../document-links.ts';
import { readManifest } from '../manifest.ts';
import { documentNamesOf, type DocumentNames, type NamePlace } from '../names/document-names.ts';
import { generatedNames } from '../names/generated-names.ts';
import type { Definitions, NamedDocument } from '../names/named-document.ts';
import { PatchFiles } from './patch-files.ts';

/** What is read at most; what is beyond is not known. */
export const workspaceLimits = { fileCharacters: 1_000_000, files: 2000, documents: 20_000 };

interface IndexedFile {
  readonly documents: readonly NamedDocument[];
}

export class WorkspaceIndex {
  /** What the files define; shared with whoever reads manifests. */
  readonly #kinds: CustomKinds;
  readonly #files = new Map<string, IndexedFile>();
  #documentCount = 0;
  #revision = 0;
  #definitions: { revision: number; map: Map<string, Map<string, NamePlace & { document: NamedDocument }>> } | undefined;

  /** What its kustomizations patch with; shared likewise. */
  readonly #patches: PatchFiles;

  constructor(kinds = new CustomKinds(), patches = new PatchFiles()) {
    this.#kinds = kinds;
    this.#patches = patches;
  }

  /** Grows with every change, also of what is defined. */
  get revision(): number {
    return this.#revision + this.#kinds.revision + this.#patches.revision;
  }

  get fileCount(): number {
    return this.#files.size;
  }

  /** Takes over a file's text; yields after each document, so that the caller can let others in or give up. */
  *update(uri: string, text: string): Generator<void> {
    this.remove(uri);
    if (text.length > workspaceLimits.fileCharacters || this.#files.size >= workspaceLimits.files || !/apiVersion|configMapGenerator|secretGenerator|patches/.test(text)) return;
    if (isKustomizationFile(uri)) this.#patches.replace(uri, patchFilesOf({ parsed: parseDocument(text) }, uri));
    const documents: NamedDocument[] = [];
    const definitions: unknown[] = [];
    let firstLine = 0;
    for (const [index, piece] of new YamlStream(text).documents.entries()) {
      if (this.#documentCount + documents.length >= workspaceLimits.documents) break;
      const document = namedDocument(uri, index, piece, firstLine);
      if (document !== undefined) documents.push(document);
      definitions.push(...definitionIn(piece));
      firstLine += piece.breaks;
      yield;
    }
    this.#kinds.replace(uri, definitions);
    if (documents.length === 0) return;
    this.#files.set(uri, { documents });
    this.#documentCount += documents.length;
    this.#revision++;
  }

  remove(uri: string): void {
    this.#kinds.replace(uri, []);
    this.#patches.replace(uri, []);
    const file = this.#files.get(uri);
    if (file === undefined) return;
    this.#files.delete(uri);
    this.#documentCount -= file.documents.length;
    this.#revision++;
  }

  /** Of all files but those that `isOpen` says are open: what is open is known better. */
  *documents(isOpen: (uri: string) => boolean): Generator<NamedDocument> {
    for (const [uri, { documents }] of this.#files) if (!isOpen(uri)) yield* documents;
  }

  /** The definitions of objects and keys of every file; those of open files are as they were saved. */
  definitions(): Definitions {
    if (this.#definitions?.revision === this.#revision) return this.#definitions.map;
    const map = new Map<string, Map<string, NamePlace & { document: NamedDocument }>>();
    for (const { documents } of this.#files.values()) {
      for (const document of documents) for (const place of document.names.objectPlaces) {
        if (place.role !== 'definition') continue;
        const at = `${place.kind} ${place.scope}`;
        const names = map.get(at) ?? new Map<string, NamePlace & { document: NamedDocument }>();
        if (!names.has(place.name)) names.set(place.name, { ...place, document });
        map.set(at, names);
      }
    }
    this.#definitions = { revision: this.#revision, map };
    return map;
  }
}

function namedDocument(uri: string, index: number, text: DocumentText, firstLine: number): NamedDocument | undefined {
  const manifest = readManifest(text);
  const names = isKustomizationFile(uri) ? generatedNames(manifest) : documentNamesOf(manifest);
  if (names.places.length === 0 && names.labelSets.length === 0) return undefined;
  const ranges = new Map<Span, Range>();
  for (const { span } of [...names.places, ...names.labelSets]) ranges.set(span, shiftRange(text.lines.rangeOf(span), firstLine));
  return { uri, index, names: forgetNodes(names, ranges), rangeOf: (span) => ranges.get(span) ?? { start: { line: firstLine, character: 0 }, end: { line: firstLine, character: 0 } } };
}

/** Spans may be nodes of the syntax tree, which would keep all of it. */
function forgetNodes({ places, objectPlaces, labelSets }: DocumentNames, ranges: Map<Span, Range>): DocumentNames {
  const slim = new Map<Span, Span>();
  for (const [span, range] of [...ranges]) {
    const own = { start: span.start, end: span.end };
    slim.set(span, own);
    ranges.delete(span);
    ranges.set(own, range);
  }
  const of = <T extends { readonly span: Span }>(item: T): T => ({ ...item, span: slim.get(item.span) ?? item.span });
  const kept = new Map(places.map((place) => [place, of(place)]));
  return { places: [...kept.values()], objectPlaces: objectPlaces.map((place) => kept.get(place) ?? of(place)), labelSets: labelSets.map(of) };
}

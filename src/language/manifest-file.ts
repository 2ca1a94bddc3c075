// One open YAML file: its documents' manifests and findings, kept as long as the text of each stays the same.
import { shiftRange, YamlStream, type DocumentText } from '../document/yaml-stream.ts';
import type { TextChange } from '../document/position.ts';
import type { ClusterSnapshot } from './cluster/cluster-snapshot.ts';
import { liveFindings, liveProblemsOf } from './live/live-findings.ts';
import type { FoldingRange } from 'vscode-languageserver';
import { documentSymbolsOf, type DocumentSymbolNode } from './document-symbols.ts';
import { fileMode, type FileMode } from './file-mode.ts';
import { missingKindCode, templateCode } from './diagnostics/codes.ts';
import { findingsOf, type CheckSettings } from './diagnostics/diagnostics.ts';
import type { FileFinding, Finding } from './finding.ts';
import { hasDirective, partialFindings } from './diagnostics/partial.ts';
import { isKustomizationFile, patchFilesOf } from './document-links.ts';
import { foldingRangesOf } from './folding-ranges.ts';
import { findingSpan } from '../document/field-location.ts';
import { danglingLocals, danglingNames, danglingTargets, definitionsOf, emptySelectors, type NameSurroundings, outwardUses, serviceSelectors, targetUses } from './lints/dangling-names.ts';
import { duplicateObjectId, duplicateObjects, objectKey } from './lints/duplicate-objects.ts';
import { ignoredIn, isIgnored } from './lints/lints.ts';
import { documentNamesOf, type DocumentNames, type LabelSet, type NamePlace } from './names/document-names.ts';
import type { NameIndex } from './names/name-index.ts';
import type { NamedDocument } from './names/named-document.ts';
import { PodPorts } from './names/pod-ports.ts';
import { type PodlabFile, podlabFileFindings, podlabFileOf } from './podlab-files/podlab-file.ts';
import { semanticTokensOf, type SemanticToken } from './semantic-tokens.ts';
import { CustomKinds } from './custom/custom-kinds.ts';
import { PatchFiles } from './workspace/patch-files.ts';
import { definitionIn } from './custom/definition-in.ts';
import { isList, readManifest, rowOf, type Manifest, type ObjectIdentity } from './manifest.ts';

/** What is kept of every document; the syntax tree is kept of a few only. */
interface Summary {
  readonly identity: ObjectIdentity | undefined;
  readonly findings: readonly Finding[];
  /** It says itself that it holds a part of an object. */
  readonly isPatch: boolean;
  readonly names: DocumentNames;
  /** See `outwardUses`. */
  readonly uses: readonly NamePlace[];
  /** See `targetUses`. */
  readonly targets: readonly NamePlace[];
  /** See `serviceSelectors`. */
  readonly selectors: readonly LabelSet[];
  readonly danglingLocals: readonly Finding[];
  /** See `objectKey`. */
  readonly key: string | undefined;
}

/** Documents of a file whose troubles in the cluster are looked for in their text. */
const troubledDocuments = 100;
const keptManifests = 32;
const manyDocuments = 200;

/** What an editor asks of every document of a file, of one reading of it: in a large file each syntax tree is thrown away again. */
interface Outline {
  /** Lines are of the document. */
  readonly folds: readonly FoldingRange[];
  readonly tokens: readonly SemanticToken[];
  /** In files of very many documents, their objects only. */
  readonly symbols: readonly DocumentSymbolNode[];
}

export class ManifestFile {
  readonly uri: string;
  readonly stream: YamlStream;
  version: number;
  /** How much is done for a file of its size. */
  mode: FileMode;
  /** In a large file, the documents that one edits or looks at. */
  #looked = new WeakSet<DocumentText>();
  readonly #summaries = new WeakMap<DocumentText, Summary>();
  readonly #outlines = new WeakMap<DocumentText, Outline>();
  readonly #live = new WeakMap<DocumentText, { readonly revision: number; readonly findings: readonly Finding[] }>();
  /** Most recently used last. */
  readonly #manifests = new Map<DocumentText, Manifest>();

  readonly #definitions = new WeakMap<DocumentText, readonly unknown[]>();
  readonly #settings: CheckSettings;
  readonly #kinds: CustomKinds;
  readonly #patches: PatchFiles;
  /** Of the kinds that what is kept was read with. */
  #kindsRevision: number;
  /** Present where it describes no object, but something of Podlab's. */
  readonly podlabFile: PodlabFile | undefined;

  constructor(uri: string, version: number, text: string, settings: CheckSettings = {}, kinds = new CustomKinds(), patches = new PatchFiles()) {
    this.#patches = patches;
    this.#settings = settings;
    this.#kinds = kinds;
    this.#kindsRevision = kinds.revision;
    this.uri = uri;
    this.podlabFile = podlabFileOf(uri);
    this.version = version;
    this.stream = new YamlStream(text);
    this.mode = this.#size();
  }

  change(version: number, changes: readonly TextChange[]): void {
    this.version = version;
    this.stream.apply(changes);
    this.mode = this.#size();
    if (this.mode === 'full') return;
    for (const { range } of changes) if (range !== undefined) this.look(this.stream.at(range.start).index);
  }

  #size(): FileMode {
    return fileMode({ characters: this.stream.length, lines: this.stream.lineCount });
  }

  /** In a large file, has a document checked from now on. */
  look(index: number): void {
    const text = this.stream.documents[index];
    if (text !== undefined) this.#looked.add(text);
  }

  /** The documents that are checked. */
  *#checked(): Generator<readonly [number, DocumentText]> {
    for (const [index, text] of this.stream.documents.entries()) if (this.mode === 'full' || (this.mode === 'limited' && this.#looked.has(text))) yield [index, text];
  }

  /** Tells what the file defines, and forgets what was made of documents whose kinds have changed. */
  #followKinds(): void {
    this.#kinds.replace(this.uri, this.mode !== 'full' ? [] : this.stream.documents.flatMap((text) => cached(this.#definitions, text, () => definitionIn(text))));
    if (isKustomizationFile(this.uri)) this.#patches.replace(this.uri, this.mode !== 'full' ? [] : this.stream.documents.flatMap((text) => patchFilesOf(this.#manifest(text), this.uri)));
    if (this.#kinds.revision === this.#kindsRevision) return;
    this.#kindsRevision = this.#kinds.revision;
    this.#manifests.clear();
    for (const text of this.stream.documents) {
      const identity = this.#summaries.get(text)?.identity;
      if (identity !== undefined && (isList(identity) || rowOf(identity) === undefined)) this.#summaries.delete(text);
    }
  }

  manifest(index: number): Manifest | undefined {
    const text = this.mode === 'off' ? undefined : this.stream.documents[index];
    return text && this.#manifest(text);
  }

  #manifest(text: DocumentText): Manifest {
    const manifest = this.#manifests.get(text) ?? readManifest(text, this.#kinds);
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
      const names = documentNamesOf(manifest);
      return { identity: manifest.identity, findings: this.podlabFile !== undefined ? podlabFileFindings(manifest, this.podlabFile) : findingsOf(manifest, this.#settings), isPatch: hasDirective(manifest), names, uses: outwardUses(names), targets: targetUses(names), selectors: serviceSelectors(names), danglingLocals: danglingLocals(names, this.#settings.lint ?? {}), key: objectKey(manifest.identity) };
    });
  }

  identity(index: number): ObjectIdentity | undefined {
    const text = this.stream.documents[index];
    return text && (this.mode === 'full' ? this.#summary(text) : this.#summaries.get(text))?.identity;
  }

  /** Of the documents that are checked already. */
  knownIdentities(): ObjectIdentity[] {
    return this.stream.documents.flatMap((text) => this.#summaries.get(text)?.identity ?? []);
  }

  hasFinding(code: string): boolean {
    return this.stream.documents.some((text) => this.#summaries.get(text)?.findings.some((finding) => finding.code === code) === true);
  }

  names(index: number): DocumentNames {
    const text = this.stream.documents[index];
    return text === undefined ? { places: [], objectPlaces: [], labelSets: [] } : this.#summary(text).names;
  }

  namedDocument(index: number, names = this.names(index)): NamedDocument {
    return { uri: this.uri, index, names, rangeOf: (span) => this.stream.rangeOf(index, span) };
  }

  documentFindings(index: number): readonly Finding[] {
    const text = this.stream.documents[index];
    return text === undefined ? [] : this.#shownFindings(text, this.#summary(text));
  }

  #shownFindings(text: DocumentText, { findings, isPatch }: Summary): readonly Finding[] {
    return isPatch || this.#patches.has(this.uri) ? partialFindings(this.#manifest(text), findings) : findings;
  }

  *namedDocuments(): Generator<NamedDocument> {
    for (const [index, text] of this.#checked()) yield this.namedDocument(index, this.#summary(text).names);
  }

  outline(text: DocumentText): Outline {
    return cached(this.#outlines, text, () => {
      const { names } = this.#summary(text);
      const manifest = this.#manifest(text);
      return { folds: foldingRangesOf(manifest), tokens: semanticTokensOf(manifest, names), symbols: documentSymbolsOf(manifest, { isShallow: this.hasManyDocuments }) };
    });
  }

  /** More than one looks through by eye. */
  get hasManyDocuments(): boolean {
    return this.stream.documents.length > manyDocuments;
  }

  /** Checks what is not yet checked, yielding after each document, so that the caller can let others in or give up. */
  *read(): Generator<void, void> {
    this.#followKinds();
    for (const [, text] of this.#checked()) {
      if (this.#summaries.has(text)) continue;
      this.#summary(text);
      yield;
    }
  }

  /** All findings, once everything is read. */
  *check(names?: NameIndex): Generator<void, FileFinding[]> {
    yield* this.read();
    return this.knownFindings(names);
  }

  /** Of the documents that are checked already. */
  knownFindings(names?: NameIndex): FileFinding[] {
    const findings: FileFinding[] = [];
    let firstLine = 0;
    let troubled = 0;
    const summaries = this.stream.documents.map((text) => [text, this.#summaries.get(text)] as const);
    const surroundings = this.#surroundings(names);
    const hasObjects = this.mode === 'full' && this.podlabFile === undefined && summaries.some(([, summary]) => summary?.identity !== undefined);
    const duplicates = duplicateObjects(summaries.map(([, summary]) => summary?.key));
    for (const [index, [text, summary]] of summaries.entries()) {
      const earlier = duplicates.get(index);
      if (hasObjects && summary !== undefined && summary.identity === undefined) findings.push(...this.#noObject(text, summary, firstLine));
      if (earlier !== undefined) findings.push(...this.#duplicateObject(text, summary?.identity, firstLine, earlier));
      for (const finding of summary === undefined ? [] : this.#shownFindings(text, summary)) findings.push(inFile(finding, text, firstLine));
      if (summary !== undefined && this.mode === 'full') for (const finding of this.#dangling(text, summary, surroundings)) findings.push(inFile(finding, text, firstLine));
      if (names !== undefined && summary !== undefined && troubled < troubledDocuments) {
        const live = this.#liveFindings(text, summary.identity, names.cluster);
        if (live.length > 0) troubled++;
        for (const finding of live) findings.push(inFile(finding, text, firstLine));
      }
      firstLine += text.breaks;
    }
    return findings;
  }

  #liveFindings(text: DocumentText, identity: ObjectIdentity | undefined, cluster: ClusterSnapshot): readonly Finding[] {
    const severity = this.#settings.liveState ?? 'warning';
    if (!cluster.isRunning || severity === 'off') return [];
    const known = this.#live.get(text);
    if (known?.revision === cluster.revision) return known.findings;
    const problems = liveProblemsOf(identity, cluster);
    const findings = problems.length === 0 ? [] : liveFindings(this.#manifest(text), problems, cluster, severity);
    this.#live.set(text, { revision: cluster.revision, findings });
    return findings;
  }

  /** What the names of a document lack; of a file that is checked as a whole. */
  danglingFindings(index: number, names?: NameIndex): readonly Finding[] {
    const text = this.stream.documents[index];
    if (text === undefined || this.mode !== 'full') return [];
    // What is not read yet may have the name.
    for (const other of this.stream.documents) this.#summary(other);
    return this.#dangling(text, this.#summary(text), this.#surroundings(names));
  }

  #dangling(text: DocumentText, summary: Summary, surroundings: NameSurroundings): readonly Finding[] {
    const outward = [...summary.uses.length === 0 ? [] : danglingNames(summary.uses, surroundings), ...summary.targets.length === 0 ? [] : danglingTargets(summary.targets, summary.names, surroundings), ...summary.selectors.length === 0 ? [] : emptySelectors(summary.selectors, surroundings)];
    if (outward.length === 0 && summary.danglingLocals.length === 0) return [];
    const ignored = ignoredIn(text.text);
    if (ignored.size === 0) return [...outward, ...summary.danglingLocals];
    const { parsed } = this.#manifest(text);
    return [...outward, ...summary.danglingLocals].filter((finding) => !isIgnored({ text, parsed }, ignored, finding.code, finding.span.start));
  }

  #surroundings(names: NameIndex | undefined): NameSurroundings {
    let own: NameSurroundings['own'] | undefined;
    const read = (): DocumentNames[] => this.stream.documents.flatMap((text) => this.#summaries.get(text)?.names ?? []);
    const define = (): NameSurroundings['own'] => definitionsOf(read());
    let podPorts: NameSurroundings['podPorts'] | undefined;
    const readPorts = (): NameSurroundings['podPorts'] => ({ own: new PodPorts(read()), beside: names && new PodPorts(names.namesBeside(this.uri)) });
    // Many files use nothing from elsewhere.
    return { get own() { return (own ??= define()); }, get podPorts() { return (podPorts ??= readPorts()); }, settings: this.#settings.lint ?? {}, ...(names && { beside: { uri: this.uri, index: names } }) };
  }

  /** A document among objects that is none: kubectl stops at it. */
  #noObject(text: DocumentText, { findings }: Summary, firstLine: number): FileFinding[] {
    const { root } = this.#manifest(text).parsed;
    if (root === undefined || root.end === root.start || findings.some(({ severity, code }) => severity === 'error' || code === templateCode)) return [];
    const first = root.kind === 'mapping' ? root.entries[0]?.key : root;
    const { line } = text.lines.positionAt((first ?? root).start);
    const span = { start: (first ?? root).start, end: Math.min((first ?? root).end, text.lines.lineEnd(line)) };
    return [inFile({ span, severity: 'error', code: missingKindCode, message: root.kind === 'mapping' ? "Object 'Kind' is missing: this document of the file has no apiVersion and kind" : 'This document of the file is no object: apiVersion and kind are missing' }, text, firstLine)];
  }

  #duplicateObject(text: DocumentText, identity: ObjectIdentity | undefined, firstLine: number, earlier: number): FileFinding[] {
    const severity = this.#settings.lint?.[duplicateObjectId] ?? 'warning';
    const { parsed } = this.#manifest(text);
    const span = findingSpan(text.text, parsed.root, ['metadata', 'name']);
    if (identity === undefined || severity === 'off' || isIgnored({ text, parsed }, ignoredIn(text.text), duplicateObjectId, span.start)) return [];
    const message = `${identity.kind} ${JSON.stringify(identity.name)} is in this file already; what is applied later overwrites it`;
    const first = this.stream.documents[earlier];
    const at = first && shiftRange(first.lines.rangeOf(findingSpan(first.text, this.#manifest(first).parsed.root, ['metadata', 'name'])), this.stream.firstLine(earlier));
    return [{ range: shiftRange(text.lines.rangeOf(span), firstLine), severity, code: duplicateObjectId, message, related: at === undefined ? [] : [{ range: at, message: 'It is here first' }], isUnnecessary: false }];
  }
}

function cached<T>(cache: WeakMap<DocumentText, T>, text: DocumentText, make: () => T): T {
  let value = cache.get(text);
  if (value === undefined) cache.set(text, (value = make()));
  return value;
}

function inFile({ span, severity, code, message, related, relatedInFiles = [], isUnnecessary, source }: Finding, text: DocumentText, firstLine: number): FileFinding {
  const range = (s: { start: number; end: number }): FileFinding['range'] => shiftRange(text.lines.rangeOf(s), firstLine);
  return { range: range(span), severity, code, message, related: [...related?.map((r) => ({ range: range(r.span), message: r.message })) ?? [], ...relatedInFiles], isUnnecessary: isUnnecessary === true, ...(source !== undefined && { source }) };
}

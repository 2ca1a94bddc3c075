// The face of the editor's features: everything that the language server can do, over the files that are open.
import type { CodeAction as LspCodeAction, CodeLens, CompletionItem, Diagnostic, DocumentLink, DocumentSymbol, FoldingRange, Hover, InlayHint, Location, SelectionRange, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { findingSpan, parseFieldPath } from '../document/field-location.ts';
import { DocumentText, shiftRange, YamlStream } from '../document/yaml-stream.ts';
import type { Position, Range, Span, TextChange } from '../document/position.ts';
import type { ActionContext } from './code-actions/code-action.ts';
import { codeActionsIn } from './code-actions/code-actions.ts';
import { ClusterSnapshot } from './cluster/cluster-snapshot.ts';
import type { ClusterChanges, LiveTaint } from './cluster/live-object.ts';
import { liveSummary } from './cluster/live-summary.ts';
import { codeLensesOf, fileLensesOf } from './code-lenses.ts';
import { clusterSource, CustomKinds } from './custom/custom-kinds.ts';
import { completesNames, completionsAt } from './completion/completion.ts';
import { documentLinksOf, isKustomizationFile } from './document-links.ts';
import { fileStatusOf, type FileStatus } from './file-status.ts';
import { formatDocument } from './formatting/format-document.ts';
import { inlayHintsOf } from './hints/inlay-hints.ts';
import { findingsOf } from './diagnostics/diagnostics.ts';
import { hoverAt } from './hover/hover.ts';
import { ManifestFile } from './manifest-file.ts';
import { readManifest, type Manifest, type ObjectIdentity } from './manifest.ts';
import { NameIndex } from './names/name-index.ts';
import type { NamedDocument } from './names/named-document.ts';
import { definitionsAt, referencesAt, renamableAt, renameTargets } from './navigation/navigation.ts';
import { renameRefusal } from './navigation/rename-refusal.ts';
import type { DocumentObject, RunCommandParams } from './protocol.ts';
import { runCommandOf } from './run-command.ts';
import { podlabFileCompletionsAt, podlabFileHoverAt } from './podlab-files/podlab-file.ts';
import { readSettings } from './settings.ts';
import { tokenModifiers, tokenTypes } from './semantic-tokens.ts';
import { selectionSpansAt } from './selection-ranges.ts';
import { PatchFiles } from './workspace/patch-files.ts';
import { WorkspaceIndex } from './workspace/workspace-index.ts';
import { toCodeAction, toCompletionItem, toDiagnostic, toDocumentSymbol, type Place } from './to-protocol.ts';

/** Work that may take long: it yields after each document that it reads, so that the caller can let others in or give up. */
export type Work<T> = Generator<void, T>;

/** Positions and ranges are of the file. Every answer is about the file as it is now; an unknown uri answers nothing. */
export interface LanguageService {
  /** From now on; what is open is checked anew. `section` is the client's `podlab` configuration. */
  configure(section: unknown): void;
  /** The uri of the page that diagnostics of advice link to. */
  lintsPage: string | undefined;
  /** The running cluster; change it through `applyCluster`. */
  readonly cluster: ClusterSnapshot;
  applyCluster(changes: ClusterChanges): void;
  /** Differs when the state of an object that an open file describes does. */
  liveStates(): string;
  /** Custom resources; every file that is checked tells its own. */
  readonly kinds: CustomKinds;
  /** Grows when a file changes what is said of others: it defines a kind, or patches with them. */
  readonly influence: number;
  /** The workspace's files that are not open. */
  readonly workspace: WorkspaceIndex;
  openUris(): string[];
  open(uri: string, version: number, text: string): void;
  change(uri: string, version: number, changes: readonly TextChange[]): void;
  close(uri: string): void;
  version(uri: string): number | undefined;
  status(uri: string): FileStatus | undefined;
  diagnostics(uri: string): Work<Diagnostic[]>;
  /** Of the documents that are checked already, while `diagnostics` goes on. */
  knownDiagnostics(uri: string): Diagnostic[];
  /** `isAsked`: by the user, not by a character that was typed. */
  completion(uri: string, position: Position, isAsked?: boolean): Work<CompletionItem[]>;
  hover(uri: string, position: Position): Work<Hover | undefined>;
  codeActions(uri: string, range: Range): Work<LspCodeAction[]>;
  /** Edits that change no value and no comment; of the lines of `range` only, where one is given. */
  format(uri: string, range?: Range): Work<TextEdit[]>;
  documentSymbols(uri: string): Work<DocumentSymbol[]>;
  foldingRanges(uri: string): Work<FoldingRange[]>;
  /** As the protocol encodes them; of the documents that `range` touches, where one is given. */
  semanticTokens(uri: string, range?: Range): Work<number[]>;
  documentLinks(uri: string): DocumentLink[];
  selectionRanges(uri: string, positions: readonly Position[]): SelectionRange[];
  definition(uri: string, position: Position): Work<Location[]>;
  references(uri: string, position: Position, options: { readonly includesDefinition: boolean }): Work<Location[]>;
  /** The range of the name that can be renamed, with its text. */
  prepareRename(uri: string, position: Position): { range: Range; placeholder: string } | undefined;
  /** Or why the API server would refuse the new name. */
  rename(uri: string, position: Position, newName: string): Work<(WorkspaceEdit & { readonly refused?: undefined }) | { readonly refused: string; readonly changes?: undefined } | undefined>;
  inlayHints(uri: string, range: Range): Work<InlayHint[]>;
  codeLenses(uri: string): Work<CodeLens[]>;
  kubernetesDocuments(uri: string): Work<DocumentObject[] | undefined>;
  /** The kubectl command that makes a document's object; undefined where none does. */
  runCommand(params: RunCommandParams): string | undefined;
  /** The range of a field by its path, or of its nearest written parent. */
  locate(uri: string, documentIndex: number, fieldPath: string): Range | undefined;
}

interface At extends Place {
  readonly file: ManifestFile;
  readonly manifest: Manifest;
  readonly index: number;
  readonly position: Position;
  readonly offset: number;
}

export function createLanguageService(): LanguageService {
  const files = new Map<string, ManifestFile>();
  const cluster = new ClusterSnapshot();
  let settings = readSettings(undefined);
  const kinds = new CustomKinds();
  const patches = new PatchFiles();
  const workspace = new WorkspaceIndex(kinds, patches);
  const names = new NameIndex({
    workspace, cluster, isOpen: (uri) => files.has(uri),
    *open() { for (const file of files.values()) yield* file.namedDocuments(); },
  });

  function at(uri: string, position: Position): At | undefined {
    const file = files.get(uri);
    if (file === undefined) return undefined;
    const { index, position: inDocument, offset } = file.stream.at(position);
    file.look(index);
    const place = placeOf(file, index);
    return place && { ...place, file, index, position: inDocument, offset };
  }

  /** Of a file that is small enough for features that are about all of it. */
  function wholeFile(uri: string): ManifestFile | undefined {
    const file = files.get(uri);
    return file?.mode === 'full' ? file : undefined;
  }

  function placeOf(file: ManifestFile, index: number): (Place & { manifest: Manifest }) | undefined {
    const manifest = file.manifest(index);
    return manifest && { uri: file.uri, manifest, lines: manifest.text.lines, firstLine: file.stream.firstLine(index) };
  }

  function* places(uri: string): Generator<Place & { readonly file: ManifestFile; readonly text: DocumentText }> {
    const file = wholeFile(uri);
    let firstLine = 0;
    for (const text of file?.stream.documents ?? []) {
      if (file !== undefined) yield { uri, file, text, lines: text.lines, firstLine };
      firstLine += text.breaks;
    }
  }

  /** Reads what is open, before names are looked for in all of it. */
  function* readAll(): Work<void> {
    for (const file of files.values()) yield* file.read();
  }

  function needsNames(place: At | undefined): boolean {
    return place !== undefined && place.file.podlabFile === undefined && !place.manifest.parsed.isRefused && completesNames(place.manifest, place.position);
  }

  function namedDocument({ file, index }: At): NamedDocument {
    return file.namedDocument(index);
  }

  function liveStateOf(identity: ObjectIdentity | undefined): string | undefined {
    const object = identity && cluster.find(identity);
    return object && (liveSummary(object) || 'In the cluster');
  }

  function checkText(text: string): ReturnType<ActionContext['check']> {
    // What an action adds as a document of its own is not this one.
    const [own = new DocumentText('')] = new YamlStream(text).documents;
    const manifest = readManifest(own);
    return { findings: findingsOf(manifest, settings), mistakes: manifest.parsed.findings.filter(({ severity }) => severity === 'error').length };
  }

  const service: LanguageService = {
    lintsPage: undefined,
    configure(section) {
      settings = readSettings(section);
      for (const [uri, file] of files) files.set(uri, new ManifestFile(uri, file.version, file.stream.text(), settings, kinds, patches));
    },
    cluster,
    workspace,
    kinds,
    get influence() { return kinds.revision + patches.revision; },
    applyCluster(changes) {
      cluster.apply(changes);
      kinds.replace(clusterSource, [...cluster.ofKind('CustomResourceDefinition')].map(({ definition }) => definition));
    },
    liveStates: () => (cluster.isRunning ? [...files.values()].flatMap((file) => file.stream.documents.map((_, index) => liveStateOf(file.identity(index)))).join('\n') : ''),
    openUris: () => [...files.keys()],
    open: (uri, version, text) => void files.set(uri, new ManifestFile(uri, version, text, settings, kinds, patches)),
    change: (uri, version, changes) => files.get(uri)?.change(version, changes),
    close: (uri) => void files.delete(uri),
    version: (uri) => files.get(uri)?.version,
    status: (uri) => {
      const file = files.get(uri);
      return file && fileStatusOf(file);
    },

    *diagnostics(uri) {
      const file = files.get(uri);
      if (file === undefined) return [];
      return (yield* file.check(names)).map((finding) => toDiagnostic(uri, finding, service.lintsPage));
    },

    knownDiagnostics: (uri) => (files.get(uri)?.knownFindings(names) ?? []).map((finding) => toDiagnostic(uri, finding, service.lintsPage)),

    *completion(uri, position, isAsked) {
      if (needsNames(at(uri, position))) yield* readAll();
      const place = at(uri, position);
      if (place === undefined || place.manifest.parsed.isRefused) return [];
      const completions = place.file.podlabFile !== undefined ? podlabFileCompletionsAt(place.manifest, place.position, place.file.podlabFile) : completionsAt(place.manifest, place.position, { index: names, document: place }, settings.kubernetesVersion, isAsked);
      return completions.map((completion) => toCompletionItem(place, completion));
    },

    *hover(uri, position) {
      yield* readAll();
      const place = at(uri, position);
      const hover = place && !place.manifest.parsed.isRefused ? (place.file.podlabFile !== undefined ? podlabFileHoverAt(place.manifest, place.offset, place.file.podlabFile) : hoverAt(place.manifest, place.offset, { index: names, document: namedDocument(place) })) : undefined;
      return place && hover && { contents: { kind: 'markdown', value: hover.text }, range: rangeIn(place, hover.span) };
    },

    *codeActions(uri, range) {
      yield* readAll();
      const place = at(uri, range.start);
      const end = at(uri, range.end);
      if (place === undefined || end === undefined) return [];
      const span = { start: place.offset, end: end.index === place.index ? end.offset : place.lines.text.length };
      const context: ActionContext = { document: namedDocument(place), firstLine: place.firstLine, taints: taintsOf(cluster), index: names, check: checkText, texts: place.file.stream.documents.map(({ text }) => text), manifestOf: (other) => files.get(other.uri)?.manifest(other.index) };
      const findings = [...place.file.documentFindings(place.index), ...place.file.danglingFindings(place.index, names)];
      return codeActionsIn(place.manifest, findings, span, context).map((action) => toCodeAction(place, action, (other, index) => {
        const file = files.get(other);
        const at = file && placeOf(file, index);
        return file && at && { place: at, wholeFile: { start: { line: 0, character: 0 }, end: { line: file.stream.lineCount, character: 0 } } };
      }));
    },

    *format(uri, range) {
      const file = wholeFile(uri);
      if (file === undefined) return [];
      const [first, last] = range === undefined ? [0, file.stream.documents.length - 1] : [file.stream.at(range.start).index, file.stream.at(range.end).index];
      const edits: TextEdit[] = [];
      for (let index = first; index <= last; index++) {
        yield;
        const place = placeOf(file, index);
        // Other YAML is other formatters'.
        if (place === undefined || (place.manifest.identity === undefined && file.podlabFile === undefined)) continue;
        const within = range && { start: place.lines.offsetAt({ line: range.start.line - place.firstLine, character: 0 }), end: place.lines.lineEnd(Math.min(range.end.line - place.firstLine, place.lines.lineCount - 1)) };
        for (const { span, text } of formatDocument(place.manifest, { isLast: index === file.stream.documents.length - 1, ...(within && { within }) })) edits.push({ range: rangeIn(place, span), newText: text });
      }
      return edits;
    },

    *documentSymbols(uri) {
      const symbols: DocumentSymbol[] = [];
      for (const place of places(uri)) {
        for (const symbol of place.file.outline(place.text).symbols) symbols.push(toDocumentSymbol(place, symbol));
        yield;
      }
      return symbols;
    },

    *semanticTokens(uri, range) {
      const data: number[] = [];
      let [line, character] = [0, 0];
      for (const place of places(uri)) {
        if (range !== undefined && (place.firstLine > range.end.line || place.firstLine + place.text.breaks < range.start.line)) continue;
        for (const token of place.file.outline(place.text).tokens) {
          const { start, end } = rangeIn(place, token);
          data.push(start.line - line, start.line === line ? start.character - character : start.character, end.character - start.character, tokenTypes.indexOf(token.type), token.modifiers.reduce((bits, modifier) => bits | (1 << tokenModifiers.indexOf(modifier)), 0));
          ({ line, character } = start);
        }
        yield;
      }
      return data;
    },

    documentLinks: (uri) => (isKustomizationFile(uri) ? [...places(uri)] : []).flatMap((place, index) => {
      const manifest = place.file.manifest(index);
      return manifest === undefined ? [] : documentLinksOf(manifest, uri).map(({ target, ...span }) => ({ range: rangeIn(place, span), target }));
    }),

    *foldingRanges(uri) {
      const folds: FoldingRange[] = [];
      for (const { file, text, firstLine } of places(uri)) {
        for (const { startLine, endLine } of file.outline(text).folds) folds.push({ startLine: startLine + firstLine, endLine: endLine + firstLine });
        yield;
      }
      return folds;
    },

    selectionRanges: (uri, positions) => positions.map((position) => {
      const place = at(uri, position);
      const spans = place === undefined ? [] : selectionSpansAt(place.manifest.parsed.root, place.offset);
      return place === undefined ? { range: { start: position, end: position } } : spans.reduceRight<SelectionRange | undefined>((parent, span) => ({ range: rangeIn(place, span), ...(parent && { parent }) }), undefined) ?? { range: { start: position, end: position } };
    }),

    *definition(uri, position) {
      yield* readAll();
      const place = at(uri, position);
      return place === undefined ? [] : definitionsAt(names, namedDocument(place), place.offset);
    },

    *references(uri, position, options) {
      yield* readAll();
      const place = at(uri, position);
      return place === undefined ? [] : referencesAt(names, namedDocument(place), place.offset, options);
    },

    prepareRename(uri, position) {
      const place = at(uri, position);
      const found = place && renamableAt(names, namedDocument(place), place.offset);
      return place && found && { range: rangeIn(place, found.span), placeholder: found.name };
    },

    *rename(uri, position, newName) {
      yield* readAll();
      const place = at(uri, position);
      const found = place && renameTargets(names, namedDocument(place), place.offset, newName);
      if (place === undefined || found === undefined) return undefined;
      const { oldName, targets } = found;
      const refused = renameRefusal(place.lines.text, targets.filter(({ isHere }) => isHere).map(({ span, newText }) => ({ span, text: newText })), { oldName, newName }, checkText);
      if (refused !== undefined) return { refused };
      const changes: Record<string, TextEdit[]> = {};
      for (const { uri: target, range, newText } of targets) (changes[target] ??= []).push({ range, newText });
      return { changes };
    },

    *inlayHints(uri, range) {
      const file = wholeFile(uri);
      if (file === undefined) return [];
      const first = file.stream.at(range.start).index;
      const last = file.stream.at(range.end).index;
      const hints: InlayHint[] = [];
      for (let index = first; index <= last; index++) {
        const place = placeOf(file, index);
        if (place === undefined) break;
        for (const hint of inlayHintsOf(place.manifest)) {
          const { start } = rangeIn(place, { start: hint.at, end: hint.at });
          if (settings.inlayHints[hint.kind] && start.line >= range.start.line && start.line <= range.end.line) hints.push({ position: start, label: `(${hint.text})`, tooltip: hint.tooltip, paddingLeft: true });
        }
        yield;
      }
      return hints;
    },

    *codeLenses(uri) {
      const file = wholeFile(uri);
      if (file === undefined || !settings.isCodeLensOn) return [];
      yield* file.read();
      if (file.hasManyDocuments) return fileLensesOf(uri, file.knownIdentities().length).map(({ title, command, arguments: given }) => ({ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, command: { title, command, arguments: [...given] } }));
      return [...places(uri)].flatMap((place, index) => codeLensesOf(file.identity(index), { uri: place.uri, index, liveState: liveStateOf(file.identity(index)), kinds }).map(({ title, command, arguments: given }) => {
        const { line } = rangeIn(place, { start: beginningOf(place.text.text), end: beginningOf(place.text.text) }).start;
        return { range: { start: { line, character: 0 }, end: { line, character: 0 } }, command: { title, command, arguments: [...given] } };
      }));
    },

    *kubernetesDocuments(uri) {
      const file = wholeFile(uri);
      if (file === undefined) return undefined;
      yield* file.read();
      const objects: DocumentObject[] = [];
      let firstLine = 0;
      file.stream.documents.forEach((text, index) => {
        const identity = file.identity(index);
        if (identity !== undefined) {
          const range = { start: { line: firstLine, character: 0 }, end: shiftRange(text.lines.rangeOf({ start: text.text.length, end: text.text.length }), firstLine).end };
          objects.push({ index, range, text: text.text, ...identity, hasErrors: file.documentFindings(index).some((f) => f.severity === 'error') });
        }
        firstLine += text.breaks;
      });
      return objects;
    },

    runCommand({ uri, documentIndex, position }) {
      const file = files.get(uri);
      const index = documentIndex ?? (position === undefined ? 0 : file?.stream.at(position).index ?? 0);
      const manifest = file?.manifest(index);
      return manifest && runCommandOf(manifest);
    },

    locate(uri, documentIndex, fieldPath) {
      const file = files.get(uri);
      const place = file && placeOf(file, documentIndex);
      return place && rangeIn(place, findingSpan(place.lines.text, place.manifest.parsed.root, parseFieldPath(fieldPath)));
    },
  };
  return service;
}

function taintsOf(cluster: ClusterSnapshot): LiveTaint[] {
  return [...new Map([...cluster.ofKind('Node')].flatMap(({ taints = [] }) => taints).map((taint) => [JSON.stringify(taint), taint])).values()];
}

/** Where a document's first line with something on it begins. */
function beginningOf(text: string): number {
  return /^(?:(?:---|%|[ \t]*#)[^\n]*\n|[ \t]*\r?\n)*/.exec(text)?.[0].length ?? 0;
}

function rangeIn(place: Place, span: Span): Range {
  return shiftRange(place.lines.rangeOf(span), place.firstLine);
}

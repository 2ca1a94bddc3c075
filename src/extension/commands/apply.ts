// Podlab: Apply. The active document, the documents that its selection touches, one document by its index, or files and folders.
import { FileType, type TextDocument, Uri, window, workspace } from 'vscode';
import { documentLines, type LineRange, selectedDocuments } from '../apply/selected-documents.ts';
import { showApplied } from '../apply/show-applied.ts';
import type { Command, Podlab } from '../podlab.ts';
import { sayCommand } from '../say-command.ts';
import { withProgress } from '../progress.ts';
import type { ApplyOutcome } from '../session/cluster-session.ts';

const manifestLanguages = new Set(['yaml', 'json', 'jsonc', 'plaintext']);
const manifestFile = /\.(?:ya?ml|json)$/i;
/** A folder with more files than this is probably not meant. */
const maxFiles = 500;

export const apply: Command = {
  id: 'apply',
  async run(podlab, first, second) {
    const uris = Array.isArray(second) ? second.filter((uri) => uri instanceof Uri) : [];
    if (uris.length > 0) return applyFiles(podlab, uris);
    if (first instanceof Uri || typeof first === 'string') {
      const uri = typeof first === 'string' ? Uri.parse(first) : first;
      const index = typeof second === 'number' ? second : (second as { documentIndex?: unknown } | undefined)?.documentIndex;
      return typeof index === 'number' ? applyOne(podlab, uri, index) : applyFiles(podlab, [uri]);
    }
    const editor = window.activeTextEditor;
    if (editor?.document.languageId === 'dockercompose') {
      void window.showInformationMessage(`${workspace.asRelativePath(editor.document.uri)} is a Docker Compose file, which Kubernetes does not know. Write a Pod or a Deployment for each of its services.`);
      return undefined;
    }
    if (editor === undefined || !manifestLanguages.has(editor.document.languageId)) {
      void window.showInformationMessage('Open a manifest to apply it, or choose Apply on a file in the explorer.');
      return undefined;
    }
    const ranges = editor.selections.filter((selection) => !selection.isEmpty).map(({ start, end }) => ({ start: start.line, end: end.line }));
    await applyDocuments(podlab, [editor.document], ranges);
  },
};

async function applyOne(podlab: Podlab, uri: Uri, documentIndex: number): Promise<void> {
  const document = await workspace.openTextDocument(uri);
  const lines = documentLines(document.getText(), documentIndex);
  await applyDocuments(podlab, [document], lines === undefined ? [] : [lines]);
}

async function applyFiles(podlab: Podlab, uris: readonly Uri[]): Promise<void> {
  const files: Uri[] = [];
  for (const uri of uris) await collectFiles(uri, files, true);
  if (files.length === 0) {
    void window.showInformationMessage('There is no YAML or JSON file to apply.');
    return;
  }
  const documents: TextDocument[] = [];
  for (const file of files) documents.push(await openText(file));
  await applyDocuments(podlab, documents, []);
}

/** VS Code's own words about a file that is no text name it by its address. */
async function openText(file: Uri): Promise<TextDocument> {
  return workspace.openTextDocument(file).then(undefined, (error: unknown) => {
    throw new Error(`${workspace.asRelativePath(file)} cannot be applied: ${/binary/i.test(String(error)) ? 'it is no text' : 'it cannot be read as text'}`);
  });
}

async function collectFiles(uri: Uri, files: Uri[], isNamed: boolean): Promise<void> {
  if (files.length >= maxFiles) return;
  if (uri.scheme === 'untitled') {
    files.push(uri);
    return;
  }
  const stat = await workspace.fs.stat(uri).then(undefined, () => undefined);
  if (stat === undefined) throw new Error(`${workspace.asRelativePath(uri)} does not exist or cannot be read`);
  if ((stat.type & FileType.Directory) === 0) {
    if (isNamed || manifestFile.test(uri.path)) files.push(uri);
    return;
  }
  if (!isNamed && (stat.type & FileType.SymbolicLink) !== 0) return;
  const names = (await workspace.fs.readDirectory(uri)).map(([name]) => name).filter((name) => !name.startsWith('.') && name !== 'node_modules').sort();
  for (const name of names) await collectFiles(Uri.joinPath(uri, name), files, false);
}

/** Applies in order; a document that is not saved is applied as it stands in the editor. */
async function applyDocuments(podlab: Podlab, documents: readonly TextDocument[], ranges: readonly LineRange[]): Promise<void> {
  const all: ApplyOutcome[] = [];
  await withProgress('Applying', async (signal) => {
    const session = await podlab.cluster.start();
    for (const document of documents) {
      if (signal.aborted) break;
      const outcomes: ApplyOutcome[] = [];
      const source = workspace.asRelativePath(document.uri);
      sayCommand(podlab, ['apply', '-f', source]);
      const run = session.apply({ text: selectedDocuments(document.getText(), ranges), source, onOutcome: (outcome) => { outcomes.push(outcome); } });
      signal.addEventListener('abort', () => { run.cancel(); }, { once: true });
      await run.done;
      await podlab.applyDiagnostics.report(document, outcomes);
      all.push(...outcomes);
    }
  });
  showApplied(podlab, all, documents[0]?.uri);
}

// Paste as Manifest: a command that is pasted into a YAML file may be had as the manifest that it would make.
import { type CancellationToken, type DataTransfer, type Disposable, type DocumentPasteEditContext, type DocumentPasteEditProvider, DocumentDropOrPasteEditKind, DocumentPasteEdit, languages, Range, type TextDocument, window } from 'vscode';
import { errorText } from '../error-text.ts';
import type { ClusterHost } from '../session/cluster-host.ts';
import { looksLikeCommand, manifestOfCommand, readCommand } from './manifest-of-command.ts';
import { asDocument } from './as-document.ts';

const kind = DocumentDropOrPasteEditKind.Empty.append('podlab', 'manifest');
/** A longer text is no command line. */
const maxCommand = 10_000;

class CommandPasteEdit extends DocumentPasteEdit {
  readonly command: string;
  readonly before: string;

  constructor(command: string, before: string) {
    super('', 'Paste as Manifest', kind);
    this.command = command;
    this.before = before;
    // The text as it was copied comes first: the manifest is for whoever asks for it.
    this.yieldTo = [DocumentDropOrPasteEditKind.Text];
  }
}

class CommandPaste implements DocumentPasteEditProvider<CommandPasteEdit> {
  readonly #cluster: ClusterHost;

  constructor(cluster: ClusterHost) {
    this.#cluster = cluster;
  }

  async provideDocumentPasteEdits(document: TextDocument, ranges: readonly Range[], data: DataTransfer, { only }: DocumentPasteEditContext, token: CancellationToken): Promise<CommandPasteEdit[] | undefined> {
    const [range] = ranges;
    if (range === undefined || ranges.length > 1 || (only !== undefined && !only.contains(kind))) return undefined;
    const text = await data.get('text/plain')?.asString();
    if (token.isCancellationRequested || text === undefined || text.length > maxCommand || !looksLikeCommand.test(text)) return undefined;
    try {
      readCommand(text);
    } catch {
      return undefined;
    }
    return [new CommandPasteEdit(text, document.getText(new Range(0, 0, range.start.line, range.start.character)))];
  }

  /** Only what is chosen is converted: it takes the cluster's kubectl. */
  async resolveDocumentPasteEdit(edit: CommandPasteEdit): Promise<CommandPasteEdit> {
    try {
      const session = await this.#cluster.start();
      edit.insertText = asDocument(await manifestOfCommand(session, readCommand(edit.command)), edit.before);
    } catch (error) {
      edit.insertText = edit.command;
      void window.showWarningMessage(`The command was pasted as it is: ${errorText(error)}`);
    }
    return edit;
  }
}

export function registerPasteAsManifest(cluster: ClusterHost): Disposable {
  return languages.registerDocumentPasteEditProvider({ language: 'yaml' }, new CommandPaste(cluster), { providedPasteEditKinds: [kind], pasteMimeTypes: ['text/plain'] });
}

// Pasting a `kubectl run`, `kubectl create` or `docker run` offers its manifest beside the plain text.
import { type DataTransfer, DocumentDropOrPasteEditKind, DocumentPasteEdit, type DocumentPasteEditProvider, languages } from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import type { ClusterHost } from '../session/cluster-host.ts';
import { looksLikeCommand, manifestOfCommand, readCommand } from './manifest-of-command.ts';

const kind = DocumentDropOrPasteEditKind.Text.append('podlab', 'manifest');
const longestCommand = 10_000;

class CommandPaste extends DocumentPasteEdit {
  readonly command: string;

  constructor(command: string) {
    super(command, 'Paste as Manifest', kind);
    this.command = command;
    this.yieldTo = [DocumentDropOrPasteEditKind.Text];
  }
}

/** The cluster's kubectl is asked only when the manifest is chosen. */
export function registerPasteAsManifest(cluster: ClusterHost): Disposable {
  const provider: DocumentPasteEditProvider<CommandPaste> = {
    async provideDocumentPasteEdits(_document, _ranges, dataTransfer: DataTransfer) {
      const text = (await dataTransfer.get('text/plain')?.asString()) ?? '';
      return text.length <= longestCommand && looksLikeCommand.test(text) && isConvertible(text) ? [new CommandPaste(text)] : [];
    },
    async resolveDocumentPasteEdit(edit) {
      edit.insertText = await manifestOfCommand(await cluster.start(), readCommand(edit.command));
      return edit;
    },
  };
  return languages.registerDocumentPasteEditProvider({ language: 'yaml' }, provider, { providedPasteEditKinds: [kind], pasteMimeTypes: ['text/plain'] });
}

function isConvertible(text: string): boolean {
  try {
    readCommand(text);
    return true;
  } catch {
    return false;
  }
}

// Shows a document about an object, in the colours of kubectl's descriptions.
import { languages, type Uri, window, workspace } from 'vscode';

export async function showDocument(uri: Uri): Promise<void> {
  const document = await workspace.openTextDocument(uri);
  await languages.setTextDocumentLanguage(document, 'podlab-describe');
  await window.showTextDocument(document, { preview: true });
}

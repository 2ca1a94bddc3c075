// Podlab: Explain Scheduling. For a Pod of the cluster, or for the Pod or template at the cursor: what the scheduler makes of each node.
import { languages, type Uri, window, workspace } from 'vscode';
import { pickTarget } from '../pick.ts';
import type { Command, Podlab } from '../podlab.ts';
import { toTarget } from '../resource-target.ts';
import type { WrittenPod } from '../scheduling/explanation-documents.ts';

export const explainScheduling: Command = {
  id: 'explainScheduling',
  async run(podlab, ...args) {
    const [first, second] = args;
    const index = (second as { documentIndex?: unknown } | undefined)?.documentIndex;
    if (typeof first === 'string' && typeof index === 'number') return show(podlab, podlab.explanationDocuments.uriOfWritten({ uri: first, documentIndex: index }));
    const written = toTarget(podlab.watch.model, first) === undefined ? await podAtCursor(podlab) : undefined;
    if (written !== undefined) return show(podlab, podlab.explanationDocuments.uriOfWritten(written));
    const target = await pickTarget(podlab, args, { title: 'Explain Scheduling', kinds: ['Pod'] });
    if (target === undefined) return undefined;
    if (target.kind !== 'Pod') throw new Error(`only Pods are scheduled, not a ${target.kind}`);
    await podlab.cluster.start();
    return show(podlab, podlab.explanationDocuments.uriOfStored(target));
  },
};

/** The Pod or template of the active manifest in which the cursor stands. */
async function podAtCursor(podlab: Podlab): Promise<WrittenPod | undefined> {
  const editor = window.activeTextEditor;
  if (editor === undefined || editor.document.uri.scheme.startsWith('podlab-') || !['yaml', 'json'].includes(editor.document.languageId)) return undefined;
  const { document, selection } = editor;
  const session = await podlab.cluster.start();
  const found = (await session.explainScheduling(document.getText())).find(({ startLine, endLine }) => startLine <= selection.active.line && selection.active.line <= endLine);
  return found && { uri: document.uri.toString(), documentIndex: found.documentIndex };
}

async function show({ lessonProgress }: Podlab, uri: Uri): Promise<void> {
  const document = await workspace.openTextDocument(uri);
  // Its facts and tables are written as kubectl describes.
  await languages.setTextDocumentLanguage(document, 'podlab-describe');
  await window.showTextDocument(document, { preview: true });
  lessonProgress.ran('podlab.explainScheduling');
}

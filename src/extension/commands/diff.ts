// Podlab: Compare with Live Object. What `kubectl diff` compares, side by side: the object as it is, and as the manifest would make it.
import { commands, Uri, window, workspace } from 'vscode';
import { documentLines, type LineRange, selectedDocuments } from '../apply/selected-documents.ts';
import { fullDiffEnvironment, readFullDiff } from '../diff/full-diff.ts';
import type { Command, Podlab } from '../podlab.ts';
import { withProgress } from '../progress.ts';
import { sayCommand } from '../say-command.ts';
import { kubectlText } from '../session/cluster-session.ts';
import { printable } from '../text/printable.ts';

const argv = ['diff', '-f', '-'];

export const diff: Command = {
  id: 'diff',
  async run(podlab, first, second) {
    const index = (second as { documentIndex?: unknown } | undefined)?.documentIndex;
    const uri = first instanceof Uri ? first : typeof first === 'string' ? Uri.parse(first) : window.activeTextEditor?.document.uri;
    if (uri === undefined) {
      void window.showInformationMessage('Open a manifest to compare it with the cluster.');
      return;
    }
    const text = (await workspace.openTextDocument(uri)).getText();
    const lines = typeof index === 'number' ? documentLines(text, index) : undefined;
    await compare(podlab, selectedDocuments(text, lines === undefined ? selectedLines(uri) : [lines]));
  },
};

function selectedLines(uri: Uri): LineRange[] {
  const editor = window.activeTextEditor;
  return editor?.document.uri.toString() === uri.toString() ? editor.selections.filter((selection) => !selection.isEmpty).map(({ start, end }) => ({ start: start.line, end: end.line })) : [];
}

async function compare(podlab: Podlab, text: string): Promise<void> {
  await withProgress('Comparing', async (signal) => {
    const session = await podlab.cluster.start();
    sayCommand(podlab, argv);
    const { code, stdout, stderr } = await kubectlText(session, argv, { signal, stdin: text, env: fullDiffEnvironment });
    if (signal.aborted) return;
    if (code > 1) throw new Error(printable(stderr.trim()));
    const differing = readFullDiff(stdout).map((object) => podlab.diffDocuments.add(object));
    const [only] = differing;
    if (only === undefined) void window.showInformationMessage('The cluster has it exactly as the manifest says.');
    else if (differing.length === 1) await commands.executeCommand('vscode.diff', only.live, only.merged, `${only.name}: Live ↔ With This Manifest`);
    else await commands.executeCommand('vscode.changes', 'Live ↔ With This Manifest', differing.map(({ live, merged }) => [merged, live, merged]));
  });
}

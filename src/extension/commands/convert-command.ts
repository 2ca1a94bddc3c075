// Podlab: Convert Command to Manifest, and back: Copy as kubectl Command.
import { env, Range, Selection, Uri, window, workspace, WorkspaceEdit, type TextEditor } from 'vscode';
import { looksLikeCommand, manifestOfCommand, readCommand } from '../convert/manifest-of-command.ts';
import type { Command } from '../podlab.ts';
import { withProgress } from '../progress.ts';
import { sayCommand } from '../say-command.ts';

export const convertCommand: Command = {
  id: 'convertCommand',
  async run(podlab, first, second) {
    const editor = window.activeTextEditor;
    const at = typeof first === 'string' ? await pointedAt(first, second) : editor === undefined ? undefined : writtenIn(editor);
    const line = at?.line ?? (await askedFor());
    if (line === undefined) return;
    const command = readCommand(line);
    const manifest = await withProgress('Converting', async () => {
      const session = await podlab.cluster.start();
      sayCommand(podlab, command.argv);
      return manifestOfCommand(session, command);
    });
    if (command.left.length > 0) void window.showInformationMessage(`Left out, because a manifest cannot say it: ${command.left.join(', ')}`);
    if (at === undefined) {
      await window.showTextDocument(await workspace.openTextDocument({ language: 'yaml', content: manifest }));
      return;
    }
    const edit = new WorkspaceEdit();
    edit.replace(at.uri, at.range, manifest.trimEnd());
    await workspace.applyEdit(edit);
  },
};

interface Pasted {
  readonly uri: Uri;
  readonly range: Range;
  readonly line: string;
}

/** The lines that a code action found a command on. */
async function pointedAt(uri: string, range: unknown): Promise<Pasted | undefined> {
  const { start, end } = (range ?? {}) as { start?: { line?: unknown }; end?: { line?: unknown } };
  if (typeof start?.line !== 'number' || typeof end?.line !== 'number') return undefined;
  const document = await workspace.openTextDocument(Uri.parse(uri));
  const lines = document.validateRange(new Range(start.line, 0, end.line, Number.MAX_SAFE_INTEGER));
  return { uri: document.uri, range: lines, line: document.getText(lines) };
}

/** What is selected, or the line of the cursor when it is a command. */
function writtenIn({ document, selection }: TextEditor): Pasted | undefined {
  const range = selection.isEmpty ? document.lineAt(selection.active.line).range : new Selection(selection.start, selection.end);
  const line = document.getText(range);
  return looksLikeCommand.test(line) ? { uri: document.uri, range, line } : undefined;
}

async function askedFor(): Promise<string | undefined> {
  const pasted = await env.clipboard.readText().then(undefined, () => '');
  return window.showInputBox({
    title: 'Convert Command to Manifest', prompt: 'A kubectl run, kubectl create or docker run command line', value: looksLikeCommand.test(pasted) ? pasted : '', ignoreFocusOut: true,
    validateInput: (value) => (value.trim() === '' || looksLikeCommand.test(value) ? undefined : 'The line must begin with kubectl, docker or podman'),
  });
}

export const copyAsCommand: Command = {
  id: 'copyAsCommand',
  async run({ language }, first, second) {
    const editor = window.activeTextEditor;
    const index = (second as { documentIndex?: unknown } | undefined)?.documentIndex;
    const uri = typeof first === 'string' ? first : editor?.document.uri.toString();
    const command = uri === undefined ? undefined : await language.runCommand({ uri, ...(typeof index === 'number' ? { documentIndex: index } : { position: editor?.selection.active ?? { line: 0, character: 0 } }) });
    if (command === undefined) {
      void window.showInformationMessage('Put the cursor into a Pod with a name and an image, or into a plain Deployment, to copy the command that makes it.');
      return;
    }
    await env.clipboard.writeText(command);
    window.setStatusBarMessage('$(check) Copied the kubectl command', 5000);
  },
};

// Podlab: Open Sample, and Apply a Sample Pod.
import { commands, type TextDocument, Uri, window, workspace } from 'vscode';
import type { Command, Podlab } from '../podlab.ts';
import { firstSample, type Sample, samples } from '../samples.ts';

export const openSample: Command = {
  id: 'openSample',
  async run(podlab, file) {
    const named = samples.find((sample) => sample.file === file);
    const sample = named ?? (await window.showQuickPick(samples.map((one) => ({ label: one.title, description: one.file, detail: one.watch, sample: one })), { title: 'Open Sample', matchOnDescription: true, matchOnDetail: true }))?.sample;
    if (sample !== undefined) await window.showTextDocument(await sampleDocument(podlab, sample), { preview: false });
  },
};

export const applySample: Command = {
  id: 'applySample',
  async run(podlab) {
    const document = await sampleDocument(podlab, firstSample);
    await window.showTextDocument(document, { preview: false });
    await commands.executeCommand('podlab.apply', document.uri);
  },
};

/** The sample in the workspace when it is there, otherwise a new, unsaved document with its text. */
async function sampleDocument({ context }: Podlab, sample: Sample): Promise<TextDocument> {
  const [inWorkspace] = await workspace.findFiles(`{${sample.file},samples/${sample.file}}`, undefined, 1);
  if (inWorkspace !== undefined) return workspace.openTextDocument(inWorkspace);
  const content = new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(context.extensionUri, 'samples', sample.file)));
  return workspace.openTextDocument({ language: 'yaml', content });
}

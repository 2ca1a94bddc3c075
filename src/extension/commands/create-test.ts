// Podlab: Create Test for Manifest. Makes a file that tests the manifest beside it, and opens it.
import { Uri, window, workspace } from 'vscode';
import { isTestFile } from '../../api/podlab/file-names.ts';
import { testTemplate } from '../pod-tests/test-template.ts';
import type { Command } from '../podlab.ts';

export const createTest: Command = {
  id: 'createTest',
  async run({ language }, given) {
    const uri = given instanceof Uri ? given : window.activeTextEditor?.document.uri;
    if (uri === undefined) throw new Error('open a manifest first');
    if (uri.scheme === 'untitled') throw new Error('save the manifest first: the test is a file beside it');
    if (isTestFile(uri.path)) throw new Error('this is a test already');
    const document = await workspace.openTextDocument(uri);
    const objects = await language.documents(document);
    if (objects.length === 0) throw new Error('there is no Kubernetes object in this file');
    const name = uri.path.split('/').at(-1) ?? '';
    const test = uri.with({ path: `${uri.path.replace(/\.(?:ya?ml|json)$/, '')}.podlab-test.yaml` });
    const exists = await workspace.fs.stat(test).then(() => true, () => false);
    if (!exists) await workspace.fs.writeFile(test, new TextEncoder().encode(testTemplate(name, objects)));
    await window.showTextDocument(await workspace.openTextDocument(test));
  },
};

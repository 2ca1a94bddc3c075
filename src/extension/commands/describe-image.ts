// Podlab: Describe Image. Makes a file that says how containers of an image behave, and opens it.
import { Uri, window, workspace } from 'vscode';
import type { Command, Podlab } from '../podlab.ts';

export const describeImage: Command = {
  id: 'describeImage',
  async run(podlab, ...args) {
    const image = imageOf(podlab, args[0]) ?? (await askImage());
    if (image === undefined) return;
    const folder = workspace.workspaceFolders?.[0]?.uri;
    if (folder === undefined) throw new Error('open a folder first: the description is a file in it');
    const uri = Uri.joinPath(folder, `${image.replace(/^.*\//, '').replace(/[^\w.-]+/g, '-')}.podlab-image.yaml`);
    const exists = await workspace.fs.stat(uri).then(() => true, () => false);
    if (!exists) await workspace.fs.writeFile(uri, new TextEncoder().encode(template(image)));
    await window.showTextDocument(await workspace.openTextDocument(uri));
    podlab.describedImages.add(uri);
    window.setStatusBarMessage(`$(check) ${image} can be pulled now`, 5000);
  },
};

/** The image itself, or that of a container in the tree; a tag is written out as registries take it. */
function imageOf({ watch }: Podlab, argument: unknown): string | undefined {
  if (typeof argument === 'string') return tagged(argument);
  const { podId, container } = (typeof argument === 'object' && argument !== null ? argument : {}) as { podId?: unknown; container?: unknown };
  const found = typeof podId === 'string' ? watch.model.entry(podId)?.pod?.containers.find(({ name }) => name === container) : undefined;
  return found && tagged(found.image);
}

function askImage(): Thenable<string | undefined> {
  return window.showInputBox({ title: 'Describe Image', prompt: 'Its name, as Pods write it', placeHolder: 'registry.example/app:1.0', validateInput: (value) => (/^[\w.:/-]+$/.test(value.trim()) ? undefined : 'Enter an image name') }).then((text) => text && tagged(text.trim()));
}

function tagged(image: string): string {
  return image.lastIndexOf(':') > image.lastIndexOf('/') ? image : `${image}:latest`;
}

function template(image: string): string {
  return `# How containers of ${image} behave in Podlab. As soon as this is saved, the image can be pulled.
image: ${image}
log:
  - line: started
  - line: still here
    every: 10
http:
  port: 8080
  answers:
    - path: /
      body: hello from ${image}
`;
}

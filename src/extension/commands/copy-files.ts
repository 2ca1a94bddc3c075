// Podlab: Copy from Container, and Copy to Container: kubectl cp between a container and the workspace's file system.
import { FileType, Uri, window, workspace } from 'vscode';
import { pickContainers, pickTarget } from '../pick.ts';
import type { Command, Podlab } from '../podlab.ts';
import { withProgress } from '../progress.ts';
import { sayCommand } from '../say-command.ts';
import { kubectlText } from '../session/cluster-session.ts';
import { printable } from '../text/printable.ts';
import type { HostFiles } from '../kubectl/kubectl-host.ts';
import { workspaceFiles } from '../kubectl/workspace-files.ts';

/** Remembered for the next copy, as the path that is offered. */
const lastPaths = { from: '/etc/hostname', to: '/tmp/' };
const replace = 'Replace';

export const copyFromContainer: Command = {
  id: 'copyFromContainer',
  async run(podlab, ...args) {
    const title = 'Copy from Container';
    const place = await pickPlace(podlab, args, title);
    if (place === undefined) return;
    const path = await askPath(title, `File or folder in ${place.container}`, lastPaths.from);
    if (path === undefined) return;
    lastPaths.from = path;
    const name = path.replace(/\/+$/, '').split('/').at(-1) ?? '';
    const folder = workspace.workspaceFolders?.[0]?.uri;
    const target = await window.showSaveDialog({ title: `Save ${name} as`, saveLabel: 'Copy', ...(folder !== undefined && { defaultUri: Uri.joinPath(folder, name) }) });
    if (target === undefined) return;
    const stat = await workspace.fs.stat(target).then(undefined, () => undefined);
    if (stat !== undefined && (stat.type & FileType.Directory) !== 0) {
      const answer = await window.showWarningMessage(`Copy into ${workspace.asRelativePath(target)}?`, { modal: true, detail: 'The folder exists. Files of the same names in it are replaced.' }, replace);
      if (answer !== replace) return;
    }
    await copy(podlab, place, { source: remote(place, path), target: localName, shown: [remote(place, path), workspace.asRelativePath(target)], files: onlyInto(target) });
    window.setStatusBarMessage(`$(check) ${name} copied to ${workspace.asRelativePath(target)}`, 5000);
  },
};

export const copyToContainer: Command = {
  id: 'copyToContainer',
  async run(podlab, ...args) {
    const title = 'Copy to Container';
    const [given] = args;
    const place = await pickPlace(podlab, given instanceof Uri ? [] : args, title);
    if (place === undefined) return;
    const source = given instanceof Uri ? given : (await window.showOpenDialog({ title: 'File or folder to copy', openLabel: 'Copy', canSelectFiles: true, canSelectFolders: true }))?.[0];
    if (source === undefined) return;
    const name = source.path.replace(/\/+$/, '').split('/').at(-1) ?? '';
    const path = await askPath(title, `Path in ${place.container}; of a folder to copy into, or a new name`, lastPaths.to);
    if (path === undefined) return;
    lastPaths.to = path;
    if (name.includes(':')) throw new Error('kubectl cp takes a colon for the end of a Pod’s name: rename the file first');
    await copy(podlab, place, { source: name, target: remote(place, path), shown: [workspace.asRelativePath(source), remote(place, path)], files: onlyFrom(source) });
    window.setStatusBarMessage(`$(check) ${name} copied to ${place.pod}:${path}`, 5000);
  },
};

interface Place {
  readonly pod: string;
  readonly namespace: string;
  readonly container: string;
}

async function pickPlace(podlab: Podlab, args: readonly unknown[], title: string): Promise<Place | undefined> {
  const target = await pickTarget(podlab, args, { title, kinds: ['Pod'] });
  if (target?.namespace === undefined) return undefined;
  const container = (await pickContainers(podlab, target, { title, hasAll: false }))?.[0];
  return container === undefined ? undefined : { pod: target.name, namespace: target.namespace, container };
}

function remote({ namespace, pod }: Place, path: string): string {
  return `${namespace}/${pod}:${path}`;
}

function askPath(title: string, prompt: string, value: string): Thenable<string | undefined> {
  return window.showInputBox({ title, prompt, value, validateInput: (text) => (/^[^\0]{1,4096}$/.test(text.trim()) ? undefined : 'Enter a path') }).then((text) => text?.trim());
}

/** Stands for the local side in kubectl's words, because a real path may hold a colon. */
const localName = 'copy';

/** Files of which nothing but `target`, and what is below it, can be written. */
function onlyInto(target: Uri): HostFiles {
  const files = workspaceFiles(target);
  return {
    ...files,
    writeFile: ({ ask, path, bytes }) => {
      const [first, ...below] = path.split('/');
      if (first !== localName || below.some((part) => part === '..' || part.includes('\\'))) return Promise.reject(new Error(`${path} is outside of the target`));
      return files.writeFile({ ask, path: Uri.joinPath(target, ...below).path, bytes });
    },
  };
}

/** Files of which nothing but `source` can be read. */
function onlyFrom(source: Uri): HostFiles {
  const files = workspaceFiles(source);
  return { ...files, readTree: ({ ask }) => files.readTree({ ask, path: source.path }) };
}

interface Copy {
  readonly source: string;
  readonly target: string;
  /** Both as the user knows them. */
  readonly shown: readonly string[];
  readonly files: HostFiles;
}

async function copy(podlab: Podlab, { container }: Place, { source, target, shown, files }: Copy): Promise<void> {
  const argv = ['cp', source, target, '-c', container];
  sayCommand(podlab, ['cp', ...shown, '-c', container]);
  await withProgress('Copying', async (signal) => {
    const session = await podlab.cluster.start();
    const { code, stderr } = await kubectlText(session, argv, { signal, host: { files } });
    const said = printable(stderr.trim());
    if (code !== 0 && !signal.aborted) throw new Error(said);
    if (said !== '') podlab.log.warn(said);
  });
}

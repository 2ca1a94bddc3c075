// The workspace's files as kubectl names them, through VS Code, so that it works on disk and in VS Code for the Web.
import { FileType, Uri, workspace } from 'vscode';
import type { TreeFile } from '../../client/port/kubectl-protocol.ts';
import type { HostFiles } from './kubectl-host.ts';

/** What is read or copied at once is kept in memory. */
const maxBytes = 256 * 1024 * 1024;
const maxFiles = 10_000;
const manifestFile = /\.(?:ya?ml|json)$/;

/** Paths are relative to `base`; one that starts with / is absolute in the same file system. */
export function workspaceFiles(base: Uri | undefined): HostFiles {
  const at = (path: string): Uri => {
    if (base === undefined) throw new Error('no folder is open, so there are no files to name');
    return path.startsWith('/') ? base.with({ path }) : Uri.joinPath(base, path);
  };
  return {
    readFiles: async ({ path, isRecursive }) => {
      const type = await typeOf(at(path));
      if (type === undefined) throw new Error(`the path "${path}" does not exist`);
      const paths = type === 'folder' ? (await list(at(path), path.replace(/\/$/, ''), isRecursive)).filter((name) => manifestFile.test(name)) : [path];
      if (paths.length === 0) throw new Error(`error reading [${path}]: recognized file extensions are [.json .yaml .yml]`);
      return Promise.all(paths.map(async (name) => ({ path: name, text: new TextDecoder().decode(await read(at(name))) })));
    },
    readBytes: async ({ path }) => {
      const type = await typeOf(at(path));
      if (type === undefined) return undefined;
      const paths = type === 'folder' ? await list(at(path), path.replace(/\/$/, ''), false) : [path];
      return Promise.all(paths.map(async (name) => ({ path: name, bytes: await read(at(name)) })));
    },
    readTree: async ({ path }) => {
      const type = await typeOf(at(path));
      if (type === undefined) return undefined;
      const name = at(path).path.replace(/\/$/, '').split('/').at(-1) ?? '';
      if (type === 'file') return [{ path: name, bytes: await read(at(path)) }];
      const files: TreeFile[] = [];
      await collect(at(path), name, files);
      return files;
    },
    writeFile: async ({ path, bytes }) => {
      if (bytes === undefined) await workspace.fs.createDirectory(at(path));
      else await workspace.fs.writeFile(at(path), bytes);
      return undefined;
    },
  };
}

async function read(uri: Uri): Promise<Uint8Array> {
  const { size } = await workspace.fs.stat(uri);
  if (size > maxBytes) throw new Error(`${workspace.asRelativePath(uri)} is larger than ${maxBytes / 1024 / 1024} MiB`);
  return workspace.fs.readFile(uri);
}

async function typeOf(uri: Uri): Promise<'file' | 'folder' | undefined> {
  const stat = await workspace.fs.stat(uri).then(undefined, () => undefined);
  return stat === undefined ? undefined : (stat.type & FileType.Directory) === 0 ? 'file' : 'folder';
}

/** The files of a folder by path, sorted. */
async function list(folder: Uri, path: string, isRecursive: boolean): Promise<string[]> {
  const paths: string[] = [];
  const entries = (await workspace.fs.readDirectory(folder)).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, type] of entries) {
    if ((type & FileType.Directory) === 0) paths.push(`${path}/${name}`);
    else if (isRecursive && (type & FileType.SymbolicLink) === 0) paths.push(...(await list(Uri.joinPath(folder, name), `${path}/${name}`, true)));
    if (paths.length > maxFiles) throw new Error(`there are more than ${maxFiles} files in ${path}`);
  }
  return paths;
}

/** Folders and regular files below `uri`; links lead out of it and are left out. */
async function collect(uri: Uri, path: string, files: TreeFile[]): Promise<void> {
  files.push({ path, bytes: undefined });
  for (const [name, type] of await workspace.fs.readDirectory(uri)) {
    if ((type & FileType.SymbolicLink) !== 0) continue;
    if ((type & FileType.Directory) !== 0) await collect(Uri.joinPath(uri, name), `${path}/${name}`, files);
    else files.push({ path: `${path}/${name}`, bytes: await read(Uri.joinPath(uri, name)) });
    if (files.length > maxFiles) throw new Error(`there are more than ${maxFiles} files in ${path}`);
    if (files.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0) > maxBytes) throw new Error(`${path} is larger than ${maxBytes / 1024 / 1024} MiB`);
  }
}

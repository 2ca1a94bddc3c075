// The workspace's files as kubectl names them, through VS Code, so that it works on disk and in VS Code for the Web.
import { FileType, Uri, workspace } from 'vscode';
import { filesOf, maxTreeBytes } from '../../kubectl/file-tree.ts';
import type { HostFiles } from './kubectl-host.ts';

/** Paths are relative to `base`; one that starts with / is absolute in the same file system. */
export function workspaceFiles(base: Uri | undefined): HostFiles {
  const at = (path: string): Uri => {
    if (base === undefined) throw new Error('no folder is open, so there are no files to name');
    return path.startsWith('/') ? base.with({ path }) : Uri.joinPath(base, path);
  };
  const files = filesOf({
    typeOf: async (path) => {
      const stat = await workspace.fs.stat(at(path)).then(undefined, () => undefined);
      return stat === undefined ? undefined : (stat.type & FileType.Directory) === 0 ? 'file' : 'folder';
    },
    entries: async (folder) => (await workspace.fs.readDirectory(at(folder))).map(([name, type]) => ({ name, isFolder: (type & FileType.Directory) !== 0, isLink: (type & FileType.SymbolicLink) !== 0 })),
    read: (path) => read(at(path)),
    write: async (path, bytes) => { await workspace.fs.writeFile(at(path), bytes); },
    makeFolder: async (path) => { await workspace.fs.createDirectory(at(path)); },
    nameOf: (path) => at(path).path.replace(/\/$/, '').split('/').at(-1) ?? '',
  });
  return {
    readFiles: ({ path, isRecursive }) => files.readFile(path, { isRecursive }),
    readBytes: ({ path }) => files.readBytes(path),
    readTree: ({ path }) => files.readTree(path),
    writeFile: async ({ path, bytes }) => {
      await files.writeFile(path, bytes);
      return undefined;
    },
  };
}

async function read(uri: Uri): Promise<Uint8Array> {
  const { size } = await workspace.fs.stat(uri);
  if (size > maxTreeBytes) throw new Error(`${workspace.asRelativePath(uri)} is larger than ${maxTreeBytes / 1024 / 1024} MiB`);
  return workspace.fs.readFile(uri);
}

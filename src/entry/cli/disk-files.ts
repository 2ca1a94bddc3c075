// Files on this computer's disk as kubectl names them, relative to a folder.
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { filesOf, maxTreeBytes, type TreeFiles } from '../../kubectl/file-tree.ts';

export function diskFiles(base: string): TreeFiles & { absolutePath(path: string): string } {
  const at = (path: string): string => resolve(base, path);
  const isFolder = (path: string): Promise<boolean | undefined> => stat(path).then((info) => info.isDirectory(), () => undefined);
  const files = filesOf({
    typeOf: async (path) => {
      const found = await isFolder(at(path));
      return found === undefined ? undefined : found ? 'folder' : 'file';
    },
    entries: async (folder) => {
      const entries = await readdir(at(folder), { withFileTypes: true });
      return Promise.all(entries.map(async (entry) => ({ name: entry.name, isLink: entry.isSymbolicLink(), isFolder: entry.isDirectory() || (entry.isSymbolicLink() && (await isFolder(join(entry.parentPath, entry.name))) === true) })));
    },
    read: async (path) => {
      if ((await stat(at(path))).size > maxTreeBytes) throw new Error(`${path} is larger than ${maxTreeBytes / 1024 / 1024} MiB`);
      return readFile(at(path));
    },
    write: async (path, bytes) => {
      await mkdir(dirname(at(path)), { recursive: true });
      await writeFile(at(path), bytes);
    },
    makeFolder: async (path) => { await mkdir(at(path), { recursive: true }); },
    nameOf: (path) => basename(at(path)),
  });
  return { ...files, absolutePath: at };
}

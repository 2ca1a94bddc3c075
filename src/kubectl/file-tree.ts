// Files as kubectl names them, over whatever holds them: a disk, or VS Code's file systems.
import type { KubectlIo } from './io.ts';

export interface TreeEntry {
  readonly name: string;
  readonly isFolder: boolean;
  /** What it leads to is no part of the folder. */
  readonly isLink: boolean;
}

/** Paths are as the user writes them. */
export interface FileTree {
  /** Undefined: there is none. */
  typeOf(path: string): Promise<'file' | 'folder' | undefined>;
  /** Directly in a folder, in any order. */
  entries(folder: string): Promise<readonly TreeEntry[]>;
  /** Rejects for what is larger than `maxTreeBytes`. */
  read(path: string): Promise<Uint8Array>;
  /** Makes the folders above it. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** Of the file or folder itself, for `.` too. */
  nameOf(path: string): string;
}

export type TreeFiles = Required<Pick<KubectlIo, 'readFile' | 'readBytes' | 'readTree' | 'writeFile'>>;

/** What is read or copied at once is kept in memory. */
export const maxTreeBytes = 256 * 1024 * 1024;
const maxFiles = 10_000;
const manifestFile = /\.(?:ya?ml|json)$/;

export function filesOf(tree: FileTree): TreeFiles {
  const inFolder = async (path: string, isRecursive: boolean): Promise<string[]> => listed(tree, path.replace(/\/$/, ''), isRecursive);
  return {
    readFile: async (path, { isRecursive = false } = {}) => {
      const type = await tree.typeOf(path);
      if (type === undefined) throw new Error(`the path "${path}" does not exist`);
      const paths = type === 'folder' ? (await inFolder(path, isRecursive)).filter((name) => manifestFile.test(name)) : [path];
      if (paths.length === 0) throw new Error(`error reading [${path}]: recognized file extensions are [.json .yaml .yml]`);
      return Promise.all(paths.map(async (name) => ({ path: name, text: new TextDecoder().decode(await tree.read(name)) })));
    },
    readBytes: async (path) => {
      const type = await tree.typeOf(path);
      if (type === undefined) return undefined;
      const paths = type === 'folder' ? await inFolder(path, false) : [path];
      return Promise.all(paths.map(async (name) => ({ path: name, bytes: await tree.read(name) })));
    },
    readTree: async (path) => {
      const type = await tree.typeOf(path);
      if (type === undefined) return undefined;
      const name = tree.nameOf(path);
      return type === 'file' ? [{ path: name, bytes: await tree.read(path) }] : collected(tree, path, name);
    },
    writeFile: (path, bytes) => (bytes === undefined ? tree.makeFolder(path) : tree.write(path, bytes)),
  };
}

async function sortedEntries(tree: FileTree, folder: string): Promise<TreeEntry[]> {
  return [...(await tree.entries(folder))].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The files of a folder by path, sorted. */
async function listed(tree: FileTree, folder: string, isRecursive: boolean): Promise<string[]> {
  const paths: string[] = [];
  for (const { name, isFolder, isLink } of await sortedEntries(tree, folder)) {
    const path = `${folder}/${name}`;
    if (!isFolder) paths.push(path);
    else if (isRecursive && !isLink) paths.push(...(await listed(tree, path, true)));
    refuseMany(paths.length, folder);
  }
  return paths;
}

/** Folders and regular files below `path`, named from `name` on; links lead out of it and are left out. */
async function collected(tree: FileTree, path: string, name: string): Promise<{ path: string; bytes: Uint8Array | undefined }[]> {
  const files: { path: string; bytes: Uint8Array | undefined }[] = [];
  let size = 0;
  const collect = async (at: string, as: string): Promise<void> => {
    files.push({ path: as, bytes: undefined });
    for (const entry of await sortedEntries(tree, at)) {
      const [below, shown] = [`${at.replace(/\/$/, '')}/${entry.name}`, `${as}/${entry.name}`];
      if (entry.isLink) continue;
      if (entry.isFolder) await collect(below, shown);
      else {
        const bytes = await tree.read(below);
        size += bytes.length;
        files.push({ path: shown, bytes });
      }
      refuseMany(files.length, path);
      if (size > maxTreeBytes) throw new Error(`${path} is larger than ${maxTreeBytes / 1024 / 1024} MiB`);
    }
  };
  await collect(path, name);
  return files;
}

function refuseMany(count: number, folder: string): void {
  if (count > maxFiles) throw new Error(`there are more than ${maxFiles} files in ${folder}`);
}

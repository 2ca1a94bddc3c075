// Files on this computer's disk as kubectl names them, relative to a folder.
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import type { KubectlIo } from '../../kubectl/io.ts';

type DiskFiles = Required<Pick<KubectlIo, 'readFile' | 'readBytes' | 'readTree' | 'writeFile' | 'absolutePath'>>;

const manifestFile = /\.(?:ya?ml|json)$/;

export function diskFiles(base: string): DiskFiles {
  const at = (path: string): string => resolve(base, path);
  const typeOf = (path: string): Promise<'file' | 'folder' | undefined> => stat(at(path)).then((info) => (info.isDirectory() ? 'folder' : 'file'), () => undefined);
  /** Files of a folder by path, sorted. */
  const list = async (path: string, isRecursive: boolean): Promise<string[]> => {
    const entries = await readdir(at(path), { withFileTypes: true, recursive: isRecursive });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(path, relative(at(path), join(entry.parentPath, entry.name)))).sort();
  };
  return {
    absolutePath: at,
    readFile: async (path, { isRecursive = false } = {}) => {
      const type = await typeOf(path);
      if (type === undefined) throw new Error(`the path "${path}" does not exist`);
      const paths = type === 'folder' ? (await list(path, isRecursive)).filter((name) => manifestFile.test(name)) : [path];
      if (paths.length === 0) throw new Error(`error reading [${path}]: recognized file extensions are [.json .yaml .yml]`);
      return Promise.all(paths.map(async (name) => ({ path: name, text: await readFile(at(name), 'utf8') })));
    },
    readBytes: async (path) => {
      const type = await typeOf(path);
      if (type === undefined) return undefined;
      const paths = type === 'folder' ? await list(path, false) : [path];
      return Promise.all(paths.map(async (name) => ({ path: name, bytes: await readFile(at(name)) })));
    },
    readTree: async (path) => {
      const type = await typeOf(path);
      if (type === undefined) return undefined;
      const name = basename(at(path));
      if (type === 'file') return [{ path: name, bytes: await readFile(at(path)) }];
      const entries = (await readdir(at(path), { withFileTypes: true, recursive: true })).filter((entry) => entry.isFile() || entry.isDirectory());
      const files = entries.map(async (entry) => ({ path: join(name, relative(at(path), join(entry.parentPath, entry.name))), bytes: entry.isFile() ? await readFile(join(entry.parentPath, entry.name)) : undefined }));
      return [{ path: name, bytes: undefined }, ...(await Promise.all(files))];
    },
    writeFile: async (path, bytes) => {
      await mkdir(bytes === undefined ? at(path) : dirname(at(path)), { recursive: true });
      if (bytes !== undefined) await writeFile(at(path), bytes);
    },
  };
}

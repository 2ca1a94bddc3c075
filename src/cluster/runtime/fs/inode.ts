// Inodes: files, directories, links and devices, as image layers and volumes hold them.
import type { Bytes } from '../bytes.ts';
import { isCapable } from '../process/security.ts';
import type { Credentials } from '../process/credentials.ts';
import type { OpenFile, Waiter } from '../process/open-file.ts';
import { type FileData, copyOfData, newFileData } from './file-data.ts';

/** Who looks or opens: what of a process files need. */
export interface Opener extends Waiter {
  readonly pid: number;
  readonly credentials: Credentials;
  readonly umask: number;
  readonly files: ReadonlyMap<number, OpenFile>;
  onExit(listener: () => void): void;
}

interface InodeBase {
  /** Permission bits with set-id and sticky bits. */
  mode: number;
  uid: number;
  gid: number;
  mtimeMs: number;
}

export interface FileInode extends InodeBase {
  readonly type: 'file';
  data: FileData;
  /** Kernel files (/proc, /sys): made when opened. */
  readonly generate?: (process: Opener) => Bytes;
  /** Takes what is written to a kernel file; those without refuse it. */
  readonly accept?: (process: Opener, bytes: Bytes) => void;
  /** Of kernel files: mounted so that nobody writes. */
  readonly isReadOnly?: boolean;
  links: number;
}

/** The entries of a kernel directory at one moment. */
export interface Listing {
  get(name: string): Inode | undefined;
  keys(): Iterable<string>;
}

export interface DirectoryInode extends InodeBase {
  readonly type: 'directory';
  /** Own entries over those of `base`; null hides a base entry. */
  entries: Map<string, Inode | null> | undefined;
  /** Shared, never changed: the image's layer below. */
  readonly base?: DirectoryInode;
  /** Kernel directories (/proc, /sys): entries that come and go. */
  readonly generate?: (process: Opener) => Listing;
  /** Of kernel directories: mounted so that nobody writes. */
  readonly isReadOnly?: boolean;
}

export interface LinkInode extends InodeBase {
  readonly type: 'link';
  readonly target: string;
  /** Kernel links that lead to what has no path, as /proc/PID/fd's do. */
  readonly follow?: () => Inode;
}

/** A character device, pipe or socket: opening it asks `open`. */
export interface DeviceInode extends InodeBase {
  readonly type: 'device' | 'fifo' | 'socket';
  readonly open: (process: Opener, how: { readonly read?: boolean; readonly write?: boolean }) => OpenFile;
  /** Major and minor numbers. */
  readonly device?: readonly [number, number];
}

export type Inode = FileInode | DirectoryInode | LinkInode | DeviceInode;

export function newFile(data: Bytes, mode = 0o644, mtimeMs = 0, uid = 0, gid = 0): FileInode {
  return { type: 'file', data: newFileData(data), mode, uid, gid, mtimeMs, links: 1 };
}

export function newDirectory(mode = 0o755, mtimeMs = 0, uid = 0, gid = 0): DirectoryInode {
  return { type: 'directory', entries: undefined, mode, uid, gid, mtimeMs };
}

/** A directory whose first entries are made when somebody looks. */
export class LateDirectory implements DirectoryInode {
  readonly type = 'directory';
  mode = 0o755;
  uid = 0;
  gid = 0;
  mtimeMs: number;
  #entries: DirectoryInode['entries'];
  #fill: (() => void) | undefined;

  constructor(mtimeMs: number) {
    this.mtimeMs = mtimeMs;
  }

  get isUntouched(): boolean {
    return this.#entries === undefined && this.#fill === undefined;
  }

  /** `fill` puts the entries in. */
  fillWhenRead(fill: () => void): void {
    this.#fill = fill;
  }

  get entries(): DirectoryInode['entries'] {
    const fill = this.#fill;
    this.#fill = undefined;
    fill?.();
    return this.#entries;
  }

  set entries(entries: DirectoryInode['entries']) {
    this.#entries = entries;
  }
}

export function newLink(target: string, mtimeMs = 0): LinkInode {
  return { type: 'link', target, mode: 0o777, uid: 0, gid: 0, mtimeMs };
}

/** A directory that shows `base` and keeps changes to itself. */
export function overlayOf(base: DirectoryInode): DirectoryInode {
  return { type: 'directory', entries: undefined, base, mode: base.mode, uid: base.uid, gid: base.gid, mtimeMs: base.mtimeMs };
}

/** Who looks when no process does. */
const nobody: Opener = { pid: 0, credentials: { uid: 0, gid: 0, groups: [] }, umask: 0, files: new Map(), suspend: () => new Promise(() => undefined), onExit: () => undefined };

/** The entry as stored; directories of the layer below are wrapped so that changes stay above. */
export function entryOf(directory: DirectoryInode, name: string, process?: Opener): Inode | undefined {
  const own = directory.entries?.get(name);
  if (own !== undefined) return own ?? undefined;
  if (directory.generate) return directory.generate(process ?? nobody).get(name);
  const below = directory.base && entryOf(directory.base, name);
  if (below?.type !== 'directory') return below;
  const wrapped = overlayOf(below);
  setEntry(directory, name, wrapped);
  return wrapped;
}

/** As `entryOf`, but a directory of the layer below is answered as it is: to be looked at only, and nothing is kept for it. */
export function peekEntryOf(directory: DirectoryInode, name: string, process?: Opener): Inode | undefined {
  const own = directory.entries?.get(name);
  if (own !== undefined) return own ?? undefined;
  if (directory.generate) return directory.generate(process ?? nobody).get(name);
  return directory.base && peekEntryOf(directory.base, name);
}

/** As `entryOf`, but a file of the layer below is copied up, so that it may be changed. */
export function writableEntryOf(directory: DirectoryInode, name: string): Inode | undefined {
  const own = directory.entries?.get(name);
  if (own !== undefined) return own ?? undefined;
  const below = entryOf(directory, name);
  if (below === undefined || below.type === 'directory') return below;
  const copy: Inode = below.type === 'file' ? { ...below, data: copyOfData(below.data) } : { ...below };
  setEntry(directory, name, copy);
  return copy;
}

export function setEntry(directory: DirectoryInode, name: string, inode: Inode): void {
  directory.entries ??= new Map();
  directory.entries.set(name, inode);
}

export function deleteEntry(directory: DirectoryInode, name: string): void {
  if (directory.base && entryOf(directory.base, name)) {
    directory.entries ??= new Map();
    directory.entries.set(name, null);
  }
  else directory.entries?.delete(name);
}

/** Names in order of creation: the layer's first. */
export function entryNames(directory: DirectoryInode, process?: Opener): string[] {
  if (directory.generate) return [...directory.generate(process ?? nobody).keys()];
  const names = directory.base ? entryNames(directory.base).filter((name) => directory.entries?.get(name) !== null) : [];
  if (directory.entries === undefined) return names;
  const known = new Set(names);
  for (const [name, inode] of directory.entries) if (inode !== null && !known.has(name)) names.push(name);
  return names;
}

/** True when `who` may do `bits` (4 read, 2 write, 1 execute) to `node`. */
export function mayAccess(node: Inode, who: Credentials, bits: number): boolean {
  if (isCapable(who, 'DAC_OVERRIDE')) return (bits & 1) === 0 || node.type === 'directory' || (node.mode & 0o111) !== 0;
  const shift = node.uid === who.uid ? 6 : node.gid === who.gid || who.groups.includes(node.gid) ? 3 : 0;
  return ((node.mode >> shift) & bits) === bits;
}

/** Size as `stat` says it. */
export function sizeOf(node: Inode): number {
  if (node.type === 'file') return node.data.length;
  if (node.type === 'link') return node.target.length;
  return node.type === 'directory' && !node.generate ? 4096 : 0;
}

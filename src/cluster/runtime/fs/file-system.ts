// A container's file system: an image's layers, a writable layer above them, and mounts; with users, modes, links and quotas.
import type { Clock } from '../../../base/clock.ts';
import type { Bytes } from '../bytes.ts';
import { isCapable } from '../process/security.ts';
import type { Credentials } from '../process/credentials.ts';
import { Errno, type ErrnoCode } from '../process/errno.ts';
import { type OpenFile, directoryFile } from '../process/open-file.ts';
import { newFileData, wholeData, withSize } from './file-data.ts';
import {
  type DirectoryInode, type FileInode, type Inode, type Opener, deleteEntry, entryNames, entryOf, mayAccess, newDirectory, newFile, newLink, peekEntryOf, setEntry, sizeOf, writableEntryOf,
} from './inode.ts';
import { normalizePath } from './paths.ts';
import { type OpenFlags, regularFile } from './regular-file.ts';

/** A store of bytes with a size; several mounts may show the same one. */
export interface Volume {
  readonly root: DirectoryInode;
  /** As `mount` shows it: overlay, tmpfs, ext4, proc. */
  readonly fsType: string;
  readonly source: string;
  readonly quotaBytes: number;
  usedBytes: number;
  /** /proc, /sys and /dev, which every container has. */
  readonly isKernels?: boolean;
  /** Called with the change when bytes are added or given back; tmpfs counts as memory. */
  readonly onUse?: (deltaBytes: number) => void;
}

export interface MountPoint {
  readonly path: string;
  readonly volume: Volume;
  readonly node: Inode;
  readonly isReadOnly: boolean;
}

export interface Resolved {
  /** Absolute path without links. */
  readonly path: string;
  readonly parent: DirectoryInode;
  readonly name: string;
  readonly node: Inode | undefined;
  readonly mount: MountPoint;
}

export interface Stat {
  readonly node: Inode;
  readonly size: number;
  readonly path: string;
}

const maxLinks = 40;
const maxNameLength = 255;
const root: Credentials = { uid: 0, gid: 0, groups: [] };

const setgid = 0o2000;

/** The group of what is made in a directory: the maker's, or the directory's when it hands its own down. */
function groupIn(directory: DirectoryInode, who: Credentials): number {
  return (directory.mode & setgid) === 0 ? who.gid : directory.gid;
}

/** One container's view. Paths are absolute; every method throws Errno. */
export class FileSystem {
  readonly mounts: MountPoint[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock, rootVolume: Volume, isReadOnly: boolean) {
    this.#clock = clock;
    this.#addMount({ path: '/', volume: rootVolume, node: rootVolume.root, isReadOnly });
  }

  #addMount(mount: MountPoint): void {
    this.mounts.push(mount);
  }

  /** The last that was mounted there. A table of a dozen paths would take more room than it saves time. */
  #mountAt(path: string): MountPoint | undefined {
    for (let i = this.mounts.length - 1; i >= 0; i--) if (this.mounts[i]?.path === path) return this.mounts[i];
    return undefined;
  }

  /** Shows `node` of `volume` at `path`, which is created in the layer below when absent. `place` is its path without links, where it is known that it is there. */
  mount(path: string, volume: Volume, node: Inode, isReadOnly: boolean, place?: string): void {
    const at = place === undefined || this.#isBelowMount(place) ? this.makeMountPoint(path, node.type === 'directory') : place;
    this.#addMount({ path: at, volume, node, isReadOnly });
  }

  /** Whether a mount other than the root's lies over the place. */
  #isBelowMount(place: string): boolean {
    for (let i = 1; i < this.mounts.length; i++) {
      const { path = '' } = this.mounts[i] ?? {};
      if (place.length > path.length && place.startsWith(path) && place[path.length] === '/') return true;
    }
    return false;
  }

  /** A directory or file at `path`, unless there is something; its path without links. */
  makeMountPoint(path: string, isDirectory: boolean): string {
    const found = this.#tryWalk(path, root, true, undefined, true);
    if (typeof found === 'string' || found.node === undefined) return this.#makeMountPoint(normalizePath(path), isDirectory);
    // Most are spelled as they are: their text need not be kept twice.
    return found.path === path ? path : found.path;
  }

  #makeMountPoint(path: string, isDirectory: boolean): string {
    const parts = path.split('/').filter((part) => part !== '');
    let at = '';
    for (const [index, part] of parts.entries()) {
      const parent = this.#walk(at === '' ? '/' : at, root, true);
      if (parent.node?.type !== 'directory') throw new Errno('ENOTDIR');
      const child = this.#walk(`${parent.path === '/' ? '' : parent.path}/${part}`, root, true);
      if (child.node === undefined) {
        setEntry(parent.node, part, isDirectory || index < parts.length - 1 ? newDirectory(0o755, this.#clock.now()) : newFile('', 0o644, this.#clock.now()));
      }
      at = child.path;
    }
    return at;
  }

  /** Finds what `path` names. The last component need not exist; a missing one before it is ENOENT. */
  resolve(path: string, who: Credentials, options: { followLast?: boolean; process?: Opener } = {}): Resolved {
    return this.#walk(path, who, options.followLast ?? true, options.process);
  }

  #walk(path: string, who: Credentials, followLast: boolean, process?: Opener): Resolved {
    const found = this.#tryWalk(path, who, followLast, process);
    if (typeof found === 'string') throw new Errno(found);
    return found;
  }

  /** As `stat`, but to look only, and it says why not instead of throwing, which is dear when it is the usual case. */
  tryStat(path: string, who: Credentials, options: { followLast?: boolean; process?: Opener } = {}): Readonly<Stat> | ErrnoCode {
    const direct = this.#peek(path, who, options.process);
    if (direct !== undefined) return direct;
    const found = this.#tryWalk(path, who, options.followLast ?? true, options.process, true);
    if (typeof found === 'string') return found;
    return found.node === undefined ? 'ENOENT' : { node: found.node, size: sizeOf(found.node), path: found.path };
  }

  /** What is found when there are no links and dots on the way, which is the usual case and takes no steps to be kept; undefined where there may be. */
  #peek(path: string, who: Credentials, process: Opener | undefined): Readonly<Stat> | ErrnoCode | undefined {
    let node: Inode | undefined = path.startsWith('/') ? this.#mountAt('/')?.node : undefined;
    for (let start = 1; node?.type === 'directory';) {
      const slash = path.indexOf('/', start);
      const name = slash < 0 ? path.slice(start) : path.slice(start, slash);
      if (name === '' || name === '.' || name === '..' || name.length > maxNameLength) return undefined;
      if (!mayAccess(node, who, 1)) return 'EACCES';
      node = this.#mountAt(slash < 0 ? path : path.slice(0, slash))?.node ?? peekEntryOf(node, name, process);
      if (node === undefined) return 'ENOENT';
      if (node.type === 'link') return undefined;
      if (slash < 0) return { node, size: sizeOf(node), path };
      start = slash + 1;
    }
    return undefined;
  }

  /** With `isPeek` nothing of what is found may be changed. */
  #tryWalk(path: string, who: Credentials, followLast: boolean, process?: Opener, isPeek = false): Resolved | ErrnoCode {
    const rootMount = this.#mountAt('/');
    if (rootMount?.node.type !== 'directory') return 'ENOENT';
    const todo = path.split('/').filter((part) => part !== '' && part !== '.').reverse();
    const mustBeDirectory = path.endsWith('/') || path.endsWith('/.');
    let links = 0;
    let stack: { node: DirectoryInode; mount: MountPoint; name: string; path: string }[] = [{ node: rootMount.node, mount: rootMount, name: '', path: '/' }];
    let last: Resolved = { path: '/', parent: rootMount.node, name: '', node: rootMount.node, mount: rootMount };
    while (todo.length > 0) {
      const name = todo.pop() ?? '';
      const top = stack.at(-1);
      if (top === undefined) return 'ENOENT';
      if (name === '..') {
        if (stack.length > 1) stack.pop();
        const now = stack.at(-1) ?? top;
        last = { path: now.path, parent: stack.at(-2)?.node ?? now.node, name: now.name, node: now.node, mount: now.mount };
        continue;
      }
      if (name.length > maxNameLength) return 'ENAMETOOLONG';
      if (!mayAccess(top.node, who, 1)) return 'EACCES';
      const fullPath = top.path === '/' ? `/${name}` : `${top.path}/${name}`;
      const mounted = this.#mountAt(fullPath);
      let node = mounted?.node ?? (isPeek ? peekEntryOf(top.node, name, process) : entryOf(top.node, name, process));
      const mount = mounted ?? top.mount;
      const link = node?.type === 'link' && (todo.length > 0 || followLast || mustBeDirectory) ? node : undefined;
      if (link?.follow) node = link.follow();
      else if (link) {
        if (++links > maxLinks) return 'ELOOP';
        const parts = link.target.split('/').filter((part) => part !== '' && part !== '.').reverse();
        todo.push(...parts);
        const first = stack[0];
        if (link.target.startsWith('/') && first) stack = [first];
        const now = stack.at(-1) ?? top;
        last = { path: now.path, parent: now.node, name: now.name, node: now.node, mount: now.mount };
        continue;
      }
      last = { path: fullPath, parent: top.node, name, node, mount };
      if (todo.length === 0) break;
      if (node === undefined) return 'ENOENT';
      if (node.type !== 'directory') return 'ENOTDIR';
      stack.push({ node, mount, name, path: fullPath });
    }
    if (mustBeDirectory && last.node !== undefined && last.node.type !== 'directory') return 'ENOTDIR';
    return last;
  }

  stat(path: string, who: Credentials, options: { followLast?: boolean; process?: Opener } = {}): Stat {
    const found = this.resolve(path, who, options);
    if (found.node === undefined) throw new Errno('ENOENT');
    return { node: found.node, size: sizeOf(found.node), path: found.path };
  }

  exists(path: string, who: Credentials, process?: Opener): boolean {
    return typeof this.tryStat(path, who, process ? { process } : {}) !== 'string';
  }

  list(path: string, who: Credentials, process?: Opener): string[] {
    const { node } = this.stat(path, who, process ? { process } : {});
    if (node.type !== 'directory') throw new Errno('ENOTDIR');
    if (!mayAccess(node, who, 4)) throw new Errno('EACCES');
    return entryNames(node, process);
  }

  readFile(path: string, who: Credentials, process?: Opener): Bytes {
    const found = this.tryStat(path, who, process ? { process } : {});
    if (typeof found === 'string') throw new Errno(found);
    const { node } = found;
    if (node.type === 'directory') throw new Errno('EISDIR');
    if (!mayAccess(node, who, 4)) throw new Errno('EACCES');
    if (node.type !== 'file') throw new Errno('EINVAL');
    return node.generate && process ? node.generate(process) : wholeData(node.data);
  }

  /** Creates or replaces a file's content. */
  writeFile(path: string, data: Bytes, who: Credentials, mode = 0o644): void {
    const found = this.resolve(path, who);
    const node = this.#fileForWriting(found, who, { create: true, mode });
    this.#setData(node, found.mount, data);
  }

  open(path: string, flags: OpenFlags, process: Opener): OpenFile {
    const who = process.credentials;
    const found = this.resolve(path, who, { process });
    if (found.node !== undefined && flags.exclusive) throw new Errno('EEXIST');
    if (found.node?.type === 'directory') {
      if (flags.write) throw new Errno('EISDIR');
      return directoryFile(found.path);
    }
    if (found.node === undefined && !flags.create) throw new Errno('ENOENT');
    if (found.node && found.node.type !== 'file') {
      if (found.node.type === 'link') throw new Errno('ELOOP');
      if ((flags.read && !mayAccess(found.node, who, 4)) || (flags.write && !mayAccess(found.node, who, 2))) throw new Errno('EACCES');
      return found.node.open(process, flags);
    }
    if (flags.read && found.node && !mayAccess(found.node, who, 4)) throw new Errno('EACCES');
    const node = flags.write ? this.#fileForWriting(found, who, { ...flags, mode: (flags.mode ?? 0o666) & ~process.umask }) : found.node;
    if (node === undefined) throw new Errno('ENOENT');
    if (flags.truncate && flags.write && !node.generate) this.#setData(node, found.mount, '');
    return regularFile(node, found.path, flags, process, (delta) => { this.#grow(node, found.mount, delta); });
  }

  #fileForWriting(found: Resolved, who: Credentials, flags: OpenFlags): FileInode {
    if (found.node === undefined) {
      if (found.name === '') throw new Errno('EISDIR');
      this.#checkParentWritable(found, who);
      const file = newFile('', flags.mode ?? 0o644, this.#clock.now(), who.uid, groupIn(found.parent, who));
      setEntry(found.parent, found.name, file);
      return file;
    }
    if (found.node.type === 'directory') throw new Errno('EISDIR');
    if (found.node.type !== 'file') throw new Errno('EINVAL');
    if (found.mount.isReadOnly || found.node.isReadOnly) throw new Errno('EROFS');
    if (!mayAccess(found.node, who, 2)) throw new Errno('EACCES');
    if (found.node.generate) return found.node;
    if (found.mount.node === found.node) return found.node;
    const writable = writableEntryOf(found.parent, found.name);
    if (writable?.type !== 'file') throw new Errno('ENOENT');
    return writable;
  }

  #checkParentWritable(found: Resolved, who: Credentials): void {
    if (found.mount.isReadOnly || found.parent.isReadOnly) throw new Errno('EROFS');
    // Nothing is made in a kernel directory, and nothing is taken out of it.
    if (found.parent.generate && found.node === undefined) throw new Errno('ENOENT');
    if (!mayAccess(found.parent, who, 3)) throw new Errno('EACCES');
    if (found.parent.generate) throw new Errno('EPERM');
  }

  #setData(node: FileInode, mount: MountPoint, data: Bytes): void {
    this.#grow(node, mount, data.length - node.data.length);
    node.data = newFileData(data);
  }

  /** Accounts for a change of a file's size, which its quota may refuse. */
  #grow(node: FileInode, { volume }: MountPoint, delta: number): void {
    if (delta > 0 && volume.usedBytes + delta > volume.quotaBytes) throw new Errno('ENOSPC');
    volume.usedBytes += delta;
    node.mtimeMs = this.#clock.now();
    if (delta !== 0) volume.onUse?.(delta);
  }

  mkdir(path: string, who: Credentials, mode = 0o777): void {
    const found = this.resolve(path, who, { followLast: false });
    if (found.node !== undefined) throw new Errno('EEXIST');
    this.#checkParentWritable(found, who);
    setEntry(found.parent, found.name, newDirectory(mode | (found.parent.mode & setgid), this.#clock.now(), who.uid, groupIn(found.parent, who)));
  }

  /** Creates the directories of `path` that are missing. */
  makeDirectories(path: string, who: Credentials, mode = 0o777): void {
    let at = '';
    for (const part of path.split('/')) {
      if (part === '') continue;
      at += `/${part}`;
      if (this.exists(at, who)) {
        if (this.stat(at, who).node.type !== 'directory') throw new Errno(at === path ? 'EEXIST' : 'ENOTDIR');
      } else this.mkdir(at, who, mode);
    }
  }

  symlink(target: string, path: string, who: Credentials): void {
    const found = this.resolve(path, who, { followLast: false });
    if (found.node !== undefined) throw new Errno('EEXIST');
    this.#checkParentWritable(found, who);
    setEntry(found.parent, found.name, newLink(target, this.#clock.now()));
  }

  link(existing: string, path: string, who: Credentials): void {
    const from = this.resolve(existing, who, { followLast: false });
    if (from.node === undefined) throw new Errno('ENOENT');
    if (from.node.type === 'directory') throw new Errno('EPERM');
    const to = this.resolve(path, who, { followLast: false });
    if (to.node !== undefined) throw new Errno('EEXIST');
    if (to.mount.volume !== from.mount.volume) throw new Errno('EXDEV');
    this.#checkParentWritable(to, who);
    const node = writableEntryOf(from.parent, from.name);
    if (node === undefined) throw new Errno('ENOENT');
    if (node.type === 'file') node.links++;
    setEntry(to.parent, to.name, node);
  }

  /** Puts a special file (device, fifo, socket) at `path`. */
  addNode(path: string, node: Inode, who: Credentials): void {
    const found = this.resolve(path, who, { followLast: false });
    if (found.node !== undefined) throw new Errno('EEXIST');
    this.#checkParentWritable(found, who);
    setEntry(found.parent, found.name, node);
  }

  unlink(path: string, who: Credentials): void {
    const found = this.resolve(path.replace(/\/+$/, '') || '/', who, { followLast: false });
    if (found.node === undefined) throw new Errno('ENOENT');
    if (found.node.type === 'directory') throw new Errno('EISDIR');
    this.#checkParentWritable(found, who);
    this.#checkSticky(found, who);
    if (this.#mountAt(found.path) !== undefined) throw new Errno('EBUSY');
    const isOwn = found.parent.entries?.get(found.name) === found.node;
    deleteEntry(found.parent, found.name);
    if (isOwn && found.node.type === 'file' && --found.node.links === 0) this.#release(found);
  }

  #release(found: Resolved): void {
    const size = found.node ? sizeOf(found.node) : 0;
    found.mount.volume.usedBytes = Math.max(0, found.mount.volume.usedBytes - size);
    found.mount.volume.onUse?.(-size);
  }

  rmdir(path: string, who: Credentials): void {
    const found = this.resolve(path.replace(/\/+$/, '') || '/', who, { followLast: false });
    if (found.node === undefined) throw new Errno('ENOENT');
    if (found.node.type !== 'directory') throw new Errno('ENOTDIR');
    if (entryNames(found.node).length > 0) throw new Errno('ENOTEMPTY');
    if (this.#mountAt(found.path) !== undefined) throw new Errno('EBUSY');
    this.#checkParentWritable(found, who);
    this.#checkSticky(found, who);
    deleteEntry(found.parent, found.name);
  }

  #checkSticky(found: Resolved, who: Credentials): void {
    if ((found.parent.mode & 0o1000) !== 0 && who.uid !== 0 && who.uid !== found.node?.uid && who.uid !== found.parent.uid) throw new Errno('EPERM');
  }

  rename(from: string, to: string, who: Credentials): void {
    const source = this.resolve(from, who, { followLast: false });
    if (source.node === undefined) throw new Errno('ENOENT');
    const target = this.resolve(to, who, { followLast: false });
    if (target.mount.volume !== source.mount.volume) throw new Errno('EXDEV');
    if (this.#mountAt(source.path) !== undefined) throw new Errno('EBUSY');
    this.#checkParentWritable(source, who);
    this.#checkParentWritable(target, who);
    this.#checkSticky(source, who);
    if (target.path === source.path) return;
    if (`${target.path}/`.startsWith(`${source.path}/`)) throw new Errno('EINVAL');
    if (target.node) {
      if (target.node.type === 'directory' && source.node.type !== 'directory') throw new Errno('EISDIR');
      if (target.node.type !== 'directory' && source.node.type === 'directory') throw new Errno('ENOTDIR');
      if (target.node.type === 'directory' && entryNames(target.node).length > 0) throw new Errno('ENOTEMPTY');
      const isOwn = target.parent.entries?.get(target.name) === target.node;
      if (isOwn && target.node.type === 'file' && target.node !== source.node && --target.node.links === 0) this.#release(target);
    }
    const node = writableEntryOf(source.parent, source.name) ?? source.node;
    deleteEntry(source.parent, source.name);
    setEntry(target.parent, target.name, node);
  }

  /** Changes mode, owner or time; only CAP_CHOWN gives files away, only their owner does the rest. */
  change(path: string, who: Credentials, changes: { mode?: number; uid?: number; gid?: number; mtimeMs?: number }, followLast = true): void {
    const found = this.resolve(path, who, { followLast });
    if (found.node === undefined) throw new Errno('ENOENT');
    if (found.mount.isReadOnly || ('isReadOnly' in found.node && found.node.isReadOnly)) throw new Errno('EROFS');
    if ('generate' in found.node && found.node.generate) throw new Errno('EPERM');
    if ((changes.uid !== undefined || changes.gid !== undefined) && !isCapable(who, 'CHOWN')) {
      if (changes.uid !== undefined && changes.uid !== found.node.uid) throw new Errno('EPERM');
      if (changes.gid !== undefined && changes.gid !== found.node.gid && changes.gid !== who.gid && !who.groups.includes(changes.gid)) throw new Errno('EPERM');
      if (who.uid !== found.node.uid) throw new Errno('EPERM');
    }
    const isOwner = isCapable(who, 'FOWNER') || who.uid === found.node.uid;
    if (!isOwner && (changes.mode !== undefined || (changes.mtimeMs !== undefined && !mayAccess(found.node, who, 2)))) throw new Errno('EPERM');
    const node = found.mount.node === found.node || found.node.type === 'directory' ? found.node : (writableEntryOf(found.parent, found.name) ?? found.node);
    if (changes.mode !== undefined) node.mode = changes.mode;
    if (changes.uid !== undefined) node.uid = changes.uid;
    if (changes.gid !== undefined) node.gid = changes.gid;
    if (changes.mtimeMs !== undefined) node.mtimeMs = changes.mtimeMs;
  }

  truncate(path: string, size: number, who: Credentials): void {
    const found = this.resolve(path, who);
    const node = this.#fileForWriting(found, who, { create: true });
    this.#grow(node, found.mount, size - node.data.length);
    node.data = withSize(node.data, size);
  }
}

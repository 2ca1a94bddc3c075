// Volumes of a node: directories that mounts share, with the atomic update that ConfigMaps and Secrets rely on.
import type { Clock } from '../../../base/clock.ts';
import type { VolumeFile, VolumeRef } from '../../kubelet/runtime-service.ts';
import { type Bytes, bytesOfArray, bytesOfText } from '../bytes.ts';
import type { Volume } from '../fs/file-system.ts';
import { type DirectoryInode, type Inode, LateDirectory, entryNames, entryOf, newDirectory, newFile, newLink, setEntry } from '../fs/inode.ts';

const diskQuotaBytes = 256 * 1024 * 1024;

function keyOf(volume: VolumeRef): string {
  if (volume.kind === 'pod') return `pod/${volume.podUid}/${volume.name}`;
  if (volume.kind === 'image') return `image/${volume.image}`;
  return volume.kind === 'disk' ? `disk/${volume.id}` : `host${volume.path}`;
}

/** Disks by id, shared by all nodes of a cluster, since a disk may move between nodes. */
export type Disks = Map<string, Volume>;

/** The volumes of one node. */
export class VolumeStore {
  readonly #clock: Clock;
  readonly #disks: Disks;
  readonly #volumes = new Map<string, Volume>();
  /** The node's own files, which hostPath shows. */
  readonly host: Volume;

  constructor(clock: Clock, disks: Disks) {
    this.#clock = clock;
    this.#disks = disks;
    this.host = this.#newVolume('disk', undefined, 'ext4', '/dev/vda1');
    for (const path of ['/etc', '/var/log', '/var/lib', '/tmp', '/run', '/usr', '/opt', '/home', '/root', '/dev', '/proc', '/sys', '/mnt', '/data']) makeDirectory(this.host.root, path);
    const etc = makeDirectory(this.host.root, '/etc');
    setEntry(etc, 'os-release', newFile('PRETTY_NAME="Podlab Linux"\nNAME="Podlab"\nID=podlab\n', 0o644, clock.now()));
    setEntry(makeDirectory(this.host.root, '/tmp'), '.keep', newFile('', 0o644, clock.now()));
  }

  #newVolume(medium: 'disk' | 'memory', sizeLimitBytes: number | undefined, fsType: string, source: string): Volume {
    return { root: new LateDirectory(this.#clock.now()), fsType, source, quotaBytes: medium === 'memory' ? (sizeLimitBytes ?? diskQuotaBytes) : diskQuotaBytes, usedBytes: 0 };
  }

  ensure(ref: VolumeRef, options: { medium: 'disk' | 'memory'; sizeLimitBytes?: number; mode?: number; fsGroup?: number }): Volume {
    if (ref.kind === 'host') {
      makeDirectory(this.host.root, ref.path);
      return this.host;
    }
    const key = keyOf(ref);
    const found = ref.kind === 'disk' ? this.#disks.get(ref.id) : this.#volumes.get(key);
    const volume = found ?? (options.medium === 'memory' ? this.#newVolume('memory', options.sizeLimitBytes, 'tmpfs', 'tmpfs') : this.#newVolume('disk', undefined, 'ext4', ref.kind === 'disk' ? '/dev/vdb' : '/dev/vda1'));
    if (!found) {
      if (ref.kind === 'disk') this.#disks.set(ref.id, volume);
      else this.#volumes.set(key, volume);
      volume.root.mode = (options.mode ?? 0o777) | (options.medium === 'memory' ? 0o1000 : 0);
    }
    if (options.fsGroup !== undefined) {
      volume.root.gid = options.fsGroup;
      volume.root.mode |= 0o2070;
    }
    return volume;
  }

  /** The volume and the inode that a mount shows; a missing subPath is made as a directory with the volume's mode. Undefined when there is no such volume. */
  find(ref: VolumeRef, subPath: string | undefined): { volume: Volume; node: Inode } | undefined {
    const volume = ref.kind === 'host' ? this.host : ref.kind === 'disk' ? this.#disks.get(ref.id) : this.#volumes.get(keyOf(ref));
    if (volume === undefined) return undefined;
    const path = `${ref.kind === 'host' ? ref.path : ''}/${subPath ?? ''}`;
    return { volume, node: lookUp(volume.root, path) ?? makeDirectory(volume.root, path, ref.kind === 'host' ? undefined : volume.root) };
  }

  /** Of all volumes on the node's disk. */
  get diskBytes(): number {
    let total = this.host.usedBytes;
    for (const { fsType, usedBytes } of this.#volumes.values()) if (fsType !== 'tmpfs') total += usedBytes;
    return total;
  }

  usedBytes(ref: VolumeRef): number | undefined {
    const volume = ref.kind === 'disk' ? this.#disks.get(ref.id) : this.#volumes.get(keyOf(ref));
    return volume?.usedBytes;
  }

  /** In a host directory as plain files; else as `writeAtomically` does. */
  write(ref: VolumeRef, files: readonly VolumeFile[]): void {
    const found = this.find(ref, undefined);
    if (found?.node.type !== 'directory') return;
    if (ref.kind === 'host') {
      for (const file of files) setEntry(found.node, file.path, newFile(bytesOf(file.content), file.mode, this.#clock.now()));
      return;
    }
    const { root } = found.volume;
    const now = this.#clock.now();
    found.volume.usedBytes = files.reduce((sum, { content }) => sum + bytesOf(content).length, 0);
    // Most containers never look at their token: what they would see is made when something does.
    if (root instanceof LateDirectory && root.isUntouched) root.fillWhenRead(() => { writeAtomically(root, files, now); });
    else writeAtomically(root, files, now);
  }

  remove(ref: VolumeRef): void {
    if (ref.kind === 'disk') this.#disks.delete(ref.id);
    else if (ref.kind === 'pod') this.#volumes.delete(keyOf(ref));
  }

  statHost(path: string): 'file' | 'directory' | 'socket' | undefined {
    const node = lookUp(this.host.root, path);
    if (node === undefined) return undefined;
    return node.type === 'directory' ? 'directory' : node.type === 'socket' ? 'socket' : 'file';
  }
}

function bytesOf(content: VolumeFile['content']): Bytes {
  return typeof content === 'string' ? bytesOfText(content) : bytesOfArray(content);
}

/** As the kubelet's AtomicWriter: a new timestamped directory, then `..data` is turned to it, then user-visible links. */
function writeAtomically(root: DirectoryInode, files: readonly VolumeFile[], now: number): void {
  const stamp = `..${new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '_').replace('T', '_')}.${String(Math.floor(now * 1000) % 4_294_967_296)}`;
  const old = entryOf(root, '..data');
  const group = root.gid;
  // As SetVolumeOwnership for what may only be read.
  const isOwned = group !== 0;
  const ownedLink = (target: string): Inode => Object.assign(newLink(target, now), { gid: group });
  const directory = newDirectory(isOwned ? 0o2755 : 0o755, now, 0, group);
  for (const file of files) {
    const parts = file.path.split('/').filter((part) => part !== '');
    const name = parts.pop() ?? '';
    const parent = parts.length === 0 ? directory : makeDirectory(directory, parts.join('/'), directory);
    setEntry(parent, name, newFile(bytesOf(file.content), isOwned ? file.mode | 0o440 : file.mode, now, file.uid ?? 0, group));
  }
  setEntry(root, stamp, directory);
  root.entries?.delete('..data');
  setEntry(root, '..data', ownedLink(stamp));
  if (old?.type === 'link') root.entries?.delete(old.target);
  const wanted = new Set(files.map((file) => file.path.split('/').find((part) => part !== '') ?? ''));
  for (const name of entryNames(root)) if (!name.startsWith('..') && !wanted.has(name)) root.entries?.delete(name);
  for (const name of wanted) if (!root.entries?.has(name)) setEntry(root, name, ownedLink(`..data/${name}`));
}

/** What is at a path of `root`; links are followed from there. */
export function lookUp(root: DirectoryInode, path: string): Inode | undefined {
  let at: Inode | undefined = root;
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (at?.type === 'directory') at = entryOf(at, part);
    else return undefined;
    if (at?.type === 'link') at = lookUp(root, at.target);
  }
  return at;
}

function makeDirectory(root: DirectoryInode, path: string, like?: DirectoryInode): DirectoryInode {
  let at = root;
  for (const part of path.split('/')) {
    if (part === '' || part === '.' || part === '..') continue;
    const next = entryOf(at, part);
    if (next?.type === 'directory') at = next;
    else {
      const made = like === undefined ? newDirectory(0o755, at.mtimeMs) : newDirectory(like.mode & 0o2777, like.mtimeMs, 0, like.gid);
      setEntry(at, part, made);
      at = made;
    }
  }
  return at;
}

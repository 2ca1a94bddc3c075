// Directories of kernel files: named entries that are made when somebody looks, so that containers that never do cost nothing.
import type { Bytes } from '../bytes.ts';
import type { DirectoryInode, FileInode, Inode, Listing, Opener } from '../fs/inode.ts';
import { newLink } from '../fs/inode.ts';
import type { ContainerContext } from '../process/process.ts';

/** Whose container is shown. */
export type ContextOf = () => ContainerContext;

type Text = (context: ContainerContext, reader: Opener) => Bytes;

/** A text, a function that makes it, a directory, or an entry with more to say. */
export type KernelEntry = string | Text | KernelTable | KernelFile | KernelLink | KernelList;

export interface KernelTable { readonly entries: Readonly<Record<string, KernelEntry>>; readonly isReadOnly?: boolean }
export interface KernelFile {
  readonly mode: number;
  readonly text: Text;
  /** Takes what is written; absent: writing fails. */
  readonly accept?: (context: ContainerContext, bytes: Bytes) => void;
}
export interface KernelLink { readonly link: string | ((context: ContainerContext) => string) }
/** A directory whose entries come and go. */
export interface KernelList { readonly list: (context: ContainerContext, reader: Opener) => Listing; readonly mode?: number }

interface Owner { readonly uid: number; readonly gid: number }
const root: Owner = { uid: 0, gid: 0 };

/** A file that `generate` makes when it is opened. */
export function kernelFile(nowMs: number, generate: (reader: Opener) => Bytes, options: { readonly mode?: number; readonly owner?: Owner; readonly isReadOnly?: boolean; readonly accept?: (writer: Opener, bytes: Bytes) => void } = {}): FileInode {
  const { uid, gid } = options.owner ?? root;
  return { type: 'file', data: '', generate, mode: options.mode ?? 0o444, uid, gid, mtimeMs: nowMs, links: 1, ...(options.isReadOnly && { isReadOnly: true }), ...(options.accept && { accept: options.accept }) };
}

export function kernelDirectory(nowMs: number, generate: (reader: Opener) => Listing, options: { readonly mode?: number; readonly owner?: Owner; readonly isReadOnly?: boolean } = {}): DirectoryInode {
  const { uid, gid } = options.owner ?? root;
  return { type: 'directory', entries: undefined, generate, mode: options.mode ?? 0o555, uid, gid, mtimeMs: nowMs, ...(options.isReadOnly && { isReadOnly: true }) };
}

/** The inode of an entry. What is below a read-only table is read-only. */
export function inodeOf(entry: KernelEntry, contextOf: ContextOf, isReadOnly = false): Inode {
  const nowMs = contextOf().clock.now();
  if (typeof entry === 'string') return kernelFile(nowMs, () => entry, { isReadOnly, ...(isReadOnly && { mode: 0o644 }) });
  if (typeof entry === 'function') return kernelFile(nowMs, (reader) => entry(contextOf(), reader), { isReadOnly, ...(isReadOnly && { mode: 0o644 }) });
  if ('link' in entry) return newLink(typeof entry.link === 'string' ? entry.link : entry.link(contextOf()), nowMs);
  if ('entries' in entry) return tableDirectory(entry, contextOf, isReadOnly);
  if ('list' in entry) return kernelDirectory(nowMs, (reader) => entry.list(contextOf(), reader), { ...(entry.mode !== undefined && { mode: entry.mode }), isReadOnly });
  const { accept } = entry;
  return kernelFile(nowMs, (reader) => entry.text(contextOf(), reader), { mode: entry.mode, isReadOnly, ...(accept && { accept: (_writer: Opener, bytes: Bytes) => { accept(contextOf(), bytes); } }) });
}

/** A directory of a table's entries; each is made when it is asked for. */
export function tableDirectory(table: KernelTable, contextOf: ContextOf, isReadOnly = table.isReadOnly ?? false): DirectoryInode {
  const { entries } = table;
  const listing: Listing = {
    get: (name) => (Object.hasOwn(entries, name) ? inodeOf(entries[name] ?? '', contextOf, isReadOnly || table.isReadOnly === true) : undefined),
    keys: () => Object.keys(entries),
  };
  return kernelDirectory(contextOf().clock.now(), () => listing, { isReadOnly: isReadOnly || table.isReadOnly === true });
}

// Regular files that a process has open.
import { Errno } from '../process/errno.ts';
import type { OpenFile } from '../process/open-file.ts';
import { sliceOfData, withWritten } from './file-data.ts';
import type { FileInode, Opener } from './inode.ts';

/** How a file is opened. */
export interface OpenFlags {
  readonly read?: boolean;
  readonly write?: boolean;
  readonly create?: boolean;
  readonly truncate?: boolean;
  readonly append?: boolean;
  readonly exclusive?: boolean;
  readonly mode?: number;
  /** Where reading and writing begin; 0 when absent. */
  readonly offset?: number;
}

/** An open regular file; `grow` is told of every change of its size before it is made. */
export function regularFile(node: FileInode, path: string, flags: OpenFlags, opener: Opener, grow: (delta: number) => void): OpenFile {
  const generated = node.generate?.(opener);
  let offset = flags.offset ?? 0;
  return {
    references: 0,
    path,
    isTty: false,
    read: (_process, max) => {
      if (!flags.read) throw new Errno('EBADF');
      const bytes = sliceOfData(generated ?? node.data, offset, offset + max);
      offset += bytes.length;
      return bytes;
    },
    write: (_process, bytes) => {
      if (!flags.write) throw new Errno('EBADF');
      if (node.generate) {
        if (!node.accept) throw new Errno('EIO');
        node.accept(opener, bytes);
        return undefined;
      }
      if (flags.append) offset = node.data.length;
      grow(Math.max(0, offset + bytes.length - node.data.length));
      node.data = withWritten(node.data, offset, bytes);
      offset += bytes.length;
      return undefined;
    },
    unread: (bytes) => { offset -= bytes.length; },
    close: () => undefined,
  };
}

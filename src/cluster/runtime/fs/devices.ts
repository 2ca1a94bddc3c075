// /dev of every container.
import type { Random } from '../../../base/random.ts';
import { Errno } from '../process/errno.ts';
import { type OpenFile, nullFile } from '../process/open-file.ts';
import { type DeviceInode, type DirectoryInode, type Opener, newDirectory, newLink, setEntry } from './inode.ts';

/** Most that one read of /dev/zero gives. */
const maxReadBytes = 16 * 1024 * 1024;
const zeroes = '\0'.repeat(65536);

function reading(path: string, read: (max: number) => string, write: () => undefined = () => undefined): OpenFile {
  return { references: 0, path, isTty: false, read: (_process, max) => read(max), write, unread: () => undefined, close: () => undefined };
}

function device(major: number, minor: number, open: (process: Opener) => OpenFile): DeviceInode {
  return { type: 'device', device: [major, minor], mode: 0o666, uid: 0, gid: 0, mtimeMs: 0, open };
}

const made = new WeakMap<Random, DirectoryInode>();

/** The /dev that containers overlay; one per source of randomness, which feeds /dev/urandom. */
export function sharedDevices(randomSource: Random): DirectoryInode {
  let directory = made.get(randomSource);
  if (directory === undefined) {
    directory = deviceDirectory(randomSource);
    made.set(randomSource, directory);
  }
  return directory;
}

function deviceDirectory(randomSource: Random): DirectoryInode {
  const randomBytes = (max: number): string => {
    let bytes = '';
    for (let i = Math.min(max, 4096); i > 0; i--) bytes += String.fromCharCode(Math.floor(randomSource.next() * 256));
    return bytes;
  };
  const directory = newDirectory();
  const devices: Readonly<Record<string, DeviceInode>> = {
    null: device(1, 3, nullFile),
    zero: device(1, 5, () => reading('/dev/zero', (max) => (max > zeroes.length ? '\0'.repeat(Math.min(max, maxReadBytes)) : zeroes.slice(0, max)))),
    full: device(1, 7, () => reading('/dev/full', (max) => zeroes.slice(0, max), () => { throw new Errno('ENOSPC'); })),
    random: device(1, 8, () => reading('/dev/random', randomBytes)),
    urandom: device(1, 9, () => reading('/dev/urandom', randomBytes)),
    tty: device(5, 0, (process) => {
      const tty = [...process.files.values()].find((file) => file.isTty);
      if (tty === undefined) throw new Errno('ENOENT');
      return tty;
    }),
  };
  for (const [name, node] of Object.entries(devices)) setEntry(directory, name, node);
  for (const [name, target] of [['fd', '/proc/self/fd'], ['stdin', '/proc/self/fd/0'], ['stdout', '/proc/self/fd/1'], ['stderr', '/proc/self/fd/2'], ['ptmx', 'pts/ptmx']] as const) setEntry(directory, name, newLink(target));
  for (const name of ['pts', 'mqueue', 'shm']) setEntry(directory, name, newDirectory(name === 'pts' ? 0o755 : 0o1777));
  return directory;
}

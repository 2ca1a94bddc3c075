// Names of users and groups.
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';

export function userName(process: Process, uid: number): string {
  return nameIn('/etc/passwd', process, uid);
}

export function groupName(process: Process, gid: number): string {
  return nameIn('/etc/group', process, gid);
}

/** The name that a file of users or groups has for `id`; the number when it has none. */
function nameIn(path: string, process: Process, id: number): string {
  try {
    return process.fs.readFile(path, { uid: 0, gid: 0, groups: [] }).split('\n').find((line) => line.split(':')[2] === String(id))?.split(':')[0] ?? String(id);
  } catch (error) {
    if (error instanceof Errno) return String(id);
    throw error;
  }
}

// What paths name: their last part, directories, links.
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { pathOf } from './command.ts';

export function baseName(path: string): string {
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

export function isDirectory(process: Process, path: string): boolean {
  try {
    return process.fs.stat(pathOf(process, path), process.credentials, { process }).node.type === 'directory';
  } catch {
    return false;
  }
}

export function removeQuietly(process: Process, path: string): void {
  try {
    process.fs.unlink(pathOf(process, path), process.credentials);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
  }
}

export function linkAt(process: Process, path: string): boolean {
  try {
    return process.fs.stat(pathOf(process, path), process.credentials, { followLast: false }).node.type === 'link';
  } catch {
    return false;
  }
}

// Files that only their owner may read: created exclusively under a temporary name and renamed, 0600 in a 0700 folder.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The content, or undefined when there is no such file. */
export function readPrivate(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Only its owner may look into it, whoever made it. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
}

/** Replaces the file whole; a reader sees the old content or the new. */
export function writePrivate(file: string, content: string): void {
  const dir = path.dirname(file);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const partial = path.join(dir, `.${path.basename(file)}.${randomBytes(6).toString('hex')}`);
  writeFileSync(partial, content, { flag: 'wx', mode: 0o600 });
  chmodSync(partial, 0o600);
  renameSync(partial, file);
}

// Images: what a registry offers and a node stores. A layer's files are built once and shared by all containers.
import { type Bytes, bytesOfText } from '../bytes.ts';
import { type DirectoryInode, entryOf, newDirectory, newFile, newLink, setEntry } from '../fs/inode.ts';

/** A file of an image: its text, or a link, a directory, or something with a mode and owner. */
export type ImageFile =
  | string
  | { readonly link: string }
  | { readonly directory: true; readonly mode?: number; readonly uid?: number; readonly gid?: number }
  | { readonly content: string; readonly mode?: number; readonly uid?: number; readonly gid?: number }
  | { readonly program: string };

/** A catalogue entry. */
export interface ImageDefinition {
  /** Full repository name, `docker.io/library/nginx`. */
  readonly repository: string;
  readonly tags: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly workingDir?: string;
  readonly exposedPorts?: readonly number[];
  readonly stopSignal?: string;
  readonly volumes?: readonly string[];
  /** Compressed size: decides how long a pull takes. */
  readonly sizeBytes: number;
  /** Bytes that its main process uses at rest. */
  readonly residentBytes?: number;
  readonly files: () => Readonly<Record<string, ImageFile>>;
  /** Needed to pull; absent means public. */
  readonly credentials?: { readonly username: string; readonly password: string };
}

/** When image files were made. */
const buildTimeMs = Date.UTC(2026, 5, 1);

/** The directory tree of `files`; parents are made as needed. */
export function buildTree(files: Readonly<Record<string, ImageFile>>, programContent: (name: string) => Bytes): DirectoryInode {
  const root = newDirectory(0o755, buildTimeMs);
  for (const [path, file] of Object.entries(files)) {
    const parts = path.split('/').filter((part) => part !== '');
    const name = parts.pop();
    let at = root;
    for (const part of parts) {
      const next = entryOf(at, part);
      if (next?.type === 'directory') at = next;
      else {
        const made = newDirectory(0o755, buildTimeMs);
        setEntry(at, part, made);
        at = made;
      }
    }
    if (name === undefined) continue;
    if (typeof file === 'string') setEntry(at, name, newFile(bytesOfText(file), 0o644, buildTimeMs));
    else if ('link' in file) setEntry(at, name, newLink(file.link, buildTimeMs));
    else if ('program' in file) setEntry(at, name, newFile(programContent(file.program), 0o755, buildTimeMs));
    else if ('directory' in file) setEntry(at, name, newDirectory(file.mode ?? 0o755, buildTimeMs, file.uid ?? 0, file.gid ?? 0));
    else setEntry(at, name, newFile(bytesOfText(file.content), file.mode ?? 0o644, buildTimeMs, file.uid ?? 0, file.gid ?? 0));
  }
  return root;
}

/** A stable 64-digit hexadecimal number of `text`, standing for a content digest. */
export function digestOf(text: string): string {
  let digest = '';
  for (let round = 0; digest.length < 64; round++) {
    let hash = 0x811c9dc5 ^ (round * 0x9e3779b1);
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x2c1b3c6d);
    hash ^= hash >>> 12;
    digest += (hash >>> 0).toString(16).padStart(8, '0');
  }
  return digest;
}

// What a container's processes start with: command, environment, user; the process part of runc's spec.
import { RecentMap } from '../../../base/recent-map.ts';
import type { ContainerConfig } from '../../kubelet/runtime-service.ts';
import { type Bytes, bytesOfText } from '../bytes.ts';
import type { FileSystem } from '../fs/file-system.ts';
import type { StoredImage } from '../images/registry.ts';
import type { Credentials } from '../process/credentials.ts';
import { Errno } from '../process/errno.ts';
import type { Sandbox } from './sandbox.ts';

/** PATH of an image that sets none. */
export const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** An error as containerd's shim passes on runc's. */
export function runcError(detail: string, isInContainer = true): string {
  return `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ${isInContainer ? 'unable to start container process: ' : ''}${detail}`;
}

/** Why runc does not start `name`; `status` is the shell's for it. */
export function execProblem(name: string, status: number): string {
  if (status === 126) return `exec: "${name}": permission denied`;
  return name.includes('/') ? `exec: "${name}": stat ${name}: no such file or directory` : `exec: "${name}": executable file not found in $PATH`;
}

/** What the container's first process is called with: the image's, overridden by the Pod's. */
export function commandOf(config: ContainerConfig, image: StoredImage): readonly string[] {
  const entrypoint = config.command && config.command.length > 0 ? config.command : (image.definition.entrypoint ?? []);
  const args = config.args && config.args.length > 0 ? config.args : config.command && config.command.length > 0 ? [] : (image.definition.cmd ?? []);
  return [...entrypoint, ...args].map(bytesOfText);
}

/** The environment of the container's processes. */
export function environmentOf(config: ContainerConfig, image: StoredImage, sandbox: Sandbox, fs: FileSystem): Map<string, string> {
  const env = new Map<string, string>([['PATH', defaultPath]]);
  for (const [name, value] of Object.entries(image.definition.env ?? {})) env.set(name, value);
  env.set('HOSTNAME', sandbox.hostname);
  if (config.tty) env.set('TERM', 'xterm');
  for (const { name, value } of config.env) env.set(bytesOfText(name), bytesOfText(value));
  if (!env.has('HOME')) env.set('HOME', homeOf(fs, credentialsOf(config, image, fs).uid));
  return env;
}

function homeOf(fs: FileSystem, uid: number): string {
  return lookUp(fs, '/etc/passwd', (fields) => fields[2] === String(uid))?.[5] ?? '/';
}

function lookUp(fs: FileSystem, path: string, matches: (fields: readonly string[]) => boolean): readonly string[] | undefined {
  try {
    return rowsOf(fs.readFile(path, { uid: 0, gid: 0, groups: [] })).find(matches);
  } catch (error) {
    if (error instanceof Errno) return undefined;
    throw error;
  }
}

/** User and groups of the container's processes; names are looked up in its files. */
export function credentialsOf(config: ContainerConfig, image: StoredImage, fs: FileSystem): Credentials {
  const [userName = '', groupName] = (config.runAsUser === undefined ? (image.definition.user ?? '0') : String(config.runAsUser)).split(':');
  const entry = lookUp(fs, '/etc/passwd', (fields) => fields[0] === userName || fields[2] === userName);
  const uid = /^\d+$/.test(userName) ? Number(userName) : Number(entry?.[2] ?? 0);
  const namedGroup = groupName === undefined ? undefined : (/^\d+$/.test(groupName) ? Number(groupName) : Number(lookUp(fs, '/etc/group', (fields) => fields[0] === groupName)?.[2] ?? 0));
  const gid = config.runAsGroup ?? namedGroup ?? Number(entry?.[3] ?? 0);
  return { uid, gid, groups: [...new Set([gid, ...(config.supplementalGroups ?? [])])] };
}

const rows = new RecentMap<Bytes, readonly (readonly string[])[]>(8);

/** The lines of a passwd or group file, most of which are an image's. */
function rowsOf(text: Bytes): readonly (readonly string[])[] {
  const known = rows.get(text);
  if (known !== undefined) return known;
  const read = text.split('\n').map((line) => line.split(':'));
  // What a container wrote there may be of any size.
  if (text.length < 4096) rows.set(text, read);
  return read;
}

// kubectl cp: tar over exec, both ways.
import type { Pod } from '../../api/generated/core-v1.ts';
import type { Command, Invocation } from '../command.ts';
import { KubectlError } from '../errors.ts';
import { concat, packTar, unpackTar } from '../text/tar.ts';
import { chooseContainer } from './exec.ts';
import { stream } from './streams.ts';

export const cp: Command = {
  name: 'cp',
  use: 'cp <file-spec-src> <file-spec-dest> [options]',
  short: 'Copy files and directories to and from containers',
  flags: [{ name: 'container', short: 'c', type: 'string' }, { name: 'no-preserve', type: 'bool' }, { name: 'retries', type: 'int', default: '0' }],
  run,
};

/** Differs from Kubernetes: what is copied passes through memory, so it is bounded; kubectl streams it. */
const maxCopyBytes = 256 * 1024 * 1024;
const tooLarge = `what is to be copied is larger than ${maxCopyBytes / 1024 / 1024} MiB`;

/** `[[namespace/]pod:]path`. */
interface FileSpec {
  readonly namespace: string;
  readonly pod: string;
  readonly path: string;
}

async function run(invocation: Invocation): Promise<undefined> {
  const { args } = invocation;
  if (args.length !== 2) throw new KubectlError('source and destination are required');
  const [source, target] = args.map(fileSpec);
  if (!source || !target) return undefined;
  if (source.pod !== '' && target.pod !== '') throw new KubectlError('one of src or dest must be a local file specification');
  if (source.path === '' || target.path === '') throw new KubectlError('filepath can not be empty');
  if (source.pod !== '') await copyFrom(invocation, source, target.path);
  else if (target.pod !== '') await copyTo(invocation, source.path, target);
  else throw new KubectlError('one of src or dest must be a remote file specification');
  return undefined;
}

function fileSpec(text: string): FileSpec {
  const colon = text.indexOf(':');
  if (colon === 0) throw new KubectlError('filespec must match the canonical format: [[namespace/]pod:]file/path');
  if (colon < 0) return { namespace: '', pod: '', path: text };
  const pieces = text.slice(0, colon).split('/');
  const path = text.slice(colon + 1);
  if (pieces.length === 1) return { namespace: '', pod: pieces[0] ?? '', path };
  if (pieces.length === 2) return { namespace: pieces[0] ?? '', pod: pieces[1] ?? '', path };
  throw new KubectlError('filespec must match the canonical format: [[namespace/]pod:]file/path');
}

interface Remote {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

async function remoteOf({ session, flags }: Invocation, spec: FileSpec): Promise<Remote> {
  const namespace = spec.namespace || session.namespace;
  const pod = await session.get<Pod>(await session.resource('pods'), spec.pod, namespace);
  if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') throw new KubectlError(`cannot exec into a container in a completed pod; current phase is ${pod.status.phase}`);
  return { namespace, pod: spec.pod, container: chooseContainer(session, pod, flags.string('container'), false) };
}

async function copyTo(invocation: Invocation, local: string, target: FileSpec): Promise<void> {
  const { session } = invocation;
  const entries = await session.io.readTree?.(local);
  if (!entries) throw new KubectlError(`${local} doesn't exist in local filesystem`);
  const remote = await remoteOf(invocation, target);
  let path = target.path.replace(/(.)\/$/, '$1');
  const base = local.replace(/\/$/, '').slice(local.replace(/\/$/, '').lastIndexOf('/') + 1);
  // Into a folder that exists, under the local name.
  const isFolder = (await stream(session, { ...remote, subresource: 'exec', command: ['test', '-d', path], isStdin: false, isTty: false, onStdout: () => undefined, onStderr: () => undefined })) === 0;
  if (isFolder) path = `${path.replace(/\/$/, '')}/${base}`;
  const [folder, name] = splitPath(path);
  if (entries.reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0) > maxCopyBytes) throw new KubectlError(tooLarge);
  const archive = packTar(entries.map((entry) => ({ ...entry, path: entry.path === base ? name : `${name}${entry.path.slice(base.length)}` })));
  const command = ['tar', '-xmf', '-', ...(folder === '' ? [] : ['-C', folder])];
  const exitCode = await stream(session, { ...remote, subresource: 'exec', command, isStdin: true, isTty: false, input: oneChunk(archive) });
  if (exitCode !== 0) throw new KubectlError(`command terminated with exit code ${exitCode}`);
}

function splitPath(path: string): [folder: string, name: string] {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? ['', path] : [slash === 0 ? '/' : path.slice(0, slash), path.slice(slash + 1)];
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

async function copyFrom(invocation: Invocation, source: FileSpec, local: string): Promise<void> {
  const { session } = invocation;
  if (!session.io.writeFile) throw new KubectlError('this kubectl cannot write files');
  const remote = await remoteOf(invocation, source);
  const parts: Uint8Array[] = [];
  let size = 0;
  const keep = (bytes: Uint8Array): void => {
    size += bytes.length;
    if (size <= maxCopyBytes) parts.push(bytes);
  };
  const exitCode = await stream(session, { ...remote, subresource: 'exec', command: ['tar', 'cf', '-', source.path], isStdin: false, isTty: false, onStdout: keep });
  if (size > maxCopyBytes) throw new KubectlError(tooLarge);
  if (exitCode !== 0) throw new KubectlError(`command terminated with exit code ${exitCode}`);
  const prefix = source.path.replace(/^(\.{0,2}\/)+/, '').replace(/\/$/, '');
  if (source.path.startsWith('/')) session.io.stderr("tar: removing leading '/' from member names\n");
  for (const { path, bytes, type } of unpackTar(concat(parts))) {
    const below = path.replace(/^(\.{0,2}\/)+/, '').replace(/\/$/, '');
    // Invariant: nothing is written outside the target, and no links are made.
    if (below !== prefix && !below.startsWith(`${prefix}/`)) {
      session.io.stderr(`warning: skipping file outside of the source: ${path}\n`);
      continue;
    }
    if (below.split('/').includes('..')) {
      session.io.stderr(`warning: skipping file outside of the destination: ${path}\n`);
      continue;
    }
    if (type === 'other') {
      session.io.stderr(`warning: skipping symlink: ${path}\n`);
      continue;
    }
    const rest = below.slice(prefix.length);
    await session.io.writeFile(`${local.replace(/\/$/, '')}${rest}`, bytes);
  }
}

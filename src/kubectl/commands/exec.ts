// kubectl exec.
import type { Pod } from '../../api/generated/core-v1.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import { infosOfFiles } from '../builder/infos.ts';
import { checkPathName } from '../builder/targets.ts';
import type { Command, Invocation } from '../command.ts';
import type { ApiResource } from '../discovery.ts';
import { KubectlError, PlainError, throwAll, usageError } from '../errors.ts';
import type { Session } from '../session.ts';
import { containerNames, defaultContainer } from './containers-of.ts';
import { podForObject } from './pod-for-object.ts';
import { stream } from './streams.ts';

export const exec: Command = {
  name: 'exec',
  use: 'exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...] [options]',
  short: 'Execute a command in a container',
  flags: [
    { name: 'container', short: 'c', type: 'string' }, { name: 'filename', short: 'f', type: 'commaList' }, { name: 'pod-running-timeout', type: 'duration', default: '1m' },
    { name: 'quiet', short: 'q', type: 'bool' }, { name: 'stdin', short: 'i', type: 'bool' }, { name: 'tty', short: 't', type: 'bool' },
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const { session, flags, args, dashAt, path } = invocation;
  const files = flags.list('filename');
  if (files.length === 0 && (args.length === 0 || dashAt === 0)) throw new KubectlError('pod, type/name or --filename must be specified');
  if (dashAt < 0 && args.length > (files.length > 0 ? 0 : 1)) throw usageError(path, 'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead');
  const command = dashAt < 0 ? [] : args.slice(dashAt);
  const pod = await podOf(invocation, files);
  if (command.length === 0) throw new KubectlError('you must specify at least one command for the container');
  if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') throw new KubectlError(`cannot exec into a container in a completed pod; current phase is ${pod.status.phase}`);
  const container = chooseContainer(session, pod, flags.string('container'), flags.bool('quiet'));
  const isStdin = flags.bool('stdin');
  const exitCode = await stream(session, { namespace: pod.metadata.namespace ?? session.namespace, pod: pod.metadata.name, subresource: 'exec', container, command, isStdin, isTty: flags.bool('tty') && isStdin && session.io.input?.isTerminal !== false });
  if (exitCode !== 0) throw new PlainError(`command terminated with exit code ${exitCode}`, exitCode);
  return exitCode;
}

async function podOf({ session, flags, args }: Invocation, files: readonly string[]): Promise<Pod> {
  const timeoutMs = flags.durationMs('pod-running-timeout');
  if (files.length > 0) {
    const { infos, errors } = await infosOfFiles(session, files, false);
    throwAll(errors);
    const [info] = infos;
    if (!info) throw new KubectlError('no objects passed to exec');
    return podForObject(session, info.resource, await session.get<KubeObject>(info.resource, info.name, info.namespace), timeoutMs, 'attach');
  }
  const { resource, object } = await podOrOwner(session, args[0] ?? '');
  return podForObject(session, resource, object, timeoutMs, 'attach');
}

/** The object of `POD` or `TYPE/NAME`. */
export async function podOrOwner(session: Session, word: string): Promise<{ resource: ApiResource; object: KubeObject }> {
  const slash = word.indexOf('/');
  const [type, name] = slash < 0 ? ['pods', word] : [word.slice(0, slash), word.slice(slash + 1)];
  const resource = await session.resource(type);
  checkPathName(name);
  const object = await session.get<KubeObject>(resource, name, session.namespace);
  return { resource, object: { ...object, kind: resource.kind } };
}

/** The named container, or the default one with a word about the choice. */
export function chooseContainer(session: Session, pod: Pod, wanted: string, isQuiet: boolean): string {
  const all = containerNames(pod);
  if (wanted !== '') {
    if (!all.some(({ name }) => name === wanted)) throw new KubectlError(`container ${wanted} is not valid for pod ${pod.metadata.name} out of: ${all.map(({ label }) => label).join(', ')}`);
    return wanted;
  }
  const { name, isGuessed } = defaultContainer(pod);
  if (isGuessed && all.length > 1 && !isQuiet) session.io.stderr(`Defaulted container "${name}" out of: ${all.map(({ label }) => label).join(', ')}\n`);
  return name;
}

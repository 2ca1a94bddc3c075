// kubectl logs.
import type { Pod } from '../../api/generated/core-v1.ts';
import { StatusError } from '../../api/meta/status-error.ts';
import { listInfos } from '../builder/infos.ts';
import { missingResource } from '../builder/targets.ts';
import type { Command, Invocation } from '../command.ts';
import { groupResourceText } from '../discovery.ts';
import { errorMessage, KubectlError, serverMessage, throwAll, usageError } from '../errors.ts';
import type { Session } from '../session.ts';
import { containerNames, defaultContainer } from './containers-of.ts';
import { podForObject } from './pod-for-object.ts';
import { selectorFlag } from './shared-flags.ts';

export const logs: Command = {
  name: 'logs',
  use: 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER] [options]',
  short: 'Print the logs for a container in a pod',
  flags: [
    selectorFlag,
    { name: 'all-containers', type: 'bool' },
    { name: 'all-pods', type: 'bool' },
    { name: 'container', short: 'c', type: 'string' },
    { name: 'follow', short: 'f', type: 'bool' },
    { name: 'ignore-errors', type: 'bool' },
    { name: 'insecure-skip-tls-verify-backend', type: 'bool' },
    { name: 'limit-bytes', type: 'int', default: '0' },
    { name: 'max-log-requests', type: 'int', default: '5' },
    { name: 'pod-running-timeout', type: 'duration', default: '20s' },
    { name: 'prefix', type: 'bool' },
    { name: 'previous', short: 'p', type: 'bool' },
    { name: 'since', type: 'duration', default: '0s' },
    { name: 'since-time', type: 'string' },
    { name: 'tail', type: 'int', default: '-1' },
    { name: 'timestamps', type: 'bool' },
  ],
  run,
};

/** One container whose log is read. */
interface LogSource {
  readonly pod: Pod;
  readonly container: string;
}

const usage = "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command";

async function run(invocation: Invocation): Promise<undefined> {
  const { session, flags, args } = invocation;
  checkUsage(invocation);
  const selector = flags.string('selector');
  const pods = selector !== '' ? await selectedPods(session, selector) : await namedPods(invocation);
  if (pods.length === 0) {
    session.io.stderr(`No resources found in ${session.namespace} namespace.\n`);
    return undefined;
  }
  const container = flags.string('container') || (args.length === 2 ? (args[1] ?? '') : '');
  const isAll = flags.bool('all-containers');
  if (isAll && container !== '') throw new KubectlError(`--all-containers=true should not be specified with container name ${container}`);
  const sources = pods.flatMap((pod) => sourcesOf(session, pod, container, isAll, selector !== ''));
  const limit = flags.number('max-log-requests');
  if (flags.bool('follow') && sources.length > limit) {
    throw new KubectlError(`you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${limit}, use --max-log-requests to increase the limit`);
  }
  await printSources(invocation, sources);
  return undefined;
}

function checkUsage({ flags, args, path }: Invocation): void {
  const selector = flags.string('selector');
  if (args.length === 0 && selector === '') throw usageError(path, usage);
  if (args.length > 2) throw usageError(path, usage);
  if (args.length > 0 && selector !== '') throw usageError(path, 'only a selector (-l) or a POD name is allowed');
  if (args.length === 2 && flags.isSet('container')) throw usageError(path, 'only one of -c or an inline [CONTAINER] arg is allowed');
  const sinceTime = flags.string('since-time');
  if (sinceTime !== '') {
    if (flags.durationMs('since') !== 0) throw new KubectlError('at most one of `sinceTime` or `sinceSeconds` may be specified');
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(sinceTime)) throw new KubectlError(`parsing time "${sinceTime}" as "2006-01-02T15:04:05Z07:00": cannot parse "${sinceTime}" as "2006"`);
  }
  if (flags.durationMs('since') < 0) throw new KubectlError('--since must be greater than 0');
  if (flags.number('limit-bytes') < 0) throw new KubectlError('--limit-bytes must be greater than 0');
  if (flags.number('tail') < -1) throw new KubectlError('--tail must be greater than or equal to -1');
}

async function selectedPods(session: Session, labelSelector: string): Promise<Pod[]> {
  return (await listInfos(session, await session.resource('pods'), { labelSelector })).map(({ object }) => object as Pod);
}

/** The Pod of `POD` or `TYPE/NAME`. Refusals are said in lower case, with the namespace. */
async function namedPods({ session, flags, args }: Invocation): Promise<Pod[]> {
  const [word = ''] = args;
  if (word === '') throw new KubectlError(missingResource);
  const [type, name] = word.includes('/') ? [word.slice(0, word.indexOf('/')), word.slice(word.indexOf('/') + 1)] : ['pods', word];
  const resource = await session.resource(type);
  let object;
  try {
    object = await session.get(resource, name, session.namespace);
  } catch (error) {
    const message = serverMessage(error);
    if (!(error instanceof StatusError) || message === undefined) throw error;
    throw new KubectlError(`error from server (${error.reason}): ${groupResourceText(resource)} "${name}" not found in namespace "${session.namespace}"`);
  }
  return [await podForObject(session, resource, object, flags.durationMs('pod-running-timeout'), 'logs')];
}

function sourcesOf(session: Session, pod: Pod, container: string, isAll: boolean, isSelected: boolean): LogSource[] {
  const all = containerNames(pod);
  if (isAll) return all.map(({ name }) => ({ pod, container: name }));
  if (container !== '') {
    if (!all.some(({ name }) => name === container)) throw new KubectlError(`container ${container} is not valid for pod ${pod.metadata.name} out of: ${all.map(({ label }) => label).join(', ')}`);
    return [{ pod, container }];
  }
  const chosen = defaultContainer(pod);
  if (chosen.isGuessed && all.length > 1 && !isSelected) session.io.stderr(`Defaulted container "${chosen.name}" out of: ${all.map(({ label }) => label).join(', ')}\n`);
  return [{ pod, container: chosen.name }];
}

async function printSources(invocation: Invocation, sources: readonly LogSource[]): Promise<void> {
  const { flags } = invocation;
  const failures: unknown[] = [];
  const attempt = async (source: LogSource): Promise<void> => {
    try {
      await printSource(invocation, source);
    } catch (error) {
      if (!flags.bool('ignore-errors')) failures.push(error);
      else invocation.session.io.stderr(`error: ${errorMessage(error)}\n`);
    }
  };
  if (flags.bool('follow') && sources.length > 1) {
    await Promise.all(sources.map(attempt));
  } else {
    for (const source of sources) {
      await attempt(source);
      if (failures.length > 0) break;
    }
  }
  throwAll(failures.slice(0, 1));
}

async function printSource(invocation: Invocation, { pod, container }: LogSource): Promise<void> {
  const { session, flags } = invocation;
  // The log of a Pod that no node has is empty.
  if (!pod.spec.nodeName) return;
  const prefix = flags.bool('prefix') ? `[pod/${pod.metadata.name}/${container}] ` : '';
  const output = lineOutput(session, prefix);
  const since = flags.durationMs('since');
  // With a selector kubectl shows ten lines of each container unless told otherwise.
  const tail = flags.isSet('tail') || flags.string('selector') === '' ? flags.number('tail') : 10;
  const query = {
    container,
    ...(flags.bool('follow') && { follow: 'true' }),
    ...(flags.bool('previous') && { previous: 'true' }),
    ...(flags.bool('timestamps') && { timestamps: 'true' }),
    ...(since > 0 && { sinceSeconds: String(Math.ceil(since / 1000)) }),
    ...(flags.string('since-time') && { sinceTime: flags.string('since-time') }),
    ...(tail >= 0 && { tailLines: String(tail) }),
    ...(flags.number('limit-bytes') > 0 && { limitBytes: flags.string('limit-bytes') }),
  };
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      channel.dispose();
      resolve();
    };
    const channel = session.client.connect(
      { verb: 'connect', ref: { group: '', version: 'v1', resource: 'pods' }, namespace: pod.metadata.namespace ?? session.namespace, name: pod.metadata.name, subresource: 'log', query },
      {
        onData: (_, bytes) => output.write(bytes),
        onClose: (status) => {
          session.io.signal.removeEventListener('abort', stop);
          if (status && status.status !== 'Success') reject(new StatusError(status));
          else resolve();
        },
      },
    );
    if (session.io.signal.aborted) stop();
    else session.io.signal.addEventListener('abort', stop, { once: true });
  });
  output.end();
}

/** Whole lines only when they carry a prefix; otherwise bytes as they come. */
function lineOutput(session: Session, prefix: string): { write(bytes: Uint8Array): Promise<void> | undefined; end(): void } {
  const decoder = new TextDecoder();
  let rest = '';
  return {
    write(bytes) {
      if (prefix === '' && session.io.stdoutBytes) return session.io.stdoutBytes(bytes);
      const text = rest + decoder.decode(bytes, { stream: true });
      const end = prefix === '' ? text.length : text.lastIndexOf('\n') + 1;
      rest = text.slice(end);
      const ready = text.slice(0, end);
      if (ready !== '') session.io.stdout(prefix === '' ? ready : ready.replace(/^(?=.|\n)/gm, (match, at: number) => (at < ready.length ? prefix + match : match)));
      return undefined;
    },
    end() {
      const last = rest + decoder.decode();
      if (last !== '') session.io.stdout(prefix + last);
    },
  };
}

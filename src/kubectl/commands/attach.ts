// kubectl attach, and the attaching end of run and debug.
import type { Pod } from '../../api/generated/core-v1.ts';
import { selectInfos } from '../builder/infos.ts';
import type { Command, Invocation } from '../command.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { deleteInfo, deletedText } from './delete.ts';
import { chooseContainer, podOrOwner } from './exec.ts';
import { podForObject } from './pod-for-object.ts';
import { stream } from './streams.ts';
import { watchObject } from './watch-object.ts';
import { waitUntilGone } from './wait-gone.ts';

export const attach: Command = {
  name: 'attach',
  use: 'attach (POD | TYPE/NAME) -c CONTAINER [options]',
  short: 'Attach to a running container',
  flags: [
    { name: 'container', short: 'c', type: 'string' }, { name: 'detach-keys', type: 'string', default: 'ctrl-p,ctrl-q' }, { name: 'pod-running-timeout', type: 'duration', default: '1m' },
    { name: 'quiet', short: 'q', type: 'bool' }, { name: 'stdin', short: 'i', type: 'bool' }, { name: 'tty', short: 't', type: 'bool' },
  ],
  run,
};

async function run(invocation: Invocation): Promise<number> {
  const { session, flags, args } = invocation;
  if (args.length === 0) throw new KubectlError('at least 1 argument is required for attach');
  if (args.length > 2) throw new KubectlError('expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ' + `${args.length}: [${args.join(' ')}]`);
  const timeoutMs = flags.durationMs('pod-running-timeout');
  let pod: Pod;
  if (args.length === 2) {
    const { infos, errors } = await selectInfos(session, args, {});
    throwAll(errors);
    const [info] = infos;
    if (!info) throw new KubectlError('pod not found');
    pod = await podForObject(session, info.resource, info.object, timeoutMs, 'attach');
  } else {
    const { resource, object } = await podOrOwner(session, args[0] ?? '');
    pod = await podForObject(session, resource, object, timeoutMs, 'attach');
  }
  if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') throw new KubectlError(`cannot attach a container in a completed pod; current phase is ${pod.status.phase}`);
  return attachTo(invocation, pod, chooseContainer(session, pod, flags.string('container'), flags.bool('quiet')));
}

/** Streams until the container ends or the user goes. */
export async function attachTo({ session, flags }: Invocation, pod: Pod, container: string): Promise<number> {
  const spec = [...pod.spec.containers, ...(pod.spec.ephemeralContainers ?? []), ...(pod.spec.initContainers ?? [])].find(({ name }) => name === container);
  const isTty = flags.bool('tty') && spec?.tty === true;
  if (flags.bool('tty') && !isTty) session.io.stderr(`error: Unable to use a TTY - container ${container} did not allocate one\n`);
  if (!flags.bool('quiet')) {
    session.io.stderr('All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\n');
    session.io.stderr("If you don't see a command prompt, try pressing enter.\n");
  }
  return stream(session, { namespace: pod.metadata.namespace ?? session.namespace, pod: pod.metadata.name, subresource: 'attach', container, command: [], isStdin: flags.bool('stdin'), isTty });
}

/** `run -i`: waits for the Pod, attaches, and with `--rm` deletes it. The exit code is the container's. */
export async function attachToNewPod(invocation: Invocation, pod: Pod): Promise<number> {
  const { session, flags } = invocation;
  const resource = await session.resource('pods');
  const { name } = pod.metadata;
  const namespace = pod.metadata.namespace ?? session.namespace;
  const info = { resource, name, namespace, object: pod };
  try {
    let current = pod;
    const follow = (phases: readonly (string | undefined)[]): Promise<boolean> =>
      watchObject(session, info, flags.durationMs('pod-running-timeout'), {
        isDone: (object, type) => {
          current = object as Pod;
          return type === 'DELETED' || phases.includes(current.status.phase);
        },
      });
    await follow(['Running', 'Succeeded', 'Failed']);
    const container = pod.spec.containers[0]?.name ?? '';
    if (current.status.phase === 'Pending') throw new KubectlError('timed out waiting for the condition');
    if (current.status.phase === 'Running') await attachTo(invocation, current, container);
    else await printLog(invocation, namespace, name);
    if (pod.spec.restartPolicy === 'Always') return 0;
    await follow(['Succeeded', 'Failed']);
    return current.status.containerStatuses?.[0]?.state.terminated?.exitCode ?? 0;
  } finally {
    if (flags.bool('rm')) {
      const options = { propagationPolicy: 'Background', graceSeconds: flags.number('grace-period'), dryRun: 'none', isForced: flags.bool('force') } as const;
      await deleteInfo(session, info, options);
      await waitUntilGone(session, [info], 0);
      if (!flags.bool('quiet')) session.io.stdout(deletedText(info, options));
    }
  }
}

/** A Pod that ended before kubectl could attach: what it said. */
async function printLog({ session }: Invocation, namespace: string, name: string): Promise<void> {
  await new Promise<void>((resolve) => {
    session.client.connect(
      { verb: 'connect', ref: { group: '', version: 'v1', resource: 'pods' }, namespace, name, subresource: 'log' },
      {
        onData: (_, bytes) => {
          if (session.io.stdoutBytes) return session.io.stdoutBytes(bytes);
          session.io.stdout(new TextDecoder().decode(bytes));
          return undefined;
        },
        onClose: () => { resolve(); },
      },
    );
  });
}

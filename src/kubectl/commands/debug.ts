// kubectl debug: ephemeral containers, copies of Pods, Pods on nodes.
import type { Container, Pod } from '../../api/generated/core-v1.ts';
import type { Command, Invocation } from '../command.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { selectInfos, type Info } from '../builder/infos.ts';
import { attachTo } from './attach.ts';
import { twoWayPatch } from './change.ts';
import { containerName, type DebugOptions } from './debug-options.ts';
import { copyForDebugging, nodeDebugger } from './debug-pods.ts';
import { debugProfile, isProfile } from './debug-profiles.ts';
import { watchObject } from './watch-object.ts';
import type { KubeObject } from '../../api/meta/object.ts';

export const debug: Command = {
  name: 'debug',
  use: 'debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ] [options]',
  short: 'Create debugging sessions for troubleshooting workloads and nodes',
  flags: [
    { name: 'arguments-only', type: 'bool' }, { name: 'attach', type: 'bool' }, { name: 'container', short: 'c', type: 'string' }, { name: 'copy-to', type: 'string' }, { name: 'custom', type: 'string' }, { name: 'env', type: 'list' },
    { name: 'filename', short: 'f', type: 'commaList' }, { name: 'image', type: 'string' }, { name: 'image-pull-policy', type: 'string' }, { name: 'keep-annotations', type: 'bool' }, { name: 'keep-init-containers', type: 'bool', default: 'true' },
    { name: 'keep-labels', type: 'bool' }, { name: 'keep-liveness', type: 'bool' }, { name: 'keep-readiness', type: 'bool' }, { name: 'keep-startup', type: 'bool' }, { name: 'profile', type: 'string', default: 'general' },
    { name: 'quiet', short: 'q', type: 'bool' }, { name: 'replace', type: 'bool' }, { name: 'same-node', type: 'bool' }, { name: 'set-image', type: 'commaList' }, { name: 'share-processes', type: 'bool', default: 'true' },
    { name: 'stdin', short: 'i', type: 'bool' }, { name: 'target', type: 'string' }, { name: 'tty', short: 't', type: 'bool' },
  ],
  run,
};

async function run(invocation: Invocation): Promise<number | undefined> {
  const { session, flags, args, dashAt } = invocation;
  const names = dashAt < 0 ? args : args.slice(0, dashAt);
  const options = optionsOf(invocation);
  if (names.length === 0 && flags.list('filename').length === 0) throw new KubectlError('NAME or filename is required for debug');
  if (!isProfile(options.profile)) throw new KubectlError(`unknown profile: ${options.profile}`);
  if (options.image === '' && flags.string('copy-to') === '') throw new KubectlError('you must specify --image when not using --copy-to.');
  const targets = names.map((name) => (name.includes('/') ? name : `pod/${name}`));
  const { infos, errors } = await selectInfos(session, targets, { files: flags.list('filename') });
  throwAll(errors);
  for (const info of infos) {
    const session_ = await start(invocation, info, options);
    const isAttached = flags.isSet('attach') ? flags.bool('attach') : options.isStdin || options.isTty;
    if (!isAttached) continue;
    const { pod, container } = session_;
    const resource = await session.resource('pods');
    const { name, namespace = '' } = pod.metadata;
    let current = pod;
    await watchObject(session, { resource, name, namespace }, 300_000, {
      isDone: (object) => {
        current = object as Pod;
        const statuses = [...(current.status.ephemeralContainerStatuses ?? []), ...(current.status.containerStatuses ?? [])];
        const state = statuses.find((status) => status.name === container)?.state;
        return state?.running !== undefined || state?.terminated !== undefined;
      },
    });
    return attachTo(invocation, current, container);
  }
  return undefined;
}

function optionsOf({ flags, args, dashAt }: Invocation): DebugOptions {
  const env = flags.list('env').map((text) => {
    const equals = text.indexOf('=');
    if (equals <= 0) throw new KubectlError(`invalid env: ${text}`);
    return { name: text.slice(0, equals), value: text.slice(equals + 1) };
  });
  return {
    command: dashAt < 0 ? [] : args.slice(dashAt),
    isArgumentsOnly: flags.bool('arguments-only'),
    image: flags.string('image'),
    pullPolicy: flags.string('image-pull-policy'),
    env,
    isStdin: flags.bool('stdin'),
    isTty: flags.bool('tty'),
    profile: flags.string('profile'),
  };
}

interface Started {
  readonly pod: Pod;
  readonly container: string;
}

async function start(invocation: Invocation, info: Info, options: DebugOptions): Promise<Started> {
  const { session, flags } = invocation;
  const pods = await session.resource('pods');
  if (info.resource.kind === 'Node') {
    const pod = nodeDebugger(invocation, info.name, options);
    const made = (await session.request({ verb: 'create', resource: pods, namespace: session.namespace, body: pod })).body as Pod;
    if (!flags.bool('quiet')) session.io.stderr(`Creating debugging pod ${made.metadata.name} with container debugger on node ${info.name}.\n`);
    return { pod: made, container: 'debugger' };
  }
  if (info.resource.kind !== 'Pod') throw new KubectlError(`"${info.resource.group}/${info.resource.version}, Kind=${info.resource.kind}" not supported by debug`);
  const pod = info.object as Pod;
  if (flags.string('copy-to') !== '') {
    const { copy, container } = copyForDebugging(invocation, pod, options);
    if (flags.bool('replace')) await session.request({ verb: 'delete', resource: pods, name: pod.metadata.name, namespace: info.namespace, body: { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 } });
    const made = (await session.request({ verb: 'create', resource: pods, namespace: info.namespace, body: copy })).body as Pod;
    return { pod: made, container };
  }
  return addEphemeral(invocation, info, options);
}

async function addEphemeral(invocation: Invocation, info: Info, options: DebugOptions): Promise<Started> {
  const { session, flags } = invocation;
  const pod = info.object as Pod;
  const name = containerName(invocation, pod);
  const base: Partial<Container> & { name: string } = {
    name,
    ...(options.command.length > 0 && (options.isArgumentsOnly ? { args: [...options.command] } : { command: [...options.command] })),
    ...(options.env.length > 0 && { env: [...options.env] }),
    image: options.image,
    imagePullPolicy: (options.pullPolicy || undefined) as never,
    ...(options.isStdin && { stdin: true }),
    ...(options.isTty && { tty: true }),
    terminationMessagePolicy: 'File',
  };
  const container = { ...base, ...debugProfile(options.profile, 'ephemeral'), ...(flags.string('target') !== '' && { targetContainerName: flags.string('target') }) };
  const wanted = { ...pod, spec: { ...pod.spec, ephemeralContainers: [...(pod.spec.ephemeralContainers ?? []), JSON.parse(JSON.stringify(container)) as never] } };
  if (flags.string('target') !== '' && !flags.bool('quiet')) session.io.stderr(`Targeting container "${flags.string('target')}". If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`);
  const { resource, namespace } = info;
  const body = twoWayPatch(info, pod as KubeObject, wanted as unknown as KubeObject);
  const made = (await session.request({ verb: 'patch', resource, name: info.name, namespace, subresource: 'ephemeralcontainers', body, contentType: 'application/strategic-merge-patch+json' })).body as Pod;
  return { pod: made, container: name };
}

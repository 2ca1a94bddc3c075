// kubectl run.
import type { Pod } from '../../api/generated/core-v1.ts';
import type { Command, Invocation } from '../command.ts';
import { KubectlError, usageError } from '../errors.ts';
import { outputFlags, printerOf } from '../printers/printer.ts';
import { attachToNewPod } from './attach.ts';
import { createObject, type NewObject } from './create-object.ts';
import { dryRunOf } from './dry-run.ts';
import { makeService, parseLabels } from './expose.ts';
import { overridden, overrideFlags } from './overrides.ts';
import { deleteFlags, dryRunFlag, fieldManagerFlag, fileFlags } from './shared-flags.ts';

export const run: Command = {
  name: 'run',
  use: 'run NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...] [options]',
  short: 'Run a particular image on the cluster',
  flags: [
    ...fileFlags, ...outputFlags, ...overrideFlags, ...deleteFlags, dryRunFlag, fieldManagerFlag('kubectl-run'),
    { name: 'annotations', type: 'list' }, { name: 'attach', type: 'bool' }, { name: 'command', type: 'bool' }, { name: 'detach-keys', type: 'string', default: 'ctrl-p,ctrl-q' }, { name: 'env', type: 'list' }, { name: 'expose', type: 'bool' },
    { name: 'image', type: 'string' }, { name: 'image-pull-policy', type: 'string' }, { name: 'labels', short: 'l', type: 'string' }, { name: 'leave-stdin-open', type: 'bool' }, { name: 'pod-running-timeout', type: 'duration', default: '1m' },
    { name: 'port', type: 'string' }, { name: 'privileged', type: 'bool' }, { name: 'quiet', short: 'q', type: 'bool' }, { name: 'restart', type: 'string', default: 'Always' }, { name: 'rm', type: 'bool' }, { name: 'save-config', type: 'bool' },
    { name: 'stdin', short: 'i', type: 'bool' }, { name: 'tty', short: 't', type: 'bool' },
  ],
  requiredFlags: ['image'],
  run: runPod,
};

async function runPod(invocation: Invocation): Promise<number | undefined> {
  const { session, flags, args, path } = invocation;
  const [name] = args;
  if (name === undefined || invocation.dashAt === 0) throw usageError(path, 'NAME is required for run');
  const dryRun = dryRunOf(flags, session);
  const image = flags.string('image');
  if (image === '') throw new KubectlError('--image is required');
  if (!isImageReference(image)) throw new KubectlError(`Invalid image name "${image}": invalid reference format`);
  const isInteractive = flags.bool('stdin');
  if (flags.bool('tty') && !isInteractive) throw usageError(path, '-i/--stdin is required for containers with -t/--tty=true');
  if (flags.bool('expose') && flags.string('port') === '') throw usageError(path, '--port must be set when exposing a service');
  const restartPolicy = flags.string('restart');
  if (!['Always', 'OnFailure', 'Never'].includes(restartPolicy)) throw usageError(path, `invalid restart policy: ${restartPolicy}`);
  const isAttached = flags.isSet('attach') ? flags.bool('attach') : isInteractive || flags.bool('tty');
  const pullPolicy = flags.string('image-pull-policy');
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(pullPolicy)) throw usageError(path, `invalid image pull policy: ${pullPolicy}`);
  if (flags.bool('rm') && !isAttached) throw usageError(path, '--rm should only be used for attached containers');
  if (isAttached && dryRun !== 'none') throw usageError(path, "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)");
  const pod = overridden(podOf(invocation, name), flags);
  const printer = await printerOf(flags, session.io);
  if (flags.bool('expose')) {
    await createObject(invocation, serviceOf(invocation, name), printer ? { printer } : {});
    // kubectl separates the two objects twice.
    if (printer && flags.string('output') === 'yaml') session.io.stdout('---\n');
  }
  if (!isAttached) {
    await createObject(invocation, pod, printer ? { printer } : {});
    return undefined;
  }
  const created = await createObject(invocation, pod, { isQuiet: true });
  return attachToNewPod(invocation, created as Pod);
}

function podOf({ flags, args }: Invocation, name: string): NewObject {
  const words = args.slice(1);
  const env = flags.list('env').map((text) => {
    const equals = text.indexOf('=');
    if (equals <= 0) throw new KubectlError(`invalid env: ${text}`);
    return { name: text.slice(0, equals), value: text.slice(equals + 1) };
  });
  const port = flags.string('port');
  if (port !== '' && !/^\d+$/.test(port)) throw new KubectlError(`strconv.Atoi: parsing "${port}": invalid syntax`);
  const annotations = Object.fromEntries(flags.list('annotations').map((text) => {
    const equals = text.indexOf('=');
    if (equals <= 0) throw new KubectlError(`unable to parse annotations: invalid annotation format: ${text}`);
    return [text.slice(0, equals), text.slice(equals + 1)];
  }));
  const labels = flags.string('labels') === '' ? { run: name } : parseLabels(flags.string('labels'));
  const isStdin = flags.bool('stdin');
  const container = {
    ...(words.length > 0 && (flags.bool('command') ? { command: words } : { args: words })),
    ...(env.length > 0 && { env }),
    image: flags.string('image'),
    ...(flags.string('image-pull-policy') !== '' && { imagePullPolicy: flags.string('image-pull-policy') }),
    name,
    ...(port !== '' && { ports: [{ containerPort: Number(port) }] }),
    resources: {},
    ...(flags.bool('privileged') && { securityContext: { privileged: true } }),
    ...(isStdin && { stdin: true, ...(!flags.bool('leave-stdin-open') && { stdinOnce: true }) }),
    ...(flags.bool('tty') && { tty: true }),
  };
  const grace = flags.number('grace-period');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...(Object.keys(annotations).length > 0 && { annotations }), labels, name },
    spec: { containers: [container], dnsPolicy: 'ClusterFirst', restartPolicy: flags.string('restart'), ...(grace >= 0 && { terminationGracePeriodSeconds: grace }) },
    status: {},
  } as NewObject;
}

function serviceOf({ flags }: Invocation, name: string): NewObject {
  const port = Number(flags.string('port'));
  const selector = flags.string('labels') === '' ? { run: name } : parseLabels(flags.string('labels'));
  return makeService({ name, labels: undefined, selector, ports: [{ port, protocol: 'TCP', targetPort: port }] });
}

/** The shape of an image reference: `[host[:port]/]path[:tag][@digest]`. */
function isImageReference(image: string): boolean {
  return /^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::\d+)?)\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$/.test(image);
}

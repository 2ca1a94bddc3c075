// kubectl create deployment, job, cronjob.
import type { CronJob } from '../../../api/generated/batch-v1.ts';
import { KubectlError } from '../../errors.ts';
import type { Command, Invocation } from '../../command.ts';
import type { NewObject } from '../create-object.ts';
import { commandOf, createCommand } from './shared.ts';

/** `nginx` of `registry.example.com/nginx:1.27`, made fit for a name. */
function containerName(image: string): string {
  return image.replace(/^.*\//, '').replace(/[:@].*$/, '').toLowerCase().replace(/[^a-z0-9-]/g, '-');
}

function deployment(invocation: Invocation, name: string): NewObject {
  const { flags } = invocation;
  const images = flags.list('image');
  const command = commandOf(invocation);
  if (images.length > 1 && command.length > 0) throw new KubectlError('cannot specify multiple --image options and command');
  const port = flags.number('port');
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { labels, name },
    spec: {
      replicas: flags.number('replicas'),
      selector: { matchLabels: labels },
      strategy: {},
      template: {
        metadata: { labels },
        spec: { containers: images.map((image, i) => ({ ...(command.length > 0 && { command }), image, name: containerName(image), ...(port > 0 && i === 0 && { ports: [{ containerPort: port }] }), resources: {} })) },
      },
    },
    status: {},
  } as NewObject;
}

function jobSpec(invocation: Invocation, name: string, restartPolicy: string): unknown {
  const command = commandOf(invocation);
  return { template: { metadata: {}, spec: { containers: [{ ...(command.length > 0 && { command }), image: invocation.flags.string('image'), name, resources: {} }], restartPolicy } } };
}

async function job(invocation: Invocation, name: string): Promise<NewObject> {
  const { flags, session } = invocation;
  const [image, from] = [flags.string('image'), flags.string('from')];
  if (image === '' && from === '') throw new KubectlError('either --image or --from must be specified');
  if (image !== '' && from !== '') throw new KubectlError('must specify only one of --image or --from');
  if (from === '') return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec: jobSpec(invocation, name, 'Never'), status: {} } as NewObject;
  if (commandOf(invocation).length > 0) throw new KubectlError('cannot specify --from and command');
  const [type = '', source = ''] = from.split('/');
  const cron = await session.get<CronJob>(await session.resource(type), source, session.namespace);
  if (cron.kind !== undefined && cron.kind !== 'CronJob') throw new KubectlError('from must be an existing cronjob');
  const { metadata, spec } = cron.spec.jobTemplate;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      annotations: { ...metadata?.annotations, 'cronjob.kubernetes.io/instantiate': 'manual' },
      ...(metadata?.labels && { labels: metadata.labels }),
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: cron.metadata.name, uid: cron.metadata.uid, controller: true }],
    },
    spec,
    status: {},
  } as unknown as NewObject;
}

function cronJob(invocation: Invocation, name: string): NewObject {
  const { flags } = invocation;
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name },
    spec: { jobTemplate: { metadata: { name }, spec: jobSpec(invocation, name, flags.string('restart') || 'OnFailure') }, schedule: flags.string('schedule') },
    status: {},
  } as NewObject;
}

export const workloadCommands: readonly Command[] = [
  createCommand({
    name: 'deployment',
    aliases: ['deploy', 'dep'],
    use: 'create deployment NAME --image=image -- [COMMAND] [args...] [options]',
    short: 'Create a deployment with the specified name',
    flags: [{ name: 'image', type: 'commaList' }, { name: 'port', type: 'int', default: '-1' }, { name: 'replicas', short: 'r', type: 'int', default: '1' }],
    requiredFlags: ['image'],
    failure: 'failed to create deployment',
    make: deployment,
  }),
  createCommand({
    name: 'job',
    use: 'create job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...] [options]',
    short: 'Create a job with the specified name',
    flags: [{ name: 'image', type: 'string' }, { name: 'from', type: 'string' }],
    failure: 'failed to create job',
    make: job,
  }),
  createCommand({
    name: 'cronjob',
    aliases: ['cj'],
    use: "create cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags] [options]",
    short: 'Create a cron job with the specified name',
    flags: [{ name: 'image', type: 'string' }, { name: 'schedule', type: 'string' }, { name: 'restart', type: 'string' }],
    requiredFlags: ['image', 'schedule'],
    failure: 'failed to create cronjob',
    make: cronJob,
  }),
];

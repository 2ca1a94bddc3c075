// kubectl scale and kubectl autoscale.
import type { KubeObject } from '../../api/meta/object.ts';
import { selectInfos, type Info } from '../builder/infos.ts';
import type { Command, Invocation } from '../command.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { outputFlags } from '../printers/printer.ts';
import { createObject } from './create-object.ts';
import { report, writerOf, type Writer } from './change.ts';
import { dryRunOf, writeQuery } from './dry-run.ts';
import { dryRunFlag, fieldManagerFlag, fileFlags, selectorFlag } from './shared-flags.ts';

export const scale: Command = {
  name: 'scale',
  use: 'scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME) [options]',
  short: 'Set a new size for a deployment, replica set, or replication controller',
  flags: [
    ...fileFlags, ...outputFlags, selectorFlag, dryRunFlag,
    { name: 'all', type: 'bool' }, { name: 'current-replicas', type: 'int', default: '-1' }, { name: 'replicas', type: 'int', default: '0' },
    { name: 'resource-version', type: 'string' }, { name: 'timeout', type: 'duration', default: '0s' },
  ],
  requiredFlags: ['replicas'],
  run: runScale,
};

async function runScale({ session, flags, args }: Invocation): Promise<undefined> {
  const replicas = flags.number('replicas');
  if (replicas < 0) throw new KubectlError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
  const dryRun = dryRunOf(flags, session);
  const writer = await writerOf(session, flags, dryRun);
  const { infos, errors } = await selectInfos(session, args, { files: flags.list('filename'), isRecursive: flags.bool('recursive'), labelSelector: flags.string('selector'), isAll: flags.bool('all') });
  throwAll(errors);
  if (infos.length === 0) throw new KubectlError('no objects passed to scale');
  if (flags.string('resource-version') !== '' && infos.length > 1) throw new KubectlError('cannot use --resource-version with multiple resources');
  for (const info of infos) await scaleOne(writer, info, { replicas, current: flags.number('current-replicas'), resourceVersion: flags.string('resource-version') });
  return undefined;
}

interface Scale extends KubeObject {
  readonly spec: { readonly replicas?: number };
}

async function scaleOne(writer: Writer, info: Info, wanted: { replicas: number; current: number; resourceVersion: string }): Promise<void> {
  const { session, dryRun } = writer;
  const { resource, name, namespace } = info;
  const about = { resource, name, namespace, subresource: 'scale' };
  if (dryRun !== 'client') {
    const hasPrecondition = wanted.current >= 0 || wanted.resourceVersion !== '';
    if (hasPrecondition) {
      const now = (await session.request({ verb: 'get', ...about })).body as Scale;
      if (wanted.current >= 0 && (now.spec.replicas ?? 0) !== wanted.current) throw new KubectlError(`Expected replicas to be ${wanted.current}, was ${now.spec.replicas ?? 0}`);
      if (wanted.resourceVersion !== '' && now.metadata.resourceVersion !== wanted.resourceVersion) throw new KubectlError(`Expected resource version to be ${wanted.resourceVersion}, was ${now.metadata.resourceVersion}`);
    }
    await session.request({ verb: 'patch', ...about, body: { spec: { replicas: wanted.replicas } }, contentType: 'application/merge-patch+json', query: writeQuery({ dryRun }) });
  }
  report(writer, info, info.object, 'scaled');
}

export const autoscale: Command = {
  name: 'autoscale',
  use: 'autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY] [options]',
  short: 'Auto-scale a deployment, replica set, stateful set, or replication controller',
  flags: [
    ...fileFlags, ...outputFlags, dryRunFlag, fieldManagerFlag('kubectl-autoscale'),
    { name: 'cpu', type: 'string' }, { name: 'cpu-percent', type: 'int', default: '-1', isHidden: true }, { name: 'max', type: 'int', default: '-1' }, { name: 'memory', type: 'string' },
    { name: 'min', type: 'int', default: '-1' }, { name: 'name', type: 'string' }, { name: 'save-config', type: 'bool' },
  ],
  requiredFlags: ['max'],
  run: runAutoscale,
};

async function runAutoscale(invocation: Invocation): Promise<undefined> {
  const { session, flags, args } = invocation;
  if (flags.isSet('cpu-percent')) session.io.stderr("Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).\n");
  const [min, max] = [flags.number('min'), flags.number('max')];
  if (max < 1) throw new KubectlError('--max=MAXPODS is required and must be at least 1, max: ' + String(max));
  if (max < min) throw new KubectlError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`);
  const { infos, errors } = await selectInfos(session, args, { files: flags.list('filename'), isRecursive: flags.bool('recursive') });
  throwAll(errors);
  for (const info of infos) {
    const { resource } = info;
    if (!resource.hasScale) throw new KubectlError(`cannot autoscale a ${resource.kind}: could not find scale subresource for ${resource.group}/${resource.version}, Resource=${resource.resource} in discovery information`);
    const metrics = [metric('cpu', flags.string('cpu') || (flags.isSet('cpu-percent') ? `${flags.string('cpu-percent')}%` : '')), metric('memory', flags.string('memory'))].filter((m) => m !== undefined);
    const object = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: flags.string('name') || info.name },
      spec: {
        maxReplicas: max,
        ...(metrics.length > 0 && { metrics }),
        ...(min > 0 && { minReplicas: min }),
        scaleTargetRef: { apiVersion: info.object.apiVersion, kind: info.object.kind, name: info.name },
      },
      status: { currentMetrics: null, desiredReplicas: 0 },
    };
    await createObject(invocation, object, { verb: 'autoscaled', group: 'autoscaling' });
  }
  return undefined;
}

function metric(name: string, target: string): unknown {
  if (target === '') return undefined;
  const percent = /^(\d+)%$/.exec(target);
  return { resource: { name, target: percent ? { averageUtilization: Number(percent[1]), type: 'Utilization' } : { averageValue: target, type: 'AverageValue' } }, type: 'Resource' };
}


// kubectl expose, and the Service that `run --expose` makes.
import type { KubeObject } from '../../api/meta/object.ts';
import type { ContainerPort, PodSpec } from '../../api/generated/core-v1.ts';
import { selectInfos, type Info } from '../builder/infos.ts';
import type { Command, Invocation } from '../command.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { outputFlags } from '../printers/printer.ts';
import { createObject, type NewObject } from './create-object.ts';
import { overridden, overrideFlags } from './overrides.ts';
import { podSpecOf } from './pod-spec-of.ts';
import { dryRunFlag, fieldManagerFlag, fileFlags } from './shared-flags.ts';

export const expose: Command = {
  name: 'expose',
  use: 'expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type] [options]',
  short: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
  flags: [
    ...fileFlags, ...outputFlags, ...overrideFlags, dryRunFlag, fieldManagerFlag('kubectl-expose'),
    { name: 'cluster-ip', type: 'string' }, { name: 'external-ip', type: 'string' }, { name: 'labels', short: 'l', type: 'string' }, { name: 'load-balancer-ip', type: 'string' },
    { name: 'name', type: 'string' }, { name: 'port', type: 'string' }, { name: 'protocol', type: 'string' }, { name: 'save-config', type: 'bool' }, { name: 'selector', type: 'string' },
    { name: 'session-affinity', type: 'string' }, { name: 'target-port', type: 'string' }, { name: 'type', type: 'string' },
  ],
  run,
};

async function run(invocation: Invocation): Promise<undefined> {
  const { session, flags, args } = invocation;
  const { infos, errors } = await selectInfos(session, args, { files: flags.list('filename'), isRecursive: flags.bool('recursive') });
  throwAll(errors);
  for (const info of infos) await createObject(invocation, overridden(serviceFor(invocation, info), flags), { verb: 'exposed' });
  return undefined;
}

const exposable = ['ReplicationController', 'Service', 'Pod', 'Deployment', 'ReplicaSet'];

function serviceFor({ flags }: Invocation, info: Info): NewObject {
  const { kind } = info.resource;
  if (!exposable.includes(kind)) throw new KubectlError(`cannot expose a ${kind}${info.resource.group === '' ? '' : `.${info.resource.group}`}`);
  const ports = portsOf(info);
  const given = flags.string('port');
  const portText = given === '' ? [...new Set(ports.map(({ containerPort }) => String(containerPort)))].join(',') : given;
  if (portText === '') throw new KubectlError("couldn't find port via --port flag or introspection");
  const labels = flags.string('labels') === '' ? info.object.metadata.labels : parseLabels(flags.string('labels'));
  return makeService({
    name: (flags.string('name') || info.name).slice(0, 63),
    labels,
    selector: flags.string('selector') === '' ? selectorOf(info) : parseLabels(flags.string('selector')),
    ports: servicePorts(portText, flags.string('protocol'), ports, flags.string('target-port')),
    spec: {
      ...(flags.string('type') !== '' && { type: flags.string('type') }),
      ...(flags.string('cluster-ip') !== '' && { clusterIP: flags.string('cluster-ip') === 'None' ? 'None' : flags.string('cluster-ip') }),
      ...(flags.string('external-ip') !== '' && { externalIPs: [flags.string('external-ip')] }),
      ...(flags.string('load-balancer-ip') !== '' && { loadBalancerIP: flags.string('load-balancer-ip') }),
      ...(flags.string('session-affinity') !== '' && { sessionAffinity: flags.string('session-affinity') }),
    },
  });
}

export interface ServiceParts {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>> | undefined;
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: readonly unknown[];
  readonly spec?: Readonly<Record<string, unknown>>;
}

export function makeService({ name, labels, selector, ports, spec }: ServiceParts): NewObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...(labels && Object.keys(labels).length > 0 && { labels }), name },
    spec: { ...spec, ports, selector },
    status: { loadBalancer: {} },
  } as NewObject;
}

function servicePorts(portText: string, protocol: string, known: readonly ContainerPort[], targetPort: string): unknown[] {
  const numbers = portText.split(',');
  return numbers.flatMap((text, i) => {
    const port = Number(text);
    if (!/^\d+$/.test(text)) throw new KubectlError(`strconv.Atoi: parsing "${text}": invalid syntax`);
    const protocols = protocol !== '' ? [protocol] : [...new Set(known.filter(({ containerPort }) => containerPort === port).map((p) => p.protocol ?? 'TCP'))];
    return (protocols.length > 0 ? protocols : ['TCP']).map((chosen, j, all) => ({
      ...((numbers.length > 1 || all.length > 1) && { name: all.length > 1 ? `port-${i + 1}-${chosen.toLowerCase()}` : `port-${i + 1}` }),
      port,
      protocol: chosen,
      targetPort: targetPort === '' ? port : /^\d+$/.test(targetPort) ? Number(targetPort) : targetPort,
    }));
  });
}

function portsOf({ resource, object }: Info): readonly ContainerPort[] {
  if (resource.kind === 'Service') {
    const { ports } = (object as unknown as { spec: { ports?: readonly { port: number; protocol?: 'TCP' }[] } }).spec;
    return (ports ?? []).map(({ port, protocol }) => ({ containerPort: port, ...(protocol && { protocol }) }));
  }
  return (podSpecOf(object) as PodSpec | undefined)?.containers.flatMap(({ ports }) => ports ?? []) ?? [];
}

function selectorOf({ resource, object }: Info): Readonly<Record<string, string>> {
  const fail = (reason: string): KubectlError => new KubectlError(`couldn't retrieve selectors via --selector flag or introspection: ${reason}`);
  if (resource.kind === 'Pod') {
    const { labels } = object.metadata;
    if (!labels || Object.keys(labels).length === 0) throw fail('the pod has no labels and cannot be exposed');
    return labels;
  }
  const { selector } = (object as KubeObject & { spec: { selector?: Record<string, unknown> } }).spec;
  if (!selector) throw fail(`the ${resource.kind === 'Service' ? 'service' : 'object'} has no pod selector set`);
  if (resource.kind === 'Service' || resource.kind === 'ReplicationController') return selector as Record<string, string>;
  const { matchLabels, matchExpressions } = selector as { matchLabels?: Record<string, string>; matchExpressions?: readonly unknown[] };
  if (matchExpressions && matchExpressions.length > 0) throw fail("couldn't convert expressions - \"[]\" to map-based selector format");
  return matchLabels ?? {};
}

export function parseLabels(text: string): Record<string, string> {
  if (text === '') throw new KubectlError('no label spec passed');
  return Object.fromEntries(
    text.split(',').map((part) => {
      const pieces = part.split('=');
      if (pieces.length !== 2) throw new KubectlError(`unexpected label spec: ${part}`);
      if (pieces[0] === '') throw new KubectlError('unexpected empty label key');
      return [pieces[0] ?? '', pieces[1] ?? ''];
    }),
  );
}

// kubectl top: usage from the metrics API.
import type { Node } from '../../api/generated/core-v1.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import { StatusError } from '../../api/meta/status-error.ts';
import type { Command, Invocation } from '../command.ts';
import { KubectlError } from '../errors.ts';
import { amountOf } from '../text/amount.ts';
import { compareText } from '../../api/field/go-text.ts';
import { TabWriter } from '../text/tab-writer.ts';
import { allNamespacesFlag, fieldSelectorFlag, selectorFlag } from './shared-flags.ts';

interface Metrics extends KubeObject {
  readonly usage?: Readonly<Record<string, string>>;
  readonly containers?: readonly { readonly name: string; readonly usage: Readonly<Record<string, string>> }[];
}

const sortFlags = [{ name: 'no-headers', type: 'bool' }, { name: 'sort-by', type: 'string' }, { name: 'use-protocol-buffers', type: 'bool', default: 'true' }] as const;

async function fetchMetrics({ session, flags, args }: Invocation, resource: 'pods' | 'nodes'): Promise<Metrics[]> {
  const selector = flags.string('selector');
  if (args.length > 0 && selector !== '') throw new KubectlError('only one of NAME or selector can be provided');
  const sortBy = flags.string('sort-by');
  if (sortBy !== '' && sortBy !== 'cpu' && sortBy !== 'memory') throw new KubectlError('--sort-by accepts only cpu or memory');
  const ref = { group: 'metrics.k8s.io', version: 'v1beta1', resource };
  const namespace = resource === 'nodes' || flags.bool('all-namespaces') ? {} : { namespace: session.namespace };
  try {
    const [name] = args;
    if (name !== undefined) return [(await session.client.send({ verb: 'get', ref, name, ...namespace })).body as Metrics];
    const query = selector === '' ? {} : { query: { labelSelector: selector } };
    const { items } = (await session.client.send({ verb: 'list', ref, ...namespace, ...query })).body as { items: Metrics[] };
    return items;
  } catch (error) {
    if (error instanceof StatusError && error.code === 404 && !error.message.includes('"')) throw new KubectlError('Metrics API not available');
    throw error;
  }
}

function milliCores(usage: Readonly<Record<string, string>> | undefined): number {
  return Math.ceil(amountOf(usage?.cpu) * 1000);
}

function mebibytes(usage: Readonly<Record<string, string>> | undefined): number {
  return Math.trunc(amountOf(usage?.memory) / 1024 ** 2);
}

async function topPods(invocation: Invocation): Promise<undefined> {
  const { session, flags } = invocation;
  const found = await fetchMetrics(invocation, 'pods');
  const isAll = flags.bool('all-namespaces');
  const byContainer = flags.bool('containers');
  const rows = found.flatMap((metrics) => {
    const containers = metrics.containers ?? [];
    const total = (unit: typeof milliCores): number => containers.reduce((sum, { usage }) => sum + unit(usage), 0);
    const place = [...(isAll ? [metrics.metadata.namespace ?? ''] : []), metrics.metadata.name];
    if (byContainer) return containers.map(({ name, usage }) => ({ place: [...place, name], cpu: milliCores(usage), memory: mebibytes(usage) }));
    return [{ place, cpu: total(milliCores), memory: total(mebibytes) }];
  });
  if (rows.length === 0) {
    session.io.stderr(isAll ? 'No resources found\n' : `No resources found in ${session.namespace} namespace.\n`);
    return undefined;
  }
  const sortBy = flags.string('sort-by');
  rows.sort((a, b) => (sortBy === 'cpu' ? b.cpu - a.cpu : sortBy === 'memory' ? b.memory - a.memory : 0) || compareText(a.place.join('/'), b.place.join('/')));
  const writer = new TabWriter({ minWidth: 6, padding: 3 });
  if (!flags.bool('no-headers')) writer.write(`${[...(isAll ? ['NAMESPACE'] : []), ...(byContainer ? ['POD', 'NAME'] : ['NAME'])].join('\t')}\tCPU(cores)\tMEMORY(bytes)\n`);
  for (const { place, cpu, memory } of rows) writer.write(`${place.join('\t')}\t${cpu}m\t${memory}Mi\n`);
  if (flags.bool('sum')) writer.write(`${place(rows[0]?.place.length ?? 1)}\t${rows.reduce((sum, { cpu }) => sum + cpu, 0)}m\t${rows.reduce((sum, { memory }) => sum + memory, 0)}Mi\n`);
  session.io.stdout(writer.flush());
  return undefined;
}

function place(columns: number): string {
  return '\t'.repeat(Math.max(0, columns - 1));
}

async function topNodes(invocation: Invocation): Promise<undefined> {
  const { session, flags } = invocation;
  const found = await fetchMetrics(invocation, 'nodes');
  const nodes = (await session.list<Node>(await session.resource('nodes'))).items;
  const rows = found.map((metrics) => {
    const { status } = nodes.find(({ metadata }) => metadata.name === metrics.metadata.name) ?? {};
    const available = (flags.bool('show-capacity') ? status?.capacity : status?.allocatable) ?? {};
    const [cpu, memory] = [milliCores(metrics.usage), mebibytes(metrics.usage)];
    const share = (used: number, all: number): string => (all > 0 ? `${Math.trunc((used / all) * 100)}%` : '<unknown>');
    return { name: metrics.metadata.name, cpu, memory, cells: [`${cpu}m`, share(cpu, amountOf(available.cpu) * 1000), `${memory}Mi`, share(memory, amountOf(available.memory) / 1024 ** 2)] };
  });
  const sortBy = flags.string('sort-by');
  rows.sort((a, b) => (sortBy === 'cpu' ? b.cpu - a.cpu : sortBy === 'memory' ? b.memory - a.memory : 0) || compareText(a.name, b.name));
  const writer = new TabWriter({ minWidth: 6, padding: 3 });
  if (!flags.bool('no-headers')) writer.write('NAME\tCPU(cores)\tCPU(%)\tMEMORY(bytes)\tMEMORY(%)\n');
  for (const { name, cells } of rows) writer.write(`${name}\t${cells.join('\t')}\n`);
  session.io.stdout(writer.flush());
  return undefined;
}

export const top: Command = {
  name: 'top',
  use: 'top [flags] [options]',
  short: 'Display resource (CPU/memory) usage',
  long: 'Display resource (CPU/memory) usage.',
  subcommands: [
    { name: 'node', aliases: ['nodes', 'no'], use: 'top node [NAME | -l label] [options]', short: 'Display resource (CPU/memory) usage of nodes', flags: [...sortFlags, selectorFlag, { name: 'show-capacity', type: 'bool' }], run: topNodes },
    { name: 'pod', aliases: ['pods', 'po'], use: 'top pod [NAME | -l label] [options]', short: 'Display resource (CPU/memory) usage of pods', flags: [...sortFlags, selectorFlag, fieldSelectorFlag, allNamespacesFlag, { name: 'containers', type: 'bool' }, { name: 'sum', type: 'bool' }], run: topPods },
  ],
};


// kubectl top: usage from the metrics API.
import type { Node } from '../../api/generated/core-v1.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import { StatusError } from '../../api/meta/status-error.ts';
import type { Command, Invocation } from '../command.ts';
import { KubectlError } from '../errors.ts';
import { addQuantities, compareQuantities, parseQuantity, type Quantity, quantityMilliValue, quantityValue, zeroQuantity } from '../../api/resource/quantity.ts';
import { compareText } from '../../api/field/go-text.ts';
import { TabWriter } from '../text/tab-writer.ts';
import { allNamespacesFlag, fieldSelectorFlag, selectorFlag } from './shared-flags.ts';

interface Metrics extends KubeObject {
  readonly usage?: Readonly<Record<string, string>>;
  readonly containers?: readonly { readonly name: string; readonly usage: Readonly<Record<string, string>> }[];
}

const sortFlags = [{ name: 'no-headers', type: 'bool' }, { name: 'sort-by', type: 'string' }, { name: 'use-protocol-buffers', type: 'bool', default: 'true' }, { name: 'show-swap', type: 'bool' }] as const;

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

/** What is used of a resource, summed before it is rounded. */
function used(usages: readonly (Readonly<Record<string, string>> | undefined)[], resource: string): Quantity {
  return usages.reduce((sum, usage) => {
    const amount = parseQuantity(usage?.[resource] ?? '0');
    return typeof amount === 'string' ? sum : addQuantities(sum, amount);
  }, zeroQuantity);
}

function milliCores(cpu: Quantity): string {
  return `${quantityMilliValue(cpu)}m`;
}

function mebibytes(memory: Quantity): string {
  return `${quantityValue(memory) / 1_048_576n}Mi`;
}

interface Row {
  /** The cells before the figures. */
  readonly place: readonly string[];
  readonly usages: readonly (Readonly<Record<string, string>> | undefined)[];
}

/** By what most is used of, else by name. */
function sorted<T extends Row>(rows: readonly T[], sortBy: string): T[] {
  const most = (a: T, b: T): number => (sortBy === '' ? 0 : compareQuantities(used(b.usages, sortBy), used(a.usages, sortBy)));
  return [...rows].sort((a, b) => most(a, b) || compareText(a.place.join('/'), b.place.join('/')));
}

/** Every cell has a tab behind it, as kubectl's. */
function line(cells: readonly string[]): string {
  return `${cells.join('\t')}\t\n`;
}

async function topPods(invocation: Invocation): Promise<undefined> {
  const { session, flags } = invocation;
  const found = await fetchMetrics(invocation, 'pods');
  const isAll = flags.bool('all-namespaces');
  const byContainer = flags.bool('containers');
  const rows = sorted(found.flatMap(({ metadata, containers = [] }): Row[] => {
    const place = [...(isAll ? [metadata.namespace ?? ''] : []), metadata.name];
    return byContainer ? containers.map(({ name, usage }) => ({ place: [...place, name], usages: [usage] })) : [{ place, usages: containers.map(({ usage }) => usage) }];
  }), flags.string('sort-by'));
  const [first] = rows;
  if (first === undefined) {
    session.io.stderr(isAll ? 'No resources found\n' : `No resources found in ${session.namespace} namespace.\n`);
    return undefined;
  }
  const hasSwap = flags.bool('show-swap');
  const figures = (usages: Row['usages']): string[] => [milliCores(used(usages, 'cpu')), mebibytes(used(usages, 'memory')), ...(hasSwap ? [mebibytes(used(usages, 'swap'))] : [])];
  const writer = new TabWriter({ minWidth: 6, padding: 3 });
  if (!flags.bool('no-headers')) writer.write(line([...(isAll ? ['NAMESPACE'] : []), ...(byContainer ? ['POD', 'NAME'] : ['NAME']), 'CPU(cores)', 'MEMORY(bytes)', ...(hasSwap ? ['SWAP(bytes)'] : [])]));
  for (const { place, usages } of rows) writer.write(line([...place, ...figures(usages)]));
  if (flags.bool('sum')) {
    const place = first.place.map(() => '');
    const sums = figures(rows.flatMap(({ usages }) => usages));
    writer.write(line([...place, ...sums.map(() => '________')]) + line([...place, ...sums]));
  }
  session.io.stdout(writer.flush());
  return undefined;
}

async function topNodes(invocation: Invocation): Promise<undefined> {
  const { session, flags } = invocation;
  const found = await fetchMetrics(invocation, 'nodes');
  const nodes = (await session.list<Node>(await session.resource('nodes'))).items;
  const rows = sorted(found.map(({ metadata: { name }, usage }) => ({ place: [name], usages: [usage], node: nodes.find(({ metadata }) => metadata.name === name) })), flags.string('sort-by'));
  const hasSwap = flags.bool('show-swap');
  const writer = new TabWriter({ minWidth: 6, padding: 3 });
  if (!flags.bool('no-headers')) writer.write(line(['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)', ...(hasSwap ? ['SWAP(bytes)', 'SWAP(%)'] : [])]));
  for (const { place, usages, node } of rows) {
    const available = (flags.bool('show-capacity') ? node?.status.capacity : node?.status.allocatable) ?? {};
    const [cpu, memory] = [used(usages, 'cpu'), used(usages, 'memory')];
    // No node of Podlab has swap.
    writer.write(line([...place, milliCores(cpu), share(cpu, available['cpu']), mebibytes(memory), share(memory, available['memory']), ...(hasSwap ? ['<unknown>', '<unknown>'] : [])]));
  }
  session.io.stdout(writer.flush());
  return undefined;
}

/** Of all that there is, in whole percents. */
function share(amount: Quantity, all: string | undefined): string {
  const available = parseQuantity(all ?? '0');
  if (typeof available === 'string' || quantityMilliValue(available) === 0n) return '<unknown>';
  return `${(quantityMilliValue(amount) * 100n) / quantityMilliValue(available)}%`;
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


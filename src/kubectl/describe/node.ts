// kubectl describe node.
import type { Lease } from '../../api/generated/coordination-v1.ts';
import type { Event, Node, Pod, ResourceList, Taint } from '../../api/generated/core-v1.ts';
import { compareText } from '../../api/field/go-text.ts';
import { ageSince } from '../../api/meta/human-duration.ts';
import { formatRfc1123 } from '../text/rfc1123.ts';
import { quantityText, type Quantity } from '../../api/resource/quantity.ts';
import { amountOf } from '../text/amount.ts';
import { writeEvents } from './events.ts';
import { addTo, podResources, type Totals } from './pod-resources.ts';
import { sorted, tabbedString, writeAnnotations, writeItems, writeLabels, type PrefixWriter } from './prefix-writer.ts';

/** What describe node shows beside the Node. */
export interface NodeView {
  /** Not Succeeded or Failed; undefined when the user may not see them. */
  readonly pods: readonly Pod[] | undefined;
  /** Or the text of the refusal. */
  readonly lease: Lease | string;
  readonly events: readonly Event[] | undefined;
  readonly nowMs: number;
}

/** The text of `kubectl describe node`. */
export function describeNode(node: Node, view: NodeView): string {
  return tabbedString((w) => {
    const { metadata, spec, status } = node;
    w.field(0, 'Name', metadata.name);
    w.field(0, 'Roles', nodeRoles(node).join(',') || '<none>');
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.field(0, 'CreationTimestamp', formatRfc1123(metadata.creationTimestamp));
    w.write(0, 'Taints:\t');
    if (!spec.taints?.length) w.line('<none>');
    writeItems(w, sorted(spec.taints, ({ effect, key }) => `${effect},${key}`).map(taintText));
    w.field(0, 'Unschedulable', spec.unschedulable ?? false);
    writeLease(w, view.lease);
    if (status.conditions?.length) {
      w.write(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n');
      w.write(1, '----\t------\t-----------------\t------------------\t------\t-------\n');
      for (const c of status.conditions) w.write(1, `${c.type} \t${c.status} \t${formatRfc1123(c.lastHeartbeatTime)} \t${formatRfc1123(c.lastTransitionTime)} \t${c.reason ?? ''} \t${c.message ?? ''}\n`);
    }
    w.write(0, 'Addresses:\n');
    for (const { type, address } of status.addresses ?? []) w.field(1, type, address);
    writeList(w, 'Capacity', status.capacity);
    writeList(w, 'Allocatable', status.allocatable);
    writeSystemInfo(w, node);
    if (spec.podCIDR) w.field(0, 'PodCIDR', spec.podCIDR);
    if (spec.podCIDRs?.length) w.field(0, 'PodCIDRs', spec.podCIDRs.join(','));
    if (spec.providerID) w.field(0, 'ProviderID', spec.providerID);
    if (view.pods) writePods(w, node, view.pods, view.nowMs);
    else w.field(0, 'Pods', 'not authorized');
    writeEvents(w, view.events, view.nowMs);
  });
}

/** `key=value:effect`, as Taint.ToString prints it. */
function taintText({ key, value, effect }: Taint): string {
  if (!effect) return value ? `${key}=${value}:` : key;
  return value ? `${key}=${value}:${effect}` : `${key}:${effect}`;
}

function nodeRoles({ metadata }: Node): string[] {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith('node-role.kubernetes.io/') && key.length > 'node-role.kubernetes.io/'.length) roles.add(key.slice('node-role.kubernetes.io/'.length));
    else if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return [...roles].sort(compareText);
}

function writeLease(w: PrefixWriter, lease: Lease | string): void {
  if (typeof lease === 'string') {
    w.field(0, 'Lease', `Failed to get lease: ${lease}`);
    return;
  }
  const { holderIdentity, acquireTime, renewTime } = lease.spec;
  w.write(0, 'Lease:\n');
  w.field(1, 'HolderIdentity', holderIdentity ?? '<unset>');
  w.field(1, 'AcquireTime', acquireTime ? formatRfc1123(acquireTime) : '<unset>');
  w.field(1, 'RenewTime', renewTime ? formatRfc1123(renewTime) : '<unset>');
}

function writeList(w: PrefixWriter, title: string, list: ResourceList | undefined): void {
  const names = Object.keys(list ?? {}).sort(compareText);
  if (names.length > 0) w.write(0, `${title}:\n`);
  for (const name of names) w.write(0, `  ${name}:\t${list?.[name] ?? ''}\n`);
}

function writeSystemInfo(w: PrefixWriter, { status }: Node): void {
  const info = status.nodeInfo;
  w.write(0, 'System Info:\n');
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Machine ID', info.machineID], ['System UUID', info.systemUUID], ['Boot ID', info.bootID], ['Kernel Version', info.kernelVersion], ['OS Image', info.osImage],
    ['Operating System', info.operatingSystem], ['Architecture', info.architecture], ['Container Runtime Version', info.containerRuntimeVersion], ['Kubelet Version', info.kubeletVersion],
  ];
  for (const [title, value] of rows) w.write(0, `  ${title}:\t${value ?? ''}\n`);
}

function writePods(w: PrefixWriter, node: Node, pods: readonly Pod[], nowMs: number): void {
  const { allocatable, capacity } = node.status;
  const available = (Object.keys(allocatable ?? {}).length > 0 ? allocatable : capacity) ?? {};
  w.field(0, 'Non-terminated Pods', `(${pods.length} in total)`);
  w.write(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge\n');
  w.write(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---\n');
  const [requests, limits]: [Totals, Totals] = [{}, {}];
  for (const pod of pods) {
    const [podRequests, podLimits] = [podResources(pod, 'requests'), podResources(pod, 'limits')];
    addTo(requests, podRequests);
    addTo(limits, podLimits);
    const cells = ['cpu', 'memory'].flatMap((name) => [share(podRequests[name], available[name]), share(podLimits[name], available[name])]);
    w.write(1, `${pod.metadata.namespace ?? ''}\t${pod.metadata.name}\t\t${cells.join('\t')}\t${ageSince(pod.metadata.creationTimestamp, nowMs)}\n`);
  }
  w.write(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n');
  w.write(1, 'Resource\tRequests\tLimits\n');
  w.write(1, '--------\t--------\t------\n');
  const names = Object.keys(available).sort(compareText);
  const hugePages = names.filter((name) => name.startsWith('hugepages-'));
  for (const name of ['cpu', 'memory', 'ephemeral-storage', ...hugePages]) w.write(1, `${name}\t${share(requests[name], available[name])}\t${share(limits[name], available[name])}\n`);
  const others = names.filter((name) => !hugePages.includes(name) && !['cpu', 'memory', 'ephemeral-storage', 'pods'].includes(name));
  for (const name of others) w.write(1, `${name}\t${textOf(requests[name])}\t${textOf(limits[name])}\n`);
}

function textOf(quantity: Quantity | undefined): string {
  return quantity ? quantityText(quantity) : '0';
}

function share(quantity: Quantity | undefined, available: string | undefined): string {
  const whole = amountOf(available);
  return `${textOf(quantity)} (${whole === 0 ? 0 : Math.trunc((amountOf(quantity) / whole) * 100)}%)`;
}

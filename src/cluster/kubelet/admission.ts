// Whether a Pod that was given to this node may run on it: the kubelet's admit handlers in their order (sysctls, operating system, resources, node affinity, ports, taints, AppArmor).
import type { ContainerPort, Node, Pod } from '../../api/generated/core-v1.ts';
import { type Amounts, podRequests } from '../component-helpers/pod-requests.ts';
import { resourceAmount } from '../component-helpers/quantities.ts';
import { matchesRequiredNodeAffinity } from '../component-helpers/node-selector.ts';
import { findUntolerated } from '../component-helpers/taints.ts';

export interface Rejection {
  readonly reason: string;
  readonly message: string;
}

/** A Pod that the node has admitted, with what it takes. */
export interface AdmittedPod {
  readonly pod: Pod;
  readonly requests: Amounts;
}

const safeSysctls: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_unprivileged_port_start', 'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem',
]);
const nodeOs = 'linux';
const osLabel = 'kubernetes.io/os';
/** The order in which upstream compares resources; others follow by name. */
const firstResources: readonly string[] = ['cpu', 'memory', 'ephemeral-storage'];

/** What a Pod takes of the node, as admission reckons it. */
export function admittedRequests(pod: Pod): Amounts {
  return podRequests(pod, { useStatus: false });
}

/** Why the Pod cannot run here beside the others; undefined when it can. Of several reasons the first is told. */
export function admissionFailure(pod: Pod, node: Node, others: readonly AdmittedPod[]): Rejection | undefined {
  return forbiddenSysctl(pod) ?? foreignSystem(pod) ?? insufficientResource(pod, node, others) ?? failedPredicate(pod, node, others) ?? absentAppArmor(pod);
}

function forbiddenSysctl(pod: Pod): Rejection | undefined {
  for (const { name } of pod.spec.securityContext?.sysctls ?? []) {
    if (!safeSysctls.has(name)) return { reason: 'SysctlForbidden', message: `forbidden sysctl: ${JSON.stringify(name)} not allowlisted` };
    if (pod.spec.hostNetwork === true && name.startsWith('net.')) return { reason: 'SysctlForbidden', message: `forbidden sysctl: ${name} not allowed with host net enabled` };
    if (pod.spec.hostIPC === true && name.startsWith('kernel.shm')) return { reason: 'SysctlForbidden', message: `forbidden sysctl: ${name} not allowed with host ipc enabled` };
  }
  return undefined;
}

function foreignSystem(pod: Pod): Rejection | undefined {
  const label = pod.metadata.labels?.[osLabel];
  if (label !== undefined && label !== nodeOs) return { reason: 'PodOSSelectorNodeLabelDoesNotMatch', message: 'Failed to admit pod as the `kubernetes.io/os` label doesn\'t match node label' };
  if (pod.spec.os !== undefined && pod.spec.os.name !== nodeOs) return { reason: 'PodOSNotSupported', message: 'Failed to admit pod as the OS field doesn\'t match node OS' };
  return undefined;
}

/** Extended resources that the node does not name are not looked at: the cluster may count them elsewhere. */
function insufficientResource(pod: Pod, node: Node, others: readonly AdmittedPod[]): Rejection | undefined {
  const allocatable = node.status.allocatable ?? {};
  const refuse = (name: string, requested: number, used: number, capacity: number): Rejection =>
    ({ reason: `OutOf${name}`, message: `Node didn't have enough resource: ${name}, requested: ${requested}, used: ${used}, capacity: ${capacity}` });
  const pods = resourceAmount('pods', allocatable['pods']);
  if (others.length + 1 > pods) return refuse('pods', 1, others.length, pods);
  const requests = admittedRequests(pod);
  const rest = Object.keys(requests).filter((name) => !firstResources.includes(name)).sort();
  for (const name of [...firstResources, ...rest]) {
    const amount = requests[name] ?? 0;
    if (amount === 0 || (allocatable[name] === undefined && name.includes('/'))) continue;
    const capacity = resourceAmount(name, allocatable[name]);
    const used = others.reduce((sum, other) => sum + (other.requests[name] ?? 0), 0);
    if (amount > capacity - used) return refuse(name, amount, used, capacity);
  }
  return undefined;
}

function failedPredicate(pod: Pod, node: Node, others: readonly AdmittedPod[]): Rejection | undefined {
  const fail = (reason: string, why: string): Rejection => ({ reason, message: `Predicate ${reason} failed: ${why}` });
  if (!matchesRequiredNodeAffinity(pod, node)) return fail('NodeAffinity', 'node(s) didn\'t match Pod\'s node affinity/selector');
  const wanted = hostPortsOf(pod);
  if (wanted.some((port) => others.some((other) => hostPortsOf(other.pod).some((taken) => isSamePort(port, taken))))) return fail('NodePorts', 'node(s) didn\'t have free ports for the requested pod ports');
  if (findUntolerated(node.spec.taints, pod.spec.tolerations, ['NoExecute']) !== undefined) return fail('TaintToleration', 'node(s) had untolerated taint(s)');
  return undefined;
}

/** Nodes have no AppArmor, so that only a Pod that asks for no profile can be had. */
function absentAppArmor({ spec }: Pod): Rejection | undefined {
  const profiles = [spec.securityContext?.appArmorProfile, ...[...(spec.initContainers ?? []), ...spec.containers].map((c) => c.securityContext?.appArmorProfile)];
  return profiles.some((profile) => profile !== undefined && profile.type !== 'Unconfined') ? { reason: 'AppArmor', message: 'Cannot enforce AppArmor: AppArmor is not enabled on the host' } : undefined;
}

function hostPortsOf(pod: Pod): readonly ContainerPort[] {
  const sidecars = (pod.spec.initContainers ?? []).filter((c) => c.restartPolicy === 'Always');
  return [...pod.spec.containers, ...sidecars].flatMap((c) => (c.ports ?? []).filter((p) => (p.hostPort ?? 0) > 0));
}

const anyAddress = '0.0.0.0';

function isSamePort(a: ContainerPort, b: ContainerPort): boolean {
  const addressOf = (port: ContainerPort): string => (port.hostIP === undefined || port.hostIP === '' ? anyAddress : port.hostIP);
  return a.hostPort === b.hostPort && (a.protocol ?? 'TCP') === (b.protocol ?? 'TCP') && (addressOf(a) === addressOf(b) || addressOf(a) === anyAddress || addressOf(b) === anyAddress);
}

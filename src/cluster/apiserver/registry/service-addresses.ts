// Cluster IPs and node ports of Services: pkg/registry/core/service/storage's allocators over the Services in the store.
import type { Service } from '../../../api/generated/core-v1.ts';
import { type FieldError, internalError, invalid, required } from '../../../api/field/error.ts';
import { FieldPath } from '../../../api/field/path.ts';
import { newInternalError, newInvalid } from '../../../api/meta/status-error.ts';
import { type Random, randomInt } from '../../../base/random.ts';
import { isPathSegmentName } from '../../../api/meta/validation/names.ts';
import type { RequestContext } from '../request-context.ts';
import { unreasonedError } from '../unreasoned-error.ts';

const serviceRange = '10.96.0.0/16';
const rangePrefix = '10.96.';
const rangeSize = 65_534;
/** Addresses and ports below these offsets are handed out only when asked for by name. */
const staticAddresses = 256;
const firstNodePort = 30_000;
const nodePorts = 2_768;
const staticNodePorts = 86;

const spec = FieldPath.of('spec');

export function needsClusterIp({ spec: { type } }: Service): boolean {
  return type !== 'ExternalName';
}
function needsNodePorts({ spec: { type, allocateLoadBalancerNodePorts } }: Service): boolean {
  return type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts !== false);
}
export function mayHaveNodePorts({ spec: { type } }: Service): boolean {
  return type === 'NodePort' || type === 'LoadBalancer';
}
export function needsHealthCheckPort({ spec: { type, externalTrafficPolicy } }: Service): boolean {
  return type === 'LoadBalancer' && externalTrafficPolicy === 'Local';
}

export interface Allocation {
  /** What the Service replaces. */
  readonly old?: Service;
  readonly isDryRun: boolean;
}

/** Gives `service` what it needs and does not have; 422 for an address or port that cannot be had. */
export function allocateAddresses(context: RequestContext, service: Service, allocation: Allocation): void {
  const others = (context.server.store.list('services') as Service[]).filter((s) => s.metadata.uid !== service.metadata.uid);
  const errors: FieldError[] = [];
  if (needsClusterIp(service)) {
    errors.push(...setFamilies(service));
    // An address that a Service has cannot change, which validation says.
    if (errors.length === 0 && (allocation.old === undefined || !needsClusterIp(allocation.old))) errors.push(...allocateClusterIp(context, service, others, allocation));
  }
  if (errors.length === 0 && mayHaveNodePorts(service)) errors.push(...allocateNodePorts(context, service, others, allocation));
  if (errors.length > 0) throw newInvalid({ group: '', kind: 'Service' }, service.metadata.name, errors);
}

/** This cluster has IPv4 only. */
function setFamilies({ spec: fields }: Service): FieldError[] {
  const isHeadless = fields.clusterIPs?.[0] === 'None';
  const hasSelector = Object.keys(fields.selector ?? {}).length > 0;
  const isUnmanaged = isHeadless && !hasSelector;
  const policy = fields.ipFamilyPolicy ?? 'SingleStack';
  if ((fields.ipFamilies ?? []).length > 1 && policy === 'SingleStack' && !isUnmanaged) return [invalid(spec.child('ipFamilyPolicy'), policy, "must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified")];
  const errors = isUnmanaged ? [] : refuseUnserved(fields);
  if (errors.length > 0) return errors;
  fields.ipFamilyPolicy ??= isUnmanaged && (fields.ipFamilies ?? []).length === 0 ? 'RequireDualStack' : 'SingleStack';
  if ((fields.ipFamilies ?? []).length === 0) fields.ipFamilies = isUnmanaged && fields.ipFamilyPolicy !== 'SingleStack' ? ['IPv4', 'IPv6'] : ['IPv4'];
  return [];
}

/** A second family or address that nobody serves; the policy that asks for two is told of first. */
function refuseUnserved({ ipFamilies = [], ipFamilyPolicy, clusterIPs = [] }: Service['spec']): FieldError[] {
  const errors: FieldError[] = [];
  const path = spec.child('ipFamilyPolicy');
  if (ipFamilyPolicy === 'RequireDualStack') errors.push(invalid(path, ipFamilyPolicy, 'this cluster is not configured for dual-stack services'));
  if (clusterIPs.length > 1 && (ipFamilyPolicy ?? 'SingleStack') === 'SingleStack') errors.push(invalid(path, 'SingleStack', "must be 'RequireDualStack' or 'PreferDualStack' when multiple cluster IPs are specified"));
  const family = ipFamilies.findIndex((name) => name !== 'IPv4');
  if (family >= 0) errors.push(invalid(spec.child('ipFamilies').index(family), ipFamilies[family], 'not configured on this cluster'));
  const address = clusterIPs.findIndex((ip, i) => ip.includes(':') && ipFamilies[i] === undefined);
  if (address >= 0) errors.push(invalid(spec.child('clusterIPs').index(address), clusterIPs, 'IPv6 is not configured on this cluster'));
  return errors;
}

function allocateClusterIp({ server }: RequestContext, service: Service, others: readonly Service[], { isDryRun }: Allocation): FieldError[] {
  const { spec: fields } = service;
  const wanted = fields.clusterIPs?.[0];
  if (wanted === 'None') return [];
  const used = new Set(others.flatMap((s) => s.spec.clusterIPs ?? []));
  const path = spec.child('clusterIPs');
  if (wanted !== undefined && wanted !== '') {
    const refuse = (why: string): FieldError[] => [invalid(path, fields.clusterIPs, `failed to allocate IP ${wanted}: ${why}`)];
    if (offsetOf(wanted) === undefined) return refuse(isDryRun ? `the provided IP (${wanted}) is not in the valid range. The range of valid IPs is ${serviceRange}` : 'the provided network does not match the current range');
    const problem = isDryRun ? undefined : ownerProblem(wanted, service);
    if (problem !== undefined) return refuse(problem);
    if (used.has(wanted)) return refuse('provided IP is already allocated');
    return [];
  }
  const address = pickFree((at) => addressAt(staticAddresses + at), rangeSize - staticAddresses, used, (n) => randomInt(server.random, n));
  if (address === undefined) return [internalError(path, 'failed to allocate a serviceIP: range is full')];
  const problem = isDryRun ? undefined : ownerProblem(address, service);
  if (problem !== undefined) return [invalid(path, [''], `failed to allocate IP: ${problem}`)];
  fields.clusterIP = address;
  fields.clusterIPs = [address];
  return [];
}

/** Each address is an object that names its Service, so a name that cannot be named is found here first. */
function ownerProblem(address: string, { metadata: { name } }: Service): string | undefined {
  const path = spec.child('parentRef', 'name');
  const errors = name === '' ? [required(path, '')] : isPathSegmentName(name).map((text) => invalid(path, name, text));
  return errors.length === 0 ? undefined : newInvalid({ group: 'networking.k8s.io', kind: 'IPAddress' }, address, errors).status.message;
}

function addressAt(offset: number): string {
  return `${rangePrefix}${offset >> 8}.${offset & 255}`;
}

function offsetOf(address: string): number | undefined {
  if (!address.startsWith(rangePrefix)) return undefined;
  const [high, low] = address.slice(rangePrefix.length).split('.').map(Number);
  const offset = (high ?? NaN) * 256 + (low ?? NaN);
  return offset >= 1 && offset <= rangeSize ? offset : undefined;
}

/** A random free value, else the first free one. */
function pickFree<T>(at: (index: number) => T, size: number, used: ReadonlySet<T>, random: (below: number) => number): T | undefined {
  for (let attempt = 0; attempt < 16; attempt++) {
    const value = at(random(size));
    if (!used.has(value)) return value;
  }
  for (let i = 0; i < size; i++) if (!used.has(at(i))) return at(i);
  return undefined;
}

/** Why a port cannot be had; undefined: it is now this Service's. */
type Refusal = string | undefined;

/** Node ports for one request. In a dry run nothing is looked up by range, and new ports count on from the highest that was asked for. */
function portAllocator(random: Random, used: ReadonlySet<number>, isDryRun: boolean): { allocate: (port: number) => Refusal; next: () => number | undefined } {
  const taken = new Set<number>();
  return {
    allocate(port) {
      if (!isDryRun && (port < firstNodePort || port >= firstNodePort + nodePorts)) return `provided port is not in the valid range. The range of valid ports is ${firstNodePort}-${firstNodePort + nodePorts - 1}`;
      if (used.has(port) || taken.has(port)) return 'provided port is already allocated';
      taken.add(port);
      return undefined;
    },
    next() {
      const all = new Set([...used, ...taken]);
      const port = isDryRun ? (taken.size === 0 ? firstNodePort + nodePorts : Math.max(...taken)) + 1 : pickFree((at) => firstNodePort + staticNodePorts + at, nodePorts - staticNodePorts, all, (n) => randomInt(random, n));
      if (port !== undefined) taken.add(port);
      return port;
    },
  };
}

function allocateNodePorts({ server }: RequestContext, service: Service, others: readonly Service[], { old, isDryRun }: Allocation): FieldError[] {
  const used = new Set(others.flatMap(({ spec: { ports = [], healthCheckNodePort = 0 } }) => [...ports.map((p) => p.nodePort ?? 0), healthCheckNodePort]));
  const allocator = portAllocator(server.random, used, isDryRun);
  const kept = new Set((old?.spec.ports ?? []).map((p) => p.nodePort ?? 0));
  const ports = service.spec.ports ?? [];
  if (old !== undefined) refuseRepeatedNodePort(service);
  // One port number is one node port, for all protocols.
  const byPort = new Map<number, number>();
  for (const [i, port] of ports.entries()) {
    const path = spec.child('ports').index(i).child('nodePort');
    const known = byPort.get(port.port);
    const wanted = port.nodePort || known || ports.find((p) => p.port === port.port && p.nodePort)?.nodePort;
    if (wanted !== undefined && (wanted === known || kept.has(wanted))) port.nodePort = wanted;
    else if (wanted !== undefined) {
      const refusal = allocator.allocate(wanted);
      if (refusal !== undefined) return [invalid(path, wanted, refusal)];
      port.nodePort = wanted;
    } else if (needsNodePorts(service)) {
      const free = allocator.next();
      if (free === undefined) return [internalError(path, 'failed to allocate a nodePort: range is full')];
      port.nodePort = free;
    }
    if (port.nodePort && known === undefined) byPort.set(port.port, port.nodePort);
  }
  allocateHealthCheckPort(service, allocator, old);
  return [];
}

/** What a creation learns from the allocation, an update is refused before. */
function refuseRepeatedNodePort({ spec: { ports = [] } }: Service): void {
  const seen = new Set<string>();
  for (const { protocol, nodePort } of ports) {
    const port = `{${protocol} ${nodePort}}`;
    if (nodePort && seen.has(port)) throw unreasonedError(`duplicate nodePort: ${port}`);
    seen.add(port);
  }
}

function allocateHealthCheckPort(service: Service, allocator: ReturnType<typeof portAllocator>, old: Service | undefined): void {
  if (!needsHealthCheckPort(service)) return;
  const wanted = service.spec.healthCheckNodePort;
  if (wanted) {
    const refusal = wanted === old?.spec.healthCheckNodePort ? undefined : allocator.allocate(wanted);
    if (refusal !== undefined) throw newInternalError(`failed to allocate requested HealthCheck NodePort ${wanted}: ${refusal}`);
    return;
  }
  const free = allocator.next();
  if (free !== undefined) service.spec.healthCheckNodePort = free;
}

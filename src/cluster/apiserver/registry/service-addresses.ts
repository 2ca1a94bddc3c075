// Cluster IPs and node ports of Services: pkg/registry/core/service/storage's allocators over the Services in the store.
import type { Service, ServicePort } from '../../../api/generated/core-v1.ts';
import { type FieldError, internalError, invalid } from '../../../api/field/error.ts';
import { FieldPath } from '../../../api/field/path.ts';
import { newInvalid } from '../../../api/meta/status-error.ts';
import { randomInt } from '../../../base/random.ts';
import type { RequestContext } from '../request-context.ts';

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

/** Gives `service` what it needs and does not have; 422 for an address or port that cannot be had. `old`: what it replaces. */
export function allocateAddresses(context: RequestContext, service: Service, old?: Service): void {
  const others = (context.server.store.list('services') as Service[]).filter((s) => s.metadata.uid !== service.metadata.uid);
  const errors: FieldError[] = [];
  if (needsClusterIp(service)) {
    errors.push(...setFamilies(service));
    if (errors.length === 0) errors.push(...allocateClusterIp(context, service, others, old));
  }
  if (errors.length === 0 && mayHaveNodePorts(service)) errors.push(...allocateNodePorts(context, service, others, old));
  if (errors.length > 0) throw newInvalid({ group: '', kind: 'Service' }, service.metadata.name, errors);
}

/** This cluster has IPv4 only. */
function setFamilies({ spec: fields }: Service): FieldError[] {
  const isHeadless = fields.clusterIPs?.[0] === 'None';
  const hasSelector = Object.keys(fields.selector ?? {}).length > 0;
  const isUnmanaged = isHeadless && !hasSelector;
  for (const [i, family] of (fields.ipFamilies ?? []).entries()) {
    if (family !== 'IPv4' && !isUnmanaged) return [invalid(spec.child('ipFamilies').index(i), family, 'not configured on this cluster')];
  }
  if (fields.ipFamilyPolicy === 'RequireDualStack' && !isUnmanaged) return [invalid(spec.child('ipFamilyPolicy'), fields.ipFamilyPolicy, 'this cluster is not configured for dual-stack services')];
  fields.ipFamilyPolicy ??= isUnmanaged && (fields.ipFamilies ?? []).length === 0 ? 'RequireDualStack' : 'SingleStack';
  if ((fields.ipFamilies ?? []).length === 0) fields.ipFamilies = isUnmanaged && fields.ipFamilyPolicy !== 'SingleStack' ? ['IPv4', 'IPv6'] : ['IPv4'];
  return [];
}

function allocateClusterIp({ server }: RequestContext, service: Service, others: readonly Service[], old: Service | undefined): FieldError[] {
  const { spec: fields } = service;
  const wanted = fields.clusterIPs?.[0];
  if (wanted === 'None' || (wanted !== undefined && wanted === old?.spec.clusterIPs?.[0])) return [];
  const used = new Set(others.flatMap((s) => s.spec.clusterIPs ?? []));
  const path = spec.child('clusterIPs');
  if (wanted !== undefined && wanted !== '') {
    if (offsetOf(wanted) === undefined) return [invalid(path, fields.clusterIPs, `failed to allocate IP ${wanted}: the provided IP (${wanted}) is not in the valid range. The range of valid IPs is ${serviceRange}`)];
    if (used.has(wanted)) return [invalid(path, fields.clusterIPs, `failed to allocate IP ${wanted}: provided IP is already allocated`)];
    return [];
  }
  const address = pickFree((at) => addressAt(staticAddresses + at), rangeSize - staticAddresses, used, (n) => randomInt(server.random, n));
  if (address === undefined) return [internalError(path, 'failed to allocate a serviceIP: range is full')];
  fields.clusterIP = address;
  fields.clusterIPs = [address];
  return [];
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

function allocateNodePorts({ server }: RequestContext, service: Service, others: readonly Service[], old: Service | undefined): FieldError[] {
  const taken = new Set(others.flatMap((s) => (s.spec.ports ?? []).map((p) => portKey(p, p.nodePort ?? 0))));
  const numbers = new Set(others.flatMap((s) => [...(s.spec.ports ?? []).map((p) => p.nodePort ?? 0), s.spec.healthCheckNodePort ?? 0]));
  const kept = new Set((old?.spec.ports ?? []).map((p) => p.nodePort ?? 0));
  const pick = (): number | undefined => pickFree((at) => firstNodePort + staticNodePorts + at, nodePorts - staticNodePorts, numbers, (n) => randomInt(server.random, n));
  for (const [i, port] of (service.spec.ports ?? []).entries()) {
    const path = spec.child('ports').index(i).child('nodePort');
    if (port.nodePort) {
      if (kept.has(port.nodePort)) continue;
      if (port.nodePort < firstNodePort || port.nodePort >= firstNodePort + nodePorts) return [invalid(path, port.nodePort, `provided port is not in the valid range. The range of valid ports is ${firstNodePort}-${firstNodePort + nodePorts - 1}`)];
      if (taken.has(portKey(port, port.nodePort))) return [invalid(path, port.nodePort, 'provided port is already allocated')];
      numbers.add(port.nodePort);
    } else if (needsNodePorts(service)) {
      // One name resolves to one port for all protocols.
      const twin = service.spec.ports?.find((p) => p !== port && p.port === port.port && p.protocol !== port.protocol && p.nodePort);
      const free = twin?.nodePort ?? pick();
      if (free === undefined) return [internalError(path, 'failed to allocate a nodePort: range is full')];
      port.nodePort = free;
      numbers.add(free);
    }
  }
  if (needsHealthCheckPort(service) && !service.spec.healthCheckNodePort) {
    const free = pick();
    if (free !== undefined) service.spec.healthCheckNodePort = free;
  }
  return [];
}

function portKey({ protocol = 'TCP' }: ServicePort, nodePort: number): string {
  return `${protocol}/${nodePort}`;
}

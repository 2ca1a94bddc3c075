// Services: pkg/registry/core/service's strategy of updates, and when addresses are allocated.
import type { Service } from '../../../api/generated/core-v1.ts';
import { validateServiceIPs } from '../../../api/core/validation/service-ips.ts';
import { invalid } from '../../../api/field/error.ts';
import { FieldPath } from '../../../api/field/path.ts';
import { newInvalid } from '../../../api/meta/status-error.ts';
import { prepareService } from '../../../api/strategy/kinds.ts';
import { deepEqual } from '../../../api/meta/deep-equal.ts';
import { allocateAddresses, mayHaveNodePorts, needsClusterIp, needsHealthCheckPort } from './service-addresses.ts';
import type { Strategy } from './strategy.ts';

export const serviceStrategy: Partial<Strategy> = {
  allowCreateOnUpdate: true,
  returnsDeletedObject: true,
  prepareForCreate(object) {
    const { spec } = object as Service;
    if (spec.type === 'ExternalName') delete spec.internalTrafficPolicy;
    if (spec.clusterIP && (spec.clusterIPs ?? []).length === 0) spec.clusterIPs = [spec.clusterIP];
  },
  prepareForUpdate(object, old) {
    const service = object as Service;
    const before = old as Service;
    keepAllocated(service, before);
    dropUnneeded(service, before);
    normalizeAddresses(service, before);
  },
  beginCreate(object, context, isDryRun) {
    const service = object as Service;
    const errors = validateServiceIPs(service);
    const { clusterIPs = [], ipFamilies = [], type } = service.spec;
    // Of a second address the allocation tells, with what else is wrong with two.
    const isUnserved = type !== 'ExternalName' && clusterIPs[0]?.includes(':') === true && ipFamilies[0] === undefined;
    if (errors.length === 0 && isUnserved) errors.push(invalid(FieldPath.of('spec', 'clusterIPs').index(0), clusterIPs, 'IPv6 is not configured on this cluster'));
    if (errors.length > 0) throw newInvalid({ group: '', kind: 'Service' }, service.metadata.name, errors);
    prepareService(service);
    allocateAddresses(context, service, { isDryRun });
  },
  beginUpdate(object, old, context, isDryRun) {
    if (context.subresource !== undefined) return;
    const service = object as Service;
    const errors = validateServiceIPs(service);
    if (errors.length > 0) throw newInvalid({ group: '', kind: 'Service' }, service.metadata.name, errors);
    allocateAddresses(context, service, { old: old as Service, isDryRun });
  },
};

/** What was allocated stays when the update leaves it out. */
function keepAllocated({ spec }: Service, before: Service): void {
  const after = { spec } as Service;
  if (needsClusterIp(before) && needsClusterIp(after)) {
    if (!spec.clusterIP && before.spec.clusterIP) spec.clusterIP = before.spec.clusterIP;
    if ((spec.clusterIPs ?? []).length === 0 && spec.clusterIP === before.spec.clusterIP && before.spec.clusterIPs) spec.clusterIPs = [...before.spec.clusterIPs];
    if (spec.ipFamilyPolicy === undefined && before.spec.ipFamilyPolicy !== undefined) spec.ipFamilyPolicy = before.spec.ipFamilyPolicy;
    if ((spec.ipFamilies ?? []).length === 0 && before.spec.ipFamilies) spec.ipFamilies = [...before.spec.ipFamilies];
  }
  if (mayHaveNodePorts(before) && mayHaveNodePorts(after)) {
    const now = new Set((spec.ports ?? []).map((p) => p.nodePort ?? 0));
    const used = new Set((before.spec.ports ?? []).map((p) => p.nodePort ?? 0).filter((p) => now.has(p)));
    for (const port of spec.ports ?? []) {
      const known = before.spec.ports?.find((p) => (p.name ?? '') === (port.name ?? ''))?.nodePort;
      if (port.nodePort || !known || used.has(known)) continue;
      port.nodePort = known;
      used.add(known);
    }
  }
  if (needsHealthCheckPort(before) && needsHealthCheckPort(after) && !spec.healthCheckNodePort && before.spec.healthCheckNodePort) spec.healthCheckNodePort = before.spec.healthCheckNodePort;
}

/** What no longer applies goes, unless the update changed it (validation will say so). */
function dropUnneeded({ spec }: Service, before: Service): void {
  const after = { spec } as Service;
  if (needsClusterIp(before) && !needsClusterIp(after)) {
    if (spec.clusterIP === before.spec.clusterIP && deepEqual(spec.clusterIPs, before.spec.clusterIPs)) {
      delete spec.clusterIP;
      delete spec.clusterIPs;
    }
    if (spec.internalTrafficPolicy === before.spec.internalTrafficPolicy) delete spec.internalTrafficPolicy;
    if (deepEqual(spec.ipFamilies, before.spec.ipFamilies)) delete spec.ipFamilies;
    if (spec.ipFamilyPolicy === before.spec.ipFamilyPolicy) delete spec.ipFamilyPolicy;
  }
  if (mayHaveNodePorts(before) && !mayHaveNodePorts(after)) {
    const known = new Set((before.spec.ports ?? []).map((p) => p.nodePort));
    for (const port of spec.ports ?? []) if (known.has(port.nodePort)) delete port.nodePort;
    if (spec.externalTrafficPolicy === before.spec.externalTrafficPolicy) delete spec.externalTrafficPolicy;
  }
  if (needsHealthCheckPort(before) && !needsHealthCheckPort(after) && spec.healthCheckNodePort === before.spec.healthCheckNodePort) delete spec.healthCheckNodePort;
  if (before.spec.type === 'LoadBalancer' && spec.type !== 'LoadBalancer') {
    if (spec.allocateLoadBalancerNodePorts === before.spec.allocateLoadBalancerNodePorts) delete spec.allocateLoadBalancerNodePorts;
    if (spec.loadBalancerClass === before.spec.loadBalancerClass) delete spec.loadBalancerClass;
  }
}

/** `clusterIP` is the first of `clusterIPs`, whichever of the two the update wrote. */
function normalizeAddresses({ spec }: Service, before: Service): void {
  if (spec.clusterIP && (spec.clusterIPs ?? []).length === 0) spec.clusterIPs = [spec.clusterIP];
  if (spec.clusterIP === before.spec.clusterIP || !deepEqual(spec.clusterIPs, before.spec.clusterIPs)) return;
  if (!spec.clusterIP) delete spec.clusterIPs;
  else spec.clusterIPs = [spec.clusterIP];
}

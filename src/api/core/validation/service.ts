// Rules for Services: core validation's ValidateService and ValidateServiceUpdate.
import { duplicate, type FieldError, forbidden, invalid, named, notSupported, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { Service, ServicePort, ServiceSpec, SessionAffinityConfig } from '../../generated/core-v1.ts';
import { isValidCIDR, isValidIP, parseIP } from '../../meta/validation/ip.ts';
import { validateLabels } from '../../meta/validation/labels.ts';
import { isDNS1123Label, isDNS1123Subdomain, isQualifiedName, isValidPortNum, nameIsDNSLabel } from '../../meta/validation/names.ts';
import { portProtocols } from './container-ports.ts';
import { validatePortNumOrName } from './lifecycle-handler.ts';
import { metaUpdate, namespacedMeta } from './metadata.ts';
import { isHeadless, validateNoIPs, validateServiceIPs } from './service-ips.ts';

const specPath = FieldPath.of('spec');
const annotationsPath = FieldPath.of('metadata', 'annotations');
const hintsAnnotation = 'service.kubernetes.io/topology-aware-hints';
const modeAnnotation = 'service.kubernetes.io/topology-mode';
const sourceRangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const affinities = ['ClientIP', 'None'];
const trafficPolicies = ['Cluster', 'Local'];
const distributions = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];
const maxAffinitySeconds = 86_400;

export function validateService(service: Service, old?: Service): FieldError[] {
  const { spec } = service;
  // Upstream checks the addresses first, when it allocates, and says no more when they are wrong.
  const early = validateServiceIPs(service, old);
  if (early.length > 0) return early;
  const errors = [...(old === undefined ? namespacedMeta(service, nameIsDNSLabel) : []), ...validateTopologyAnnotations(service)];
  const ports = spec.ports ?? [];
  if (ports.length === 0 && !isHeadless(spec) && spec.type !== 'ExternalName') errors.push(required(specPath.child('ports'), ''));
  errors.push(...validateOfType(spec), ...validatePorts(ports));
  if (spec.selector !== undefined) errors.push(...validateLabels(spec.selector, specPath.child('selector')));
  errors.push(...validateAffinity(spec), ...validateExternalIPs(spec.externalIPs ?? []));
  if (!types.includes(spec.type ?? '')) errors.push(notSupported(specPath.child('type'), named(spec.type), types));
  errors.push(...validateUniquePorts(spec, ports), ...validateSourceRanges(service), ...validateLoadBalancerFields(spec), ...validateTraffic(spec));
  return errors;
}

function validateTopologyAnnotations({ metadata: { annotations = {} } }: Service): FieldError[] {
  const [mode, hints] = [annotations[modeAnnotation], annotations[hintsAnnotation]];
  return mode === undefined || hints === undefined || mode === hints ? [] : [invalid(annotationsPath.key(modeAnnotation), mode, `must match annotations[${hintsAnnotation}] when both are specified`)];
}

function validateOfType(spec: ServiceSpec): FieldError[] {
  if ((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && isHeadless(spec)) return [invalid(specPath.child('clusterIPs').index(0), 'None', `may not be set to 'None' for ${spec.type} services`)];
  if (spec.type !== 'ExternalName') return [];
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  const path = specPath.child('externalName');
  return [...validateNoIPs(spec), ...(name === '' ? [required(path, '')] : isDNS1123Subdomain(name).map((text) => invalid(path, name, text)))];
}

function validatePorts(ports: readonly ServicePort[]): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap((port, i) => {
    const path = specPath.child('ports').index(i);
    const { name = '', appProtocol } = port;
    const errors: FieldError[] = [];
    if (ports.length > 1 && name === '') errors.push(required(path.child('name'), ''));
    else if (name !== '') {
      errors.push(...isDNS1123Label(name).map((text) => invalid(path.child('name'), name, text)));
      if (names.has(name)) errors.push(duplicate(path.child('name'), name));
      names.add(name);
    }
    errors.push(...isValidPortNum(port.port).map((text) => invalid(path.child('port'), port.port, text)));
    if (!portProtocols.includes(port.protocol ?? '')) errors.push(notSupported(path.child('protocol'), named(port.protocol), portProtocols));
    errors.push(...validatePortNumOrName(port.targetPort, path.child('targetPort')));
    if (appProtocol !== undefined) errors.push(...isQualifiedName(appProtocol).map((text) => invalid(path.child('appProtocol'), appProtocol, text)));
    return errors;
  });
}

function validateAffinity({ sessionAffinity, sessionAffinityConfig }: ServiceSpec): FieldError[] {
  const path = specPath.child('sessionAffinity');
  const configPath = specPath.child('sessionAffinityConfig');
  const errors: FieldError[] = [];
  if (sessionAffinity === undefined) errors.push(required(path, ''));
  else if (!affinities.includes(sessionAffinity)) errors.push(notSupported(path, named(sessionAffinity), affinities));
  if (sessionAffinity === 'ClientIP') errors.push(...validateAffinityConfig(sessionAffinityConfig, configPath));
  if (sessionAffinity === 'None' && sessionAffinityConfig !== undefined) errors.push(forbidden(configPath, 'must not be set when session affinity is None'));
  return errors;
}

function validateAffinityConfig(config: SessionAffinityConfig | undefined, path: FieldPath): FieldError[] {
  const text = 'when session affinity type is ClientIP';
  if (config === undefined) return [required(path, text)];
  if (config.clientIP === undefined) return [required(path.child('clientIP'), text)];
  const seconds = config.clientIP.timeoutSeconds;
  const at = path.child('clientIP', 'timeoutSeconds');
  if (seconds === undefined) return [required(at, text)];
  return seconds <= 0 || seconds > maxAffinitySeconds ? [invalid(at, seconds, `must be greater than 0 and less than ${maxAffinitySeconds}`)] : [];
}

function validateExternalIPs(ips: readonly string[]): FieldError[] {
  return ips.flatMap((ip, i) => {
    const path = specPath.child('externalIPs').index(i);
    const errors = isValidIP(path, ip);
    return errors.length > 0 ? errors : validateNonSpecialIP(ip, path);
  });
}

/** Not an address with a meaning of its own: unspecified, loopback, link-local. */
export function validateNonSpecialIP(text: string, path: FieldPath): FieldError[] {
  const ip = parseIP(text);
  if (ip === undefined) return [invalid(path, text, 'must be a valid IP address')];
  const bytes = ip.bytes.length === 16 && ip.bytes.slice(0, 12).every((b, i) => b === (i < 10 ? 0 : 255)) ? ip.bytes.slice(12) : ip.bytes;
  const [a = 0, b = 0, c = 0] = bytes;
  const isV4 = bytes.length === 4;
  const isAll = (last: number): boolean => bytes.every((byte, i) => byte === (i === bytes.length - 1 ? last : 0));
  if (isAll(0)) return [invalid(path, text, `may not be unspecified (${isV4 ? '0.0.0.0' : '::'})`)];
  if (isV4 ? a === 127 : isAll(1)) return [invalid(path, text, 'may not be in the loopback range (127.0.0.0/8, ::1/128)')];
  if (isV4 ? a === 169 && b === 254 : a === 0xfe && (b & 0xc0) === 0x80) return [invalid(path, text, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)')];
  if (isV4 ? a === 224 && b === 0 && c === 0 : a === 0xff && (b & 0x0f) === 2) return [invalid(path, text, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)')];
  return [];
}

function validateUniquePorts(spec: ServiceSpec, ports: readonly ServicePort[]): FieldError[] {
  const at = (i: number): FieldPath => specPath.child('ports').index(i);
  const errors: FieldError[] = [];
  ports.forEach((port, i) => {
    if (spec.type === 'ClusterIP' && port.nodePort !== undefined) errors.push(forbidden(at(i).child('nodePort'), "may not be used when `type` is 'ClusterIP'"));
  });
  const firstWith = (field: 'nodePort' | 'port', port: ServicePort): number => ports.findIndex((other) => other.protocol === port.protocol && other[field] === port[field]);
  ports.forEach((port, i) => {
    if (port.nodePort !== undefined && firstWith('nodePort', port) < i) errors.push(duplicate(at(i).child('nodePort'), port.nodePort));
  });
  ports.forEach((port, i) => {
    if (firstWith('port', port) < i) errors.push(duplicate(at(i), { Name: '', Protocol: port.protocol ?? '', AppProtocol: null, Port: port.port, TargetPort: 0, NodePort: 0 }));
  });
  return errors;
}

function validateSourceRanges({ metadata, spec }: Service): FieldError[] {
  const ranges = spec.loadBalancerSourceRanges ?? [];
  const annotation = metadata.annotations?.[sourceRangesAnnotation];
  if (ranges.length === 0 && annotation === undefined) return [];
  const path = ranges.length > 0 ? specPath.child('LoadBalancerSourceRanges') : annotationsPath.key(sourceRangesAnnotation);
  const errors = spec.type === 'LoadBalancer' ? [] : [forbidden(path, "may only be used when `type` is 'LoadBalancer'")];
  if (ranges.length > 0) return [...errors, ...ranges.flatMap((range, i) => isValidCIDR(path.index(i), range.trim()))];
  const text = (annotation ?? '').trim();
  return text === '' ? errors : [...errors, ...text.split(',').flatMap((range) => isValidCIDR(path, range.trim()))];
}

function validateLoadBalancerFields(spec: ServiceSpec): FieldError[] {
  const { type, allocateLoadBalancerNodePorts } = spec;
  const errors: FieldError[] = [];
  if (allocateLoadBalancerNodePorts !== undefined && type !== 'LoadBalancer') errors.push(forbidden(specPath.child('allocateLoadBalancerNodePorts'), "may only be used when `type` is 'LoadBalancer'"));
  if (allocateLoadBalancerNodePorts === undefined && type === 'LoadBalancer') errors.push(required(FieldPath.of('allocateLoadBalancerNodePorts'), ''));
  return [...errors, ...validateClass(spec)];
}

function validateClass({ type, loadBalancerClass }: ServiceSpec): FieldError[] {
  if (loadBalancerClass === undefined) return [];
  const path = specPath.child('loadBalancerClass');
  return type === 'LoadBalancer' ? isQualifiedName(loadBalancerClass).map((text) => invalid(path, loadBalancerClass, text)) : [forbidden(path, "may only be used when `type` is 'LoadBalancer'")];
}

function isExternallyAccessible({ type, externalIPs = [] }: ServiceSpec): boolean {
  return type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && externalIPs.length > 0);
}

function validateTraffic(spec: ServiceSpec): FieldError[] {
  const { type = '', externalTrafficPolicy, internalTrafficPolicy, trafficDistribution, healthCheckNodePort } = spec;
  const errors: FieldError[] = [];
  const path = specPath.child('externalTrafficPolicy');
  if (isExternallyAccessible(spec)) {
    if (externalTrafficPolicy === undefined) errors.push(required(path, ''));
    else if (!trafficPolicies.includes(externalTrafficPolicy)) errors.push(notSupported(path, named(externalTrafficPolicy), trafficPolicies));
  } else if (externalTrafficPolicy !== undefined) errors.push(invalid(path, named(externalTrafficPolicy), 'may only be set for externally-accessible services'));
  errors.push(...validateHealthCheckPort(type === 'LoadBalancer' && externalTrafficPolicy === 'Local', healthCheckNodePort));
  const internalPath = specPath.child('internalTrafficPolicy');
  if (internalTrafficPolicy === undefined && type !== 'ExternalName' && types.includes(type)) errors.push(required(internalPath, ''));
  if (internalTrafficPolicy !== undefined && !trafficPolicies.includes(internalTrafficPolicy)) errors.push(notSupported(internalPath, named(internalTrafficPolicy), trafficPolicies));
  if (trafficDistribution !== undefined && !distributions.includes(trafficDistribution)) errors.push(notSupported(specPath.child('trafficDistribution'), trafficDistribution, distributions));
  return errors;
}

/** Upstream allocates a missing port before it validates, so a missing one is no finding here. */
function validateHealthCheckPort(isNeeded: boolean, port: number | undefined): FieldError[] {
  if (port === undefined) return [];
  const path = specPath.child('healthCheckNodePort');
  return isNeeded ? isValidPortNum(port).map((text) => invalid(path, port, text)) : [invalid(path, port, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'")];
}

export function validateServiceUpdate(service: Service, old: Service): FieldError[] {
  const early = validateServiceIPs(service, old);
  if (early.length > 0) return early;
  return [...metaUpdate(service, old), ...validateIPChange(service.spec, old.spec), ...validateClassChange(service.spec, old.spec), ...validateService(service, old)];
}

/** The first address and family stay, a second may come and go, unless from or to ExternalName. */
function validateIPChange(spec: ServiceSpec, old: ServiceSpec): FieldError[] {
  if (spec.type === 'ExternalName' || old.type === 'ExternalName') return [];
  return (['clusterIPs', 'ipFamilies'] as const).flatMap((field) => {
    const [now, before] = [spec[field] ?? [], old[field] ?? []] as [readonly string[], readonly string[]];
    if (before.length === 0 || (field === 'ipFamilies' && isHeadless(old) && isHeadless(spec) && Object.keys(old.selector ?? {}).length === 0)) return [];
    const errors: FieldError[] = [];
    if (now.length === 0 || now[0] !== before[0]) errors.push(invalid(specPath.child(field).index(0), field === 'clusterIPs' ? now : named(now[0]), 'may not change once set'));
    if (now.length > 1 && before.length > 1 && now[1] !== before[1]) errors.push(invalid(specPath.child(field).index(1), field === 'clusterIPs' ? now : named(now[1]), 'may not change once set'));
    return errors;
  });
}

function validateClassChange(spec: ServiceSpec, old: ServiceSpec): FieldError[] {
  const isBoth = spec.type === 'LoadBalancer' && old.type === 'LoadBalancer';
  // Upstream judges a class as such once more beside what is new.
  const errors = isBoth && spec.loadBalancerClass !== old.loadBalancerClass ? [invalid(specPath.child('loadBalancerClass'), spec.loadBalancerClass ?? null, 'may not change once set')] : validateClass(spec);
  const needsCheck = (s: ServiceSpec): boolean => s.type === 'LoadBalancer' && s.externalTrafficPolicy === 'Local';
  if (needsCheck(spec) && needsCheck(old) && spec.healthCheckNodePort !== old.healthCheckNodePort) errors.push(forbidden(specPath.child('healthCheckNodePort'), 'field is immutable'));
  return errors;
}

// Advice about Services: pkg/api/service's GetWarningsForService.
import { FieldPath } from '../../field/path.ts';
import type { Service } from '../../generated/core-v1.ts';
import { getWarningsForCIDR, getWarningsForIP } from '../../meta/validation/ip.ts';

const specPath = FieldPath.of('spec');
const hints = 'service.kubernetes.io/topology-aware-hints';

export function serviceWarnings({ metadata, spec }: Service): string[] {
  const { type, clusterIP = '', clusterIPs = [], externalIPs = [], loadBalancerIP = '', loadBalancerSourceRanges = [], externalName = '', sessionAffinity, trafficDistribution } = spec;
  const isHeadless = type === 'ClusterIP' && clusterIP === 'None';
  const isExternalName = type === 'ExternalName';
  const warnings: string[] = [];
  if (metadata.annotations?.[hints] !== undefined) warnings.push(`annotation ${hints} is deprecated, please use service.kubernetes.io/topology-mode instead`);
  if (clusterIP !== '' && clusterIP !== 'None') clusterIPs.forEach((ip, i) => warnings.push(...getWarningsForIP(specPath.child('clusterIPs').index(i), ip)));
  if (isHeadless && loadBalancerIP !== '') warnings.push('spec.loadBalancerIP is ignored for headless services');
  if (isHeadless && externalIPs.length > 0) warnings.push('spec.externalIPs is ignored for headless services');
  if (isHeadless && sessionAffinity !== 'None') warnings.push('spec.SessionAffinity is ignored for headless services');
  externalIPs.forEach((ip, i) => warnings.push(...getWarningsForIP(specPath.child('externalIPs').index(i), ip)));
  if (externalIPs.length > 0 && !isHeadless && !isExternalName) warnings.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters');
  if (loadBalancerIP !== '') warnings.push(...getWarningsForIP(specPath.child('loadBalancerIP'), loadBalancerIP));
  loadBalancerSourceRanges.forEach((range, i) => warnings.push(...getWarningsForCIDR(specPath.child('loadBalancerSourceRanges').index(i), range)));
  if (isExternalName && externalIPs.length > 0) warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (!isExternalName && externalName !== '') warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  if (trafficDistribution === 'PreferClose') warnings.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  return warnings;
}

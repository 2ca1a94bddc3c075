// Rules for a Service's addresses and their families: core validation's ValidateServiceClusterIPsRelatedFields.
import { duplicate, type FieldError, forbidden, invalid, named, notSupported, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { Service, ServiceSpec } from '../../generated/core-v1.ts';
import { isIPv4, isValidIPForLegacyField, parseIP } from '../../meta/validation/ip.ts';

const specPath = FieldPath.of('spec');
const families = ['IPv4', 'IPv6'];
const familyPolicies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

export function isHeadless({ clusterIP, clusterIPs = [] }: ServiceSpec): boolean {
  return clusterIP === 'None' || (clusterIPs.length === 1 && clusterIPs[0] === 'None');
}
function familyOf(ip: string): string {
  const parsed = parseIP(ip);
  return parsed !== undefined && isIPv4(parsed) ? 'IPv4' : 'IPv6';
}

export function validateServiceIPs({ spec }: Service, old?: Service): FieldError[] {
  if (spec.type === 'ExternalName') return [];
  const { clusterIP = '', clusterIPs = [] } = spec;
  const path = specPath.child('clusterIPs');
  const errors: FieldError[] = [];
  if (clusterIP !== '' && clusterIPs.length === 0) errors.push(required(path, ''));
  if (clusterIP !== '' && clusterIPs.length > 0 && clusterIPs[0] !== clusterIP) errors.push(invalid(path, clusterIPs, 'first value must match `clusterIP`'));
  if (clusterIP === '' && clusterIPs.length > 0) errors.push(invalid(path, clusterIPs, 'must be empty when `clusterIP` is not specified'));
  errors.push(...validateFamilies(spec));
  const wrong = validateEachIP(clusterIPs, old?.spec.clusterIPs ?? [], path);
  errors.push(...wrong);
  if (clusterIPs.length > 2) errors.push(invalid(path, clusterIPs, 'may only hold up to 2 values'));
  if (wrong.length > 0) return errors;
  if (clusterIPs.length > 1 && new Set(clusterIPs.map(familyOf)).size < 2) errors.push(invalid(path, clusterIPs, 'may specify no more than one IP for each IP family'));
  return isHeadless(spec) ? errors : [...errors, ...validateMatch(clusterIPs, spec.ipFamilies ?? [], path)];
}

function validateFamilies({ ipFamilies = [], ipFamilyPolicy }: ServiceSpec): FieldError[] {
  const path = specPath.child('ipFamilies');
  const errors: FieldError[] = [];
  ipFamilies.forEach((family, i) => {
    if (!families.includes(family)) errors.push(notSupported(path.index(i), named(family), families));
    if (ipFamilies.indexOf(family) < i) errors.push(duplicate(path.index(i), named(family)));
  });
  if (ipFamilyPolicy !== undefined && !familyPolicies.includes(ipFamilyPolicy)) errors.push(notSupported(specPath.child('ipFamilyPolicy'), named(ipFamilyPolicy), familyPolicies));
  return errors;
}

function validateEachIP(ips: readonly string[], oldIPs: readonly string[], path: FieldPath): FieldError[] {
  return ips.flatMap((ip, i) => {
    if (i === 0 && ip === 'None') return ips.length > 1 ? [invalid(path, ips, "'None' must be the first and only value")] : [];
    return isValidIPForLegacyField(path.index(i), ip, oldIPs);
  });
}

function validateMatch(ips: readonly string[], wanted: readonly string[], path: FieldPath): FieldError[] {
  return ips.flatMap((ip, i) => {
    const family = wanted[i];
    return family === undefined || !families.includes(family) || family === familyOf(ip) ? [] : [invalid(path.index(i), ip, `expected an ${family} value as indicated by \`ipFamilies[${i}]\``)];
  });
}

/** Of ExternalName Services, which have no addresses. */
export function validateNoIPs({ clusterIPs = [], ipFamilies = [], ipFamilyPolicy }: ServiceSpec): FieldError[] {
  const text = 'may not be set for ExternalName services';
  return [
    ...(clusterIPs.length > 0 ? [forbidden(specPath.child('clusterIPs'), text)] : []),
    ...(ipFamilies.length > 0 ? [forbidden(specPath.child('ipFamilies'), text)] : []),
    ...(ipFamilyPolicy !== undefined ? [forbidden(specPath.child('ipFamilyPolicy'), text)] : []),
  ];
}

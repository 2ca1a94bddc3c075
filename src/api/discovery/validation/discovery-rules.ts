// The rows of the discovery group in the validation registry, with the rules for EndpointSlices.
import { portProtocols } from '../../core/validation/container-ports.ts';
import { validateImmutableField } from '../../core/validation/immutable.ts';
import { namespacedMeta } from '../../core/validation/metadata.ts';
import { validateNonSpecialIP } from '../../core/validation/service.ts';
import { duplicate, type FieldError, invalid, named, notSupported, required, tooMany } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { Endpoint, EndpointHints, EndpointPort, EndpointSlice } from '../../generated/discovery-v1.ts';
import { kindRules } from '../../kind-rules.ts';
import { deepEqual } from '../../meta/deep-equal.ts';
import { getWarningsForIP, isValidIP } from '../../meta/validation/ip.ts';
import { isDNS1123Label, isDNS1123Subdomain, isQualifiedName, isValidLabelValue } from '../../meta/validation/names.ts';

const addressTypes = ['FQDN', 'IPv4', 'IPv6'];
const maxEndpoints = 1000;
const maxPorts = 20_000;
const maxAddresses = 100;
const maxHints = 8;
const protocols = [...portProtocols].sort();

/** Endpoints that an update leaves as they are are not judged again, whatever it makes of their type. */
function validateEndpointSlice(slice: EndpointSlice, old?: EndpointSlice): FieldError[] {
  const errors = namespacedMeta(slice);
  const path = FieldPath.of('addressType');
  const type = slice.addressType;
  if (type === '') errors.push(required(path, ''));
  else if (!addressTypes.includes(type)) errors.push(notSupported(path, named(type), addressTypes));
  errors.push(...validatePorts(slice.ports ?? [], FieldPath.of('ports')));
  const endpoints = slice.endpoints ?? [];
  if (deepEqual(slice.endpoints, old?.endpoints)) return errors;
  const at = FieldPath.of('endpoints');
  if (endpoints.length > maxEndpoints) return [...errors, tooMany(at, endpoints.length, maxEndpoints)];
  endpoints.forEach((endpoint, i) => errors.push(...validateEndpoint(endpoint, type, at.index(i))));
  return errors;
}

function validatePorts(ports: readonly EndpointPort[], path: FieldPath): FieldError[] {
  if (ports.length > maxPorts) return [tooMany(path, ports.length, maxPorts)];
  const names = new Set<string>();
  return ports.flatMap(({ name = '', protocol, appProtocol }, i) => {
    const at = path.index(i);
    const errors = name === '' ? [] : isDNS1123Label(name).map((text) => invalid(at.child('name'), name, text));
    if (names.has(name)) errors.push(duplicate(at.child('name'), name));
    names.add(name);
    if (protocol === undefined) errors.push(required(at.child('protocol'), ''));
    else if (!protocols.includes(protocol)) errors.push(notSupported(at.child('protocol'), named(protocol), protocols));
    return appProtocol === undefined ? errors : [...errors, ...isQualifiedName(appProtocol).map((text) => invalid(at.child('appProtocol'), appProtocol, text))];
  });
}

function validateEndpoint({ addresses, nodeName, hostname, hints }: Endpoint, type: string, path: FieldPath): FieldError[] {
  const at = path.child('addresses');
  const errors: FieldError[] = [];
  if (addresses.length === 0) errors.push(required(at, 'must contain at least 1 address'));
  else if (addresses.length > maxAddresses) errors.push(tooMany(at, addresses.length, maxAddresses));
  addresses.forEach((address, i) => errors.push(...validateAddress(address, type, at, i)));
  if (nodeName !== undefined) errors.push(...isDNS1123Subdomain(nodeName).map((text) => invalid(path.child('nodeName'), nodeName, text)));
  if (hostname !== undefined) errors.push(...isDNS1123Label(hostname).map((text) => invalid(path.child('hostname'), hostname, text)));
  return hints === undefined ? errors : [...errors, ...validateHints(hints, path.child('hints'))];
}

function validateAddress(address: string, type: string, addresses: FieldPath, i: number): FieldError[] {
  const path = addresses.index(i);
  if (type === 'FQDN') return validateDomain(address, path);
  if (!addressTypes.includes(type)) return [];
  const problems = isValidIP(path, address);
  const isIPv6Text = address.includes(':');
  const isMisspelled = problems.some(({ detail }) => !detail.startsWith('must be in canonical form'));
  if (isMisspelled || (problems.length > 0 && (type === 'IPv6') === isIPv6Text)) return problems;
  const errors = (type === 'IPv6') === isIPv6Text ? [] : [invalid(addresses, address, `must be an ${type} address`)];
  return [...errors, ...validateNonSpecialIP(address, path)];
}

/** `IsFullyQualifiedDomainName`: at least two labels, and a dot may end it. */
function validateDomain(address: string, path: FieldPath): FieldError[] {
  if (address === '') return [required(path, '')];
  const name = address.replace(/\.$/, '');
  const errors = isDNS1123Subdomain(name).map((text) => invalid(path, address, text));
  if (errors.length > 0) return errors;
  if (!name.includes('.')) return [invalid(path, address, 'should be a domain with at least two segments separated by dots')];
  return name.split('.').flatMap((label) => isDNS1123Label(label).map((text) => invalid(path, address, text)));
}

function validateHints({ forZones = [], forNodes = [] }: EndpointHints, path: FieldPath): FieldError[] {
  const validateNames = (field: string, names: readonly string[], check: (name: string) => readonly string[]): FieldError[] => names.flatMap((name, i) => {
    const at = path.child(field).index(i).child('name');
    return names.indexOf(name) < i ? [duplicate(at, name)] : check(name).map((text) => invalid(at, name, text));
  });
  for (const [field, hints] of Object.entries({ forZones, forNodes })) if (hints.length > maxHints) return [tooMany(path.child(field), hints.length, maxHints)];
  return [...validateNames('forZones', forZones.map((zone) => zone.name), isValidLabelValue), ...validateNames('forNodes', forNodes.map((node) => node.name), isDNS1123Subdomain)];
}

function endpointSliceWarnings({ addressType, endpoints }: EndpointSlice): string[] {
  const warnings = addressType === 'FQDN' ? ['spec.addressType: FQDN endpoints are deprecated'] : [];
  (endpoints ?? []).forEach(({ addresses }, i) => addresses.forEach((address, j) => warnings.push(...getWarningsForIP(FieldPath.of('endpoints').index(i).child('addresses').index(j), address))));
  return warnings;
}

export const discoveryRules = [
  kindRules<EndpointSlice>('discovery/v1.EndpointSlice', {
    validateCreate: (slice) => validateEndpointSlice(slice), validateUpdate: (slice, old) => [...validateEndpointSlice(slice, old), ...validateImmutableField(slice.addressType, old.addressType, FieldPath.of('addressType'))],
    warnings: endpointSliceWarnings,
  }),
];

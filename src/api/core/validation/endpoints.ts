// Rules for Endpoints: core validation's ValidateEndpoints.
import { type FieldError, invalid, named, notSupported, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { EndpointAddress, EndpointPort, Endpoints } from '../../generated/core-v1.ts';
import { isValidIP } from '../../meta/validation/ip.ts';
import { isDNS1123Label, isQualifiedName, isValidPortNum } from '../../meta/validation/names.ts';
import { portProtocols } from './container-ports.ts';
import { namespacedMeta } from './metadata.ts';
import { validateNonSpecialIP } from './service.ts';

export function validateEndpoints(endpoints: Endpoints): FieldError[] {
  const errors = namespacedMeta(endpoints);
  (endpoints.subsets ?? []).forEach(({ addresses = [], notReadyAddresses = [], ports = [] }, i) => {
    const path = FieldPath.of('subsets').index(i);
    if (addresses.length === 0 && notReadyAddresses.length === 0) errors.push(required(path, 'must specify `addresses` or `notReadyAddresses`'));
    addresses.forEach((address, j) => errors.push(...validateAddress(address, path.child('addresses').index(j))));
    notReadyAddresses.forEach((address, j) => errors.push(...validateAddress(address, path.child('notReadyAddresses').index(j))));
    ports.forEach((port, j) => errors.push(...validatePort(port, ports.length > 1, path.child('ports').index(j))));
  });
  return errors;
}

function validateAddress({ ip, hostname = '' }: EndpointAddress, path: FieldPath): FieldError[] {
  const errors = isValidIP(path.child('ip'), ip);
  if (errors.length === 0) errors.push(...validateNonSpecialIP(ip, path.child('ip')));
  return hostname === '' ? errors : [...errors, ...isDNS1123Label(hostname).map((text) => invalid(path.child('hostname'), hostname, text))];
}

function validatePort({ name = '', port, protocol, appProtocol }: EndpointPort, isNamed: boolean, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (isNamed && name === '') errors.push(required(path.child('name'), ''));
  else if (name !== '') errors.push(...isDNS1123Label(name).map((text) => invalid(path.child('name'), name, text)));
  errors.push(...isValidPortNum(port).map((text) => invalid(path.child('port'), port, text)));
  if (protocol === undefined) errors.push(required(path.child('protocol'), ''));
  else if (!portProtocols.includes(protocol)) errors.push(notSupported(path.child('protocol'), named(protocol), portProtocols));
  return appProtocol === undefined ? errors : [...errors, ...isQualifiedName(appProtocol).map((text) => invalid(path.child('appProtocol'), appProtocol, text))];
}

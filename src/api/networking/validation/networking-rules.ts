// The rows of the networking and discovery groups in the validation registry.
import { validateImmutableField } from '../../core/validation/immutable.ts';
import { clusterMeta, metaUpdate, namespacedMeta } from '../../core/validation/metadata.ts';
import { type FieldError, invalid, named, notSupported, required, tooLong } from '../../field/error.ts';
import { byteLength } from '../../field/go-text.ts';
import { FieldPath } from '../../field/path.ts';
import type { EndpointSlice } from '../../generated/discovery-v1.ts';
import type { Ingress, IngressClass, NetworkPolicy } from '../../generated/networking-v1.ts';
import { kindRules } from '../../kind-rules.ts';
import { isValidIP } from '../../meta/validation/ip.ts';
import { isDNS1123Subdomain, isQualifiedName } from '../../meta/validation/names.ts';
import { validateIngress, validateIngressSpec } from './ingress.ts';
import { validateNetworkPolicy, validateNetworkPolicySpec } from './network-policy.ts';

const controllerPath = FieldPath.of('spec', 'controller');
const maxControllerBytes = 250;

function validateIngressClass(ingressClass: IngressClass): FieldError[] {
  const { controller = '' } = ingressClass.spec;
  const errors = clusterMeta(ingressClass);
  if (byteLength(controller) > maxControllerBytes) errors.push(tooLong(controllerPath, maxControllerBytes));
  if (controller === '') return errors;
  if (!controller.includes('/')) return [...errors, invalid(controllerPath, controller, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  return [...errors, ...isQualifiedName(controller).map((text) => invalid(controllerPath, controller, text))];
}

const addressTypes = ['FQDN', 'IPv4', 'IPv6'];

function validateEndpointSlice(slice: EndpointSlice): FieldError[] {
  const path = FieldPath.of('addressType');
  const type = slice.addressType as string;
  const errors = namespacedMeta(slice);
  if (type === '') errors.push(required(path, ''));
  else if (!addressTypes.includes(type)) errors.push(notSupported(path, named(type), addressTypes));
  slice.endpoints.forEach(({ addresses }, i) => {
    const at = FieldPath.of('endpoints').index(i).child('addresses');
    if (addresses.length === 0) errors.push(required(at, 'must contain at least 1 address'));
    addresses.forEach((address, j) => errors.push(...(type === 'FQDN' ? isDNS1123Subdomain(address).map((text) => invalid(at.index(j), address, text)) : isValidIP(at.index(j), address))));
  });
  return errors;
}

export const networkingRules = [
  kindRules<NetworkPolicy>('networking/v1.NetworkPolicy', { validateCreate: validateNetworkPolicy, validateUpdate: (policy, old) => [...metaUpdate(policy, old), ...validateNetworkPolicySpec(policy)] }),
  kindRules<Ingress>('networking/v1.Ingress', { validateCreate: validateIngress, validateUpdate: (ingress, old) => [...metaUpdate(ingress, old), ...validateIngressSpec(ingress)] }),
  kindRules<IngressClass>('networking/v1.IngressClass', { validateCreate: validateIngressClass, validateUpdate: (object, old) => [...metaUpdate(object, old), ...validateImmutableField(object.spec.controller, old.spec.controller, controllerPath)] }),
  kindRules<EndpointSlice>('discovery/v1.EndpointSlice', { validateCreate: validateEndpointSlice, validateUpdate: (slice, old) => [...validateEndpointSlice(slice), ...metaUpdate(slice, old), ...validateImmutableField(slice.addressType, old.addressType, FieldPath.of('addressType'))] }),
];

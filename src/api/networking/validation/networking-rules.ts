// The rows of the networking and discovery groups in the validation registry.
import { validateImmutableField } from '../../core/validation/immutable.ts';
import { clusterMeta, metaUpdate } from '../../core/validation/metadata.ts';
import { validateIngressStatus } from '../../core/validation/status.ts';
import { type FieldError, invalid, required, tooLong } from '../../field/error.ts';
import { byteLength } from '../../field/go-text.ts';
import { FieldPath } from '../../field/path.ts';
import type { Ingress, IngressClass, NetworkPolicy } from '../../generated/networking-v1.ts';
import { kindRules } from '../../kind-rules.ts';
import { isDomainPrefixedPath } from '../../meta/validation/names.ts';
import { validateIngress } from './ingress.ts';
import { validateNetworkPolicy, validateNetworkPolicySpec } from './network-policy.ts';

const controllerPath = FieldPath.of('spec', 'controller');
const maxControllerBytes = 250;

function validateIngressClass(ingressClass: IngressClass): FieldError[] {
  const { controller = '' } = ingressClass.spec;
  const errors = clusterMeta(ingressClass);
  if (byteLength(controller) > maxControllerBytes) errors.push(tooLong(controllerPath, maxControllerBytes));
  if (controller === '') return [...errors, required(controllerPath, '')];
  return [...errors, ...isDomainPrefixedPath(controller).map(([part, text]) => invalid(controllerPath, part, text))];
}

export const networkingRules = [
  kindRules<NetworkPolicy>('networking/v1.NetworkPolicy', { validateCreate: validateNetworkPolicy, validateUpdate: (policy, old) => [...metaUpdate(policy, old), ...validateNetworkPolicySpec(policy)] }),
  kindRules<Ingress>('networking/v1.Ingress', { validateCreate: validateIngress, validateUpdate: (ingress, old) => [...metaUpdate(ingress, old), ...validateIngress(ingress)], validateStatusUpdate: validateIngressStatus }),
  kindRules<IngressClass>('networking/v1.IngressClass', { validateCreate: validateIngressClass, validateUpdate: (object, old) => [...metaUpdate(object, old), ...validateIngressClass(object), ...validateImmutableField(object.spec.controller, old.spec.controller, controllerPath)] }),
];

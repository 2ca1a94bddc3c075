// Rules for NetworkPolicies: networking validation's ValidateNetworkPolicy.
import { portProtocols } from '../../core/validation/container-ports.ts';
import { namespacedMeta } from '../../core/validation/metadata.ts';
import { validatePortNumOrName } from '../../core/validation/lifecycle-handler.ts';
import { type FieldError, forbidden, invalid, named, notSupported, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { IPBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../../generated/networking-v1.ts';
import { isValidCIDR, maskedBytes, parseCIDR } from '../../meta/validation/ip.ts';
import { validateLabelSelector } from '../../meta/validation/label-selector.ts';
import { isValidPortNum } from '../../meta/validation/names.ts';

const specPath = FieldPath.of('spec');
const policyTypes = ['Egress', 'Ingress'];

export function validateNetworkPolicySpec({ spec }: NetworkPolicy): FieldError[] {
  const errors = validateLabelSelector(spec.podSelector, {}, specPath.child('podSelector'));
  (spec.ingress ?? []).forEach(({ ports = [], from = [] }, i) => errors.push(...validateRule(ports, from, 'from', specPath.child('ingress').index(i))));
  (spec.egress ?? []).forEach(({ ports = [], to = [] }, i) => errors.push(...validateRule(ports, to, 'to', specPath.child('egress').index(i))));
  const types = spec.policyTypes ?? [];
  if (types.length > policyTypes.length) return [...errors, invalid(specPath.child('policyTypes'), types, 'may not specify more than two policyTypes')];
  types.forEach((type, i) => {
    if (!policyTypes.includes(type)) errors.push(notSupported(specPath.child('policyTypes').index(i), named(type), policyTypes));
  });
  return errors;
}

export function validateNetworkPolicy(policy: NetworkPolicy): FieldError[] {
  return [...namespacedMeta(policy), ...validateNetworkPolicySpec(policy)];
}

function validateRule(ports: readonly NetworkPolicyPort[], peers: readonly NetworkPolicyPeer[], peerField: string, path: FieldPath): FieldError[] {
  return [...ports.flatMap((port, i) => validatePort(port, path.child('ports').index(i))), ...peers.flatMap((peer, i) => validatePeer(peer, path.child(peerField).index(i)))];
}

function validatePort({ protocol, port, endPort }: NetworkPolicyPort, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (protocol !== undefined && !portProtocols.includes(protocol)) errors.push(notSupported(path.child('protocol'), named(protocol), portProtocols));
  if (port === undefined) return endPort === undefined ? errors : [...errors, required(path.child('port'), 'must be specified when `endPort` is specified')];
  if (typeof port === 'string') {
    if (endPort !== undefined) errors.push(invalid(path.child('endPort'), endPort, 'may not be specified when `port` is non-numeric'));
    return [...errors, ...validatePortNumOrName(port, path.child('port'))];
  }
  errors.push(...isValidPortNum(port).map((text) => invalid(path.child('port'), port, text)));
  if (endPort === undefined) return errors;
  if (endPort < port) errors.push(invalid(path.child('endPort'), endPort, 'must be greater than or equal to `port`'));
  return [...errors, ...isValidPortNum(endPort).map((text) => invalid(path.child('endPort'), endPort, text))];
}

function validatePeer({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer, path: FieldPath): FieldError[] {
  const errors = [...validateLabelSelector(podSelector, {}, path.child('podSelector')), ...validateLabelSelector(namespaceSelector, {}, path.child('namespaceSelector'))];
  const hasSelector = podSelector !== undefined || namespaceSelector !== undefined;
  if (ipBlock !== undefined) errors.push(...validateIPBlock(ipBlock, path.child('ipBlock')));
  if (!hasSelector && ipBlock === undefined) errors.push(required(path, 'must specify a peer'));
  if (hasSelector && ipBlock !== undefined) errors.push(forbidden(path, 'may not specify both ipBlock and another peer'));
  return errors;
}

function validateIPBlock({ cidr, except = [] }: IPBlock, path: FieldPath): FieldError[] {
  if (cidr === '') return [required(path.child('cidr'), '')];
  const errors = isValidCIDR(path.child('cidr'), cidr);
  const outer = parseCIDR(cidr);
  if (outer === undefined) return errors;
  except.forEach((text, i) => {
    const at = path.child('except').index(i);
    const wrong = isValidCIDR(at, text);
    errors.push(...wrong);
    const inner = parseCIDR(text);
    if (inner === undefined || wrong.length > 0) return;
    const isInside = inner.bits === outer.bits && inner.prefixLength > outer.prefixLength && String(maskedBytes({ ...inner, prefixLength: outer.prefixLength })) === String(maskedBytes(outer));
    if (!isInside) errors.push(invalid(at, text, 'must be a strict subset of `cidr`'));
  });
  return errors;
}

// Defaults of network kinds: pkg/apis/{networking,discovery}/v1/defaults.go.
import type { EndpointPort } from '../generated/discovery-v1.ts';
import type { IngressClass, NetworkPolicy, NetworkPolicyPort } from '../generated/networking-v1.ts';
import { defaulter } from './register.ts';

export const networkingDefaults = [
  defaulter<NetworkPolicy>('networking/v1.NetworkPolicy', ({ spec }) => {
    if ((spec.policyTypes ?? []).length === 0) spec.policyTypes = (spec.egress ?? []).length === 0 ? ['Ingress'] : ['Ingress', 'Egress'];
  }),
  defaulter<NetworkPolicyPort>('networking/v1.NetworkPolicyPort', (port) => { port.protocol ??= 'TCP'; }),
  defaulter<IngressClass>('networking/v1.IngressClass', ({ spec }) => {
    if (spec.parameters !== undefined) spec.parameters.scope ??= 'Cluster';
  }),
  defaulter<EndpointPort>('discovery/v1.EndpointPort', (port) => {
    port.name ??= '';
    port.protocol ??= 'TCP';
  }),
];

// kubectl describe for the network kinds.
import type { Endpoints, Event, Service } from '../../api/generated/core-v1.ts';
import type { EndpointSlice } from '../../api/generated/discovery-v1.ts';
import type { Ingress, IngressBackend, IngressClass, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../../api/generated/networking-v1.ts';
import { compareText } from '../../api/field/go-text.ts';
import { writeEvents } from './events.ts';
import { formatLabelSelector } from '../../api/meta/label-selector.ts';
import { formatLabels, tabbedString, writeAnnotations, writeLabels, type PrefixWriter } from './prefix-writer.ts';

export function describeService({ metadata, spec, status }: Service, slices: readonly EndpointSlice[], events: readonly Event[] | undefined, nowMs: number): string {
  return tabbedString((w) => {
    w.field(0, 'Name', metadata.name);
    w.field(0, 'Namespace', metadata.namespace);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.field(0, 'Selector', formatLabels(spec.selector));
    w.field(0, 'Type', spec.type);
    if (spec.ipFamilyPolicy) w.field(0, 'IP Family Policy', spec.ipFamilyPolicy);
    w.field(0, 'IP Families', spec.ipFamilies?.join(',') || '<none>');
    w.field(0, 'IP', spec.clusterIP);
    w.field(0, 'IPs', spec.clusterIPs?.join(',') || '<none>');
    if (spec.externalIPs?.length) w.field(0, 'External IPs', spec.externalIPs.join(','));
    if (spec.loadBalancerIP) w.field(0, 'Desired LoadBalancer IP', spec.loadBalancerIP);
    if (spec.externalName) w.field(0, 'External Name', spec.externalName);
    const ingress = status.loadBalancer?.ingress ?? [];
    if (ingress.length > 0) w.field(0, 'LoadBalancer Ingress', ingress.map(({ ip, ipMode, hostname }) => (ip ? `${ip}${ipMode ? ` (${ipMode})` : ''}` : (hostname ?? ''))).join(', '));
    for (const port of spec.ports ?? []) {
      const name = port.name || '<unset>';
      w.field(0, 'Port', `${name}\t${port.port}/${port.protocol ?? ''}`);
      w.field(0, 'TargetPort', `${port.targetPort ?? 0}/${port.protocol ?? ''}`);
      if (port.appProtocol !== undefined) w.field(0, 'AppProtocol', port.appProtocol);
      if (port.nodePort) w.field(0, 'NodePort', `${name}\t${port.nodePort}/${port.protocol ?? ''}`);
      w.field(0, 'Endpoints', endpointsText(slices, port.name ?? ''));
    }
    w.field(0, 'Session Affinity', spec.sessionAffinity);
    if (spec.externalTrafficPolicy) w.field(0, 'External Traffic Policy', spec.externalTrafficPolicy);
    if (spec.internalTrafficPolicy) w.field(0, 'Internal Traffic Policy', spec.internalTrafficPolicy);
    if (spec.healthCheckNodePort) w.field(0, 'HealthCheck NodePort', spec.healthCheckNodePort);
    if (spec.loadBalancerSourceRanges?.length) w.field(0, 'LoadBalancer Source Ranges', spec.loadBalancerSourceRanges.join(','));
    if (spec.trafficDistribution) w.field(0, 'Traffic Distribution', spec.trafficDistribution);
    writeEvents(w, events, nowMs);
  });
}

/** Ready addresses of one port, three at most. */
function endpointsText(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const all = slices.flatMap(({ ports, endpoints }) => {
    const ready = (endpoints ?? []).filter(({ conditions }) => conditions?.ready ?? true).map(({ addresses }) => addresses[0] ?? '');
    if (!ports?.length) return ready;
    return ports.filter(({ name }) => (name ?? '') === portName).flatMap(({ port }) => ready.map((address) => `${address.includes(':') ? `[${address}]` : address}:${port ?? 0}`));
  });
  const shown = all.slice(0, 3).join(',');
  return all.length > 3 ? `${shown} + ${all.length - 3} more...` : shown;
}

export function describeEndpoints({ metadata, subsets }: Endpoints, events: readonly Event[] | undefined, nowMs: number): string {
  return tabbedString((w) => {
    w.field(0, 'Name', metadata.name);
    w.field(0, 'Namespace', metadata.namespace);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.write(0, 'Subsets:\n');
    for (const { addresses, notReadyAddresses, ports } of subsets ?? []) {
      w.field(1, 'Addresses', (addresses ?? []).map(({ ip }) => ip).join(',') || '<none>');
      w.field(1, 'NotReadyAddresses', (notReadyAddresses ?? []).map(({ ip }) => ip).join(',') || '<none>');
      if (ports?.length) {
        w.write(1, 'Ports:\n');
        w.write(2, 'Name\tPort\tProtocol\n');
        w.write(2, '----\t----\t--------\n');
        for (const { name, port, protocol } of ports) w.write(2, `${name || '<unset>'}\t${port}\t${protocol ?? ''}\n`);
      }
      w.write(0, '\n');
    }
    writeEvents(w, events, nowMs);
  });
}

export function describeEndpointSlice({ metadata, addressType, ports, endpoints }: EndpointSlice, events: readonly Event[] | undefined, nowMs: number): string {
  return tabbedString((w) => {
    w.field(0, 'Name', metadata.name);
    w.field(0, 'Namespace', metadata.namespace);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.field(0, 'AddressType', addressType);
    if (ports?.length) {
      w.write(0, 'Ports:\n');
      w.write(1, 'Name\tPort\tProtocol\n');
      w.write(1, '----\t----\t--------\n');
      for (const { name, port, protocol } of ports) w.write(1, `${name || '<unset>'}\t${port ?? '<unset>'}\t${protocol ?? ''}\n`);
    } else {
      w.write(0, 'Ports: <unset>\n');
    }
    w.write(0, endpoints?.length ? 'Endpoints:\n' : 'Endpoints: <none>\n');
    for (const endpoint of endpoints ?? []) {
      w.field(1, '- Addresses', endpoint.addresses.join(', ') || '<none>');
      w.write(2, 'Conditions:\n');
      w.field(3, 'Ready', endpoint.conditions?.ready ?? '<unset>');
      w.field(2, 'Hostname', endpoint.hostname ?? '<unset>');
      if (endpoint.targetRef) w.field(2, 'TargetRef', `${endpoint.targetRef.kind ?? ''}/${endpoint.targetRef.name ?? ''}`);
      w.field(2, 'NodeName', endpoint.nodeName ?? '<unset>');
      w.field(2, 'Zone', endpoint.zone ?? '<unset>');
    }
    writeEvents(w, events, nowMs);
  });
}

/** An Ingress; `backendText` tells what a backend leads to. */
export function describeIngress(ingress: Ingress, backendText: (backend: IngressBackend) => string, events: readonly Event[] | undefined, nowMs: number): string {
  return tabbedString((w) => {
    const { metadata, spec, status } = ingress;
    w.field(0, 'Name', metadata.name);
    writeLabels(w, 'Labels', metadata.labels);
    w.field(0, 'Namespace', metadata.namespace);
    w.field(0, 'Address', [...new Set((status.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '').filter((a) => a !== ''))].sort(compareText).join(','));
    w.field(0, 'Ingress Class', spec.ingressClassName ?? '<none>');
    const fallback = spec.defaultBackend ? backendText(spec.defaultBackend) : '<default>';
    w.field(0, 'Default backend', fallback);
    if (spec.tls?.length) {
      w.write(0, 'TLS:\n');
      for (const { secretName, hosts } of spec.tls) w.write(1, secretName ? `${secretName} terminates ${(hosts ?? []).join(',')}\n` : `SNI routes ${(hosts ?? []).join(',')}\n`);
    }
    w.write(0, 'Rules:\n  Host\tPath\tBackends\n');
    w.write(1, '----\t----\t--------\n');
    const rules = (spec.rules ?? []).filter(({ http }) => http);
    for (const { host, http } of rules) {
      w.write(1, `${host || '*'}\t\n`);
      for (const { path, backend } of http?.paths ?? []) w.write(2, `\t${path ?? ''} \t${backendText(backend)}\n`);
    }
    if (rules.length === 0) w.write(1, `*\t*\t${fallback}\n`);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    writeEvents(w, events, nowMs);
  });
}

/** `service:port (endpoints)`, or the resource that a backend names. */
export function ingressBackendText(backend: IngressBackend, service: Service | string, slices: readonly EndpointSlice[]): string {
  if (backend.service) {
    const { name, port } = backend.service;
    const text = `${name}:${port?.number ? port.number : (port?.name ?? '')}`;
    if (typeof service === 'string') return `${text} (<error: ${service}>)`;
    const servicePort = (service.spec.ports ?? []).findLast((p) => (port?.number ? p.port === port.number : Boolean(port?.name) && p.name === port?.name));
    return `${text} (${endpointsText(slices, servicePort?.name ?? '')})`;
  }
  const { apiGroup, kind, name } = backend.resource ?? { kind: '', name: '' };
  return backend.resource ? `APIGroup: ${apiGroup ?? '<none>'}, Kind: ${kind}, Name: ${name}` : '';
}

export function describeIngressClass({ metadata, spec }: IngressClass, events: readonly Event[] | undefined, nowMs: number): string {
  return tabbedString((w) => {
    w.field(0, 'Name', metadata.name);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.field(0, 'Controller', spec.controller);
    if (spec.parameters) {
      w.write(0, 'Parameters:\n');
      if (spec.parameters.apiGroup !== undefined) w.field(1, 'APIGroup', spec.parameters.apiGroup);
      w.field(1, 'Kind', spec.parameters.kind);
      w.field(1, 'Name', spec.parameters.name);
    }
    writeEvents(w, events, nowMs);
  });
}

export function describeNetworkPolicy({ metadata, spec }: NetworkPolicy): string {
  return tabbedString((w) => {
    w.field(0, 'Name', metadata.name);
    w.field(0, 'Namespace', metadata.namespace);
    w.field(0, 'Created on', `${metadata.creationTimestamp.replace('T', ' ').replace('Z', '')} +0000 UTC`);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.write(0, 'Spec:\n');
    w.write(1, 'PodSelector: ');
    const selector = formatLabelSelector(spec.podSelector);
    w.write(2, selector === '<none>' ? '<none> (Allowing the specific traffic to all pods in this namespace)\n' : `${selector}\n`);
    if (spec.policyTypes?.includes('Ingress')) {
      w.write(1, 'Allowing ingress traffic:\n');
      writeRules(w, (spec.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports })), { none: 'ingress', any: 'From: <any> (traffic not restricted by source)', title: 'From:' });
    } else {
      w.write(1, 'Not affecting ingress traffic\n');
    }
    if (spec.policyTypes?.includes('Egress')) {
      w.write(1, 'Allowing egress traffic:\n');
      writeRules(w, (spec.egress ?? []).map(({ to, ports }) => ({ peers: to, ports })), { none: 'egress', any: 'To: <any> (traffic not restricted by destination)', title: 'To:' });
    } else {
      w.write(1, 'Not affecting egress traffic\n');
    }
    w.write(1, `Policy Types: ${(spec.policyTypes ?? []).join(', ') || '<none>'}\n`);
  });
}

interface PolicyRule {
  readonly peers: readonly NetworkPolicyPeer[] | undefined;
  readonly ports: readonly NetworkPolicyPort[] | undefined;
}

function writeRules(w: PrefixWriter, rules: readonly PolicyRule[], words: { none: string; any: string; title: string }): void {
  const indent = '    ';
  if (rules.length === 0) w.write(0, `${indent}<none> (Selected pods are isolated for ${words.none} connectivity)\n`);
  for (const [i, { peers, ports }] of rules.entries()) {
    if (!ports?.length) w.write(0, `${indent}To Port: <any> (traffic allowed to all ports)\n`);
    for (const { port, endPort, protocol } of ports ?? []) {
      w.write(0, `${indent}${endPort === undefined ? `To Port: ${port ?? '<nil>'}` : `To Port Range: ${port ?? '<nil>'}-${endPort}`}/${protocol ?? 'TCP'}\n`);
    }
    if (!peers?.length) w.write(0, `${indent}${words.any}\n`);
    for (const { podSelector, namespaceSelector, ipBlock } of peers ?? []) {
      w.write(0, `${indent}${words.title}\n`);
      if (namespaceSelector) w.write(1, `${indent}NamespaceSelector: ${formatLabelSelector(namespaceSelector)}\n`);
      if (podSelector) w.write(1, `${indent}PodSelector: ${formatLabelSelector(podSelector)}\n`);
      if (!namespaceSelector && !podSelector && ipBlock) {
        w.write(1, `${indent}IPBlock:\n`);
        w.write(2, `${indent}CIDR: ${ipBlock.cidr}\n`);
        w.write(2, `${indent}Except: ${(ipBlock.except ?? []).join(', ')}\n`);
      }
    }
    if (i < rules.length - 1) w.write(0, `${indent}----------\n`);
  }
}

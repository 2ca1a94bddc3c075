// Environment variables for the Services of a namespace, in Docker's link style: k8s.io/kubernetes/pkg/kubelet/envvars.
import type { Service, ServicePort } from '../../api/generated/core-v1.ts';

function variableName(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

function linkVariables(prefix: string, ip: string, ports: readonly ServicePort[]): [string, string][] {
  const variables: [string, string][] = [];
  ports.forEach((port, i) => {
    const protocol = port.protocol ?? 'TCP';
    const url = `${protocol.toLowerCase()}://${ip}:${port.port}`;
    const base = `${prefix}_PORT_${port.port}_${protocol}`;
    if (i === 0) variables.push([`${prefix}_PORT`, url]);
    variables.push([base, url], [`${base}_PROTO`, protocol.toLowerCase()], [`${base}_PORT`, String(port.port)], [`${base}_ADDR`, ip]);
  });
  return variables;
}

/** Variables of each Service with a cluster IP: host, port, named ports, then links. */
export function serviceVariables(services: readonly Service[]): Map<string, string> {
  const variables = new Map<string, string>();
  for (const { metadata, spec } of services) {
    const ip = spec.clusterIP ?? '';
    const ports = spec.ports ?? [];
    const [first] = ports;
    if (ip === '' || ip === 'None' || first === undefined) continue;
    const prefix = variableName(metadata.name);
    variables.set(`${prefix}_SERVICE_HOST`, ip);
    variables.set(`${prefix}_SERVICE_PORT`, String(first.port));
    for (const port of ports) if (port.name !== undefined && port.name !== '') variables.set(`${prefix}_SERVICE_PORT_${variableName(port.name)}`, String(port.port));
    for (const [name, value] of linkVariables(prefix, ip, ports)) variables.set(name, value);
  }
  return variables;
}

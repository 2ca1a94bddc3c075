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

/** One per Service, so that a thousand Pods hold one copy of its names and values. */
const known = new WeakMap<Service, readonly (readonly [string, string])[]>();

function variablesOf(service: Service): readonly (readonly [string, string])[] {
  let variables = known.get(service);
  if (variables === undefined) known.set(service, (variables = reckon(service)));
  return variables;
}

function reckon({ metadata, spec }: Service): readonly (readonly [string, string])[] {
  const ip = spec.clusterIP ?? '';
  const ports = spec.ports ?? [];
  const [first] = ports;
  if (ip === '' || ip === 'None' || first === undefined) return [];
  const prefix = variableName(metadata.name);
  const variables: [string, string][] = [[`${prefix}_SERVICE_HOST`, ip], [`${prefix}_SERVICE_PORT`, String(first.port)]];
  for (const port of ports) if (port.name !== undefined && port.name !== '') variables.push([`${prefix}_SERVICE_PORT_${variableName(port.name)}`, String(port.port)]);
  return [...variables, ...linkVariables(prefix, ip, ports)];
}

/** Variables of each Service with a cluster IP: host, port, named ports, then links. */
export function serviceVariables(services: readonly Service[]): ReadonlyMap<string, string> {
  if (services.length === last.services.length && services.every((s, i) => s === last.services[i])) return last.variables;
  const variables = new Map<string, string>();
  for (const service of services) for (const [name, value] of variablesOf(service)) variables.set(name, value);
  last = { services, variables };
  return variables;
}

/** Asked for one Pod after the other of a namespace, whose Services seldom change. */
let last: { readonly services: readonly Service[]; readonly variables: ReadonlyMap<string, string> } = { services: [], variables: new Map() };

// Warnings about ports and variables of containers: the part of pkg/api/pod/warnings.go that concerns them.
import { goQuote } from '../../field/go-text.ts';
import type { FieldPath } from '../../field/path.ts';
import type { ContainerPort, EnvVar, PodSpec } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { visitContainersWithPath } from './container-visitor.ts';

/** A later variable that hides an earlier one without using it. */
export function envWarnings(variables: readonly New<EnvVar>[], path: FieldPath): string[] {
  const warnings: string[] = [];
  const names = new Set<string>();
  variables.forEach(({ name = '', value = '', valueFrom }, i) => {
    const reference = `$(${name})`;
    const usesEarlier = valueFrom === undefined && value !== reference && value.includes(reference);
    if (names.has(name) && !usesEarlier) warnings.push(`${path.index(i).toString()}: hides previous definition of ${goQuote(name)}, which may be dropped when using apply`);
    names.add(name);
  });
  return warnings;
}

interface SeenPort {
  readonly port: New<ContainerPort>;
  readonly path: FieldPath;
}

/** Ports that are defined twice, overlap, or share a name. */
export function portWarnings(spec: New<PodSpec>, specPath: FieldPath): string[] {
  const warnings: string[] = [];
  const ports: SeenPort[] = [];
  visitContainersWithPath(spec, specPath, (container, path) => {
    container.ports?.forEach((port, i) => ports.push({ port, path: path.child('ports').index(i) }));
  });
  if (ports.length === 0) return warnings;
  const byNumber = new Map<string, SeenPort[]>();
  for (const seen of ports) {
    const { port, path } = seen;
    if ((port.hostIP ?? '') !== '' && (port.hostPort ?? 0) === 0) warnings.push(`${path.toString()}: hostIP set without hostPort: ${goPort(port)}`);
    const key = `${port.containerPort ?? 0}/${port.protocol ?? ''}`;
    const others = byNumber.get(key) ?? [];
    for (const other of others) {
      const problem = portProblem(port, other.port);
      if (problem !== undefined) warnings.push(`${path.toString()}: ${problem} port definition with ${other.path.toString()}`);
    }
    byNumber.set(key, [...others, seen]);
  }
  return [...warnings, ...portNameWarnings(ports)];
}

function portProblem(port: New<ContainerPort>, other: New<ContainerPort>): string | undefined {
  const { hostIP = '', hostPort = 0 } = port;
  const { hostIP: otherIP = '', hostPort: otherPort = 0 } = other;
  if (hostIP === otherIP && hostPort === otherPort) return 'duplicate';
  if (hostPort === 0 || otherPort === 0) return 'overlapping';
  return hostPort === otherPort && (hostIP === '') !== (otherIP === '') ? 'dangerously ambiguous' : undefined;
}

/** A port as `%+v` prints it. */
function goPort({ name = '', hostPort = 0, containerPort = 0, protocol, hostIP = '' }: New<ContainerPort>): string {
  return `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol ?? ''} HostIP:${hostIP}}`;
}

function portNameWarnings(ports: readonly SeenPort[]): string[] {
  const warnings: string[] = [];
  const byName = new Map<string, string>();
  for (const { port: { name = '' }, path } of ports) {
    if (name === '') continue;
    const other = byName.get(name);
    if (other === undefined) byName.set(name, path.toString());
    else warnings.push(`${path.toString()}: duplicate port name ${goQuote(name)} with ${other}, services and probes that select ports by name will use ${other}`);
  }
  return warnings;
}

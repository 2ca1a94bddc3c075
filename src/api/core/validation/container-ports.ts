// Rules for the ports of containers: core validation's validateContainerPorts and checkHostPortConflicts.
import { type FieldError, duplicate, invalid, named, notSupported, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { Container, ContainerPort } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { isValidPortName, isValidPortNum } from '../../meta/validation/names.ts';

export const portProtocols: readonly string[] = ['SCTP', 'TCP', 'UDP'];

export function validateContainerPorts(ports: readonly New<ContainerPort>[], path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  ports.forEach(({ name = '', containerPort = 0, hostPort = 0, protocol }, i) => {
    const itemPath = path.index(i);
    if (name !== '') {
      const texts = isValidPortName(name);
      for (const text of texts) errors.push(invalid(itemPath.child('name'), name, text));
      if (texts.length === 0 && names.has(name)) errors.push(duplicate(itemPath.child('name'), name));
      if (texts.length === 0) names.add(name);
    }
    if (containerPort === 0) errors.push(required(itemPath.child('containerPort'), ''));
    else for (const text of isValidPortNum(containerPort)) errors.push(invalid(itemPath.child('containerPort'), containerPort, text));
    if (hostPort !== 0) for (const text of isValidPortNum(hostPort)) errors.push(invalid(itemPath.child('hostPort'), hostPort, text));
    if (protocol === undefined) errors.push(required(itemPath.child('protocol'), ''));
    else if (!portProtocols.includes(protocol)) errors.push(notSupported(itemPath.child('protocol'), named(protocol), portProtocols));
  });
  return errors;
}

/** No two of these containers may take the same port of the host at the same address. */
export function checkHostPortConflicts(containers: readonly New<Container>[], path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const taken = new Set<string>();
  containers.forEach(({ ports }, i) => {
    ports?.forEach(({ hostPort = 0, hostIP = '', protocol = '' }, j) => {
      if (hostPort === 0) return;
      const key = `${protocol}/${hostIP}/${hostPort}`;
      if (taken.has(key)) errors.push(duplicate(path.index(i).child('ports').index(j).child('hostPort'), key));
      taken.add(key);
    });
  });
  return errors;
}

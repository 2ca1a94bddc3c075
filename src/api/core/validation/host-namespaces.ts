// Rules for what a Pod shares with its host: core validation's validateHostUsers, validatePodHostNetworkDeps and validatePodHostName.
import { type FieldError, forbidden, invalid, tooLong } from '../../field/error.ts';
import { byteLength } from '../../field/go-text.ts';
import type { FieldPath } from '../../field/path.ts';
import type { PodSpec } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { isDNS1123Subdomain } from '../../meta/validation/names.ts';
import { visitContainersWithPath } from './container-visitor.ts';
import type { PodValidationOptions } from './pod-options.ts';

/** In the host's network a container's port is the host's port. A template may leave the host's port open. */
export function validatePodHostNetworkDeps(spec: New<PodSpec>, path: FieldPath, { resourceIsPod }: PodValidationOptions): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.hostNetwork !== true) return errors;
  spec.containers?.forEach(({ ports }, i) => {
    ports?.forEach(({ hostPort = 0, containerPort = 0 }, j) => {
      if ((!resourceIsPod && hostPort === 0) || hostPort === containerPort) return;
      errors.push(invalid(path.child('containers').index(i).child('ports').index(j).child('hostPort'), hostPort, 'must match `containerPort` when `hostNetwork` is true'));
    });
  });
  return errors;
}

/** A user namespace of its own excludes the host's other namespaces. */
export function validateHostUsers(spec: New<PodSpec>, path: FieldPath, options: PodValidationOptions): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.hostUsers !== false) return errors;
  const text = 'when `hostUsers` is false';
  if (spec.hostNetwork === true && !options.allowUserNamespacesHostNetworkSupport) errors.push(forbidden(path.child('hostNetwork'), text));
  if (spec.hostPID === true) errors.push(forbidden(path.child('HostPID'), text));
  if (spec.hostIPC === true) errors.push(forbidden(path.child('HostIPC'), text));
  if (options.allowUserNamespacesWithVolumeDevices) return errors;
  visitContainersWithPath(spec, path, ({ volumeDevices = [] }, containerPath) => {
    if (volumeDevices.length > 0) errors.push(forbidden(containerPath.child('volumeDevices'), text));
  });
  return errors;
}

export function validatePodHostName({ hostnameOverride, setHostnameAsFQDN, hostNetwork }: New<PodSpec>, specPath: FieldPath): FieldError[] {
  if (hostnameOverride === undefined) return [];
  const path = specPath.child('hostnameOverride');
  const errors: FieldError[] = [];
  if (setHostnameAsFQDN === true) errors.push(forbidden(path, 'may not be specified when setHostnameAsFQDN is true'));
  if (hostNetwork === true) errors.push(forbidden(path, 'may not be specified when hostNetwork is true'));
  if (byteLength(hostnameOverride) > 64) errors.push(tooLong(path, 64));
  for (const text of isDNS1123Subdomain(hostnameOverride)) errors.push(invalid(path, hostnameOverride, text));
  return errors;
}

// Rules for a Pod's spec, in the order in which the API server reports them: core validation's ValidatePodSpec.
import { duplicate, type FieldError, invalid, named, notFound, notSupported, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { PodReadinessGate, PodSchedulingGate, PodSpec } from '../../generated/core-v1.ts';
import type { ObjectMeta } from '../../generated/meta-v1.ts';
import type { New } from '../../meta/object.ts';
import { validateLabels } from '../../meta/validation/labels.ts';
import { isDNS1123Label, isInRange, isQualifiedName, nameIsDNSSubdomain } from '../../meta/validation/names.ts';
import { validateAffinity } from './affinity.ts';
import { type PodOfContainers, validateContainers, validateEphemeralContainers, validateInitContainers } from './container.ts';
import { visitContainersWithPath } from './container-visitor.ts';
import { validateDNSPolicy, validatePodDNSConfig } from './dns.ts';
import { validateHostAliases } from './host-aliases.ts';
import { validateHostUsers, validatePodHostName, validatePodHostNetworkDeps } from './host-namespaces.ts';
import { validatePodResourceClaims } from './pod-claims.ts';
import type { PodValidationOptions } from './pod-options.ts';
import { validateOS } from './pod-os.ts';
import { validateContainerResourceRequirements } from './resources.ts';
import { validatePodResources } from './resources-pod-level.ts';
import { validatePodSecurityContext } from './security-context.ts';
import { validateWindowsHostProcessPod } from './security-windows.ts';
import { validateTolerations } from './toleration.ts';
import { validateTopologySpreadConstraints } from './topology-spread.ts';
import { validateVolumes } from './volume.ts';

/** `meta` is undefined in a template. */
export function validatePodSpec(spec: New<PodSpec>, meta: New<ObjectMeta> | undefined, path: FieldPath, options: PodValidationOptions): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.terminationGracePeriodSeconds === undefined) errors.push(required(path.child('terminationGracePeriodSeconds'), ''));
  const claimNames = new Set((spec.resourceClaims ?? []).flatMap(({ name = '' }) => (name === '' ? [] : [name])));
  const { volumes, errors: volumeErrors } = validateVolumes(spec.volumes, meta, path.child('volumes'), options);
  errors.push(...volumeErrors);
  if (spec.resourceClaims !== undefined) errors.push(...validatePodResourceClaims(meta, spec.resourceClaims, path.child('resourceClaims')));
  const pod: PodOfContainers = { spec, volumes, claimNames, options };
  errors.push(...validateContainers(pod, path.child('containers')));
  if (spec.initContainers !== undefined) errors.push(...validateInitContainers(pod, path.child('initContainers')));
  if (spec.ephemeralContainers !== undefined) errors.push(...validateEphemeralContainers(pod, path.child('ephemeralContainers')));
  errors.push(...validatePodResources(spec, claimNames, path, options));
  errors.push(...validatePodHostNetworkDeps(spec, path, options));
  errors.push(...validateRestartPolicy(spec.restartPolicy, path.child('restartPolicy')));
  errors.push(...validateDNSPolicy(spec.dnsPolicy, path.child('dnsPolicy')));
  if (spec.nodeSelector !== undefined) errors.push(...validateLabels(spec.nodeSelector, path.child('nodeSelector')));
  errors.push(...validatePodSecurityContext(spec, path.child('securityContext'), options));
  if (spec.affinity !== undefined) errors.push(...validateAffinity(spec.affinity, options, path.child('affinity')));
  errors.push(...validatePodDNSConfig(spec.dnsConfig, spec.dnsPolicy, path.child('dnsConfig')));
  errors.push(...validateGates(spec, path));
  if (spec.topologySpreadConstraints !== undefined) errors.push(...validateTopologySpreadConstraints(spec.topologySpreadConstraints, path.child('topologySpreadConstraints'), options));
  errors.push(...validateWindowsHostProcessPod(spec, path), ...validateHostUsers(spec, path, options), ...validatePodHostName(spec, path));
  errors.push(...validateNamesAndNumbers(spec, path, options));
  errors.push(...validateOS(spec, path));
  errors.push(...validateFileKeyRefVolumes(spec, path));
  return errors;
}

function validateRestartPolicy(policy: string | undefined, path: FieldPath): FieldError[] {
  if (policy === undefined || policy === '') return [required(path, '')];
  const supported = ['Always', 'OnFailure', 'Never'];
  return supported.includes(policy) ? [] : [notSupported(path, named(policy), supported)];
}

function validatePreemptionPolicy(policy: string, path: FieldPath): FieldError[] {
  if (policy === '') return [required(path, '')];
  const supported = ['PreemptLowerPriority', 'Never'];
  return supported.includes(policy) ? [] : [notSupported(path, named(policy), supported)];
}

function validateGates({ readinessGates, schedulingGates }: New<PodSpec>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (readinessGates !== undefined) errors.push(...validateReadinessGates(readinessGates, path.child('readinessGates')));
  if (schedulingGates !== undefined) errors.push(...validateSchedulingGates(schedulingGates, path.child('schedulingGates')));
  return errors;
}

function validateReadinessGates(gates: readonly New<PodReadinessGate>[], path: FieldPath): FieldError[] {
  return gates.flatMap(({ conditionType = '' }, i) => isQualifiedName(conditionType).map((text) => invalid(path.index(i).child('conditionType'), conditionType, text)));
}

function validateSchedulingGates(gates: readonly New<PodSchedulingGate>[], path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  gates.forEach(({ name = '' }, i) => {
    for (const text of isQualifiedName(name)) errors.push(invalid(path.index(i), name, text));
    if (seen.has(name)) errors.push(duplicate(path.index(i), name));
    seen.add(name);
  });
  return errors;
}

/** The single fields towards the end of upstream's function. */
function validateNamesAndNumbers(spec: New<PodSpec>, path: FieldPath, options: PodValidationOptions): FieldError[] {
  const errors: FieldError[] = [];
  const check = (value: string | undefined, field: keyof PodSpec, validate: (value: string) => readonly string[]): void => {
    if (value === undefined || value === '') return;
    for (const text of validate(value)) errors.push(invalid(path.child(field), value, text));
  };
  const isSubdomain = (name: string): readonly string[] => nameIsDNSSubdomain(name, false);
  check(spec.serviceAccountName, 'serviceAccountName', isSubdomain);
  check(spec.nodeName, 'nodeName', isSubdomain);
  const { activeDeadlineSeconds, runtimeClassName, preemptionPolicy, overhead } = spec;
  if (activeDeadlineSeconds !== undefined) for (const text of isInRange(activeDeadlineSeconds, 1, 2147483647)) errors.push(invalid(path.child('activeDeadlineSeconds'), activeDeadlineSeconds, text));
  check(spec.hostname, 'hostname', isDNS1123Label);
  check(spec.subdomain, 'subdomain', isDNS1123Label);
  if (spec.tolerations !== undefined) errors.push(...validateTolerations(spec.tolerations, path.child('tolerations'), options));
  if (spec.hostAliases !== undefined) errors.push(...validateHostAliases(spec.hostAliases, path.child('hostAliases')));
  check(spec.priorityClassName, 'priorityClassName', isSubdomain);
  // Unlike the names above an empty one is refused.
  if (runtimeClassName !== undefined) for (const text of isSubdomain(runtimeClassName)) errors.push(invalid(path.child('runtimeClassName'), runtimeClassName, text));
  if (preemptionPolicy !== undefined) errors.push(...validatePreemptionPolicy(preemptionPolicy, path.child('preemptionPolicy')));
  if (overhead !== undefined) errors.push(...validateContainerResourceRequirements({ limits: overhead }, new Set(), path.child('overhead'), options));
  return errors;
}

/** A file of variables lies in an emptyDir, where an init container can write it. */
function validateFileKeyRefVolumes(spec: New<PodSpec>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  visitContainersWithPath(spec, path, ({ env }, containerPath) => {
    env?.forEach(({ valueFrom }, i) => {
      if (valueFrom?.fileKeyRef === undefined) return;
      const { volumeName = '' } = valueFrom.fileKeyRef;
      const namePath = containerPath.child('env').index(i).child('valueFrom', 'fileKeyRef', 'volumeName');
      const volume = spec.volumes?.findLast((v) => (v.name ?? '') === volumeName);
      if (volume === undefined) errors.push(notFound(namePath, volumeName));
      else if (volume.emptyDir === undefined) errors.push(invalid(namePath, volumeName, 'referenced volume must be of type emptyDir'));
    });
  });
  return errors;
}

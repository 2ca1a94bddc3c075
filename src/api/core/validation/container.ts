// Rules for containers, init containers and ephemeral containers: core validation's validateContainers, validateInitContainers and validateEphemeralContainers.
import { duplicate, type FieldError, forbidden, invalid, named, notFound, notSupported, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { Container, EphemeralContainer, PodSpec } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { isDNS1123Label } from '../../meta/validation/names.ts';
import { validateContainerOnlyForPod, validatePullPolicy } from './container-image.ts';
import { checkHostPortConflicts, validateContainerPorts } from './container-ports.ts';
import { validateContainerRestartPolicy, validateInitContainerRestartPolicy, validateResizePolicy } from './container-restart-policy.ts';
import { type AnyContainer, isRestartableInitContainer } from './container-visitor.ts';
import { validateEnv, validateEnvFrom } from './env.ts';
import { validateLifecycle } from './lifecycle.ts';
import type { PodValidationOptions } from './pod-options.ts';
import { validateProbes } from './probe.ts';
import { validateContainerResourceRequirements } from './resources.ts';
import { validateSecurityContext } from './security-context.ts';
import { validateVolumeDevices, validateVolumeMounts } from './volume-mounts.ts';
import type { VolumesByName } from './volume.ts';

/** What rules for containers need to know of their Pod. */
export interface PodOfContainers {
  readonly spec: New<PodSpec>;
  readonly volumes: VolumesByName;
  readonly claimNames: ReadonlySet<string>;
  readonly options: PodValidationOptions;
}

export function validateContainers(pod: PodOfContainers, path: FieldPath): FieldError[] {
  const { containers = [], terminationGracePeriodSeconds } = pod.spec;
  if (containers.length === 0) return [required(path, '')];
  const errors: FieldError[] = [];
  const names = new Set<string>();
  containers.forEach((container, i) => {
    const itemPath = path.index(i);
    const { name = '', lifecycle } = container;
    errors.push(...validateContainerCommon(container, pod, itemPath));
    if (names.has(name)) errors.push(duplicate(itemPath.child('name'), name));
    names.add(name);
    if (lifecycle !== undefined) errors.push(...validateLifecycle(lifecycle, terminationGracePeriodSeconds, itemPath.child('lifecycle')));
    errors.push(...validateProbes(container, terminationGracePeriodSeconds, itemPath));
    errors.push(...validateContainerRestartPolicy(container, itemPath));
  });
  errors.push(...checkHostPortConflicts(containers, path));
  return errors;
}

export function validateInitContainers(pod: PodOfContainers, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const { initContainers = [], containers = [] } = pod.spec;
  const names = new Set(containers.map((c) => c.name ?? ''));
  initContainers.forEach((container, i) => {
    const itemPath = path.index(i);
    const { name = '' } = container;
    errors.push(...validateContainerCommon(container, pod, itemPath));
    errors.push(...validateInitContainerRestartPolicy(container, itemPath));
    if (names.has(name)) errors.push(duplicate(itemPath.child('name'), name));
    else if (name !== '') names.add(name);
    // Upstream numbers the ports of each init container as if it were the first.
    errors.push(...checkHostPortConflicts([container], path));
    errors.push(...(isRestartableInitContainer(container) ? validateSidecar(container, pod, itemPath) : validateOneShot(container, pod, itemPath)));
  });
  return errors;
}

/** A sidecar lives as long as the containers do, so it has their hooks and probes. */
function validateSidecar(container: New<Container>, { spec }: PodOfContainers, path: FieldPath): FieldError[] {
  const hooks = container.lifecycle === undefined ? [] : validateLifecycle(container.lifecycle, spec.terminationGracePeriodSeconds, path.child('lifecycle'));
  return [...hooks, ...validateProbes(container, spec.terminationGracePeriodSeconds, path)];
}

function validateOneShot(container: New<Container>, { options }: PodOfContainers, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    if (container[field] !== undefined) errors.push(forbidden(path.child(field), 'may not be set for init containers without restartPolicy=Always'));
  }
  if (options.allowExistingRestartContainerForNonSidecarInitContainer) return errors;
  container.resizePolicy?.forEach(({ restartPolicy }, i) => {
    if (restartPolicy === 'RestartContainer') errors.push(invalid(path.child('resizePolicy').index(i).child('restartPolicy'), named(restartPolicy), "must not be set to 'RestartContainer' for non-sidecar initContainers"));
  });
  return errors;
}

const ephemeralText = 'cannot be set for an Ephemeral Container';
/** In the order of the Go type's fields. */
const refusedEphemeralFields = ['ports', 'resources', 'resizePolicy', 'restartPolicy', 'restartPolicyRules', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'] as const;

export function validateEphemeralContainers(pod: PodOfContainers, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const { ephemeralContainers = [], containers = [], initContainers = [] } = pod.spec;
  if (ephemeralContainers.length === 0) return errors;
  const targets = new Set([...containers, ...initContainers].map((c) => c.name ?? ''));
  const names = new Set(targets);
  ephemeralContainers.forEach((container, i) => {
    const itemPath = path.index(i);
    const { name = '', targetContainerName = '', image = '' } = container;
    errors.push(...validateContainerCommon(container, pod, itemPath), ...validateContainerOnlyForPod(image, itemPath));
    if (names.has(name)) errors.push(duplicate(itemPath.child('name'), name));
    names.add(name);
    if (targetContainerName !== '' && !targets.has(targetContainerName)) errors.push(notFound(itemPath.child('targetContainerName'), targetContainerName));
    errors.push(...validateEphemeralFields(container, itemPath));
  });
  return errors;
}

function validateEphemeralFields(container: New<EphemeralContainer>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of refusedEphemeralFields) {
    const value = container[field];
    if (value === undefined || (field === 'resources' && Object.keys(value).length === 0)) continue;
    errors.push(forbidden(path.child(field), ephemeralText));
  }
  container.volumeMounts?.forEach(({ subPath = '', subPathExpr = '' }, i) => {
    const mountPath = path.child('volumeMounts').index(i);
    if (subPath !== '') errors.push(forbidden(mountPath.child('subPath'), ephemeralText));
    if (subPathExpr !== '') errors.push(forbidden(mountPath.child('subPathExpr'), ephemeralText));
  });
  return errors;
}

function validateContainerCommon(container: AnyContainer, pod: PodOfContainers, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const { name = '', image = '', terminationMessagePolicy, ports, env, envFrom, volumeMounts, volumeDevices, resources, resizePolicy, securityContext } = container;
  if (name === '') errors.push(required(path.child('name'), ''));
  else for (const text of isDNS1123Label(name)) errors.push(invalid(path.child('name'), name, text));
  if (image === '') errors.push(required(path.child('image'), ''));
  errors.push(...validateTerminationMessagePolicy(terminationMessagePolicy, path));
  if (ports !== undefined) errors.push(...validateContainerPorts(ports, path.child('ports')));
  if (env !== undefined) errors.push(...validateEnv(env, path.child('env')));
  if (envFrom !== undefined) errors.push(...validateEnvFrom(envFrom, path.child('envFrom')));
  if (volumeMounts !== undefined) errors.push(...validateVolumeMounts(container, pod.volumes, path.child('volumeMounts')));
  if (volumeDevices !== undefined) errors.push(...validateVolumeDevices(container, pod.volumes, path.child('volumeDevices')));
  errors.push(...validatePullPolicy(container.imagePullPolicy, path.child('imagePullPolicy')));
  if (resources !== undefined) errors.push(...validateContainerResourceRequirements(resources, pod.claimNames, path.child('resources'), pod.options));
  if (resizePolicy !== undefined) errors.push(...validateResizePolicy(container, path.child('resizePolicy'), pod.spec.restartPolicy));
  if (securityContext !== undefined) errors.push(...validateSecurityContext(securityContext, path.child('securityContext'), pod.spec.hostUsers !== false));
  return errors;
}

function validateTerminationMessagePolicy(policy: string | undefined, path: FieldPath): FieldError[] {
  if (policy === 'File' || policy === 'FallbackToLogsOnError') return [];
  const policyPath = path.child('terminationMessagePolicy');
  if (policy === undefined || policy === '') return [required(policyPath, '')];
  return [notSupported(policyPath, named(policy), ['File', 'FallbackToLogsOnError'])];
}

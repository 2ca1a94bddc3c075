// What stays allowed because the old object has it already: pkg/api/pod's GetValidationOptionsFromPodSpecAndMeta.
import { FieldPath } from '../../field/path.ts';
import type { Pod, PodSpec, PodTemplateSpec } from '../../generated/core-v1.ts';
import type { ObjectMeta } from '../../generated/meta-v1.ts';
import type { New } from '../../meta/object.ts';
import { validateLabelSelector } from '../../meta/validation/label-selector.ts';
import { isValidLabelValue } from '../../meta/validation/names.ts';
import { quantity } from '../../resource/quantity.ts';
import { validateMatchLabelKeysAndMismatchLabelKeys, validatePodAffinityTermSelector } from './affinity-pod.ts';
import { allContainers, isRestartableInitContainer } from './container-visitor.ts';
import { isDeletionCost } from './pod-annotations.ts';
import { podCreateOptions, type PodValidationOptions, templateCreateOptions } from './pod-options.ts';
import { isHugePageResourceName, isHugePageResourceValueDivisible } from './resources-names.ts';
import { validateHostSysctl } from './security-sysctls.ts';
import { validateLocalNonReservedPath } from './volume-paths.ts';

/** For replacing `oldPod`. */
export function podUpdateOptions(oldPod: New<Pod>): PodValidationOptions {
  return { ...podCreateOptions, ...allowedBy(oldPod.spec ?? {}, oldPod.metadata ?? {}) };
}

/** For replacing a workload's template. */
export function templateUpdateOptions(oldTemplate: New<PodTemplateSpec>): PodValidationOptions {
  return { ...templateCreateOptions, ...allowedBy(oldTemplate.spec ?? {}, oldTemplate.metadata ?? {}) };
}

/** Findings are only counted here. */
const anywhere = FieldPath.of('old');

function allowedBy(spec: New<PodSpec>, meta: New<ObjectMeta>): Omit<PodValidationOptions, 'resourceIsPod'> {
  const cost = meta.annotations?.['controller.kubernetes.io/pod-deletion-cost'];
  const usesUserNamespace = spec.hostUsers === false;
  const constraints = spec.topologySpreadConstraints ?? [];
  return {
    allowInvalidPodDeletionCost: cost !== undefined && !isDeletionCost(cost),
    allowInvalidLabelValueInSelector: hasInvalidAffinitySelector(spec),
    allowInvalidLabelValueInRequiredNodeAffinity: hasInvalidNodeAffinityValue(spec),
    allowInvalidTopologySpreadConstraintLabelSelector: constraints.some((c) => validateLabelSelector(c.labelSelector, {}, anywhere).length > 0),
    allowIndivisibleHugePagesValues: hasIndivisibleHugePages(spec),
    allowNonLocalProjectedTokenPath: hasNonLocalTokenPath(spec),
    allowNamespacedSysctlsForHostNetAndHostIPC: (spec.securityContext?.sysctls ?? []).some(({ name = '' }) => validateHostSysctl(name, spec, anywhere).length > 0),
    allowOnlyRecursiveSELinuxChangePolicy: spec.securityContext?.seLinuxChangePolicy === undefined,
    allowExistingRestartContainerForNonSidecarInitContainer: (spec.initContainers ?? []).some((c) => !isRestartableInitContainer(c) && (c.resizePolicy ?? []).some((p) => p.restartPolicy === 'RestartContainer')),
    allowUserNamespacesWithVolumeDevices: usesUserNamespace && allContainers(spec).some((c) => (c.volumeDevices ?? []).length > 0),
    allowUserNamespacesHostNetworkSupport: usesUserNamespace && spec.hostNetwork === true,
    allowTaintTolerationComparisonOperators: (spec.tolerations ?? []).some(({ operator }) => operator === 'Lt' || operator === 'Gt'),
    oldPodViolatesMatchLabelKeysValidation: constraints.some((c) => validateMatchLabelKeysAndMismatchLabelKeys(anywhere, c.matchLabelKeys, undefined, c.labelSelector).length > 0),
  };
}

function hasInvalidAffinitySelector({ affinity }: New<PodSpec>): boolean {
  return [affinity?.podAffinity, affinity?.podAntiAffinity].some((side) => {
    const preferred = (side?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((weighted) => weighted.podAffinityTerm ?? {});
    return [...(side?.requiredDuringSchedulingIgnoredDuringExecution ?? []), ...preferred].some((term) => validatePodAffinityTermSelector(term, false, anywhere).length > 0);
  });
}

function hasInvalidNodeAffinityValue({ affinity }: New<PodSpec>): boolean {
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  return terms.some((term) => (term.matchExpressions ?? []).some(({ values = [] }) => values.some((value) => isValidLabelValue(value).length > 0)));
}

function hasIndivisibleHugePages(spec: New<PodSpec>): boolean {
  const lists = [...allContainers(spec).flatMap(({ resources }) => [resources?.limits, resources?.requests]), spec.overhead];
  return lists.some((list) => Object.entries(list ?? {}).some(([name, text]) => isHugePageResourceName(name) && !isHugePageResourceValueDivisible(name, quantity(text ?? '0'))));
}

function hasNonLocalTokenPath({ volumes }: New<PodSpec>): boolean {
  const tokens = (volumes ?? []).flatMap((volume) => (volume.projected?.sources ?? []).flatMap((source) => (source.serviceAccountToken === undefined ? [] : [source.serviceAccountToken])));
  return tokens.some(({ path = '' }) => validateLocalNonReservedPath(path, anywhere).length > 0);
}

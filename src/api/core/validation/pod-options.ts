// What an old object may still hold: core validation's PodValidationOptions, less the gates that are fixed in Kubernetes 1.36.

/** On creation everything is strict; on update what the old object already does wrong stays allowed. */
export interface PodValidationOptions {
  /** A Pod and not a template. */
  readonly resourceIsPod: boolean;
  readonly allowInvalidPodDeletionCost: boolean;
  readonly allowInvalidLabelValueInSelector: boolean;
  readonly allowInvalidLabelValueInRequiredNodeAffinity: boolean;
  readonly allowInvalidTopologySpreadConstraintLabelSelector: boolean;
  readonly allowIndivisibleHugePagesValues: boolean;
  readonly allowNonLocalProjectedTokenPath: boolean;
  readonly allowNamespacedSysctlsForHostNetAndHostIPC: boolean;
  readonly allowOnlyRecursiveSELinuxChangePolicy: boolean;
  readonly allowExistingRestartContainerForNonSidecarInitContainer: boolean;
  readonly allowUserNamespacesWithVolumeDevices: boolean;
  readonly allowUserNamespacesHostNetworkSupport: boolean;
  readonly allowTaintTolerationComparisonOperators: boolean;
  readonly oldPodViolatesMatchLabelKeysValidation: boolean;
}

/** For a Pod template that is created. */
export const templateCreateOptions: PodValidationOptions = Object.freeze({
  resourceIsPod: false,
  allowInvalidPodDeletionCost: false,
  allowInvalidLabelValueInSelector: false,
  allowInvalidLabelValueInRequiredNodeAffinity: false,
  allowInvalidTopologySpreadConstraintLabelSelector: false,
  allowIndivisibleHugePagesValues: false,
  allowNonLocalProjectedTokenPath: false,
  allowNamespacedSysctlsForHostNetAndHostIPC: false,
  allowOnlyRecursiveSELinuxChangePolicy: true,
  allowExistingRestartContainerForNonSidecarInitContainer: false,
  allowUserNamespacesWithVolumeDevices: false,
  allowUserNamespacesHostNetworkSupport: false,
  allowTaintTolerationComparisonOperators: false,
  oldPodViolatesMatchLabelKeysValidation: false,
});

/** For a Pod that is created. */
export const podCreateOptions: PodValidationOptions = Object.freeze({ ...templateCreateOptions, resourceIsPod: true });

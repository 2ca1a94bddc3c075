// Which PersistentVolume suits a claim: k8s.io/component-helpers/storage/volume. Pure.
import type { Node, PersistentVolume, PersistentVolumeClaim } from '../../api/generated/core-v1.ts';
import type { StorageClass } from '../../api/generated/storage-v1.ts';
import { quantityValue } from './quantities.ts';
import { isEmptySelector, matchesLabelSelector } from '../../api/meta/label-selector.ts';
import { matchesNodeSelector } from './node-selector.ts';

export const bindCompleted = 'pv.kubernetes.io/bind-completed';
export const boundByController = 'pv.kubernetes.io/bound-by-controller';
export const selectedNode = 'volume.kubernetes.io/selected-node';
export const noProvisioner = 'kubernetes.io/no-provisioner';

export function claimClass(claim: PersistentVolumeClaim): string {
  return claim.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? claim.spec.storageClassName ?? '';
}

function volumeClass(volume: PersistentVolume): string {
  return volume.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? volume.spec.storageClassName ?? '';
}

/** Bound on both sides and finished. */
export function isClaimBound(claim: PersistentVolumeClaim): boolean {
  return (claim.spec.volumeName ?? '') !== '' && claim.metadata.annotations?.[bindCompleted] !== undefined;
}

/** The volume's claimRef names this very claim (or its name without a uid, which reserves it). */
export function isVolumeOf(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const ref = volume.spec.claimRef;
  if (ref === undefined || ref.name !== claim.metadata.name || ref.namespace !== claim.metadata.namespace) return false;
  return ref.uid === undefined || ref.uid === '' || ref.uid === claim.metadata.uid;
}

/** Whether a Pod on the node can use the volume. */
export function matchesVolumeAffinity(volume: PersistentVolume, node: Node): boolean {
  const required = volume.spec.nodeAffinity?.required;
  return required === undefined || matchesNodeSelector(required, node);
}

function suits(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  if (volume.metadata.deletionTimestamp !== undefined) return false;
  if ((volume.spec.volumeMode ?? 'Filesystem') !== (claim.spec.volumeMode ?? 'Filesystem')) return false;
  if ((volume.spec.volumeAttributesClassName ?? '') !== (claim.spec.volumeAttributesClassName ?? '')) return false;
  return quantityValue(volume.spec.capacity?.['storage']) >= quantityValue(claim.spec.resources.requests?.['storage']);
}

export interface MatchOptions {
  /** Binding waits for a Pod: only volumes that this node can use, and none that is reserved otherwise. */
  readonly node?: Node;
  readonly excluded?: ReadonlySet<string>;
}

/** A volume reserved for the claim, else the smallest that suits; undefined when there is none. */
export function findMatchingVolume(claim: PersistentVolumeClaim, volumes: readonly PersistentVolume[], { node, excluded }: MatchOptions = {}): PersistentVolume | undefined {
  let best: PersistentVolume | undefined;
  const selector = claim.spec.selector;
  for (const volume of volumes) {
    if (excluded?.has(volume.metadata.name) === true || !suits(volume, claim)) continue;
    const isNodeOk = node === undefined || matchesVolumeAffinity(volume, node);
    if (isVolumeOf(volume, claim)) {
      if (isNodeOk) return volume;
      continue;
    }
    if (volume.spec.claimRef !== undefined || !isNodeOk || volume.status.phase !== 'Available') continue;
    if (selector !== undefined && !isEmptySelector(selector) && !matchesLabelSelector(selector, volume.metadata.labels)) continue;
    if (volumeClass(volume) !== claimClass(claim)) continue;
    if (!(claim.spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode) === true)) continue;
    if (best === undefined || quantityValue(volume.spec.capacity?.['storage']) < quantityValue(best.spec.capacity?.['storage'])) best = volume;
  }
  return best;
}

/** Why the volume that a claim asks for by name is not for it. */
export function whyUnsuitable(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (volume.metadata.deletionTimestamp !== undefined) return `the volume is marked for deletion "${volume.metadata.name}"`;
  if (quantityValue(volume.spec.capacity?.['storage']) < quantityValue(claim.spec.resources.requests?.['storage'])) return 'requested PV is too small';
  if (volumeClass(volume) !== claimClass(claim)) return 'storageClassName does not match';
  if ((volume.spec.volumeAttributesClassName ?? '') !== (claim.spec.volumeAttributesClassName ?? '')) return 'volumeAttributesClassName does not match';
  if ((volume.spec.volumeMode ?? 'Filesystem') !== (claim.spec.volumeMode ?? 'Filesystem')) return 'incompatible volumeMode';
  return (claim.spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode) === true) ? undefined : 'incompatible accessMode';
}

export function waitsForConsumer(storageClass: StorageClass | undefined): boolean {
  return storageClass?.volumeBindingMode === 'WaitForFirstConsumer';
}

// Volumes: the default StorageClass of a claim, and finalizers against deletion while in use (plugin/storage/*).
import type { Node, PersistentVolumeClaim } from '../../../api/generated/core-v1.ts';
import type { StorageClass } from '../../../api/generated/storage-v1.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { type AdmissionDependencies, type AdmissionPlugin, isFor } from './admission.ts';

const defaultAnnotations = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];
const betaClassAnnotation = 'volume.beta.kubernetes.io/storage-class';

/** The newest of the default classes, by name when made at the same time. */
function defaultStorageClass(classes: readonly StorageClass[]): StorageClass | undefined {
  const defaults = classes.filter(({ metadata }) => defaultAnnotations.some((a) => metadata.annotations?.[a] === 'true'));
  return defaults.sort((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? 1 : a.metadata.creationTimestamp > b.metadata.creationTimestamp ? -1 : a.metadata.name < b.metadata.name ? -1 : 1))[0];
}

export function defaultStorageClassPlugin({ store }: AdmissionDependencies): AdmissionPlugin {
  return {
    name: 'DefaultStorageClass',
    admit(attributes) {
      if (attributes.operation !== 'CREATE' || !isFor(attributes, '', 'persistentvolumeclaims')) return;
      const claim = attributes.object as PersistentVolumeClaim;
      if (claim.spec.storageClassName !== undefined || claim.metadata.annotations?.[betaClassAnnotation] !== undefined) return;
      const found = defaultStorageClass(store.list('storageclasses.storage.k8s.io') as StorageClass[]);
      if (found !== undefined) claim.spec.storageClassName = found.metadata.name;
    },
  };
}

const protection: Readonly<Record<string, string>> = { persistentvolumeclaims: 'kubernetes.io/pvc-protection', persistentvolumes: 'kubernetes.io/pv-protection' };

export const storageInUsePlugin: AdmissionPlugin = {
  name: 'StorageObjectInUseProtection',
  admit(attributes) {
    const { operation, row, subresource, object } = attributes;
    const finalizer = row.group === '' ? protection[row.plural] : undefined;
    if (operation === 'CREATE' && subresource === '' && finalizer !== undefined && object !== undefined) addFinalizer(object, finalizer);
  },
};

function addFinalizer({ metadata }: KubeObject, finalizer: string): void {
  if (metadata.finalizers?.includes(finalizer) !== true) metadata.finalizers = [...(metadata.finalizers ?? []), finalizer];
}

/** A new Node takes no Pods until it is ready: plugin/nodetaint. */
export const nodeTaintPlugin: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  admit(attributes) {
    if (attributes.operation !== 'CREATE' || !isFor(attributes, '', 'nodes')) return;
    const node = attributes.object as Node;
    const taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' as const };
    if (node.spec.taints?.some((t) => t.key === taint.key && t.effect === taint.effect) !== true) node.spec.taints = [...(node.spec.taints ?? []), taint];
  },
};

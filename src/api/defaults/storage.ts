// Defaults of storage, scheduling and policy kinds: pkg/apis/{storage,scheduling}/v1/defaults.go.
import type { PriorityClass } from '../generated/scheduling-v1.ts';
import type { CSIDriver, StorageClass } from '../generated/storage-v1.ts';
import { defaulter } from './register.ts';

export const storageDefaults = [
  defaulter<StorageClass>('storage/v1.StorageClass', (storageClass) => {
    storageClass.reclaimPolicy ??= 'Delete';
    storageClass.volumeBindingMode ??= 'Immediate';
  }),
  defaulter<CSIDriver>('storage/v1.CSIDriver', ({ spec }) => {
    spec.attachRequired ??= true;
    spec.podInfoOnMount ??= false;
    spec.storageCapacity ??= false;
    spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType';
    if ((spec.volumeLifecycleModes ?? []).length === 0) spec.volumeLifecycleModes = ['Persistent'];
    spec.requiresRepublish ??= false;
    spec.seLinuxMount ??= false;
  }),
  defaulter<PriorityClass>('scheduling/v1.PriorityClass', (priorityClass) => { priorityClass.preemptionPolicy ??= 'PreemptLowerPriority'; }),
];

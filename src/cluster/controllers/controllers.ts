// All controllers of the cluster: kube-controller-manager.
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Controller, ControllerContext } from './controller.ts';
import { cronJobController } from './cron-job.ts';
import { daemonSetController } from './daemon-set.ts';
import { deploymentController } from './deployment.ts';
import { disruptionController } from './disruption.ts';
import { endpointSliceController } from './endpoint-slice.ts';
import { endpointSliceMirroringController } from './endpoint-slice-mirroring.ts';
import { endpointsController } from './endpoints.ts';
import { ephemeralVolumeController } from './ephemeral-volume.ts';
import { garbageCollectorController } from './garbage-collector.ts';
import { horizontalPodAutoscalerController } from './horizontal-pod-autoscaler.ts';
import { jobController, ttlAfterFinishedController } from './job.ts';
import { namespaceController } from './namespace.ts';
import { nodeLifecycleController } from './node-lifecycle.ts';
import { nodeTtlController } from './node-ttl.ts';
import { persistentVolumeBinderController, storageProtectionController } from './persistent-volume-binder.ts';
import { podGarbageCollectorController } from './pod-garbage-collector.ts';
import { replicaSetController, replicationControllerController } from './replica-set.ts';
import { rootCaPublisherController, serviceAccountController } from './service-account.ts';
import { serviceAccountTokenController } from './service-account-token.ts';
import { resourceQuotaController } from './resource-quota.ts';
import { statefulSetController } from './stateful-set.ts';
import { taintEvictionController } from './taint-eviction.ts';

export const controllers: readonly Controller[] = [
  nodeLifecycleController,
  taintEvictionController,
  nodeTtlController,
  replicaSetController,
  replicationControllerController,
  deploymentController,
  daemonSetController,
  statefulSetController,
  jobController,
  cronJobController,
  ttlAfterFinishedController,
  horizontalPodAutoscalerController,
  disruptionController,
  resourceQuotaController,
  podGarbageCollectorController,
  namespaceController,
  garbageCollectorController,
  endpointSliceController,
  endpointSliceMirroringController,
  endpointsController,
  persistentVolumeBinderController,
  storageProtectionController,
  ephemeralVolumeController,
  serviceAccountController,
  serviceAccountTokenController,
  rootCaPublisherController,
];

/** Starts every controller whose name is not in `disable`. */
export function startControllers(context: ControllerContext, disable: readonly string[]): Disposable {
  const owned = new DisposableStore();
  for (const controller of controllers) if (!disable.includes(controller.name)) owned.add(controller.start(context));
  return owned;
}

// The rows of the core group in the validation registry.
import type { ConfigMap, Endpoints, Event, LimitRange, Namespace, Node, PersistentVolumeClaim, PodTemplate, ReplicationController, ResourceQuota, Secret, Service, ServiceAccount, PersistentVolume } from '../../generated/core-v1.ts';
import { FieldPath } from '../../field/path.ts';
import { kindRules } from '../../kind-rules.ts';
import { validateConfigMap, validateConfigMapUpdate } from './config-map.ts';
import { validateEndpoints } from './endpoints.ts';
import { validateEvent } from './event.ts';
import { validateLimitRange } from './limit-range.ts';
import { metaUpdate, namespacedMeta } from './metadata.ts';
import { validateNamespace, validateNamespaceUpdate } from './namespace.ts';
import { nodeWarnings, validateNode, validateNodeUpdate } from './node.ts';
import { validatePersistentVolumeClaim, validatePersistentVolumeClaimUpdate } from './persistent-volume-claim.ts';
import { podTemplateWarnings } from './pod-warnings.ts';
import { validatePodTemplate, validatePodTemplateUpdate, validateReplicationController, validateReplicationControllerUpdate } from './replication-controller.ts';
import { validateResourceQuota, validateResourceQuotaStatus, validateResourceQuotaUpdate } from './resource-quota.ts';
import { persistentVolumeClaimWarnings, persistentVolumeWarnings } from './persistent-volume-warnings.ts';
import { validatePersistentVolume, validatePersistentVolumeUpdate } from './persistent-volume.ts';
import { secretWarnings } from './secret-warnings.ts';
import { validateSecret, validateSecretUpdate } from './secret.ts';
import { serviceWarnings } from './service-warnings.ts';
import { validateService, validateServiceUpdate } from './service.ts';
import { validateClaimStatus, validateNamespaceStatus, validateReplicaStatus, validateServiceStatus } from './status.ts';

const enforceMountable = 'kubernetes.io/enforce-mountable-secrets';

function accountWarnings({ metadata }: ServiceAccount, old?: ServiceAccount): string[] {
  const isNew = metadata.annotations?.[enforceMountable] !== undefined && old?.metadata.annotations?.[enforceMountable] === undefined;
  return isNew ? [`metadata.annotations[${enforceMountable}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`] : [];
}

export const coreRules = [
  kindRules<Event>('core/v1.Event', { validateCreate: validateEvent, validateUpdate: validateEvent }),
  kindRules<Endpoints>('core/v1.Endpoints', { validateCreate: validateEndpoints, validateUpdate: (endpoints, old) => [...metaUpdate(endpoints, old), ...validateEndpoints(endpoints)] }),
  kindRules<Service>('core/v1.Service', { validateCreate: (service) => validateService(service), validateUpdate: validateServiceUpdate, validateStatusUpdate: validateServiceStatus, warnings: serviceWarnings }),
  kindRules<PersistentVolume>('core/v1.PersistentVolume', { validateCreate: validatePersistentVolume, validateUpdate: validatePersistentVolumeUpdate, warnings: persistentVolumeWarnings }),
  kindRules<PodTemplate>('core/v1.PodTemplate', { validateCreate: validatePodTemplate, validateUpdate: validatePodTemplateUpdate, warnings: ({ template }) => podTemplateWarnings(template, FieldPath.of('template')) }),
  kindRules<ConfigMap>('core/v1.ConfigMap', { validateCreate: validateConfigMap, validateUpdate: validateConfigMapUpdate }),
  kindRules<Secret>('core/v1.Secret', { validateCreate: validateSecret, validateUpdate: validateSecretUpdate, warnings: secretWarnings }),
  kindRules<ServiceAccount>('core/v1.ServiceAccount', { validateCreate: (account) => namespacedMeta(account), validateUpdate: (account, old) => [...metaUpdate(account, old), ...namespacedMeta(account)], warnings: accountWarnings }),
  kindRules<Namespace>('core/v1.Namespace', { validateCreate: validateNamespace, validateUpdate: validateNamespaceUpdate, validateStatusUpdate: validateNamespaceStatus }),
  kindRules<Node>('core/v1.Node', { validateCreate: validateNode, validateUpdate: (node, old) => [...validateNode(node), ...validateNodeUpdate(node, old)], validateStatusUpdate: validateNodeUpdate, warnings: nodeWarnings }),
  kindRules<LimitRange>('core/v1.LimitRange', { validateCreate: validateLimitRange, validateUpdate: (range) => validateLimitRange(range) }),
  kindRules<ResourceQuota>('core/v1.ResourceQuota', { validateCreate: validateResourceQuota, validateUpdate: validateResourceQuotaUpdate, validateStatusUpdate: validateResourceQuotaStatus }),
  kindRules<ReplicationController>('core/v1.ReplicationController', {
    validateCreate: validateReplicationController, validateUpdate: validateReplicationControllerUpdate, validateStatusUpdate: validateReplicaStatus,
    // Upstream judges what an update replaces.
    warnings: (controller, old) => {
      const { template } = (old ?? controller).spec;
      return template === undefined ? [] : podTemplateWarnings(template, FieldPath.of('spec', 'template'));
    },
  }),
  kindRules<PersistentVolumeClaim>('core/v1.PersistentVolumeClaim', { validateCreate: validatePersistentVolumeClaim, validateUpdate: validatePersistentVolumeClaimUpdate, validateStatusUpdate: validateClaimStatus, warnings: persistentVolumeClaimWarnings }),
];

// The admission plugins in the order in which they run: kubeapiserver/options/plugins.go.
import type { AdmissionDependencies, AdmissionPlugin } from './admission.ts';
import { limitRangerPlugin } from './limit-ranger.ts';
import { namespaceLifecyclePlugin } from './namespace-lifecycle.ts';
import { priorityPlugin, runtimeClassPlugin, serviceAccountPlugin, tolerationsPlugin } from './pod-facts.ts';
import { podResizePlugin } from './pod-resize.ts';
import { podSecurityPlugin } from './pod-security.ts';
import { podTopologyLabelsPlugin } from './pod-topology-labels.ts';
import { resourceQuotaPlugin } from './resource-quota.ts';
import { defaultStorageClassPlugin, nodeTaintPlugin, storageInUsePlugin } from './storage.ts';

export function admissionPlugins(dependencies: AdmissionDependencies): readonly AdmissionPlugin[] {
  return [
    namespaceLifecyclePlugin(dependencies),
    limitRangerPlugin(dependencies),
    serviceAccountPlugin(dependencies),
    nodeTaintPlugin,
    podSecurityPlugin(dependencies),
    podTopologyLabelsPlugin(dependencies),
    priorityPlugin(dependencies),
    tolerationsPlugin,
    storageInUsePlugin,
    defaultStorageClassPlugin(dependencies),
    runtimeClassPlugin(dependencies),
    podResizePlugin(dependencies),
    resourceQuotaPlugin(dependencies),
  ];
}

// The admission plugins in the order in which they run: kubeapiserver/options/plugins.go.
import type { Random } from '../../../base/random.ts';
import type { Store } from '../../store/store.ts';
import type { AdmissionPlugin } from './admission.ts';
import { limitRangerPlugin } from './limit-ranger.ts';
import { namespaceLifecyclePlugin } from './namespace-lifecycle.ts';
import { priorityPlugin, runtimeClassPlugin, serviceAccountPlugin, tolerationsPlugin } from './pod-facts.ts';
import { podSecurityPlugin } from './pod-security.ts';
import { resourceQuotaPlugin } from './resource-quota.ts';
import { defaultStorageClassPlugin, nodeTaintPlugin, storageInUsePlugin } from './storage.ts';

export interface AdmissionDependencies {
  readonly store: Store;
  readonly random: Random;
}

export function admissionPlugins(dependencies: AdmissionDependencies): readonly AdmissionPlugin[] {
  return [
    namespaceLifecyclePlugin(dependencies),
    limitRangerPlugin(dependencies),
    serviceAccountPlugin(dependencies),
    nodeTaintPlugin,
    podSecurityPlugin(dependencies),
    priorityPlugin(dependencies),
    tolerationsPlugin,
    storageInUsePlugin,
    defaultStorageClassPlugin(dependencies),
    runtimeClassPlugin(dependencies),
    resourceQuotaPlugin(dependencies),
  ];
}

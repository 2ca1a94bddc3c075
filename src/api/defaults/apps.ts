// Defaults of workloads: pkg/apis/apps/v1/defaults.go.
import type { DaemonSet, Deployment, ReplicaSet, StatefulSet } from '../generated/apps-v1.ts';
import { defaulter } from './register.ts';

function fillDeployment({ spec }: Deployment): void {
  spec.replicas ??= 1;
  spec.strategy.type ??= 'RollingUpdate';
  if (spec.strategy.type === 'RollingUpdate') {
    const rollingUpdate = (spec.strategy.rollingUpdate ??= {});
    rollingUpdate.maxUnavailable ??= '25%';
    rollingUpdate.maxSurge ??= '25%';
  }
  spec.revisionHistoryLimit ??= 10;
  spec.progressDeadlineSeconds ??= 600;
}

function fillDaemonSet({ spec }: DaemonSet): void {
  spec.updateStrategy.type ??= 'RollingUpdate';
  if (spec.updateStrategy.type === 'RollingUpdate') {
    const rollingUpdate = (spec.updateStrategy.rollingUpdate ??= {});
    rollingUpdate.maxUnavailable ??= 1;
    rollingUpdate.maxSurge ??= 0;
  }
  spec.revisionHistoryLimit ??= 10;
}

function fillStatefulSet({ spec }: StatefulSet): void {
  spec.podManagementPolicy ??= 'OrderedReady';
  if (spec.updateStrategy.type === undefined) {
    spec.updateStrategy.type = 'RollingUpdate';
    spec.updateStrategy.rollingUpdate ??= {};
  }
  if (spec.updateStrategy.type === 'RollingUpdate' && spec.updateStrategy.rollingUpdate !== undefined) {
    spec.updateStrategy.rollingUpdate.partition ??= 0;
  }
  const retention = (spec.persistentVolumeClaimRetentionPolicy ??= {});
  retention.whenDeleted ??= 'Retain';
  retention.whenScaled ??= 'Retain';
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= 10;
}

export const appsDefaults = [
  defaulter<Deployment>('apps/v1.Deployment', fillDeployment),
  defaulter<DaemonSet>('apps/v1.DaemonSet', fillDaemonSet),
  defaulter<StatefulSet>('apps/v1.StatefulSet', fillStatefulSet),
  defaulter<ReplicaSet>('apps/v1.ReplicaSet', ({ spec }) => { spec.replicas ??= 1; }),
];

// Defaults of the core kinds other than Pods and volumes: pkg/apis/core/v1/defaults.go.
import type { Endpoints, LimitRangeItem, Namespace, NodeStatus, ReplicationController, Secret, Service } from '../generated/core-v1.ts';
import { defaulter } from './register.ts';

function fillSessionAffinity({ spec }: Service): void {
  spec.sessionAffinity ??= 'None';
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity === 'ClientIP' && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined) spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: 10_800 } };
}

function fillService(service: Service): void {
  const { spec } = service;
  fillSessionAffinity(service);
  spec.type ??= 'ClusterIP';
  for (const port of spec.ports ?? []) {
    port.protocol ??= 'TCP';
    if (port.targetPort === 0 || port.targetPort === '') port.targetPort = port.port;
  }
  const isExternal = spec.type === 'LoadBalancer' || spec.type === 'NodePort' || (spec.type === 'ClusterIP' && (spec.externalIPs ?? []).length > 0);
  if (isExternal) spec.externalTrafficPolicy ??= 'Cluster';
  if (['NodePort', 'LoadBalancer', 'ClusterIP'].includes(spec.type)) spec.internalTrafficPolicy ??= 'Cluster';
  if (spec.type !== 'LoadBalancer') return;
  spec.allocateLoadBalancerNodePorts ??= true;
  for (const ingress of service.status.loadBalancer.ingress ?? []) if (ingress.ip !== undefined) ingress.ipMode ??= 'VIP';
}

function fillLimitRangeItem(item: LimitRangeItem): void {
  if (item.type !== 'Container') return;
  item.default = { ...item.max, ...item.default };
  item.defaultRequest = { ...item.min, ...item.default, ...item.defaultRequest };
}

function fillReplicationController({ metadata, spec }: ReplicationController): void {
  spec.replicas ??= 1;
  const labels = spec.template?.metadata?.labels;
  if (labels === undefined) return;
  if (Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels };
  if (Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels };
}

export const coreDefaults = [
  defaulter<Service>('core/v1.Service', fillService),
  defaulter<Secret>('core/v1.Secret', (secret) => { secret.type ??= 'Opaque'; }),
  defaulter<Endpoints>('core/v1.Endpoints', (endpoints) => {
    for (const subset of endpoints.subsets ?? []) for (const port of subset.ports ?? []) port.protocol ??= 'TCP';
  }),
  defaulter<Namespace>('core/v1.Namespace', ({ metadata, status }) => {
    if ((metadata.name ?? '') !== '') metadata.labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name };
    status.phase ??= 'Active';
  }),
  defaulter<NodeStatus>('core/v1.NodeStatus', (status) => {
    if (status.capacity !== undefined) status.allocatable ??= { ...status.capacity };
  }),
  defaulter<LimitRangeItem>('core/v1.LimitRangeItem', fillLimitRangeItem),
  defaulter<ReplicationController>('core/v1.ReplicationController', fillReplicationController),
];

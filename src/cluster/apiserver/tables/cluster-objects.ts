// Nodes, namespaces, events and configuration as table rows: their printers of pkg/printers/internalversion.
import type { ConfigMap, Event, Namespace, Node, ResourceQuota, Secret, ServiceAccount } from '../../../api/generated/core-v1.ts';
import type { Lease } from '../../../api/generated/coordination-v1.ts';
import type { RuntimeClass } from '../../../api/generated/node-v1.ts';
import type { PriorityClass } from '../../../api/generated/scheduling-v1.ts';
import type { ClusterRoleBinding, RoleBinding, Subject } from '../../../api/generated/rbac-v1.ts';
import { ageColumn, column, nameColumn, type Printer, printer } from './column.ts';
import { ageSince, humanDuration } from '../../../api/meta/human-duration.ts';
import { parseTime } from '../../../base/clock.ts';
import type { KubeObject } from '../../../api/meta/object.ts';

const wide = { wide: true };
const rolePrefix = 'node-role.kubernetes.io/';

function nodeStatus({ spec, status }: Node): string {
  const ready = status?.conditions?.find((c) => c.type === 'Ready');
  const texts = [ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'];
  if (spec?.unschedulable === true) texts.push('SchedulingDisabled');
  return texts.join(',');
}

function nodeRoles({ metadata }: Node): string {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith(rolePrefix) && key.length > rolePrefix.length) roles.add(key.slice(rolePrefix.length));
    else if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return roles.size === 0 ? '<none>' : [...roles].sort().join(',');
}

const node = printer<Node>(
  () => [
    nameColumn(), column('Status', 'The status of the node'), column('Roles', 'The roles of the node'), ageColumn(), column('Version', 'core/v1.NodeSystemInfo#kubeletVersion'),
    column('Internal-IP', 'core/v1.NodeStatus#addresses', wide), column('External-IP', 'core/v1.NodeStatus#addresses', wide), column('OS-Image', 'core/v1.NodeSystemInfo#osImage', wide),
    column('Kernel-Version', 'core/v1.NodeSystemInfo#kernelVersion', wide), column('Container-Runtime', 'core/v1.NodeSystemInfo#containerRuntimeVersion', wide),
  ],
  (object, nowMs) => {
    const { metadata, status } = object;
    const info = status?.nodeInfo;
    const address = (type: string): string => status?.addresses?.find((a) => a.type === type)?.address ?? '<none>';
    const kernel = info?.kernelVersion ? (info.architecture ? `${info.kernelVersion} (${info.architecture})` : info.kernelVersion) : '<unknown>';
    return [
      metadata.name, nodeStatus(object), nodeRoles(object), ageSince(metadata.creationTimestamp, nowMs), info?.kubeletVersion ?? '', address('InternalIP'), address('ExternalIP'),
      info?.osImage || '<unknown>', kernel, info?.containerRuntimeVersion || '<unknown>',
    ];
  },
);

const namespace = printer<Namespace>(
  () => [nameColumn(), column('Status', 'The status of the namespace'), ageColumn()],
  ({ metadata, status }, nowMs) => [metadata.name, status?.phase ?? '', ageSince(metadata.creationTimestamp, nowMs)],
);

function sourceText({ source, reportingComponent, reportingInstance }: Event): string {
  const component = source?.component || reportingComponent || '';
  const host = source?.host || reportingInstance || '';
  return [component, host].filter((t) => t !== '').join(', ');
}

const event = printer<Event>(
  () => [
    column('Last Seen', 'core/v1.Event#lastTimestamp'), column('Type', 'core/v1.Event#type'), column('Reason', 'core/v1.Event#reason'), column('Object', 'core/v1.Event#involvedObject'),
    column('Subobject', 'core/v1.ObjectReference#fieldPath', wide), column('Source', 'core/v1.Event#source', wide), column('Message', 'core/v1.Event#message'),
    column('First Seen', 'core/v1.Event#firstTimestamp', wide), column('Count', 'core/v1.Event#count', wide), nameColumn({ wide: true }),
  ],
  (object, nowMs) => {
    const { involvedObject, series, metadata } = object;
    const since = (time: string | null | undefined): string => (time ? humanDuration(nowMs - parseTime(time)) : '');
    const first = since(object.firstTimestamp) || since(object.eventTime) || '<unknown>';
    const last = (series === undefined ? '' : since(series.lastObservedTime)) || since(object.lastTimestamp) || first;
    const target = involvedObject.name ? `${(involvedObject.kind ?? '').toLowerCase()}/${involvedObject.name}` : (involvedObject.kind ?? '').toLowerCase();
    const count = series?.count ?? (object.count || 1);
    return [last, object.type ?? '', object.reason ?? '', target, involvedObject.fieldPath ?? '', sourceText(object), (object.message ?? '').trim(), first, count, metadata.name];
  },
);

const configMap = printer<ConfigMap>(
  () => [nameColumn(), column('Data', 'core/v1.ConfigMap#data'), ageColumn()],
  ({ metadata, data, binaryData }, nowMs) => [metadata.name, Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length, ageSince(metadata.creationTimestamp, nowMs)],
);

const secret = printer<Secret>(
  () => [nameColumn(), column('Type', 'core/v1.Secret#type'), column('Data', 'core/v1.Secret#data'), ageColumn()],
  ({ metadata, type, data }, nowMs) => [metadata.name, type ?? '', Object.keys(data ?? {}).length, ageSince(metadata.creationTimestamp, nowMs)],
);

const serviceAccount = printer<ServiceAccount>(
  () => [nameColumn(), ageColumn()],
  ({ metadata }, nowMs) => [metadata.name, ageSince(metadata.creationTimestamp, nowMs)],
);

const quota = printer<ResourceQuota>(
  () => [
    nameColumn(), column('Request', 'Request represents a minimum amount of cpu/memory that a container may consume.'),
    column('Limit', 'Limits control the maximum amount of cpu/memory that a container may use independent of contention on the node.'), ageColumn(),
  ],
  ({ metadata, status }, nowMs) => {
    const names = Object.keys(status?.hard ?? {}).sort();
    const text = (name: string): string => `${name}: ${status?.used?.[name] ?? '0'}/${status?.hard?.[name] ?? '0'}`;
    const isLimit = (name: string): boolean => name.startsWith('limits');
    return [metadata.name, names.filter((n) => !isLimit(n)).map(text).join(', '), names.filter(isLimit).map(text).join(', '), ageSince(metadata.creationTimestamp, nowMs)];
  },
);

const lease = printer<Lease>(
  () => [nameColumn(), column('Holder', 'coordination/v1.LeaseSpec#holderIdentity'), ageColumn()],
  ({ metadata, spec }, nowMs) => [metadata.name, spec?.holderIdentity ?? '', ageSince(metadata.creationTimestamp, nowMs)],
);

const priorityClass = printer<PriorityClass>(
  () => [nameColumn(), column('Value', 'Value represents the integer value of this priority class. This is the actual priority that pods receive when they have the above name in their pod spec.', { type: 'integer' }), column('Global-Default', 'GlobalDefault specifies whether this PriorityClass should be considered as the default priority for pods that do not have any priority class.', { type: 'boolean' }), ageColumn(), column('PreemptionPolicy', 'scheduling/v1.PriorityClass#preemptionPolicy')],
  ({ metadata, value, globalDefault, preemptionPolicy }, nowMs) => [metadata.name, value, globalDefault === true, ageSince(metadata.creationTimestamp, nowMs), preemptionPolicy ?? 'PreemptLowerPriority'],
);

const runtimeClass = printer<RuntimeClass>(
  () => [nameColumn(), column('Handler', 'node/v1.RuntimeClass#handler'), ageColumn()],
  ({ metadata, handler }, nowMs) => [metadata.name, handler, ageSince(metadata.creationTimestamp, nowMs)],
);

const role = printer<KubeObject>(
  () => [nameColumn(), column('Created At', 'meta/v1.ObjectMeta#creationTimestamp', { type: 'date' })],
  ({ metadata }) => [metadata.name, metadata.creationTimestamp],
);

const binding = printer<RoleBinding | ClusterRoleBinding>(
  () => [
    nameColumn(), column('Role', 'rbac/v1.RoleBinding#roleRef'), ageColumn(), column('Users', 'Users in the roleBinding', wide), column('Groups', 'Groups in the roleBinding', wide),
    column('ServiceAccounts', 'ServiceAccounts in the roleBinding', wide),
  ],
  ({ metadata, roleRef, subjects = [] }, nowMs) => {
    const of = (kind: string): readonly Subject[] => subjects.filter((s) => s.kind === kind);
    const accounts = of('ServiceAccount').map((s) => `${s.namespace ?? ''}/${s.name}`).join(', ');
    return [metadata.name, `${roleRef.kind}/${roleRef.name}`, ageSince(metadata.creationTimestamp, nowMs), of('User').map((s) => s.name).join(', '), of('Group').map((s) => s.name).join(', '), accounts];
  },
);

export const clusterObjectPrinters: Readonly<Record<string, Printer>> = {
  Node: node, Namespace: namespace, Event: event, ConfigMap: configMap, Secret: secret, ServiceAccount: serviceAccount, ResourceQuota: quota, Lease: lease, PriorityClass: priorityClass,
  RuntimeClass: runtimeClass, Role: role, ClusterRole: role, RoleBinding: binding, ClusterRoleBinding: binding,
};

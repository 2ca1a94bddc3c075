// kubectl describe pod.
import type { Event, Pod, Toleration, TopologySpreadConstraint } from '../../api/generated/core-v1.ts';
import type { ObjectMeta } from '../../api/generated/meta-v1.ts';
import { ageSince } from '../../api/meta/human-duration.ts';
import { formatRfc1123 } from '../text/rfc1123.ts';
import { writeContainers, writeResources } from './containers.ts';
import { writeEvents } from './events.ts';
import { formatLabelSelector } from '../../api/meta/label-selector.ts';
import { sorted, tabbedString, writeAnnotations, writeItems, writeLabels, type PrefixWriter } from './prefix-writer.ts';
import { podQos } from './qos.ts';
import { writeVolumes } from './volumes.ts';

/** The text of `kubectl describe pod` at time `nowMs`; without `events` the Events section is left out. */
export function describePod(pod: Pod, events: readonly Event[] | undefined, nowMs: number): string {
  return tabbedString((w) => {
    writeHead(w, pod, nowMs);
    if (pod.spec.resources) {
      w.write(0, 'Resources:\n');
      writeResources(w, pod.spec.resources, 1);
    }
    const { initContainers, containers, ephemeralContainers } = pod.spec;
    const view = { pod, space: '' };
    if (initContainers?.length) writeContainers(w, { ...view, label: 'Init Containers', containers: initContainers, statuses: pod.status.initContainerStatuses });
    writeContainers(w, { ...view, label: 'Containers', containers, statuses: pod.status.containerStatuses });
    if (ephemeralContainers?.length) writeContainers(w, { ...view, label: 'Ephemeral Containers', containers: ephemeralContainers, statuses: pod.status.ephemeralContainerStatuses });
    writeConditions(w, pod);
    writeVolumes(w, pod.spec.volumes, '');
    w.field(0, 'QoS Class', podQos(pod));
    writeLabels(w, 'Node-Selectors', pod.spec.nodeSelector);
    writeTolerations(w, 'Tolerations', pod.spec.tolerations);
    writeTopologySpread(w, pod.spec.topologySpreadConstraints, '');
    if (pod.spec.schedulingGroup) writeSchedulingGroup(w, pod.spec.schedulingGroup.podGroupName, '');
    writeEvents(w, events, nowMs);
  });
}

function writeHead(w: PrefixWriter, pod: Pod, nowMs: number): void {
  const { metadata, spec, status } = pod;
  w.field(0, 'Name', metadata.name);
  w.field(0, 'Namespace', metadata.namespace);
  if (spec.priority !== undefined) w.field(0, 'Priority', spec.priority);
  if (spec.priorityClassName) w.field(0, 'Priority Class Name', spec.priorityClassName);
  if (spec.runtimeClassName) w.field(0, 'Runtime Class Name', spec.runtimeClassName);
  if (spec.serviceAccountName) w.field(0, 'Service Account', spec.serviceAccountName);
  w.field(0, 'Node', spec.nodeName ? `${spec.nodeName}/${status.hostIP ?? ''}` : '<none>');
  if (status.startTime) w.field(0, 'Start Time', formatRfc1123(status.startTime));
  writeLabels(w, 'Labels', metadata.labels);
  writeAnnotations(w, 'Annotations', metadata.annotations);
  if (metadata.deletionTimestamp && status.phase !== 'Failed' && status.phase !== 'Succeeded') {
    w.field(0, 'Status', `Terminating (lasts ${ageSince(metadata.deletionTimestamp, nowMs)})`);
    w.field(0, 'Termination Grace Period', `${metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else {
    w.field(0, 'Status', status.phase);
  }
  if (status.reason) w.field(0, 'Reason', status.reason);
  if (status.message) w.field(0, 'Message', status.message);
  const seccomp = spec.securityContext?.seccompProfile;
  if (seccomp) {
    w.field(0, 'SeccompProfile', seccomp.type);
    if (seccomp.type === 'Localhost') w.field(0, 'LocalhostProfile', seccomp.localhostProfile);
  }
  w.field(0, 'IP', status.podIP);
  if (status.podIPs?.length) {
    w.write(0, 'IPs:\n');
    for (const { ip } of status.podIPs) w.field(1, 'IP', ip);
  } else {
    w.field(0, 'IPs', '<none>');
  }
  const controller = controllerText(metadata);
  if (controller) w.field(0, 'Controlled By', controller);
  if (status.nominatedNodeName) w.field(0, 'NominatedNodeName', status.nominatedNodeName);
}

function writeConditions(w: PrefixWriter, pod: Pod): void {
  const conditions = pod.status.conditions ?? [];
  if (pod.spec.readinessGates?.length) {
    w.write(0, 'Readiness Gates:\n  Type\tStatus\n');
    for (const { conditionType } of pod.spec.readinessGates) w.write(1, `${conditionType} \t${conditions.find(({ type }) => type === conditionType)?.status ?? '<none>'} \n`);
  }
  if (conditions.length === 0) return;
  w.write(0, 'Conditions:\n  Type\tStatus\n');
  for (const { type, status } of conditions) w.write(1, `${type} \t${status} \n`);
}

/** `Kind/name` of the controlling owner. */
export function controllerText({ ownerReferences }: ObjectMeta): string | undefined {
  const owner = ownerReferences?.find(({ controller }) => controller);
  return owner && `${owner.kind}/${owner.name}`;
}

export function writeTolerations(w: PrefixWriter, title: string, tolerations: readonly Toleration[] | undefined): void {
  w.write(0, `${title}:\t`);
  if (!tolerations?.length) w.line('<none>');
  writeItems(w, sorted(tolerations, ({ key }) => key ?? '').map(tolerationText));
}

function tolerationText({ key = '', operator, value, effect, tolerationSeconds }: Toleration): string {
  let text = key;
  if (value) text += `=${value}`;
  if (effect) text += `:${effect}`;
  if (operator === 'Exists' && !value) text += key || effect ? ' op=Exists' : 'op=Exists';
  return tolerationSeconds === undefined ? text : `${text} for ${tolerationSeconds}s`;
}

export function writeTopologySpread(w: PrefixWriter, constraints: readonly TopologySpreadConstraint[] | undefined, space: string): void {
  if (!constraints?.length) return;
  w.write(0, `${space}Topology Spread Constraints:\t`);
  for (const [i, constraint] of sorted(constraints, ({ topologyKey }) => topologyKey).entries()) {
    const selector = constraint.labelSelector ? ` for selector ${formatLabelSelector(constraint.labelSelector)}` : '';
    w.write(0, `${i === 0 ? '' : `${space}\t`}${constraint.topologyKey}:${constraint.whenUnsatisfiable} when max skew ${constraint.maxSkew} is exceeded${selector}\n`);
  }
}

export function writeSchedulingGroup(w: PrefixWriter, podGroupName: string | undefined, space: string): void {
  w.write(0, `${space}SchedulingGroup:\n`);
  w.field(1, 'PodGroupName', podGroupName);
}

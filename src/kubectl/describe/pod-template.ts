// The Pod Template section that kubectl describe shows for workloads.
import type { PodTemplateSpec } from '../../api/generated/core-v1.ts';
import { writeContainers } from './containers.ts';
import { writeSchedulingGroup, writeTolerations, writeTopologySpread } from './pod.ts';
import { writeAnnotations, writeLabels, type PrefixWriter } from './prefix-writer.ts';
import { writeVolumes } from './volumes.ts';

export function writePodTemplate(w: PrefixWriter, template: PodTemplateSpec | undefined): void {
  w.write(0, 'Pod Template:\n');
  if (!template) {
    w.write(1, '<unset>');
    return;
  }
  const { metadata, spec } = template;
  writeLabels(w, '  Labels', metadata?.labels);
  if (Object.keys(metadata?.annotations ?? {}).length > 0) writeAnnotations(w, '  Annotations', metadata?.annotations);
  if (spec.serviceAccountName) w.field(1, 'Service Account', spec.serviceAccountName);
  if (spec.initContainers?.length) writeContainers(w, { label: 'Init Containers', containers: spec.initContainers, space: '  ' });
  writeContainers(w, { label: 'Containers', containers: spec.containers, space: '  ' });
  writeVolumes(w, spec.volumes, '  ');
  writeTopologySpread(w, spec.topologySpreadConstraints, '  ');
  if (spec.priorityClassName) w.field(1, 'Priority Class Name', spec.priorityClassName);
  writeLabels(w, '  Node-Selectors', spec.nodeSelector);
  writeTolerations(w, '  Tolerations', spec.tolerations);
  if (spec.schedulingGroup) writeSchedulingGroup(w, spec.schedulingGroup.podGroupName, '  ');
}

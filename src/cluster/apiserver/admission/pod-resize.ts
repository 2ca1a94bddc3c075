// Refuses an in-place resize that no rearrangement of the node could grant: plugin/pkg/admission/podresize.
import type { Node, Pod } from '../../../api/generated/core-v1.ts';
import type { StatusError } from '../../../api/meta/status-error.ts';
import { podRequests } from '../../component-helpers/pod-requests.ts';
import { resourceAmount } from '../../component-helpers/quantities.ts';
import { type AdmissionAttributes, type AdmissionDependencies, admissionForbidden, type AdmissionPlugin } from './admission.ts';

const osLabel = 'kubernetes.io/os';

function refusal(attributes: AdmissionAttributes, cause: string, reason: string): StatusError {
  const error = admissionForbidden(attributes, cause);
  error.status.details = { ...error.status.details, causes: [...(error.status.details?.causes ?? []), { reason }] };
  return error;
}

export function podResizePlugin({ store }: AdmissionDependencies): AdmissionPlugin {
  return {
    name: 'PodResizeValidator',
    validate(attributes) {
      const { row, subresource, operation } = attributes;
      if (operation !== 'UPDATE' || row.kind !== 'Pod' || row.group !== '' || subresource !== 'resize') return;
      const pod = attributes.object as Pod;
      const name = pod.spec.nodeName ?? '';
      if (name === '' || attributes.oldObject?.metadata.generation === pod.metadata.generation) return;
      const node = store.get('nodes', name) as Node | undefined;
      if (node === undefined) throw admissionForbidden(attributes, `node ${JSON.stringify(name)} not found`);
      const os = node.metadata.labels?.[osLabel] ?? 'linux';
      if (os !== 'linux') throw refusal(attributes, `pod resize is only supported on linux nodes, node ${JSON.stringify(name)} is ${JSON.stringify(os)}`, 'UnsupportedPlatform');
      const excess = beyondAllocatable(pod, node);
      if (excess.length > 0) throw refusal(attributes, `node didn't have enough allocatable resources: ${excess.join('; ')}`, 'NodeCapacity');
    },
  };
}

function beyondAllocatable(pod: Pod, node: Node): string[] {
  const requests = podRequests(pod, { useStatus: false });
  return ['cpu', 'memory'].flatMap((resource) => {
    const requested = requests[resource] ?? 0;
    const allocatable = resourceAmount(resource, node.status.allocatable?.[resource]);
    return requested > allocatable ? [`${resource}, requested: ${requested}, allocatable: ${allocatable}`] : [];
  });
}

// A Pod carries the zone and region of its node as labels: plugin/pkg/admission/podtopologylabels.
import type { Node, Pod } from '../../../api/generated/core-v1.ts';
import type { Store } from '../../store/store.ts';
import type { AdmissionDependencies, AdmissionPlugin } from './admission.ts';

const copied = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

/** What a Pod on the node is labelled with; undefined when nothing. */
export function topologyLabels(store: Store, nodeName: string): Record<string, string> | undefined {
  const labels = (store.get('nodes', nodeName) as Node | undefined)?.metadata.labels ?? {};
  const found = copied.flatMap((key) => (labels[key] === undefined ? [] : [[key, labels[key]] as const]));
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** Bindings are labelled where they are carried out. */
export function podTopologyLabelsPlugin({ store }: AdmissionDependencies): AdmissionPlugin {
  return {
    name: 'PodTopologyLabels',
    admit({ operation, row, subresource, object }) {
      if (operation !== 'CREATE' || row.kind !== 'Pod' || row.group !== '' || subresource !== '') return;
      const { metadata, spec } = object as Pod;
      const labels = spec.nodeName === undefined || spec.nodeName === '' ? undefined : topologyLabels(store, spec.nodeName);
      if (labels !== undefined) metadata.labels = { ...metadata.labels, ...labels };
    },
  };
}

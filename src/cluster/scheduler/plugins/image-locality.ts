// Prefers nodes that have the Pod's images, the larger the better: kube-scheduler's ImageLocality.
import type { Container, Pod } from '../../../api/generated/core-v1.ts';
import { maxNodeScore, type Plugin } from '../framework.ts';
import type { Snapshot } from '../snapshot.ts';

const mebibyte = 1024 * 1024;
const minThreshold = 23 * mebibyte;
const maxContainerThreshold = 1000 * mebibyte;

/** The name with `:latest` when it has no tag; a digest counts as one. */
export function normalizedImageName(image: string): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
}

function containersOf(pod: Pod): Container[] {
  return [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
}

function sumScores(pod: Pod, nodeName: string, snapshot: Snapshot): number {
  let sum = 0;
  for (const { image } of containersOf(pod)) {
    const state = snapshot.image(normalizedImageName(image ?? ''));
    if (state?.nodeNames.has(nodeName) === true) sum += Math.trunc(state.sizeBytes * (state.nodeNames.size / snapshot.nodes.length));
  }
  return sum;
}

export const imageLocality: Plugin = {
  name: 'ImageLocality',
  score(_state, { pod }, { node }, snapshot) {
    const maxThreshold = maxContainerThreshold * containersOf(pod).length;
    const sum = Math.min(Math.max(sumScores(pod, node.metadata.name, snapshot), minThreshold), maxThreshold);
    return Math.floor((maxNodeScore * (sum - minThreshold)) / (maxThreshold - minThreshold));
  },
};

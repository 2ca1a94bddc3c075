// Prefers nodes that have the Pod's images, the larger the better: kube-scheduler's ImageLocality.
import type { Container, Pod } from '../../../api/generated/core-v1.ts';
import { maxNodeScore, type Plugin } from '../framework.ts';
import type { ImageState, Snapshot } from '../snapshot.ts';

const name = 'ImageLocality';
const mebibyte = 1024 * 1024;
const minThreshold = 23 * mebibyte;
const maxContainerThreshold = 1000 * mebibyte;

/** The name with `:latest` when it has no tag; a digest counts as one. */
function normalizedImageName(image: string): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
}

function containersOf(pod: Pod): Container[] {
  return [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
}

interface State {
  /** Of the Pod's images that some node has. */
  readonly images: readonly ImageState[];
  readonly maxThreshold: number;
  clone(): State;
}

function stateOf(pod: Pod, snapshot: Snapshot): State {
  const containers = containersOf(pod);
  const images = containers.map(({ image }) => snapshot.image(normalizedImageName(image ?? ''))).filter((state) => state !== undefined);
  const state: State = { images, maxThreshold: maxContainerThreshold * containers.length, clone: () => state };
  return state;
}

export const imageLocality: Plugin = {
  name,
  preScore(cycle, { pod }, _feasible, snapshot) {
    cycle.write(name, stateOf(pod, snapshot));
    return undefined;
  },
  score(cycle, { pod }, { node }, snapshot) {
    const { images, maxThreshold } = cycle.read<State>(name) ?? stateOf(pod, snapshot);
    let sum = 0;
    for (const { nodeNames, sizeBytes } of images) if (nodeNames.has(node.metadata.name)) sum += Math.trunc(sizeBytes * (nodeNames.size / snapshot.nodes.length));
    const counted = Math.min(Math.max(sum, minThreshold), maxThreshold);
    return Math.floor((maxNodeScore * (counted - minThreshold)) / (maxThreshold - minThreshold));
  },
};

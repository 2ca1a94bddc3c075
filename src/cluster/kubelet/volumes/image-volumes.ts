// Pulls the images that a Pod mounts as volumes, at each look at it: kuberuntime's getImageVolumes.
import type { Container, Pod } from '../../../api/generated/core-v1.ts';
import type { StartFailure } from '../container-status.ts';
import { type KubeletContext, recordPodEvent } from '../kubelet-context.ts';

/** By volume: why its image is not there. */
export type ImageVolumeFailures = ReadonlyMap<string, { readonly failure: StartFailure; readonly retryMs: number }>;

const none: ImageVolumeFailures = new Map();

export async function pullImageVolumes(context: KubeletContext, pod: Pod): Promise<ImageVolumeFailures> {
  let failures: Map<string, { readonly failure: StartFailure; readonly retryMs: number }> | undefined;
  for (const { name, image } of pod.spec.volumes ?? []) {
    if (image === undefined) continue;
    const wanted = { name, image: image.reference ?? '', ...(image.pullPolicy !== undefined && { imagePullPolicy: image.pullPolicy }) } as unknown as Container;
    const ensured = await context.puller.ensureImage(pod, wanted, context.pullSecrets(pod).found, (type, reason, message) => { recordPodEvent(context, pod, type, reason, message); });
    if ('failure' in ensured) (failures ??= new Map()).set(name, ensured);
  }
  return failures ?? none;
}

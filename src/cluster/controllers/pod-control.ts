// Makes and deletes Pods for their controllers, with the Events that say so: kube-controller-manager's RealPodControl and slow start.
import type { Pod, PodTemplateSpec } from '../../api/generated/core-v1.ts';
import type { OwnerReference } from '../../api/generated/meta-v1.ts';
import type { KubeObject, New } from '../../api/meta/object.ts';
import { isNotFound } from '../../api/meta/status-error.ts';
import type { Client } from '../../client/client.ts';
import { pods } from '../../client/resources.ts';
import { isNamespaceTerminating } from './controller.ts';
import type { EventRecorder } from '../events/event-recorder.ts';

/** The owner as it is known to be, with kind and apiVersion filled in. */
export type Owner = KubeObject & { readonly kind: string; readonly apiVersion: string };

export function ownerReference(owner: Owner): OwnerReference {
  return { apiVersion: owner.apiVersion, kind: owner.kind, name: owner.metadata.name, uid: owner.metadata.uid, controller: true, blockOwnerDeletion: true };
}

/** The prefix of generated names, cut so that a name stays within its limit. */
function podPrefix(ownerName: string): string {
  return `${ownerName}-`;
}

export function podFromTemplate(template: PodTemplateSpec, owner: Owner): New<Pod> {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: podPrefix(owner.metadata.name),
      ...(labels !== undefined && { labels: { ...labels } }),
      ...(annotations !== undefined && { annotations: { ...annotations } }),
      ...(finalizers !== undefined && { finalizers: [...finalizers] }),
      ownerReferences: [ownerReference(owner)],
    },
    spec: structuredClone(template.spec),
  };
}

export interface PodControl {
  /** Creates the Pod and tells of it about `owner`; a refusal is told and thrown. */
  create(pod: New<Pod>, owner: Owner): Promise<Pod>;
  /** Deletes the Pod; one that is gone already is no error. */
  delete(pod: Pod, owner: Owner): Promise<void>;
}

export function createPodControl(client: Client, events: EventRecorder): PodControl {
  return {
    async create(pod, owner) {
      try {
        const made = await client.create<Pod>(pods, pod, owner.metadata.namespace);
        events.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${made.metadata.name}`);
        return made;
      } catch (error) {
        if (isNamespaceTerminating(error)) throw error;
        events.event(owner, 'Warning', 'FailedCreate', `Error creating: ${error instanceof Error ? error.message : String(error)}`);
        throw error;
      }
    },
    async delete(pod, owner) {
      try {
        await client.delete(pods, pod.metadata.name, pod.metadata.namespace, { preconditions: { uid: pod.metadata.uid } });
        events.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
      } catch (error) {
        if (isNotFound(error)) return;
        events.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${error instanceof Error ? error.message : String(error)}`);
        throw error;
      }
    },
  };
}

/** Calls `act` in batches that double from 1, so that what fails fails once; how many went well, and the first error. */
export async function slowStart(count: number, act: (index: number) => Promise<void>): Promise<{ readonly successes: number; readonly error: unknown }> {
  let successes = 0;
  for (let size = Math.min(1, count); size > 0; size = Math.min(2 * size, count - successes)) {
    const results = await Promise.allSettled(Array.from({ length: size }, (_, i) => act(successes + i)));
    const failed = results.find((r) => r.status === 'rejected');
    successes += results.filter((r) => r.status === 'fulfilled').length;
    if (failed !== undefined) return { successes, error: failed.reason };
  }
  return { successes, error: undefined };
}

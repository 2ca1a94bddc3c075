// What all Pod workers of one kubelet share.
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import type { Node, Pod, Secret } from '../../api/generated/core-v1.ts';
import type { Rejection } from './admission.ts';
import type { EventRecorder } from '../events/event-recorder.ts';
import type { Backoff } from './backoff.ts';
import type { PodResources } from './env.ts';
import type { ImagePuller } from './image-puller.ts';
import type { RuntimeService } from './runtime-service.ts';
import type { TokenSource } from './service-account-tokens.ts';
import type { StatusWriter } from './status-writer.ts';
import type { ClaimLookup } from './volumes/pod-volumes.ts';

export interface KubeletContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly runtime: RuntimeService;
  readonly events: EventRecorder;
  readonly status: StatusWriter;
  readonly puller: ImagePuller;
  /** Of containers that end again and again, by `podUid/container`. */
  readonly crashBackoff: Backoff;
  readonly resources: PodResources;
  readonly claims: ClaimLookup;
  readonly node: () => Node;
  readonly hostIp: string;
  readonly clusterDns: readonly string[];
  readonly clusterDomain: string;
  readonly pullSecrets: (pod: Pod) => { readonly found: readonly Secret[]; readonly missing: readonly string[] };
  readonly tokens: TokenSource;
  /** Whether the Pod could run here beside the others, with what it asks for now. */
  readonly admit: (pod: Pod) => Rejection | undefined;
  /** Runs `wake` when the kubelet looks at its containers next: the relist of the generic PLEG. */
  readonly noticeLater: (wake: () => void) => void;
  /** What the relist of one Pod takes, which follows each step of its worker. */
  readonly relookMs: number;
  /** How long until a look at the containers that is newer than `sinceMs`; 0 when there was one. */
  readonly untilRelist: (sinceMs: number) => number;
  readonly onError: (error: unknown) => void;
}

/** `name_namespace(uid)`, as the kubelet writes a Pod: format.Pod. */
export function podTitle(pod: Pod): string {
  return `${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;
}

/** The reference that the kubelet's Events carry. */
export function recordPodEvent(context: KubeletContext, pod: Pod, type: 'Normal' | 'Warning', reason: string, message: string, fieldPath?: string): void {
  context.events.event(pod, type, reason, message, fieldPath);
}

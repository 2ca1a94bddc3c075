// The scheduler's Events: client-go's tools/events recorder, whose equal Events within six minutes become one with a series.
import type { Clock } from '../../base/clock.ts';
import { formatMicroTime } from '../../base/clock.ts';
import type { Event, Pod } from '../../api/generated/core-v1.ts';
import type { Client } from '../../client/client.ts';
import { events } from '../../client/resources.ts';
import { newStyleEvent, referenceTo } from '../events/event-recorder.ts';

export interface SchedulerEvents {
  record(pod: Pod, type: 'Normal' | 'Warning', reason: string, action: string, message: string, related?: Pod): void;
}

const seriesWindowMs = 360_000;
const maxRemembered = 4096;

export function createSchedulerEvents(client: Client, clock: Clock): SchedulerEvents {
  const recorded = new Map<string, { name: string; count: number; lastMs: number }>();
  let queue: Promise<unknown> = Promise.resolve();
  return {
    record(pod, type, reason, action, message, related) {
      const { uid, resourceVersion, namespace = 'default' } = pod.metadata;
      const key = [uid, resourceVersion, type, reason, action].join('|');
      const nowMs = clock.now();
      const known = recorded.get(key);
      if (known !== undefined && nowMs - known.lastMs < seriesWindowMs) {
        known.count++;
        known.lastMs = nowMs;
        const series = { count: known.count, lastObservedTime: formatMicroTime(nowMs) };
        queue = queue.then(() => client.patch(events, known.name, namespace, 'application/strategic-merge-patch+json', { series })).catch(() => undefined);
        return;
      }
      const event = newStyleEvent({
        reference: referenceTo(pod, 'Pod', 'v1'),
        ...(related !== undefined && { related: referenceTo(related, 'Pod', 'v1') }),
        type, reason, action, message, nowMs,
        component: 'default-scheduler',
        instance: 'default-scheduler-control-plane',
      });
      if (reason === 'FailedScheduling') {
        if (recorded.size >= maxRemembered) recorded.clear();
        recorded.set(key, { name: event.metadata?.name ?? '', count: 1, lastMs: nowMs });
      }
      queue = queue.then(() => client.create<Event>(events, event, namespace)).catch(() => undefined);
    },
  };
}

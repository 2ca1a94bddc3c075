// The Events table at the end of kubectl describe.
import type { Event } from '../../api/generated/core-v1.ts';
import { parseTime } from '../../base/clock.ts';
import { ageSince } from '../../api/meta/human-duration.ts';
import type { PrefixWriter } from './prefix-writer.ts';

/** Writes the Events section; nothing when `events` is undefined (events are not shown). */
export function writeEvents(w: PrefixWriter, events: readonly Event[] | undefined, nowMs: number): void {
  if (!events) return;
  if (events.length === 0) {
    w.write(0, 'Events:\t<none>\n');
    return;
  }
  w.flush();
  w.write(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage\n');
  w.write(1, '----\t------\t----\t----\t-------\n');
  for (const event of sortEvents(events)) {
    const source = event.source.component || event.reportingComponent;
    const text = (event.message ?? '').trim();
    const message = event.involvedObject.fieldPath ? `${event.involvedObject.fieldPath}: ${text}` : text;
    w.write(1, `${event.type ?? ''}\t${event.reason ?? ''}\t${eventInterval(event, nowMs)}\t${source}\t${message}\n`);
  }
}

/** `5m` or, for a repeated event, `10s (x3 over 5m)`. */
export function eventInterval(event: Event, nowMs: number): string {
  const first = ageSince(event.eventTime ? event.eventTime : event.firstTimestamp, nowMs);
  if (event.series) return `${ageSince(event.series.lastObservedTime, nowMs)} (x${event.series.count ?? 0} over ${first})`;
  if ((event.count ?? 0) > 1) return `${ageSince(event.lastTimestamp, nowMs)} (x${event.count ?? 0} over ${first})`;
  return first;
}

/** When an event was last seen: what `kubectl events` sorts by. */
export function lastSeenMs(event: Event): number {
  for (const time of [event.series?.lastObservedTime, event.lastTimestamp, event.eventTime]) {
    if (time) return parseTime(time);
  }
  return Number.NEGATIVE_INFINITY;
}

/** As `describe` orders them: by lastTimestamp, which events of the newer API lack, so that `Scheduled` comes first; else as listed. */
function sortEvents(events: readonly Event[]): Event[] {
  const at = ({ lastTimestamp }: Event): number => (lastTimestamp ? parseTime(lastTimestamp) : 0);
  return [...events].sort((a, b) => at(a) - at(b));
}

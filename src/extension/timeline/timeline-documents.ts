// The live document of a Pod's timeline: what it reads.
import type { Event } from '../../api/generated/core-v1.ts';
import { isNotFound } from '../../api/meta/status-error.ts';
import { historyPathOf, type ObjectHistory } from '../../client/object-history.ts';
import { events } from '../../client/resources.ts';
import type { LiveDocumentKind } from '../documents/live-documents.ts';
import type { ResourceTarget } from '../resource-target.ts';
import type { ClusterSession } from '../session/cluster-session.ts';
import { podTimeline } from './pod-timeline.ts';
import { timelineText } from './timeline-text.ts';

export const timelineDocuments: LiveDocumentKind = {
  scheme: 'podlab-timeline',
  extension: 'timeline',
  read: readTimeline,
  hasEvents: true,
  commentMark: '',
};

/** Events told of one by one; what a Pod does over and over is counted up in few. */
const maxEvents = 200;

async function readTimeline(session: ClusterSession, { ref, name, namespace = 'default' }: ResourceTarget): Promise<string> {
  const { client } = session;
  const read = async (path: string): Promise<ObjectHistory> => (await client.send({ verb: 'get', path })).body as ObjectHistory;
  const [history, about, { nowMs }] = await Promise.all([
    read(historyPathOf(ref, namespace, name)).catch((error: unknown) => {
      throw isNotFound(error) ? new Error(`The cluster remembers no Pod ${namespace}/${name}.`) : error;
    }),
    client.list<Event>(events, namespace, { fieldSelector: `involvedObject.name=${name}` }),
    session.control({ action: 'info' }),
  ]);
  // An Event may have gone since it was listed.
  const histories = await Promise.all(about.items.slice(0, maxEvents).map((event) => read(historyPathOf(events, namespace, event.metadata.name ?? '')).catch(() => undefined)));
  const timeline = podTimeline(history, histories.filter((found) => found !== undefined), nowMs);
  return timeline === undefined ? 'Nothing is known of this Pod yet.' : timelineText(`${namespace}/${name}`, timeline);
}

// The live document of a Pod's way: what it reads.
import type { Event, Pod } from '../../api/generated/core-v1.ts';
import { isNotFound } from '../../api/meta/status-error.ts';
import { podWayPath, type PodWay } from '../../client/pod-way.ts';
import { events, pods } from '../../client/resources.ts';
import type { LiveDocumentKind } from '../documents/live-documents.ts';
import type { ResourceTarget } from '../resource-target.ts';
import type { ClusterSession } from '../session/cluster-session.ts';
import { podWayText } from './pod-way-text.ts';

export const podWayDocuments: LiveDocumentKind = {
  scheme: 'podlab-way',
  extension: 'way',
  read: readWay,
  hasEvents: true,
  commentMark: '',
};

async function readWay(session: ClusterSession, { name, namespace = 'default' }: ResourceTarget): Promise<string> {
  const { client } = session;
  const [pod, about, way] = await Promise.all([
    client.get<Pod>(pods, name, namespace),
    client.list<Event>(events, namespace, { fieldSelector: `involvedObject.name=${name}` }),
    client.send({ verb: 'get', path: `${podWayPath}/${namespace}/${name}` }).then(({ body }) => body as PodWay, (error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    }),
  ]);
  return podWayText({ way, pod, events: about.items.filter(({ involvedObject }) => involvedObject.uid === pod.metadata.uid) });
}
